(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  const languages = ["en-US", "de", "zh-CN"];

  /** The rules, the places of a geofence's list, and in which language the sentences are: at first the editor's own. */
  editor.prepareEventForm = function (node, dialog) {
    editor.prepareGeofenceForm(node, dialog);
    const language = dialog.find("#node-input-language");
    if (!node.language) {
      const own = String(RED.i18n.lang() || "").slice(0, 2);
      language.val(languages.find((each) => each.startsWith(own)) || "en-US");
    }
  };

  editor.saveEventForm = (node, dialog) => editor.saveGeofenceForm(node, dialog);
})();
