(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  /**
   * What can be read beside the overview, in the order of the list: how often by itself (minutes) unless the node says otherwise,
   * and how often at most. The runtime has the same numbers.
   */
  const kinds = {
    trips: { every: 60, least: 15 },
    abilities: { group: "more", every: 1440, least: 60 },
    capabilities: { group: "more", every: 1440, least: 60 },
    firmware: { group: "more", every: 1440, least: 1440 },
    chargingSchedule: { group: "more", every: 360, least: 5 },
    stateFlags: { group: "more", every: 60, least: 5 },
    tripTrack: { group: "more", every: 1440, least: 15 },
    batteryDetails: { group: "more", every: 15, least: 5 },
    bluetoothKey: { group: "more", every: 1440, least: 60 },
    location: { group: "more", every: 15, least: 5 },
    // In the list as a part of "overview and charge target".
    chargeTarget: { group: "saved", every: 360, least: 5 },
    totalDistance: { group: "unverified", every: 360, least: 5 },
    geofences: { group: "unverified", every: 360, least: 5 },
    climateSchedule: { group: "unverified", every: 360, least: 5 },
    fridge: { group: "unverified", every: 360, least: 5 },
    locker: { group: "unverified", every: 360, least: 5 },
    fragrance: { group: "unverified", every: 360, least: 5 },
    valetSettings: { group: "unverified", every: 360, least: 5 },
    ranking: { group: "unverified", every: 360, least: 5 },
    diagnosticHistory: { group: "unverified", every: 360, least: 5 },
    chargeStatus: { group: "unverified", every: 360, least: 5 },
    chargeRecords: { group: "unverified", every: 360, least: 5 },
    nextTravelTime: { group: "unverified", every: 360, least: 5 },
    carConfiguration: { group: "unverified", every: 360, least: 5 },
    powerMode: { group: "unverified", every: 360, least: 5 },
  };

  /** Undefined for the overview, with or without the charge target. */
  editor.readKind = function (read) {
    return Object.hasOwn(kinds, read || "") ? { id: read, ...kinds[read] } : undefined;
  };

  editor.readKinds = kinds;

  /** The list of what the platform offers (`reads`); what is chosen stays in it, marked if it is not offered. */
  editor.fillReads = function (node, select, reads) {
    const text = (key, values) => node._(node.type + ".read." + key, values);
    const chosen = select.val() || node.read || "overview";
    const option = (id, label) => $("<option>", { value: id, text: label || text(id) });
    const offers = (id) => id === "overview" || reads.includes(id === "overviewAndTarget" ? "chargeTarget" : id);
    const groupOf = (id) => (kinds[id] || {}).group;
    select.empty();
    for (const id of ["overview", "overviewAndTarget", "trips"]) if (offers(id)) option(id).appendTo(select);
    for (const group of ["more", "unverified"]) {
      const options = Object.keys(kinds).filter((id) => groupOf(id) === group && offers(id));
      if (options.length === 0) continue;
      $("<optgroup>", { label: text(group) })
        .append(options.map((id) => option(id)))
        .appendTo(select);
    }
    const listed = select.find("option").filter((_index, entry) => entry.value === chosen).length > 0;
    if (!listed) {
      const known = chosen === "overviewAndTarget" || editor.readKind(chosen);
      const name = known ? text(chosen) : chosen;
      option(chosen, groupOf(chosen) === "saved" ? name : text("notOffered", { name })).appendTo(select);
    }
    select.val(chosen);
  };

  /** Empty, or a number of minutes. */
  editor.everyMinutes = function () {
    const number = editor.numberBetween(1, 43200);
    return function (value, options) {
      return String(value === undefined ? "" : value).trim() === "" || number.call(this, value, options);
    };
  };
})();
