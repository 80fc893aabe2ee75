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
    const settings = { credentials, vehicles: table.rows() };
    for (const name of Object.keys(node._def.defaults)) {
      const field = dialog.find("#node-config-input-" + name);
      if (field.length > 0) settings[name] = field.is(":checkbox") ? field.prop("checked") : field.val();
    }
    return settings;
  }

  function showDiagnostics(dialog, facts) {
    dialog.find("#vehicle-cloud-diagnostics").show();
    dialog.find("#vehicle-cloud-diagnostics-text").val(JSON.stringify(facts, null, 2));
  }

  editor.prepareSignInTest = function (node, dialog, table) {
    const text = (key) => node._(node.type + "." + key);
    const platform = dialog.find("#node-config-input-platform");
    const region = dialog.find("#vehicle-cloud-result");
    const tests = dialog.find("#vehicle-cloud-test, #vehicle-cloud-try");
    const ofDeployed = dialog.find("#vehicle-cloud-forget, #vehicle-cloud-diagnose");
    dialog.find("#vehicle-cloud-forget").text(text("button.forget"));
    dialog.find("#vehicle-cloud-diagnose").text(text("button.diagnose"));
    let deployed = true;
    let generation = 0;
    const say = (words) => region.append($("<p>").text(words));

    function enable(on) {
      tests.prop("disabled", !on);
      ofDeployed.prop("disabled", !on || !deployed).attr("title", deployed ? null : text("error.NOT_DEPLOYED"));
    }

    /** An old result, or one that is still on its way, says nothing of what is typed by now. */
    function clear() {
      generation++;
      dialog.find("#vehicle-cloud-diagnostics").hide();
      region.empty().removeClass("vehicle-cloud-ok vehicle-cloud-failed").attr("aria-busy", "false");
      enable(true);
    }

    function show(failed, write) {
      clear();
      region.addClass(failed ? "vehicle-cloud-failed" : "vehicle-cloud-ok");
      write();
    }

    /** Those that the platform cannot do without, by the name that they have there. */
    const emptyFields = () =>
      editor
        .emptyCredentials(platform.val(), (name) => Boolean(dialog.find("#node-config-input-" + name).val()))
        .map((name) => editor.credentialLabel(node, platform.val(), name));
    const fail = (answer) =>
      show(true, () => editor.showFailure(node, region, answer, { platform: platform.val(), empty: emptyFields() }));

    /** One at a time; `working` is said meanwhile, and everything that comes of it stands in the one live region. */
    function run(button, working, request, onAnswer) {
      clear();
      region.attr("aria-busy", "true");
      say(text("result." + working));
      enable(false);
      const mine = generation;
      const finish = function (answer) {
        if (mine !== generation) return;
        if (answer.ok === false) fail(answer);
        else show(false, () => onAnswer(answer));
        // A disabled button has lost the keyboard's focus; whoever moved on meanwhile keeps theirs.
        if (document.activeElement === document.body) button.trigger("focus");
      };
      request.then(finish, (failed) => finish({ ...editor.refusal(failed), ok: false }));
    }

    const post = (action, body) => editor.askAccount(node.id, action, body);

    dialog.find("#vehicle-cloud-test").on("click", function () {
      const working = editor.isFleetPlatform(platform.val()) ? "testingFleet" : "testing";
      run($(this), working, post("test", typedSettings(node, dialog, table)), function (answer) {
        table.merge(answer.vehicles);
        const gone = table.markFound(answer.vehicles);
        editor.showTested(node, region, answer, { gone, platform: platform.val() });
      });
    });
    dialog.find("#vehicle-cloud-try").on("click", function () {
      const input = dialog.find("#vehicle-cloud-try-id");
      const { id, problem } = editor.vehicleToTry(input.val(), table.all(), platform.val());
      if (problem) {
        show(true, () => say(text("result." + problem)));
        return input.trigger("focus");
      }
      const request = post("test", { ...typedSettings(node, dialog, table), tryVehicle: id }).then(function (answer) {
        if (answer.ok || !editor.concernsVehicle(answer, platform.val())) return answer;
        const named = table.all().find((row) => row.id === id) || { id };
        return { ok: true, vehicles: [{ name: named.name || editor.defaultName(named), error: answer }] };
      });
      run($(this), "trying", request, function ({ vehicles: [vehicle] }) {
        if (vehicle.error) region.removeClass("vehicle-cloud-ok").addClass("vehicle-cloud-failed");
        editor.showTried(node, region, vehicle, platform.val());
      });
    });
    const forget = dialog.find("#vehicle-cloud-forget");
    forget.on("click", function () {
      clear();
      editor.askInPlace(region, text("result.forget"), [text("button.forgetYes"), text("button.keep")], function (yes) {
        clear();
        if (yes) run(forget, "forgetting", post("forget", {}), () => say(text("result.forgotten")));
        else forget.trigger("focus");
      });
    });
    dialog.find("#vehicle-cloud-diagnose").on("click", function () {
      run($(this), "collecting", $.getJSON(editor.accountUrl(node.id, "diagnostics")), function (facts) {
        say(text("result.collected"));
        showDiagnostics(dialog, facts);
      });
    });
    dialog.find("#vehicle-cloud-copy").on("click", function () {
      RED.clipboard.copyText(dialog.find("#vehicle-cloud-diagnostics-text").val());
      region.empty();
      say(text("result.copied"));
    });
    for (const name of ["platform", "baseUrls", ...Object.keys(node._def.credentials)]) {
      dialog.find("#node-config-input-" + name).on("input change", clear);
    }
    table.deployed.then(function (known) {
      deployed = known;
      if (region.attr("aria-busy") !== "true") enable(true);
    });
  };
})();
