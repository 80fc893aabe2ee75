(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  const { platforms } = editor.facts;
  /** What a new account is of, until it is told. */
  editor.usualPlatform = Object.keys(platforms)[0];

  editor.credentialsOf = (platform) => editor.platformFacts(platform).needs || [];

  /** Whether this dialog has fields for a platform. */
  editor.platformIsOffered = (platform) => editor.platformFacts(platform).offers !== undefined;

  /** The same credential has another name on another platform. */
  editor.credentialLabel = function (node, platform, name) {
    const { words = {} } = editor.platformFacts(platform);
    return node._(node.type + ".label." + (words[name] || name));
  };

  editor.usesCredential = function (platform, credential) {
    const { needs = [], takes = [] } = editor.platformFacts(platform);
    return [...needs, ...takes].includes(credential);
  };

  const docs = "https://github.com/vehicle-cloud/node-red-vehicle-cloud/blob/main/docs/";

  /** The sentences of a platform in the places that the dialog has for them, and the pages that say more. */
  function showNotes(node, dialog, { notes = {} }) {
    dialog.find("[data-note]").each(function () {
      const { text, link } = notes[$(this).attr("data-note")] || {};
      const place = $(this)
        .text(text ? node._(node.type + ".note." + text) : "")
        .toggle(Boolean(text || link));
      if (!link) return;
      const words = node._(node.type + ".link." + link.text);
      place.append(
        text ? " " : "",
        $("<a>", { href: docs + link.page, target: "_blank", rel: "noopener", text: words }),
      );
    });
  }

  /** Fills the list; a platform that the runtime does not have is shown, but cannot be chosen. */
  editor.fillPlatforms = function (node, select, available) {
    const label = (id, reason) => {
      const name = node._(node.type + ".platform." + id);
      return reason ? node._(node.type + ".platform.disabled", { name, reason: node._(reason) }) : name;
    };
    const chosen = select.val() || node.platform;
    select.empty();
    for (const id of Object.keys(platforms)) {
      const missing = !editor.platformIsOffered(id) || !available.includes(id);
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

  editor.showBaseUrlExample = function (dialog, host) {
    const real = host || editor.platformFacts(dialog.find("#node-config-input-platform").val()).host;
    dialog
      .find("#node-config-input-baseUrls")
      .attr("placeholder", "https://" + real + " = http://127.0.0.1:4711/" + real);
  };

  editor.prepareAccountFields = function (node, dialog) {
    const select = dialog.find("#node-config-input-platform");
    const zone = dialog.find("#node-config-input-timeZone");
    const clock = dialog.find(".vehicle-cloud-clock");
    const show = function () {
      const example = editor.isFleetPlatform(select.val()) ? "fleetName" : "name";
      const facts = editor.platformFacts(select.val());
      editor.showRows(dialog, "data-offer", ...(facts.offers || []));
      showNotes(node, dialog, facts);
      dialog.find("[data-credential]").each(function () {
        $(this).text(editor.credentialLabel(node, select.val(), $(this).attr("data-credential")));
      });
      editor.showBaseUrlExample(dialog);
      dialog.find("#node-config-input-name").attr("placeholder", node._(node.type + ".placeholder." + example));
      dialog.trigger("vehicle-cloud-rows");
    };
    editor.fillPlatforms(node, select, Object.keys(platforms));
    const wanted = editor.beginsAs(node);
    if (wanted) select.val(wanted);
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
  const loginOf = (platform) => editor.platformFacts(platform).login || platform;

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
