(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  /** What the platform of an account offers: {commands, sister}; undefined if that cannot be told. */
  function offersOf(accountId) {
    const account = RED.nodes.node(accountId);
    if (!account) return $.Deferred().resolve(undefined).promise();
    return editor.runtime().then(
      ({ platforms }) => platforms.find(({ id, available }) => available && id === account.platform),
      () => $.Deferred().resolve(undefined).promise(),
    );
  }

  /** Vehicles of the account with what they have said that they lack; nothing is asked of the cloud for it. */
  function lackingOf(accountId) {
    if (!RED.nodes.node(accountId)) return $.Deferred().resolve([]).promise();
    return $.getJSON(editor.accountUrl(accountId, "vehicles")).then(
      ({ vehicles }) => vehicles.filter(({ lacks }) => lacks && lacks.length > 0),
      () => $.Deferred().resolve([]).promise(),
    );
  }

  const allowsSister = (accountId) => Boolean((RED.nodes.node(accountId) || {}).allowSister);

  /** Fills the list with what the account's platform offers, all commands while there is no account. */
  function fillCommands(node, select, offers, accountId) {
    const chosen = select.val() || node.command;
    const text = (key, values) => node._(node.type + "." + key, values);
    const sister = (offers && offers.sister) || [];
    const offered = offers && [...offers.commands, ...sister];
    select.empty();
    for (const [group, commands] of Object.entries(editor.commandGroups)) {
      const shown = commands.filter((command) => !offered || offered.includes(command) || command === chosen);
      if (shown.length === 0) continue;
      const place = $("<optgroup>", { label: text("group." + group) }).appendTo(select);
      for (const command of shown) {
        const name = text("command." + command);
        const locked = sister.includes(command) && !allowsSister(accountId);
        const label = locked ? text("command.locked", { name }) : name;
        $("<option>", { value: command, text: label }).appendTo(place);
      }
    }
    select.val(chosen);
  }

  /** What somebody should know before choosing this command for this account and vehicle. */
  function notesOn(node, command, { offers, lacking, accountId, vehicle }) {
    const text = (key, values) => node._(node.type + ".note." + key, values);
    const sister = (offers && offers.sister) || [];
    const notes = [];
    if (offers && ![...offers.commands, ...sister].includes(command)) notes.push(text("notOffered"));
    if (sister.includes(command)) notes.push(text(allowsSister(accountId) ? "sister" : "sisterLocked"));
    for (const { id, name, lacks } of lacking) {
      const meant = vehicle.type === "auto" || vehicle.value === id || vehicle.value === name;
      if (meant && lacks.includes(command)) notes.push(text("lacks", { name }));
    }
    if (editor.isFinalWhenAccepted(command)) notes.push(text("final"));
    if (command === "positionRefresh") notes.push(text("wakes"));
    if (command === "engineStart") notes.push(text("engine"));
    if (command === "custom") notes.push(text("custom"));
    return notes;
  }

  editor.prepareCommandForm = function (node, dialog) {
    const select = dialog.find("#node-input-command");
    const account = dialog.find("#node-input-account");
    const guard = dialog.find("#vehicle-cloud-guard");
    const note = dialog.find("#vehicle-cloud-command-note");
    const place = dialog.find("#vehicle-cloud-parameters");
    const facts = { offers: undefined, lacking: [] };
    let saved = node.parameters || {};
    let read = () => ({});

    function describe() {
      const vehicle = {
        type: dialog.find("#node-input-vehicleType").val(),
        value: dialog.find("#node-input-vehicle").val(),
      };
      const notes = notesOn(node, select.val(), { ...facts, vehicle, accountId: account.val() });
      if (note.text() !== notes.join(" ")) note.text(notes.join(" "));
      const final = editor.isFinalWhenAccepted(select.val());
      dialog.find("#vehicle-cloud-wait").toggle(!final);
      editor.showRows(dialog, "data-wait", final ? "accepted" : dialog.find("#node-input-waitFor").val());
      editor.showWakeNote(node, dialog);
    }

    function showCommand(guarded) {
      read = editor.showCommandFields(node, place, select.val(), saved, facts.offers);
      guard.prop("checked", guarded);
      dialog.find("#vehicle-cloud-guard-text").text(node._(node.type + ".label.guard", { word: select.val() }));
      describe();
    }

    let generation = 0;
    function loadAccount() {
      const mine = ++generation;
      const accountId = account.val();
      $.when(offersOf(accountId), lackingOf(accountId)).then(function (offers, lacking) {
        // An answer for another account, or for a dialog that is closed, changes nothing.
        if (mine !== generation || !document.contains(select[0])) return;
        const names = () =>
          editor
            .commandFieldsFor(select.val(), facts.offers, saved)
            .map(({ name }) => name)
            .join();
        const before = names();
        Object.assign(facts, { offers, lacking });
        fillCommands(node, select, offers, accountId);
        if (names() !== before) {
          saved = { ...saved, ...read() };
          showCommand(guard.prop("checked"));
        } else describe();
      });
    }

    editor.prepareVehiclePicker(node, dialog, { one: true });
    fillCommands(node, select, undefined, node.account);
    showCommand(editor.isGuarded(node.command, node.guard));
    // What was entered for one command is no answer to another; nor is a guard that was switched off. The editor itself says
    // "change" once more for what is as it was.
    let shown = select.val();
    select.on("change", function () {
      if (select.val() === shown) return;
      shown = select.val();
      saved = {};
      showCommand(editor.isGuardedByDefault(select.val()));
    });
    account.on("change", loadAccount);
    dialog.on(
      "change",
      "#node-input-vehicle, #node-input-vehicleType, #node-input-waitFor, #node-input-wakeFirst",
      describe,
    );
    loadAccount();
    editor.showRanges(node, dialog);
    dialog.data("parameters", () => read());
  };

  /** Before the dialog is read. */
  editor.saveCommandForm = function (node, dialog) {
    editor.saveVehiclePicker(dialog);
    const command = dialog.find("#node-input-command").val();
    const checked = dialog.find("#vehicle-cloud-guard").prop("checked");
    node.parameters = dialog.data("parameters")();
    node.guard = checked === editor.isGuardedByDefault(command) ? "" : checked ? "on" : "off";
  };
})();
