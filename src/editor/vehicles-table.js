(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  /** From so many rows on there is a box to find one. */
  const filteredFrom = 20;

  const keyOf = (id) => id.trim().toUpperCase();
  /** One that was only seen in pushes belongs to the account by itself; what is entered for it is worth keeping. */
  const isSaved = (row) => !row.learned || row.name.trim() !== "" || !row.enabled;

  /** The rows, whatever of them is on the page. Each is {id, name, enabled}, and {model, fallback, learned, mark} if known. */
  function vehicleModel(saved) {
    let all = saved.map(({ id, name, enabled }) => ({ id: String(id), name: name || "", enabled: enabled !== false }));
    let byId = new Map(all.map((row) => [keyOf(row.id), row]));
    return {
      all: () => all,
      has: (id) => byId.has(keyOf(id)),
      remove(rows) {
        const gone = new Set(rows);
        all = all.filter((row) => !gone.has(row));
        byId = new Map(all.map((row) => [keyOf(row.id), row]));
      },
      merge({ id, model, ownName, name, named, learned }) {
        const known = byId.get(keyOf(id));
        const row = known || { id, name: "", enabled: true, learned: Boolean(learned) };
        if (!known) {
          all.push(row);
          byId.set(keyOf(id), row);
        }
        if (ownName) row.name = ownName;
        if (!learned) row.learned = false;
        if (model) row.model = model;
        if (name && !named) row.fallback = name;
      },
      unmark() {
        for (const row of all) row.mark = undefined;
      },
      /** How many were not found. */
      markFound(vehicles) {
        const told = new Map(vehicles.map((vehicle) => [keyOf(vehicle.id), vehicle]));
        const rows = all.filter((row) => !row.learned);
        for (const row of rows) {
          const vehicle = told.get(keyOf(row.id));
          row.mark = !vehicle ? "gone" : vehicle.isNew ? "new" : undefined;
        }
        return rows.filter((row) => !told.has(keyOf(row.id))).length;
      },
    };
  }

  /**
   * The account's table: `rows()` is what is saved; `merge(vehicles)` adds what a sign-in has found or what was pasted
   * (`ownName`), keeping names and switches otherwise; `markFound(vehicles)` marks the rows that a test has not found, and those
   * that it has found first, and tells how many there are of the former; `deployed` tells whether the runtime has the account.
   */
  editor.vehiclesTable = function (node, dialog) {
    const text = (key, values) => node._(node.type + "." + key, values);
    const platform = dialog.find("#node-config-input-platform");
    const isFleet = () => editor.isFleetPlatform(platform.val());
    const toggle = dialog.find("#vehicle-cloud-show-ids");
    const note = dialog.find("#vehicle-cloud-no-vehicles");
    const filter = $("<input>", { type: "search", id: "vehicle-cloud-filter", spellcheck: false });
    filter.attr({ placeholder: text("placeholder.filter"), "aria-label": text("placeholder.filter") });
    const idHeading = $("<span>");
    const model = vehicleModel(node.vehicles || []);
    let full = false;

    /** Against a demo cloud under base URLs the demo's vehicles are the right ones. */
    const isStray = (row) =>
      !String(dialog.find("#node-config-input-baseUrls").val() || "").trim() &&
      editor.isStrayDemo(row.id, platform.val());
    const own = () => model.all().filter((row) => !isStray(row));
    /** Where the cloud has a list, nobody is learned from pushes. */
    const present = () => (isFleet() ? own() : own().filter((row) => !row.learned));
    function found() {
      const wanted = filter.val().trim().toLowerCase();
      const words = (row) => (row.name + "\n" + editor.defaultName(row) + "\n" + row.id).toLowerCase();
      return wanted === "" ? present() : present().filter((row) => words(row).includes(wanted));
    }

    function countText(rows, learned) {
      const number = rows.length;
      if (number === 0) return text("label.vehicles");
      if (filter.val().trim() !== "") return text("label.countFound", { found: found().length, number });
      const key = number === 1 ? "countOne" : learned > 0 ? "countLearned" : "count";
      return text("label." + key, { number, learned });
    }

    /** Everything but the rows. */
    function showAround() {
      const fleet = isFleet();
      const rows = present();
      const learned = rows.filter((row) => row.learned).length;
      const ids = fleet ? (full ? "hideCodes" : "showCodes") : full ? "hideIds" : "showIds";
      const offers = (word) => editor.offers(platform.val(), word);
      // Of a cloud that its owner describes the profile says whether it has a list.
      const noCars = offers("noList") || (offers("profile") && !editor.customLists) ? "noList" : "noVehicles";
      const noFleet = editor.offers(platform.val(), "preset") ? "noDemoFleet" : "noFleet";
      const none = fleet ? noFleet : noCars;
      dialog.find("#vehicle-cloud-count").text(countText(rows, learned));
      dialog.find("#vehicle-cloud-vehicles-label i").attr("class", fleet ? "fa fa-bicycle" : "fa fa-car");
      idHeading.text(text(fleet ? "label.iotCode" : "label.vehicleId"));
      toggle
        .attr("aria-pressed", String(full))
        .text(text("button." + ids))
        .toggle(rows.length > 0);
      note.text(text("note." + (learned > 0 ? "learned" : none))).toggle(rows.length === 0 || learned > 0);
      filter.toggle(rows.length >= filteredFrom || filter.val() !== "");
      const chosen = filter.val().trim() === "" ? rows : found();
      removal.show(fleet && chosen.filter(isSaved).length > 1, chosen === rows ? "removeAll" : "removeFound");
    }
    function show() {
      list.show(found());
      showAround();
    }

    const list = editor.vehicleRows(node, dialog.find("#vehicle-cloud-vehicles"), {
      // Nothing else is left out where the table is the list.
      markOf: (row) => (!isFleet() ? row.mark : editor.isIotCode(row.id) ? row.learned && "learned" : "noCode"),
      header: $("<div>").append(
        $("<span>").text(text("label.enabled")),
        $("<span>").text(text("label.ownName")),
        idHeading,
      ),
      onRemove(row) {
        model.remove([row]);
        showAround();
      },
      onRemoved() {
        if (present().length === 0) show();
      },
    });
    const removal = editor.removeAllButton(node, {
      chosen: () => found().filter(isSaved),
      remove(rows) {
        model.remove(rows);
        filter.val("");
        show();
        dialog.find("#vehicle-cloud-fleet summary").trigger("focus");
      },
    });
    list.whole.before(filter);
    toggle.after(removal.parts);
    filter.on("input", show);
    platform.on("change", function () {
      model.unmark();
      show();
    });
    toggle.on("click", function () {
      full = !full;
      list.showIds(full);
      showAround();
    });
    show();

    const table = {
      rows: () =>
        own()
          .filter(isSaved)
          .map(({ id, name, enabled }) => ({ id, name: name.trim(), enabled })),
      all: present,
      /** What stands around the rows: whether the table is the list may depend on what is typed. */
      showAround,
      merge(vehicles) {
        vehicles.forEach(model.merge);
        show();
      },
      markFound(vehicles) {
        const missing = model.markFound(vehicles);
        show();
        return missing;
      },
    };
    dialog.data("table", table);
    table.deployed = $.getJSON(editor.accountUrl(node.id, "vehicles")).then(function ({ deployed, vehicles }) {
      const known = vehicles.filter(({ id, learned }) => learned || model.has(id));
      if (document.contains(toggle[0]) && known.length > 0) table.merge(known);
      return deployed !== false;
    });
    return table;
  };
})();
