(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  const button = (id, label) =>
    $("<button>", { type: "button", class: "red-ui-button red-ui-button-small", id, text: label });

  /** A box for lines, above the table that they go into. */
  function preparePaste(node, dialog, table) {
    const text = (key, values) => node._(node.type + "." + key, values);
    const area = $("<textarea>", { id: "vehicle-cloud-paste", rows: 4, placeholder: "860000000000017, Bike 17" });
    const said = $("<p>", { class: "vehicle-cloud-note", role: "status" }).attr("aria-live", "polite");
    const add = button("vehicle-cloud-add", text("button.paste"));
    area.attr({ "aria-label": text("label.paste"), spellcheck: "false" });
    dialog.find("#vehicle-cloud-fleet").append($("<summary>", { text: text("label.paste") }), area, add, said);
    add.on("click", function () {
      const { rows, bad } = editor.parseFleet(area.val());
      table.merge(rows);
      // What could not be taken stays, to be mended.
      area.val(bad.join("\n"));
      const told = [];
      if (rows.length > 0)
        told.push(text("result." + (rows.length === 1 ? "pastedOne" : "pasted"), { number: rows.length }));
      if (bad.length > 0)
        told.push(text("result." + (bad.length === 1 ? "badLine" : "badLines"), { number: bad.length }));
      said.text(told.join(" ") || text("result.pasteNothing"));
      if (rows.length === 0) area.trigger("focus");
    });
  }

  /** The region is read off the client id while it is typed, and the base URLs' example is one of its host. */
  function prepareRegion(node, dialog) {
    const clientId = dialog.find("#node-config-input-clientId");
    const baseUrls = dialog.find("#node-config-input-baseUrls");
    const said = $("<p>", { class: "vehicle-cloud-note", id: "vehicle-cloud-region" }).attr("aria-live", "polite");
    clientId.after(said);
    const platform = dialog.find("#node-config-input-platform");
    const show = function () {
      const region = editor.regionOf((clientId.val() || "").trim(), baseUrls.val(), platform.val());
      said.text(region ? node._(node.type + ".region." + region.name) : "").toggle(Boolean(region));
      editor.showBaseUrlExample(dialog, region && region.host);
    };
    clientId.add(baseUrls).on("input change", show);
    platform.on("change", show);
    show();
  }

  /** The parts of the dialog that only a fleet has. To be called before the sign-in test's. */
  editor.prepareFleetFields = function (node, dialog, table) {
    preparePaste(node, dialog, table);
    prepareRegion(node, dialog);
    const text = (key) => node._(node.type + "." + key);
    const tried = $("<input>", { type: "text", id: "vehicle-cloud-try-id", spellcheck: false });
    tried.attr("placeholder", text("placeholder.tryVehicle"));
    dialog
      .find("#vehicle-cloud-try-row")
      .append($("<label>", { for: "vehicle-cloud-try-id", text: text("label.tryVehicle") }), tried)
      .append(button("vehicle-cloud-try", text("button.tryVehicle")));
  };

  /** The platform of a new account that is made from the dialog of a node which needs one that offers something. */
  editor.beginsAs = function (node) {
    if (RED.nodes.node(node.id)) return undefined;
    const stack = RED.editor.getEditStack ? RED.editor.getEditStack() : [];
    const parent = stack[stack.length - 2];
    const wanted = parent && (RED.nodes.getType(parent.type) || {}).accountOffers;
    return wanted && Object.keys(editor.facts.platforms).find((id) => editor.offers(id, wanted));
  };
})();
