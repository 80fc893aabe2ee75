(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  const { groups, words, operations } = editor.facts.segway;
  const of = (operation) => operations[operation] || {};

  editor.segwayGroups = groups;
  editor.segwayWords = words;
  editor.segwayFields = (operation) => of(operation).fields || [];
  editor.segwayOpens = (operation) => of(operation).opens === true;
  editor.segwayShows = (operation) => of(operation).shows === true;

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
