(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});
  if (editor.credentialsFilled) return;

  /** By account: names of credentials that are not filled in. The editor itself knows them only while a dialog is open. */
  const missing = new Map();

  /** The core checks the fields of credentials in an open dialog only; an account's triangle needs a setting that is invalid. */
  editor.credentialsFilled = function () {
    return function (value, options) {
      const names = missing.get(this.id) || [];
      if (names.length === 0 || !options) return names.length === 0;
      const labels = names.map((name) => editor.credentialLabel(this, this.platform, name)).join(", ");
      return labels + ": " + this._(this.type + ".invalid.empty");
    };
  };

  /** While the dialog is saved. */
  editor.rememberCredentials = function (node, dialog) {
    const used = editor.credentialsOf(dialog.find("#node-config-input-platform").val());
    missing.set(
      node.id,
      used.filter((name) => !dialog.find("#node-config-input-" + name).val()),
    );
  };

  RED.events.on("nodes:add", function (node) {
    if (node.type !== "vehicle-cloud-account" || missing.has(node.id)) return;
    const used = editor.credentialsOf(node.platform);
    if (used.length === 0) return;
    $.getJSON("credentials/vehicle-cloud-account/" + encodeURIComponent(node.id)).then(function (saved) {
      if (missing.has(node.id)) return;
      missing.set(
        node.id,
        used.filter((name) => !saved[name] && !saved["has_" + name]),
      );
      for (const one of [node, ...(node.users || [])]) RED.editor.validateNode(one);
      RED.view.redraw();
    });
  });
})();
