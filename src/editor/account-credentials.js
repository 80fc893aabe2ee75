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

  /**
   * Names of the credentials that a platform cannot do without and that `has` says are empty. A captured session is a token and
   * whose it is, or an authCode that gives both; where there is no such code, a refresh token alone will do.
   */
  editor.emptyCredentials = function (platform, has) {
    const needed = editor.credentialsOf(platform);
    const uses = (name) => editor.usesCredential(platform, name);
    const captured = needed.includes("signingSecret") && uses("accessToken") && !needed.includes("accessToken");
    const first = [];
    if (captured && uses("authCode")) {
      if (has("accessToken") || !has("authCode")) first.push("accessToken", "username");
    } else if (captured && !has("refreshToken")) first.push("accessToken");
    return [...first, ...needed].filter((name) => !has(name));
  };

  /** While the dialog is saved. */
  editor.rememberCredentials = function (node, dialog) {
    const has = (name) => Boolean(dialog.find("#node-config-input-" + name).val());
    missing.set(node.id, editor.emptyCredentials(dialog.find("#node-config-input-platform").val(), has));
  };

  RED.events.on("nodes:add", function (node) {
    if (node.type !== "vehicle-cloud-account" || missing.has(node.id)) return;
    if (editor.credentialsOf(node.platform).length === 0) return;
    $.getJSON("credentials/vehicle-cloud-account/" + encodeURIComponent(node.id)).then(function (saved) {
      if (missing.has(node.id)) return;
      missing.set(
        node.id,
        editor.emptyCredentials(node.platform, (name) => Boolean(saved[name] || saved["has_" + name])),
      );
      for (const one of [node, ...(node.users || [])]) RED.editor.validateNode(one);
      RED.view.redraw();
    });
  });
})();
