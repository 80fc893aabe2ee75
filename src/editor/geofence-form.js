(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  /** Needed to hear positions of, and to ask for what is stored. */
  editor.geofenceAccountValid = function () {
    return function check(value, options) {
      const needed = this.mode === "stored" || this.source === "account";
      return editor.verdict(this, check, !needed || String(value || "").trim() !== "", options, "empty");
    };
  };

  editor.prepareGeofenceForm = function (node, dialog) {
    const list = dialog.find("#vehicle-cloud-fences");
    const rows = editor.fenceRows(node, list);
    list.data("vehicle-cloud-rows", rows);
    const source = dialog.find("#node-input-source");
    const mode = dialog.find("#node-input-mode");
    const family = dialog.find("#node-input-family");
    // Flows saved before there was a mode watch.
    if (!node.mode) mode.val("watch");
    if (!node.operation) dialog.find("#node-input-operation").val("list");
    if (!node.family) family.val("vehicle");
    const vehicleAgain = editor.prepareVehiclePicker(node, dialog, { listens: () => mode.val() !== "stored" });
    mode.on("change", vehicleAgain);
    let map = false;
    const show = function () {
      const stored = mode.val() === "stored";
      editor.showRows(dialog, "data-source", stored ? "stored" : source.val() || "messages");
      // Not before its row can be seen: it measures itself.
      if (!stored && !map) editor.offerFenceMap(node, dialog, rows);
      map = map || !stored;
    };
    source.add(mode).on("change", show);
    show();
    editor.showRanges(node, dialog);
  };

  editor.saveGeofenceForm = function (node, dialog) {
    editor.saveVehiclePicker(dialog);
    const rows = dialog.find("#vehicle-cloud-fences").data("vehicle-cloud-rows");
    node.fences = rows.typed();
  };
})();
