(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  /** Words of the platform (src/platforms/segway/codings.ts); a test holds the two against each other. No choice = keep. */
  const words = {
    onOff: ["on", "off"],
    level: ["low", "medium", "high"],
    color: ["green", "red", "orange", "blue", "cyan", "violet", "white"],
  };
  const groups = {
    controls: ["lock", "unlock", "find", "batteryCover"],
    settings: ["switch", "ableSwitch", "ambient", "sound", "bluetoothKey", "interval"],
  };

  const onOff = (name, more) => ({ name, words: "onOff", ...more });
  const seconds = (name, value) => ({ name, from: 10, to: 65535, unit: "seconds", required: true, value });
  const lamp = (name, more) => [
    onOff(name + ".mode", more && { ...more, value: "on" }),
    { name: name + ".color", words: "color", needs: name + ".mode", ...(more && { value: "green" }) },
  ];
  const sounds = [
    "unlocked",
    "locked",
    "openBoxes",
    "toot",
    "kickstand",
    "gearUp",
    "gearDown",
    "enterCruise",
    "exitCruise",
    "set",
    "batteryInserted",
  ];

  /**
   * Fields in the order of the dialog. `words` or `from` and `to` say what may be entered, `value` what a new node has; `needs` =
   * there, and must be filled, while that switch is on. What is left out may come in msg.fields.
   */
  const operations = {
    switch: {
      fields: [
        { name: "alertSensitivity", words: "level" },
        { name: "lowPowerValue", from: 10, to: 30, unit: "percent" },
      ],
    },
    ableSwitch: { fields: [onOff("assistedMode"), onOff("kickstandCheck"), onOff("lowPowerSwitch")] },
    ambient: {
      fields: [
        { name: "bright", words: "level", required: true, value: "medium" },
        ...lamp("parkingMode", { required: true }),
        ...lamp("cruiseMode"),
        ...lamp("readyMode"),
        ...lamp("faultMode"),
      ],
    },
    sound: {
      fields: [
        onOff("workMode"),
        { name: "volume", words: "level" },
        ...sounds.map((name) => onOff("ebcqMask." + name)),
      ],
    },
    bluetoothKey: { fields: [{ name: "key", pattern: /^[A-Za-z0-9]{8}$/ }] },
    interval: {
      fields: [
        seconds("locationInterval.unlockStatus", 10),
        seconds("locationInterval.lockStatus", 900),
        seconds("statusInterval.ridingStatus", 10),
        seconds("statusInterval.nonRiding", 60),
        seconds("statusInterval.lockStatus", 900),
      ],
    },
  };

  editor.segwayGroups = groups;
  editor.segwayWords = words;
  editor.segwayFields = (operation) => (operations[operation] ? operations[operation].fields : []);
  editor.segwayOpens = (operation) => operation === "unlock" || operation === "batteryCover";
  /** Only these are seen in a report; all others are done when they are accepted. */
  editor.segwayShows = (operation) => operation === "lock" || operation === "unlock";

  editor.segwayFieldLabel = function (node, { name }) {
    const [group, member] = name.split(".");
    if (group === "ebcqMask") return node._(node.type + ".mask." + member);
    if (member === "mode") return node._(node.type + ".lamp." + group);
    if (member === "color") return node._(node.type + ".label.color", { lamp: node._(node.type + ".lamp." + group) });
    return node._(node.type + ".field." + name.replace(".", "_"));
  };

  const text = (value) => String(value === undefined || value === null ? "" : value).trim();

  function fault(field, fields) {
    const value = text(fields[field.name]);
    if (value === "") {
      const wanted = field.required || (field.needs && fields[field.needs] === "on");
      return wanted ? ["empty"] : undefined;
    }
    if (field.words) return words[field.words].includes(value) ? undefined : ["empty"];
    if (field.pattern) return field.pattern.test(value) ? undefined : ["key"];
    const number = Number(value);
    const valid = Number.isInteger(number) && number >= field.from && number <= field.to;
    return valid ? undefined : ["range", { low: field.from, high: field.to }];
  }

  /** Validator of `fields`; names every field that is wrong. */
  editor.segwayFieldsValid = function () {
    return function (value, options) {
      const fields = value || {};
      const faults = editor.segwayFields(this.operation).flatMap((field) => {
        const [key, values] = fault(field, fields) || [];
        if (!key) return [];
        if (!options) return [""];
        return [editor.segwayFieldLabel(this, field) + ": " + this._(this.type + ".invalid." + key, values)];
      });
      if (faults.length === 0) return true;
      return options ? faults.join("; ") : false;
    };
  };

  /** Seconds that `count` requests take at a rate, from a full burst on. */
  editor.segwaySeconds = (count, perSecond, burst) => Math.ceil(Math.max(0, count - burst) / perSecond);
})();
