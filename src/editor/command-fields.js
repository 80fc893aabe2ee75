(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  const computed = ["msg", "flow", "global", "env", "jsonata"];

  /** Kinds that are chosen from words: `texts` = group of these, `as` = the type under which the choice is saved. */
  const choices = {
    level: { texts: ".level.", as: "num", values: ["0", "1", "2", "3"] },
    switch: { texts: ".switch.", as: "bool", values: ["true", "false"] },
    seat: { texts: ".seat.", as: "str", values: ["driver", "passenger", "rearLeft", "rearRight"] },
    action: { texts: ".action.", as: "str", values: ["start", "stop"] },
  };
  const typed = { number: "num", text: "str", json: "json" };

  const text = (node, key) => node._(node.type + "." + key);
  const savedAs = (field) => (choices[field.kind] ? choices[field.kind].as : typed[field.kind]);

  function typesOf(node, field) {
    const choice = choices[field.kind];
    if (!choice) return [typed[field.kind], ...computed];
    const options = choice.values.map((value) => ({ value, label: node._(node.type + choice.texts + value) }));
    return [{ value: "choice", label: text(node, "label.choice"), options }, ...computed];
  }

  /** What may be typed, always; and a mark while something else is typed. The core marks settings, not what is within one. */
  function showRange(node, row, field, input, container) {
    const { from: low, to: high, step } = field;
    const range = node._(node.type + ".note." + (step ? "rangeStep" : "range"), { low, high, step });
    row.append($("<p>", { class: "vehicle-cloud-note", text: range }));
    const mark = function () {
      const wrong = fault(field, { value: input.typedInput("value"), type: input.typedInput("type") }) !== undefined;
      container.toggleClass("input-error", wrong);
      container.find(".red-ui-typedInput-input").attr("aria-invalid", String(wrong));
    };
    input.on("change", mark);
    container.on("input keyup", "input", mark);
    // A new destination is empty: that is no mistake of anybody yet.
    if (input.typedInput("value") !== "") mark();
  }

  /** A row of its own per field: label, and an input whose value may come from elsewhere. */
  function addRow(node, place, field, saved) {
    const id = "vehicle-cloud-parameter-" + field.name.replace(".", "-");
    const label = text(node, "parameter." + field.name.replace(".", "_"));
    const input = $("<input>", { type: "text", id, style: "width: 100%" });
    const row = $("<div>", { class: "form-row vehicle-cloud-field" }).appendTo(place);
    row.append($("<label>", { for: id, text: label }), $("<div>", { class: "vehicle-cloud-wide" }).append(input));
    const { value, type } = saved || { value: field.value, type: savedAs(field) };
    const isChoice = Boolean(choices[field.kind]) && type === savedAs(field);
    input.val(value);
    input.typedInput({ types: typesOf(node, field), default: isChoice ? "choice" : type });
    input.typedInput("type", isChoice ? "choice" : type);
    input.typedInput("value", value);
    const container = input.next(".red-ui-typedInput-container");
    container.find(".red-ui-typedInput-input").attr("aria-label", label);
    container
      .find("button")
      .first()
      .attr("aria-label", node._(node.type + ".label.kindOf", { label }));
    container.find("button").last().attr("aria-label", label);
    if (field.kind === "number") showRange(node, row, field, input, container);
    return { field, input };
  }

  /** Shows the fields of a command in `place`; returns what reads them. */
  editor.showCommandFields = function (node, place, command, saved, offers) {
    place.empty();
    const rows = editor
      .commandFieldsFor(command, offers, saved)
      .map((field) => addRow(node, place, field, Object.hasOwn(saved, field.name) ? saved[field.name] : undefined));
    return () =>
      Object.fromEntries(
        rows.map(({ field, input }) => {
          const type = input.typedInput("type");
          return [field.name, { value: input.typedInput("value"), type: type === "choice" ? savedAs(field) : type }];
        }),
      );
  };

  /** What is wrong with a value that was typed; what is worked out from a message, the runtime checks. */
  function fault(field, { value, type }) {
    const given = String(value === undefined ? "" : value).trim();
    if (given === "") return field.optional ? undefined : ["empty"];
    if (type === "num") {
      const { from = 0, to = 3, step } = field;
      const number = Number(given);
      const offStep = step && Math.abs(number / step - Math.round(number / step)) > 1e-9;
      return !(number >= from && number <= to) || offStep ? ["range", { low: from, high: to }] : undefined;
    }
    if (type !== "json") return undefined;
    try {
      return Array.isArray(JSON.parse(given)) ? undefined : ["list"];
    } catch {
      return ["list"];
    }
  }

  /** Validator of `parameters`. */
  editor.parametersValid = function () {
    return function (value, options) {
      for (const field of editor.commandFields(this.command)) {
        const saved = (value || {})[field.name] || { value: field.value, type: savedAs(field) };
        const [key, values] = fault(field, saved) || [];
        if (!key) continue;
        if (!options) return false;
        const label = text(this, "parameter." + field.name.replace(".", "_"));
        return label + ": " + this._(this.type + ".invalid." + key, values);
      }
      return true;
    };
  };
})();
