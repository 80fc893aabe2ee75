(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  const kinds = editor.facts.readKinds;

  /** Undefined for the overview, with or without the charge target. */
  editor.readKind = function (read) {
    return Object.hasOwn(kinds, read || "") ? { id: read, ...kinds[read] } : undefined;
  };

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
})();
