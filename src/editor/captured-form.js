(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  /** What somebody may have who has a car of a brand to which several ways lead, and the platform that it is for. */
  const haves = {};
  for (const [id, { way }] of Object.entries(editor.facts.platforms)) if (way) haves[way] = id;
  haves.nothing = "";
  /** Fields of a capture and where they are entered; what a platform has no field for is shown only. */
  const entered = { userId: "username", clientId: "clientId" };
  /** Of one session: a new one comes with all of its own, or without. */
  const ofSession = ["accessToken", "authCode", "refreshToken"];

  /** The question what there is, the paste of a captured request, and a VIN for the table where the cloud has no list. */
  editor.prepareCapture = function (node, dialog, table) {
    const text = (key, values) => node._(node.type + "." + key, values);
    const field = (name) => dialog.find("#node-config-input-" + name);
    const platform = field("platform");
    const have = dialog.find("#vehicle-cloud-have");
    for (const value of Object.keys(haves)) $("<option>", { value, text: text("have." + value) }).appendTo(have);
    const region = dialog.find("#vehicle-cloud-captured");
    const pasted = dialog.find("#vehicle-cloud-capture");
    const read = dialog.find("#vehicle-cloud-read-capture").text(text("button.readCapture"));

    function note() {
      dialog.find("#vehicle-cloud-have-note").text(text("haveNote." + have.val()));
    }
    function follow() {
      const found = Object.keys(haves).find((word) => haves[word] === platform.val());
      if (found) have.val(found);
      note();
    }
    have.on("change", function () {
      const wanted = haves[have.val()];
      if (wanted && platform.val() !== wanted) platform.val(wanted).trigger("change");
      note();
    });
    platform.on("change", function () {
      region.empty();
      follow();
    });
    follow();

    const line = (words) => $("<p>").text(words).appendTo(region);
    const list = (key, words) =>
      words.length > 0 && line(text("captured." + key, { what: words.map((word) => text("need." + word)).join(", ") }));

    /** Into the fields of the platform that the capture is for; true if there was something to enter. */
    function take({ platform: wanted, works, credentials, fields }) {
      const values = { ...credentials };
      for (const [name, credential] of Object.entries(entered)) if (fields[name]) values[credential] = fields[name];
      const used = Object.keys(values).filter((name) => editor.usesCredential(wanted, name));
      // A sign-in does more than this capture: nothing of it is entered.
      if (works === "otherWay" || !editor.platformIsOffered(wanted) || used.length === 0) return false;
      if (platform.val() !== wanted) platform.val(wanted).trigger("change");
      if (ofSession.some((name) => used.includes(name))) for (const name of ofSession) field(name).val("");
      for (const name of used) field(name).val(values[name]);
      if (fields.vin) table.merge([{ id: fields.vin }]);
      return true;
    }

    function tell(report, taken) {
      region.addClass(
        report.works === "nothing" || report.works === "notSupported" ? "vehicle-cloud-failed" : "vehicle-cloud-ok",
      );
      line(text("generation." + report.generation)).addClass("vehicle-cloud-strong");
      line(text("works." + report.works));
      if (report.validUntil) line(text("captured.until", { time: new Date(report.validUntil).toLocaleString() }));
      for (const word of report.notes) line(text("captureNote." + word, report.conflict || {}));
      const filled = (need) => (need === "signingSecret" || need === "password") && field(need).val();
      list(
        "missing",
        report.missing.filter((need) => !filled(need)),
      );
      list(
        "later",
        report.later.filter((need) => !filled(need)),
      );
      const shown = Object.keys(report.fields);
      if (shown.length > 0)
        line(text("captured.fields", { fields: shown.map((name) => text("capturedField." + name)).join(", ") }));
      line(text(taken ? "captured.taken" : "captured.notTaken"));
    }

    const vin = dialog.find("#vehicle-cloud-vin");
    dialog
      .find("#vehicle-cloud-add-vin")
      .text(text("button.addVin"))
      .on("click", function () {
        const id = vin.val().trim().toUpperCase();
        const valid = /^[A-HJ-NPR-Z0-9]{17}$/.test(id);
        dialog.find("#vehicle-cloud-vin-note").text(text(valid ? "note.vinAdded" : "note.noVin"));
        if (!valid) return vin.trigger("focus");
        vin.val("");
        table.merge([{ id }]);
      });

    read.on("click", function () {
      region.empty().removeClass("vehicle-cloud-ok vehicle-cloud-failed");
      if (!pasted.val().trim()) return line(text("captured.nothing"));
      read.prop("disabled", true);
      editor.askAccount(node.id, "paste", { text: pasted.val() }).then(function (answer) {
        read.prop("disabled", false);
        if (!answer.ok) {
          region.addClass("vehicle-cloud-failed");
          line(text("captured.refused"));
          line(answer.message || "").attr("lang", "en");
          return;
        }
        // Its tokens stand in fields of their own now.
        pasted.val("");
        const taken = take(answer);
        region.empty();
        tell(answer, taken);
      });
    });
  };
})();
