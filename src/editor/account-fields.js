(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  /** The owner's own secrets, in Advanced: each opens endpoints of the request node, none is needed for anything else. */
  const ownSecrets = ["headerSecret", "dcsToken", "dcsClientSecret"];

  /**
   * In the order of the list. `uses` names the credentials that it cannot do without, `opens` further ones; others are cleared when it is saved. Without
   * `uses` this dialog has no fields for the platform yet, and it cannot be chosen even if the runtime speaks it.
   */
  const platforms = [
    { id: "smart-eu", uses: ["username", "password"], opens: ownSecrets },
    { id: "smart-intl", uses: ["username", "password"], opens: ownSecrets },
    { id: "demo-car", uses: [] },
    { id: "lynkco-eu", uses: ["refreshToken"] },
    { id: "demo-lynkco-eu", uses: [] },
    { id: "demo-lynkco-cn", uses: [] },
    { id: "lynkco-gkui", uses: ["username", "password"] },
    {
      id: "lynkco-signed",
      uses: ["signingSecret"],
      opens: ["accessToken", "authCode", "refreshToken", "username", "clientId"],
      typesVin: true,
    },
    {
      id: "lynkco-gric",
      uses: ["signingSecret", "vehicleIdentifier"],
      opens: ["accessToken", "refreshToken"],
    },
    {
      id: "geely-em",
      uses: ["accessToken", "username", "signingSecret"],
      opens: ["clientId"],
      typesVin: true,
    },
    { id: "custom", uses: [], opens: ["username", "password", "signingSecret"] },
    { id: "segway", uses: ["clientId", "clientSecret"] },
    { id: "demo-ebikes", uses: [] },
  ];
  const entryOf = (platform) => platforms.find((entry) => entry.id === platform) || {};

  editor.credentialsOf = (platform) => entryOf(platform).uses || [];

  /** No list of its cloud is known: cars are typed by their VIN. */
  editor.typesVin = (platform) => entryOf(platform).typesVin === true;

  /** Whether this dialog has fields for a platform. */
  editor.platformIsOffered = (platform) => entryOf(platform).uses !== undefined;

  const captured = { username: "userId", refreshToken: "capturedRefresh" };

  /** The same credential has another name on another platform. */
  editor.credentialLabel = function (node, platform, name) {
    const own =
      {
        "lynkco-gkui": { username: "userName" },
        "lynkco-signed": captured,
        "lynkco-gric": captured,
        "geely-em": captured,
      }[platform] || {};
    return node._(node.type + ".label." + (own[name] || name));
  };

  editor.usesCredential = function (platform, credential) {
    const { uses = [], opens = [] } = entryOf(platform);
    return [...uses, ...opens].includes(credential);
  };

  /** Fills the list; a platform that the runtime does not have is shown, but cannot be chosen. */
  editor.fillPlatforms = function (node, select, available) {
    const label = (id, reason) => {
      const name = node._(node.type + ".platform." + id);
      return reason ? node._(node.type + ".platform.disabled", { name, reason: node._(reason) }) : name;
    };
    const chosen = select.val() || node.platform;
    select.empty();
    for (const { id, uses } of platforms) {
      const missing = !uses || !available.includes(id);
      const reason = missing ? node.type + ".platform.notYet" : "";
      $("<option>", { value: id, text: label(id, reason), disabled: missing && id !== chosen }).appendTo(select);
    }
    select.val(chosen);
  };

  /** Files, or one of the runtime's context stores; a saved one that is gone from its settings stays selectable. */
  function fillStores(node, select) {
    const names = [...RED.settings.context.stores];
    if (node.tokenStore && !names.includes(node.tokenStore)) names.push(node.tokenStore);
    $("<option>", { value: "", text: node._(node.type + ".tokenStore.files") }).appendTo(select);
    for (const name of names) {
      $("<option>", { value: name, text: node._(node.type + ".tokenStore.context", { name }) }).appendTo(select);
    }
    select.val(node.tokenStore || "");
  }

  editor.showBaseUrlExample = function (dialog, host = "eu-api.segwaydiscovery.com") {
    const real = dialog.find("#node-config-input-platform").val() === "segway" ? host : "api.ecloudeu.com";
    const example = "https://" + real + " = http://127.0.0.1:4711/" + real;
    dialog.find("#node-config-input-baseUrls").attr("placeholder", example);
  };

  editor.prepareAccountFields = function (node, dialog) {
    const select = dialog.find("#node-config-input-platform");
    const zone = dialog.find("#node-config-input-timeZone");
    const clock = dialog.find(".vehicle-cloud-clock");
    const show = function () {
      const example = editor.isFleetPlatform(select.val()) ? "fleetName" : "name";
      editor.showRows(dialog, "data-platforms", select.val());
      editor.showBaseUrlExample(dialog);
      dialog.find("#node-config-input-name").attr("placeholder", node._(node.type + ".placeholder." + example));
    };
    editor.fillPlatforms(
      node,
      select,
      platforms.filter(({ uses }) => uses).map(({ id }) => id),
    );
    if (editor.beginsAsSegway(node)) select.val("segway");
    fillStores(node, dialog.find("#node-config-input-tokenStore"));
    select.on("change", show);
    show();
    editor.runtime().then(function (runtime) {
      const available = runtime.platforms.filter((platform) => platform.available).map((platform) => platform.id);
      editor.fillPlatforms(node, select, available);
      zone.attr("placeholder", runtime.timeZone);
      show();
    });
    zone.on("change", () => editor.showClock(node, clock, zone.val()));
    editor.showClock(node, clock, zone.val());
  };

  /** Platforms of one login; what is typed for one cloud is never shown, tried or saved for another. */
  const loginOf = (platform) => (platform.startsWith("smart-") ? "smart" : platform);

  /** Takes the credentials away when another cloud is chosen, and gives them back when it is this one's turn again. */
  editor.keepCredentialsApart = function (node, dialog) {
    const select = dialog.find("#node-config-input-platform");
    const fields = () => Object.keys(node._def.credentials).map((name) => dialog.find("#node-config-input-" + name));
    const kept = {};
    let login = loginOf(String(select.val() || ""));
    select.on("change", function () {
      const next = loginOf(String(select.val() || ""));
      if (next === login) return;
      kept[login] = fields().map((field) => field.val());
      login = next;
      fields().forEach((field, index) => field.val((kept[next] || [])[index] || ""));
    });
  };

  /** A secret that the chosen platform does not use is not kept. */
  editor.clearUnusedCredentials = function (node, dialog) {
    const platform = dialog.find("#node-config-input-platform").val();
    for (const credential of Object.keys(node._def.credentials)) {
      if (editor.usesCredential(platform, credential)) continue;
      dialog.find("#node-config-input-" + credential).val("");
    }
  };
})();
