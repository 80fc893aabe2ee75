(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  /** One row: on or off, own name, id. The id is masked until asked for: dialogs end up in screenshots. */
  function addRow(node, container, row) {
    const text = (key, values) => node._(node.type + "." + key, values);
    const named = row.model ? row.model + " " + row.id.slice(-4) : editor.maskId(row.id);
    container.addClass("vehicle-cloud-row");
    row.enabledBox = $("<input>", { type: "checkbox", checked: row.enabled !== false }).attr(
      "aria-label",
      text("label.enabledOf", { name: named }),
    );
    row.nameInput = $("<input>", { type: "text", value: row.name || "", placeholder: named }).attr(
      "aria-label",
      text("label.nameOf", { name: named }),
    );
    row.idText = $("<span>", { class: "vehicle-cloud-id" });
    row.mark = $("<span>", { class: "vehicle-cloud-mark" });
    container.append(row.enabledBox, row.nameInput, row.idText, row.mark);
    container.siblings("a").attr("aria-label", text("label.removeOf", { name: named }));
  }

  /**
   * The account's table: `rows()` is what is saved; `merge(vehicles)` adds what a sign-in has found or what was pasted
   * (`ownName`), keeping names and switches otherwise.
   */
  editor.vehiclesTable = function (node, dialog) {
    const list = dialog.find("#vehicle-cloud-vehicles");
    const toggle = dialog.find("#vehicle-cloud-show-ids");
    const empty = dialog.find("#vehicle-cloud-no-vehicles");
    let full = false;
    const text = (key) => node._(node.type + ".vehicle." + key);
    const items = () => list.editableList("items").map((_index, item) => $(item).data("data"));
    const table = {
      showIds() {
        items().each((_index, row) => row.idText.text(full ? row.id : editor.maskId(row.id)));
        toggle
          .attr("aria-pressed", String(full))
          .text(node._(node.type + (full ? ".button.hideIds" : ".button.showIds")));
        const none = list.editableList("length") === 0;
        list.closest(".red-ui-editableList").toggle(!none);
        toggle.toggle(!none);
        empty.toggle(none);
      },
      rows() {
        return items()
          .get()
          .map((row) => ({ id: row.id, name: row.nameInput.val().trim(), enabled: row.enabledBox.prop("checked") }));
      },
      merge(vehicles) {
        const known = new Map(
          items()
            .get()
            .map((row) => [row.id, row]),
        );
        for (const { id, model, ownName = "" } of vehicles) {
          const row = known.get(id);
          if (!row) {
            const added = { id, model, name: ownName, enabled: true };
            list.editableList("addItem", added);
            known.set(id, added);
          } else if (ownName) row.nameInput.val(ownName);
          else if (model) row.nameInput.attr("placeholder", model + " " + id.slice(-4));
        }
        table.showIds();
      },
      /** Marks the rows that a sign-in has not found, and those that it has found first; how many there are of the former. */
      markGone(vehicles) {
        const found = new Map(vehicles.map((vehicle) => [vehicle.id.toUpperCase(), vehicle]));
        const gone = items()
          .get()
          .filter((row) => !found.has(row.id.toUpperCase()));
        items().each(function (_index, row) {
          const isGone = gone.includes(row);
          const isNew = !isGone && found.get(row.id.toUpperCase()).isNew;
          row.mark.text(isGone ? text("gone") : isNew ? text("new") : "");
          row.nameInput.attr("aria-description", row.mark.text());
        });
        return gone.length;
      },
    };
    list.editableList({
      addButton: false,
      removable: true,
      height: "auto",
      header: $("<div>").append(
        $("<span>").text(node._(node.type + ".label.enabled")),
        $("<span>").text(node._(node.type + ".label.ownName")),
        $("<span>").text(node._(node.type + ".label.vehicleId")),
      ),
      addItem: (container, _index, row) => addRow(node, container, row),
      removeItem: () => table.showIds(),
    });
    for (const row of node.vehicles || []) list.editableList("addItem", { ...row });
    toggle.on("click", function () {
      full = !full;
      table.showIds();
    });
    table.showIds();
    $.getJSON(editor.accountUrl(node.id, "vehicles")).then(function (answer) {
      const rows = table.rows();
      table.merge(answer.vehicles.filter((vehicle) => rows.some((row) => row.id === vehicle.id)));
    });
    return table;
  };
})();
