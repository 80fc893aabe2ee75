(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  const usual = { rate: 5, burst: 10 };
  const text = (node, key, values) => node._(node.type + "." + key, values);

  function fillOperations(node, select) {
    for (const [group, operations] of Object.entries(editor.segwayGroups)) {
      const place = $("<optgroup>", { label: text(node, "group." + group) }).appendTo(select);
      for (const operation of operations) {
        $("<option>", { value: operation, text: text(node, "operation." + operation) }).appendTo(place);
      }
    }
    select.val(node.operation);
  }

  function inputFor(node, field, id) {
    if (!field.words) {
      const number = field.from !== undefined;
      const range = number ? { type: "number", min: field.from, max: field.to } : { type: "text" };
      const hint = number ? field.from + "-" + field.to : text(node, "placeholder.key");
      const placeholder = field.required || !number ? hint : text(node, "placeholder.keep", { range: hint });
      return $("<input>", { id, ...range, placeholder, spellcheck: false });
    }
    const select = $("<select>", { id });
    if (!field.required) $("<option>", { value: "", text: text(node, "word.keep") }).appendTo(select);
    for (const word of editor.segwayWords[field.words]) {
      $("<option>", { value: word, text: text(node, "word." + word) }).appendTo(select);
    }
    return select;
  }

  /**
   * A row per field of the operation, a lamp's colour in the row of the lamp; returns what reads them. What is left on `keep` or
   * empty is not saved.
   */
  function showFields(node, place, operation, saved) {
    place.empty();
    const rows = {};
    const inputs = editor.segwayFields(operation).map(function (field) {
      const id = "vehicle-cloud-field-" + field.name.replace(".", "-");
      const label = editor.segwayFieldLabel(node, field);
      const input = inputFor(node, field, id);
      const value = saved ? saved[field.name] : field.value;
      input.val(value === undefined ? "" : value);
      if (field.needs) rows[field.needs].append(input.attr("aria-label", label));
      else {
        const row = $("<div>", { class: "form-row vehicle-cloud-field" }).appendTo(place);
        rows[field.name] = row.append($("<label>", { for: id, text: label }), input);
        if (field.unit) row.append($("<span>", { text: text(node, "unit." + field.unit) }));
      }
      return { field, input };
    });
    const valueOf = (name) => inputs.find(({ field }) => field.name === name).input.val();
    const applies = ({ needs }) => !needs || valueOf(needs) === "on";
    const showNeeded = () => inputs.forEach(({ field, input }) => input.toggle(applies(field)));
    place.off("change").on("change", "select", showNeeded);
    showNeeded();
    return () =>
      Object.fromEntries(
        inputs
          .filter(({ field }) => applies(field))
          .map(({ field, input }) => [field.name, String(input.val() || "").trim()])
          .filter(([, value]) => value !== ""),
      );
  }

  const timeText = (node, seconds) =>
    seconds < 90
      ? text(node, "time.seconds", { n: seconds })
      : text(node, "time.minutes", { n: Math.round(seconds / 60) });

  /** How many vehicles the account has: those the runtime knows, and those typed in its dialog. */
  function countVehicles(accountId) {
    const account = RED.nodes.node(accountId);
    const rows = ((account && account.vehicles) || []).filter((row) => row.enabled !== false).length;
    if (!account) return $.Deferred().resolve(0).promise();
    return $.getJSON(editor.accountUrl(accountId, "vehicles")).then(
      ({ vehicles }) => Math.max(rows, vehicles.length),
      () => $.Deferred().resolve(rows).promise(),
    );
  }

  editor.prepareSegwayForm = function (node, dialog) {
    const select = dialog.find("#node-input-operation");
    const account = dialog.find("#node-input-account");
    const place = dialog.find("#vehicle-cloud-fields");
    const duration = dialog.find("#vehicle-cloud-duration");
    let read = () => ({});
    let shown;
    /** What was entered for an operation, should somebody come back to it. */
    const drafts = {};

    function showOperation(saved) {
      const operation = select.val();
      if (shown) drafts[shown] = read();
      shown = operation;
      read = showFields(node, place, operation, saved);
      const notes = [];
      if (editor.segwayFields(operation).length > 0) notes.push(text(node, "note.fields"));
      if (!editor.segwayShows(operation)) notes.push(text(node, "note.final"));
      if (operation === "bluetoothKey") notes.push(text(node, "note.key"));
      dialog.find("#vehicle-cloud-operation-note").text(notes.join(" "));
      dialog.find("#vehicle-cloud-guard-row").toggle(editor.segwayOpens(operation));
      dialog.find("#vehicle-cloud-guard-text").text(text(node, "label.guard", { word: operation }));
      const shows = editor.segwayShows(operation);
      dialog.find(".vehicle-cloud-shows").toggle(shows);
      if (shows) dialog.find("#vehicle-cloud-skip-text").text(text(node, "skip." + operation));
      showDuration();
    }

    let generation = 0;
    function showDuration() {
      const mine = ++generation;
      const accountId = account.val();
      const type = dialog.find("#node-input-vehicleType").val();
      const many = ["all", "unlocked", "vehicles"].includes(type);
      countVehicles(accountId).then(function (number) {
        if (mine !== generation || !document.contains(duration[0])) return;
        const saved = RED.nodes.node(accountId) || {};
        const rate = Number(saved.requestsPerSecond) || usual.rate;
        const seconds = editor.segwaySeconds(number, rate, Number(saved.burst) || usual.burst);
        const time = seconds > 0 ? timeText(node, seconds) : text(node, "time.moments");
        const asked = editor.segwayShows(select.val()) && dialog.find("#node-input-waitFor").val() === "confirmed";
        const notes = [];
        if (many && number > 0)
          notes.push(text(node, number === 1 ? "note.durationOne" : "note.duration", { number, time, rate }));
        if (many && number === 0) notes.push(text(node, "note.rate", { rate }));
        if (many && asked) notes.push(text(node, "note.confirmation"));
        duration.text(notes.join(" "));
      });
    }

    editor.prepareVehiclePicker(node, dialog, { extra: ["unlocked", "vehicles"] });
    fillOperations(node, select);
    const isNew = Object.keys(node.fields || {}).length === 0;
    showOperation(isNew ? undefined : node.fields);
    // The editor says `change` of every field once more when the dialog is there.
    select.on("change", () => select.val() === shown || showOperation(drafts[select.val()]));
    account.on("change", showDuration);
    dialog.on("change", "#node-input-vehicle, #node-input-vehicleType, #node-input-waitFor", showDuration);
    dialog.data("fields", () => read());
  };

  /** Before the dialog is read. */
  editor.saveSegwayForm = function (node, dialog) {
    editor.saveVehiclePicker(dialog);
    node.fields = dialog.data("fields")();
  };
})();
