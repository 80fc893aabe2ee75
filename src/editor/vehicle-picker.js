(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  /** 17 letters and digits: a VIN; digits alone: an iotCode. Chosen from a list rather than typed as a name. */
  const looksLikeId = (value) => /^([A-Z0-9]{17}|\d{10,20})$/i.test(value);

  /** `Blue one (…0101)`; a vehicle without a name as its messages will call it: `Model 0101`. */
  editor.vehicleLabel = function ({ id, name, model }) {
    const unnamed = model ? model + " " + id.slice(-4) : editor.maskId(id);
    return name && name !== unnamed ? name + " (" + editor.maskId(id) + ")" : unnamed;
  };

  /** What the account's own dialog has (tested, maybe not deployed yet) together with what the runtime knows. */
  function vehiclesOf(accountId) {
    const account = RED.nodes.node(accountId);
    const rows = ((account && account.vehicles) || []).filter((row) => row.enabled !== false);
    const own = rows.map((row) => ({ id: row.id, name: row.name }));
    const { model = "" } = editor.platformFacts(account && account.platform);
    const merge = (told) => {
      const off = new Set(
        ((account && account.vehicles) || []).filter((row) => row.enabled === false).map((row) => row.id),
      );
      const all = new Map(
        told.filter((vehicle) => !off.has(vehicle.id)).map((vehicle) => [vehicle.id, { ...vehicle }]),
      );
      for (const { id, name } of own) all.set(id, { model, ...all.get(id), id, ...(name ? { name } : {}) });
      return [...all.values()];
    };
    if (!account) return $.Deferred().resolve([]).promise();
    return $.getJSON(editor.accountUrl(accountId, "vehicles")).then(
      (answer) => merge(answer.vehicles),
      () => $.Deferred().resolve(merge([])).promise(),
    );
  }

  /**
   * A typed input: the only one, all, one of the account's list, or worked out from the message. A choice from the list is saved
   * as text (`str`), so that the runtime knows one form only; it is shown as a list again when it is opened next. With `one` the
   * node works on one vehicle, and "all" is not offered; `extra` names choices of the node's own. `listens` tells whether
   * it hears of vehicles just now, so that no message says which: nothing is worked out from one, and what was left open means
   * all; else it works on one. Returns what is to be called when that has changed.
   */
  editor.prepareVehiclePicker = function (node, dialog, { one = false, extra = [], listens } = {}) {
    const text = (key) => node._(node.type + ".vehicle." + key);
    const input = dialog.find("#node-input-vehicle");
    const type = dialog.find("#node-input-vehicleType");
    const account = dialog.find("#node-input-account");
    const hears = () => Boolean(listens && listens());
    const open = () => (hears() ? "all" : "auto");
    const leftOpen = (kind) => kind === "auto" || (Boolean(listens) && kind === "all");
    const saved = { value: node.vehicle || "", type: node.vehicleType || "auto" };
    if (leftOpen(saved.type)) saved.type = open();

    function types(vehicles) {
      const options = vehicles.map((vehicle) => ({ value: vehicle.id, label: editor.vehicleLabel(vehicle) }));
      if (saved.type === "str" && saved.value && !vehicles.some((vehicle) => vehicle.id === saved.value)) {
        options.push({ value: saved.value, label: text("saved") + " " + editor.maskId(saved.value) });
      }
      if (options.length === 0) options.push({ value: "", label: text("none") });
      return [
        ...(hears() ? [] : [{ value: "auto", label: text("auto"), hasValue: false }]),
        ...(one || (listens && !hears()) ? [] : [{ value: "all", label: text("all"), hasValue: false }]),
        ...extra.map((value) => ({ value, label: text(value), hasValue: false })),
        {
          value: "list",
          label: text("list"),
          icon: editor.isFleet(account.val()) ? "fa fa-bicycle" : "fa fa-car",
          options,
        },
        "str",
        ...(hears() ? [] : ["msg"]),
        "flow",
        "global",
        "env",
        "jsonata",
      ];
    }

    let generation = 0;
    function load() {
      const mine = ++generation;
      vehiclesOf(account.val()).then(function (vehicles) {
        // An answer for another account, or for a dialog that is closed, changes nothing.
        if (mine !== generation || !document.contains(input[0])) return;
        const chosen = { type: input.typedInput("type"), value: input.typedInput("value") };
        const listed =
          (chosen.type === "str" || chosen.type === "list") && vehicles.some(({ id }) => id === chosen.value);
        input.typedInput("types", types(vehicles));
        if (listed) input.typedInput("type", "list");
        if (listed || chosen.type !== "list") input.typedInput("value", chosen.value);
      });
    }

    const start = saved.type === "str" && looksLikeId(saved.value) ? "list" : saved.type;
    type.val(start);
    input.val(saved.value);
    input.typedInput({ types: types([]), default: open(), typeField: type });
    input.typedInput("type", start);
    input.typedInput("value", saved.value);
    editor.nameTypedInput(input, text("kind"), node._(node.type + ".label.vehicle"));
    account.on("change", load);
    load();
    return function () {
      const left = leftOpen(input.typedInput("type"));
      input.typedInput("types", types([]));
      if (left) input.typedInput("type", open());
      load();
    };
  };

  /** Before the dialog is read: the list is a way to enter text. */
  editor.saveVehiclePicker = function (dialog) {
    const type = dialog.find("#node-input-vehicleType");
    if (type.val() === "list") type.val(dialog.find("#node-input-vehicle").val() ? "str" : "auto");
    if (["auto", "all", "unlocked", "vehicles"].includes(type.val())) dialog.find("#node-input-vehicle").val("");
  };
})();
