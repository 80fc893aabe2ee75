(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  editor.prepareGeofenceForm = function (node, dialog) {
    const list = dialog.find("#vehicle-cloud-fences");
    const rows = editor.fenceRows(node, list);
    list.data("vehicle-cloud-rows", rows);
    editor.prepareVehiclePicker(node, dialog, { listens: true });
    const source = dialog.find("#node-input-source");
    const show = () => editor.showRows(dialog, "data-source", source.val());
    source.on("change", show);
    show();
    editor.offerFenceMap(node, dialog, rows);
  };

  editor.saveGeofenceForm = function (node, dialog) {
    editor.saveVehiclePicker(dialog);
    const rows = dialog.find("#vehicle-cloud-fences").data("vehicle-cloud-rows");
    node.fences = rows.typed();
  };
})();
