(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  const joined = (...parts) => ("/" + parts.join("/")).replace(/\/{2,}/g, "/").replace(/\/$/, "");

  /** The path as the runtime reads it; the own port has no root for HTTP nodes before it. */
  function publicPath(path, ownPort) {
    return joined(ownPort ? "" : RED.settings.httpNodeRoot || "", path.trim() || "/segway");
  }

  editor.webhookPath = function () {
    return function check(value, options) {
      const text = String(value || "").trim();
      const parts = text.split("/");
      const valid = /^[\w.~/-]*$/.test(text) && !parts.includes(".") && !parts.includes("..");
      return editor.verdict(this, check, editor.isVariable(text) || valid, options, "path");
    };
  };

  const isAddress = (text) => /^https?:\/\/[^\s?#@]+$/i.test(text);

  editor.publicAddress = function () {
    return function check(value, options) {
      const text = String(value || "").trim();
      const valid = text === "" || editor.isVariable(text) || isAddress(text);
      return editor.verdict(this, check, valid, options, "address");
    };
  };

  /** What a system's code says, in words; of others the code itself is told. */
  const reasons = {
    ECONNREFUSED: "refused",
    ENOTFOUND: "noName",
    EAI_AGAIN: "noName",
    EPROTO: "noHttps",
    ECONNRESET: "broken",
    EHOSTUNREACH: "noWay",
    ENETUNREACH: "noWay",
    TIMEOUT: "late",
    ETIMEDOUT: "late",
    NO_SERVER: "noServer",
  };

  function reasonText(node, code) {
    const key = reasons[code] || (/CERT|TLS|SSL|VERIFY|SELF_SIGNED/.test(code) ? "certificate" : "");
    return key ? node._(node.type + ".reason." + key) : code;
  }

  /** One line of the test's result: which way, and what became of it. */
  editor.webhookProbeText = function (node, way, probe) {
    const text = (key, values) => node._(node.type + ".result." + key, values);
    const outcomes = {
      reached: () => text("reached"),
      altered: () => text("altered"),
      other: () => text(probe.password ? "password" : "other", { status: probe.status }),
      notReached: () => text("notReached", { reason: reasonText(node, probe.reason) }),
    };
    // Not all four paths met the same: the worst is told, and where.
    const where = probe.path ? text("path", { path: probe.path }) + " " : "";
    return text(way) + " " + where + outcomes[probe.outcome]();
  };

  const probeLine = (node, way, probe) => $("<p>").text(editor.webhookProbeText(node, way, probe));

  function showFailure(node, region, answer) {
    const key = node.type + ".error." + answer.code;
    const meaning = node._(key, { defaultValue: "" });
    region.append($("<p>").text(meaning && meaning !== key ? meaning : node._(node.type + ".error.unknown")));
    if (answer.message) region.append(editor.inEnglish(node, answer.message));
  }

  function prepareTest(node, dialog) {
    const region = dialog.find("#vehicle-cloud-result");
    const button = dialog.find("#vehicle-cloud-push-test");
    const value = (name) => String(dialog.find("#node-input-" + name).val() || "");
    button.on("click", function () {
      region.removeClass("vehicle-cloud-ok vehicle-cloud-failed").attr("aria-busy", "true");
      const address = value("publicAddress").trim();
      if (address !== "" && !editor.isVariable(address) && !isAddress(address)) {
        region.addClass("vehicle-cloud-failed").attr("aria-busy", "false");
        region.empty().append($("<p>").text(node._(node.type + ".note.badAddress")));
        return;
      }
      region.empty().append($("<p>").text(node._(node.type + ".result.testing")));
      button.prop("disabled", true);
      const finish = (ok, show) => {
        button.prop("disabled", false);
        region.empty().attr("aria-busy", "false");
        region.addClass(ok ? "vehicle-cloud-ok" : "vehicle-cloud-failed");
        show();
        if (document.activeElement === document.body) button.trigger("focus");
      };
      $.ajax({
        url: "vehicle-cloud/webhooks/" + encodeURIComponent(node.id) + "/test",
        type: "POST",
        contentType: "application/json; charset=utf-8",
        data: JSON.stringify({ path: value("path"), publicAddress: value("publicAddress") }),
      }).then(
        function (answer) {
          const probes = [answer.local, answer.public].filter(Boolean);
          finish(Boolean(answer.ok) && probes.every((probe) => probe.outcome === "reached"), function () {
            if (!answer.ok) return showFailure(node, region, answer);
            region.append(probeLine(node, "local", answer.local));
            if (answer.public) region.append(probeLine(node, "public", answer.public));
            else region.append($("<p>").text(node._(node.type + ".result.noPublic")));
          });
        },
        (failed) => finish(false, () => showFailure(node, region, editor.refusal(failed))),
      );
    });
  }

  editor.prepareWebhookForm = function (node, dialog) {
    editor.showRanges(node, dialog);
    const value = (name) => String(dialog.find("#node-input-" + name).val() || "");
    const given = dialog.find("#vehicle-cloud-given");
    const note = dialog.find("#vehicle-cloud-given-note");
    const copy = dialog.find("#vehicle-cloud-copy");
    const isDemo = () => (RED.nodes.node(value("account")) || {}).platform === "demo-ebikes";

    function noteOn(address) {
      if (address === "") return isDemo() ? "demo" : "noAddress";
      if (editor.isVariable(address) || editor.isVariable(value("path"))) return "variable";
      if (!isAddress(address)) return "badAddress";
      return /^https:/i.test(address) ? "give" : "noHttps";
    }

    /** The text to give to Segway: what it appends its `/v2/vehicle/…` to. */
    function refresh() {
      const address = value("publicAddress").trim().replace(/\/+$/, "");
      const path = publicPath(value("path"), value("ownPort").trim());
      given.val((address || "https://…") + path);
      copy.prop("disabled", !isAddress(address));
      const text = node._(node.type + ".note." + noteOn(address));
      if (note.text() !== text) note.text(text);
      dialog.find("[data-own-port]").toggle(value("ownPort").trim() !== "");
    }

    dialog.on("change input", "input, select", refresh);
    copy.on("click", function () {
      RED.clipboard.copyText(given.val());
      note.text(node._(node.type + ".note.copied"));
    });
    prepareTest(node, dialog);
    refresh();
  };
})();
