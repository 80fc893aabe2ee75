(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  /** What is typed in the dialog now; a secret that was not touched stays `__PWRD__`, and the runtime takes its own. */
  function typedSettings(node, dialog, table) {
    const value = (name) => dialog.find("#node-config-input-" + name).val();
    const platform = value("platform");
    const credentials = {};
    for (const name of Object.keys(node._def.credentials)) {
      if (editor.usesCredential(platform, name)) credentials[name] = value(name);
    }
    return {
      platform,
      credentials,
      vehicles: table.rows(),
      baseUrls: value("baseUrls"),
      takeover: value("takeover"),
      timeZone: value("timeZone"),
      requestsPerSecond: value("requestsPerSecond"),
      burst: value("burst"),
      batteryFamily: value("batteryFamily"),
      learnVehicles: dialog.find("#node-config-input-learnVehicles").prop("checked"),
    };
  }

  /** `smart #1 0001: 63 %, locked, 4 min ago`. */
  function vehicleLine(node, vehicle) {
    const text = (key, values) => node._(node.type + ".result." + key, values);
    const facts = [];
    if (typeof vehicle.percent === "number") facts.push(Math.round(vehicle.percent) + " %");
    if (typeof vehicle.locked === "boolean") facts.push(text(vehicle.locked ? "locked" : "unlocked"));
    if (typeof vehicle.ageSeconds === "number") {
      facts.push(text("ago", { age: editor.ageText(node, vehicle.ageSeconds) }));
    }
    if (vehicle.isNew) facts.push(text("newVehicle"));
    else if (vehicle.enabled === false) facts.push(text("switchedOff"));
    return vehicle.name + ": " + (facts.length > 0 ? facts.join(", ") : text("nothingYet"));
  }

  function showSuccess(node, region, answer, gone) {
    const count = answer.vehicles.length;
    if (answer.lists === false) region.append($("<p>").text(node._(node.type + ".result.token")));
    if (answer.lists === false && count === 0) return;
    const key = count === 0 ? "signedInNone" : count === 1 ? "signedInOne" : "signedIn";
    region.append($("<p>").text(node._(node.type + ".result." + key, { number: count })));
    if (gone > 0) region.append($("<p>").text(node._(node.type + ".result.gone", { number: gone })));
    if (count === 0) return;
    const lines = answer.vehicles.map((vehicle) => $("<li>").text(vehicleLine(node, vehicle)));
    region.append($("<ul>").append(lines));
    region.append($("<p>").text(node._(node.type + ".result.deployNext")));
  }

  /** First what it means for the driver, then what exactly was said, for whoever has to look into it. */
  function showFailure(node, region, answer) {
    const key = node.type + ".error." + answer.code;
    const meaning = node._(key, { defaultValue: "" });
    region.append($("<p>").text(meaning && meaning !== key ? meaning : node._(node.type + ".error.unknown")));
    const code = [answer.code, answer.platformCode].filter(Boolean).join(", ");
    const details = [answer.message, code && "(" + code + ")"].filter(Boolean).join(" ");
    if (details) region.append($("<p>", { class: "vehicle-cloud-details" }).text(details));
  }

  /** A route that did not answer as agreed: not allowed, not deployed, or no Node-RED. */
  function refusal(node, request) {
    const answer = request.responseJSON || {};
    if (answer.code) return answer;
    const known = { 401: "NO_PERMISSION", 403: "NO_PERMISSION", 404: "NOT_DEPLOYED" };
    return { code: known[request.status] || "NO_RUNTIME" };
  }

  function showDiagnostics(dialog, facts) {
    dialog.find("#vehicle-cloud-diagnostics").show();
    dialog.find("#vehicle-cloud-diagnostics-text").val(JSON.stringify(facts, null, 2));
  }

  editor.prepareSignInTest = function (node, dialog, table) {
    const region = dialog.find("#vehicle-cloud-result");
    const buttons = dialog.find(
      "#vehicle-cloud-test, #vehicle-cloud-try, #vehicle-cloud-forget, #vehicle-cloud-diagnose",
    );

    /** One at a time; `working` is said meanwhile, and everything that comes of it stands in the one live region. */
    function run(button, working, request, onAnswer) {
      dialog.find("#vehicle-cloud-diagnostics").hide();
      region.removeClass("vehicle-cloud-ok vehicle-cloud-failed").attr("aria-busy", "true");
      region.empty().append($("<p>").text(node._(node.type + ".result." + working)));
      buttons.prop("disabled", true);
      const finish = (ok, show) => {
        buttons.prop("disabled", false);
        region.empty().attr("aria-busy", "false");
        region.addClass(ok ? "vehicle-cloud-ok" : "vehicle-cloud-failed");
        show();
        // A disabled button has lost the keyboard's focus; whoever moved on meanwhile keeps theirs.
        if (document.activeElement === document.body) button.trigger("focus");
      };
      request.then(
        (answer) => finish(answer.ok !== false, () => onAnswer(answer)),
        (failed) => finish(false, () => showFailure(node, region, refusal(node, failed))),
      );
    }

    const post = (action, body) =>
      $.ajax({
        url: editor.accountUrl(node.id, action),
        type: "POST",
        contentType: "application/json; charset=utf-8",
        data: JSON.stringify(body),
      });

    dialog.find("#vehicle-cloud-test").on("click", function () {
      const settings = typedSettings(node, dialog, table);
      run($(this), "testing", post("test", settings), function (answer) {
        if (!answer.ok) return showFailure(node, region, answer);
        table.merge(answer.vehicles);
        showSuccess(node, region, answer, answer.lists === false ? 0 : table.markGone(answer.vehicles));
      });
    });
    dialog.find("#vehicle-cloud-try").on("click", function () {
      const input = dialog.find("#vehicle-cloud-try-id");
      const tryVehicle = (input.val() || input.attr("placeholder") || "").trim();
      if (!tryVehicle) return input.trigger("focus");
      const settings = { ...typedSettings(node, dialog, table), tryVehicle };
      run($(this), "trying", post("test", settings), function (answer) {
        if (!answer.ok) return showFailure(node, region, answer);
        region.append($("<p>").text(answer.vehicles.map((vehicle) => vehicleLine(node, vehicle)).join()));
      });
    });
    dialog.find("#vehicle-cloud-forget").on("click", function () {
      run($(this), "forgetting", post("forget", {}), function (answer) {
        if (!answer.ok) return showFailure(node, region, answer);
        region.append($("<p>").text(node._(node.type + ".result.forgotten")));
      });
    });
    dialog.find("#vehicle-cloud-diagnose").on("click", function () {
      run($(this), "collecting", $.getJSON(editor.accountUrl(node.id, "diagnostics")), function (facts) {
        region.append($("<p>").text(node._(node.type + ".result.collected")));
        showDiagnostics(dialog, facts);
      });
    });
    dialog.find("#vehicle-cloud-copy").on("click", function () {
      RED.clipboard.copyText(dialog.find("#vehicle-cloud-diagnostics-text").val());
      region.empty().append($("<p>").text(node._(node.type + ".result.copied")));
    });
  };
})();
