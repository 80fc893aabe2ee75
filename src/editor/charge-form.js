(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  const computed = ["msg", "flow", "global", "env", "jsonata"];
  const scheduled = ["scheduleSet", "scheduleClear"];
  const text = (node, key, values) => node._(node.type + "." + key, values);

  /** Checked while it is used, and only what was typed: 50 to 100 in steps of 5. */
  editor.chargeTarget = function () {
    return function check(value, options) {
      if (this.operation !== "target") return true;
      if (this.targetType !== "num") return RED.validators.typedInput("targetType").call(this, value, options);
      const number = Number(value);
      const valid = String(value).trim() !== "" && number >= 50 && number <= 100 && number % 5 === 0;
      return editor.verdict(this, check, valid, options, "target");
    };
  };

  /** A time of the schedule, another than that of `other`. */
  editor.scheduleTime = function (type, other) {
    return function check(value, options) {
      if (this.operation !== "scheduleSet") return true;
      if (this[type] !== "str") return RED.validators.typedInput(type).call(this, value, options);
      const valid = /^([01]\d|2[0-3]):[0-5]\d$/.test(value) || /\{\{.+\}\}/.test(value);
      const same = this[type] === this[other + "Type"] && value === this[other];
      return editor.verdict(this, check, valid && !same, options, same ? "sameTime" : "time");
    };
  };

  function prepareTyped(node, dialog, name, type) {
    const input = dialog.find("#node-input-" + name);
    const typeField = dialog.find("#node-input-" + name + "Type");
    const label = text(node, "label." + name);
    typeField.val(node[name + "Type"] || type);
    input.typedInput({ types: [type, ...computed], default: type, typeField });
    const container = input.next(".red-ui-typedInput-container");
    container.find(".red-ui-typedInput-input").attr("aria-label", label);
    container
      .find("button")
      .first()
      .attr("aria-label", text(node, "label.kindOf", { label }));
  }

  /** What the account says about the operation. */
  function noteOn(node, operation, accountId) {
    const account = RED.nodes.node(accountId);
    const notes = [text(node, "note." + operation)];
    if (scheduled.includes(operation)) {
      notes.push(text(node, account && account.allowSister ? "note.sister" : "note.sisterLocked"));
    }
    if (account && !editor.offers(account.platform, "charging")) notes.unshift(text(node, "note.notOffered"));
    return notes.join(" ");
  }

  editor.prepareChargeForm = function (node, dialog) {
    const operation = dialog.find("#node-input-operation");
    const account = dialog.find("#node-input-account");
    const note = dialog.find("#vehicle-cloud-charge-note");
    const clock = dialog.find(".vehicle-cloud-clock");

    function describe() {
      const said = noteOn(node, operation.val(), account.val());
      if (note.text() !== said) note.text(said);
      editor.showRows(dialog, "data-operation", operation.val());
      editor.showRows(dialog, "data-wait", dialog.find("#node-input-waitFor").val());
      editor.showWakeNote(node, dialog);
    }

    const tellTime = () =>
      editor.showClock(node, clock, (RED.nodes.node(account.val() || node.account) || {}).timeZone);

    editor.prepareVehiclePicker(node, dialog, { one: true });
    prepareTyped(node, dialog, "target", "num");
    prepareTyped(node, dialog, "startTime", "str");
    prepareTyped(node, dialog, "endTime", "str");
    dialog.on("change", "#node-input-operation, #node-input-waitFor, #node-input-wakeFirst", describe);
    account.on("change", function () {
      tellTime();
      describe();
    });
    tellTime();
    describe();
    editor.showRanges(node, dialog);
  };
})();
