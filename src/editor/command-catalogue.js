(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  /** As the runtime has them (src/node-red/command/names.ts); a test holds the two against each other. */
  const groups = {
    doors: ["lock", "unlock", "trunkLock", "trunkUnlock"],
    climate: [
      "climateOn",
      "climateOff",
      "seatHeating",
      "seatVentilation",
      "steeringWheelHeating",
      "defrost",
      "purge",
      "warmUp",
    ],
    windows: ["windowsOpen", "windowsClose", "windowsVent", "blindOpen", "blindClose", "sunroofOpen", "sunroofClose"],
    find: ["horn", "lights", "hornAndLights", "find", "sendDestination"],
    other: ["engineStart", "engineStop", "positionRefresh", "tripRecordingOn", "tripRecordingOff", "custom"],
  };
  const guarded = ["unlock", "trunkUnlock", "windowsOpen", "windowsVent", "sunroofOpen", "engineStart", "custom"];
  /** No report of a vehicle can show these: they are done when they are accepted. */
  const final = ["horn", "lights", "hornAndLights", "find", "sendDestination", "purge", "custom"];

  /**
   * What a command needs to be told. `name` = the parameter; `kind` = how it is entered (command-fields.js); `value` = what a
   * new node has; `from`, `to`, `step` = what may be typed; `optional` = may be left empty;
   * `own` = only some platforms take it.
   */
  const temperature = { name: "temperature", kind: "number", value: "21", from: 16, to: 30, step: 0.5, optional: true };
  const level = (name) => ({ name, kind: "level", value: "0" });
  const single = [
    { name: "seat", kind: "seat", value: "driver" },
    { name: "level", kind: "level", value: "2" },
  ];
  const on = [{ name: "on", kind: "switch", value: "true" }];
  const fields = {
    unlock: [{ name: "windowMinutes", kind: "number", value: "1", from: 1, to: 3, step: 1, optional: true, own: true }],
    climateOn: [temperature, level("seats.driver"), level("seats.passenger"), level("steeringWheel")],
    warmUp: [
      temperature,
      { ...level("seats.driver"), value: "3" },
      { ...level("seats.passenger"), value: "3" },
      { name: "steeringWheel", kind: "switch", value: "true" },
    ],
    seatHeating: single,
    seatVentilation: single,
    steeringWheelHeating: on,
    defrost: on,
    purge: on,
    sendDestination: [
      { name: "latitude", kind: "number", value: "", from: -90, to: 90 },
      { name: "longitude", kind: "number", value: "", from: -180, to: 180 },
      { name: "name", kind: "text", value: "" },
      { name: "address", kind: "text", value: "", optional: true },
    ],
    custom: [
      { name: "serviceId", kind: "text", value: "" },
      { name: "action", kind: "action", value: "start" },
      { name: "duration", kind: "number", value: "0", from: 0, to: 1440, step: 1, optional: true },
      { name: "parameters", kind: "json", value: "[]", optional: true },
    ],
  };

  editor.commandGroups = groups;
  editor.commandFields = (command) => fields[command] || [];
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
