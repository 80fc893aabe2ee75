(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  const { groups, guarded, final, parameters } = editor.facts.commands;

  editor.commandGroups = groups;
  editor.commandFields = (command) => parameters[command] || [];
  /** Of these the ones that the platform takes; `offers` is missing while it is not known: then what is saved is shown. */
  editor.commandFieldsFor = function (command, offers, saved) {
    const own = (offers && offers.parameters && offers.parameters[command]) || [];
    const known = (name) => (offers ? own.includes(name) : Object.hasOwn(saved, name));
    return editor.commandFields(command).filter((field) => !field.own || known(field.name));
  };
  editor.isGuardedByDefault = (command) => guarded.includes(command);
  editor.isFinalWhenAccepted = (command) => final.includes(command);

  /** `guard` is `on`, `off`, or empty for the command's own default. */
  editor.isGuarded = function (command, guard) {
    if (guard === "on" || guard === true) return true;
    return guard !== "off" && guard !== false && guarded.includes(command);
  };
})();
