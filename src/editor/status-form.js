(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  /** What flows ask for most; any other path of the reading can be typed. */
  const commonValues = [
    "battery.percent",
    "battery.rangeKm",
    "battery.charging",
    "battery.powerKw",
    "battery.minutesToFull",
    "battery.targetPercent",
    "locks.locked",
    "motion.driving",
    "climate.insideC",
    "climate.outsideC",
    "odometerKm",
    "online",
  ];

  function prepareValuePath(node, dialog) {
    const select = dialog.find("#vehicle-cloud-value");
    const path = dialog.find("#node-input-valuePath");
    for (const value of commonValues) {
      const label = node._(node.type + ".value." + value.replace(/\./g, "_")) + " (" + value + ")";
      $("<option>", { value, text: label }).appendTo(select);
    }
    $("<option>", { value: "", text: node._(node.type + ".value.other") }).appendTo(select);
    select.val(commonValues.includes(path.val()) ? path.val() : "");
    select.on("change", function () {
      if (select.val()) path.val(select.val()).trigger("change");
      else path.show().trigger("focus");
    });
  }

  /** Two typed inputs for a stretch of time. */
  function prepareWindow(node, dialog) {
    for (const name of ["from", "to"]) {
      const input = dialog.find("#node-input-" + name);
      input.typedInput({
        default: "str",
        types: ["str", "msg", "flow", "global", "env", "jsonata"],
        typeField: dialog.find("#node-input-" + name + "Type"),
      });
      editor.nameTypedInput(input, node._(node.type + ".label.windowKind"), node._(node.type + ".label." + name));
    }
  }

  const tripForms = ["array", "geojson", "gpx", "csv", "csvDe"];

  /** Trips can be sent in further forms. */
  function fillOutputs(node, dialog, isTrips) {
    const select = dialog.find("#node-input-output");
    const there = select.find("option").length > 2;
    if (there === isTrips) return;
    const chosen = select.val() || node.output;
    if (there) select.find("option").slice(2).remove();
    else
      for (const value of tripForms)
        $("<option>", { value, text: node._(node.type + ".output." + value) }).appendTo(select);
    select.val(isTrips || !tripForms.includes(chosen) ? chosen : "reading");
  }

  /** What only some readings have: rows by kind, by group, of the overview, or of the others. */
  function showRowsOfRead(node, dialog, kind, settings) {
    const other = kind !== undefined;
    editor.showRows(dialog, "data-read", settings.read);
    fillOutputs(node, dialog, settings.read === "trips");
    // Without a journal in the cloud there is nothing to consent to.
    if (settings.journal === false) dialog.find("#node-input-consent").closest(".form-row").hide();
    dialog.find("[data-overview]").toggle(!other);
    dialog.find("[data-other]").toggle(other);
    dialog.find("[data-unverified]").toggle(other && kind.group === "unverified");
    // What is known of the overview needs no request; the others are not kept.
    const when = dialog.find("#node-input-when");
    when.find("[value=lastKnown]").prop("disabled", other);
    if (other && when.val() === "lastKnown") when.val("autoAndMessage").trigger("change");
    const list = dialog.find("#vehicle-cloud-value").toggle(!other);
    dialog.find("#node-input-valuePath").toggle(other || list.val() === "");
    if (!other) return;
    dialog.find("#node-input-everyMinutes").attr({ placeholder: kind.every, min: kind.least });
    const note = node._(node.type + ".note.every", { minutes: kind.every, least: kind.least });
    dialog.find("#vehicle-cloud-every").text(note);
  }

  function settingsOf(dialog) {
    const settings = {};
    dialog.find("[id^=node-input-]").each(function () {
      settings[this.id.slice("node-input-".length)] = $(this).val();
    });
    return settings;
  }

  /** `about 74 requests a day for a parked car …`, and a warning if the account's budget ends them before the day does. */
  function describeRequests(node, settings) {
    const text = (key, values) => node._(node.type + ".requests." + key, values);
    if (settings.when === "lastKnown") return { text: text("none") };
    const kind = editor.readKind(settings.read);
    if (kind) return describeKind(settings, kind, text);
    // A sharing vehicle's state and its position are two questions.
    const fleet = editor.isFleet(settings.account);
    const two = fleet || settings.read === "overviewAndTarget";
    const many = settings.vehicleType === "all";
    const perMessage = [text(two ? "perMessageTwo" : "perMessage", { seconds: settings.maxAgeSeconds })];
    if (many) perMessage.push(text("perVehicle"));
    if (settings.when === "message") return { text: perMessage.join(" ") };
    const asked = editor.requestsPerDay(settings, fleet ? 2 : 1);
    const parts = [text(asked.parked === 1 ? "dayOne" : "day", asked)];
    if (many && settings.when === "auto") parts.push(text("each"));
    if (settings.when === "autoAndMessage") parts.push(...perMessage);
    if (fleet) parts.push(text("pushes"));
    return withBudget(settings, asked.parked, parts, text);
  }

  function describeKind(settings, kind, text) {
    const number = settings.when === "message" ? 0 : editor.requestsPerDayOfKind(settings, kind);
    const parts = [];
    if (number > 0) parts.push(text(number === 1 ? "kindOne" : "kind", { number }));
    if (settings.when !== "auto") parts.push(text("kindMessage", { seconds: settings.maxAgeSeconds }));
    if (kind.several) parts.push(text("pages"));
    return withBudget(settings, number, parts, text);
  }

  function withBudget(settings, number, parts, text) {
    const account = RED.nodes.node(settings.account);
    const budget = account ? Number(account.budget) : NaN;
    const over = budget < number;
    return { text: (over ? [...parts, text("overBudget", { budget })] : parts).join(" "), over };
  }

  /** Several vehicles can come out of all types but the ones that name one. */
  const oneVehicle = ["auto", "list", "str"];

  editor.prepareStatusForm = function (node, dialog) {
    prepareValuePath(node, dialog);
    prepareWindow(node, dialog);
    editor.prepareVehiclePicker(node, dialog);
    const read = dialog.find("#node-input-read");
    const account = dialog.find("#node-input-account");
    let platforms = [];
    const line = dialog.find("#vehicle-cloud-requests");
    const clock = dialog.find(".vehicle-cloud-clock");
    const fill = () => {
      const { platform } = RED.nodes.node(account.val()) || {};
      const { reads = [] } = platforms.find(({ id }) => id === platform) || {};
      editor.fillReads(node, read, reads);
    };
    const zoneOf = (id) => (RED.nodes.node(id) || {}).timeZone;

    function refresh() {
      const settings = settingsOf(dialog);
      const { platform } = RED.nodes.node(account.val()) || {};
      settings.journal = (platforms.find(({ id }) => id === platform) || {}).journal;
      editor.showRows(dialog, "data-when", settings.when);
      showRowsOfRead(node, dialog, editor.readKind(settings.read), settings);
      editor.showRows(dialog, "data-output", settings.output);
      dialog.find("#vehicle-cloud-watch").toggle(settings.send === "changed");
      dialog.find("#vehicle-cloud-many").toggle(!oneVehicle.includes(settings.vehicleType));
      const described = describeRequests(node, settings);
      if (line.text() !== described.text) line.text(described.text);
      line.toggleClass("vehicle-cloud-failed", Boolean(described.over));
    }

    fill();
    dialog.on("change input", "input, select", refresh);
    account.on("change", function () {
      fill();
      refresh();
      editor.showClock(node, clock, zoneOf(account.val()));
    });
    editor.nameAccountButtons(node, dialog);
    editor.showRanges(node, dialog);
    editor.showClock(node, clock, zoneOf(node.account));
    editor.runtime().then(function (runtime) {
      platforms = runtime.platforms;
      fill();
      refresh();
    });
    refresh();
  };
})();
