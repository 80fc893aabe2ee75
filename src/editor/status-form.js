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
    const show = () => path.toggle(select.val() === "");
    select.on("change", function () {
      show();
      if (select.val()) path.val(select.val()).trigger("change");
      else path.trigger("focus");
    });
    show();
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
    const perMessage = text(settings.read === "overviewAndTarget" ? "perMessageTwo" : "perMessage", {
      seconds: settings.maxAgeSeconds,
    });
    if (settings.when === "message") return { text: perMessage };
    const asked = editor.requestsPerDay(settings);
    const parts = [text("day", asked)];
    if (settings.vehicleType === "all") parts.push(text("each"));
    if (settings.when === "autoAndMessage") parts.push(perMessage);
    const account = RED.nodes.node(settings.account);
    const budget = account ? Number(account.budget) : NaN;
    if (budget < asked.parked) parts.push(text("overBudget", { budget }));
    return { text: parts.join(" "), over: budget < asked.parked };
  }

  /** Several vehicles can come out of all types but the ones that name one. */
  const oneVehicle = ["auto", "list", "str"];

  editor.prepareStatusForm = function (node, dialog) {
    prepareValuePath(node, dialog);
    editor.prepareVehiclePicker(node, dialog);
    const line = dialog.find("#vehicle-cloud-requests");
    const clock = dialog.find(".vehicle-cloud-clock");
    const zoneOf = (id) => (RED.nodes.node(id) || {}).timeZone;

    function refresh() {
      const settings = settingsOf(dialog);
      editor.showRows(dialog, "data-when", settings.when);
      editor.showRows(dialog, "data-read", settings.read);
      editor.showRows(dialog, "data-output", settings.output);
      dialog.find("#vehicle-cloud-watch").toggle(settings.send === "changed");
      dialog.find("#vehicle-cloud-many").toggle(!oneVehicle.includes(settings.vehicleType));
      const described = describeRequests(node, settings);
      if (line.text() !== described.text) line.text(described.text);
      line.toggleClass("vehicle-cloud-failed", Boolean(described.over));
    }

    dialog.on("change input", "input, select", refresh);
    dialog.find("#node-input-account").on("change", function () {
      editor.showClock(node, clock, zoneOf($(this).val()));
    });
    editor.showClock(node, clock, zoneOf(node.account));
    refresh();
  };
})();
