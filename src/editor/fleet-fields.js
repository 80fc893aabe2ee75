(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  /** A separator within a quoted cell is none. */
  const cellsOf = (line) =>
    [...line.matchAll(/(?:^|[,;\t])\s*("(?:[^"]|"")*"(?=\s*(?:[,;\t]|$))|[^,;\t]*)/g)].map(([, cell]) => cell);

  const unquoted = (cell) =>
    cell
      .trim()
      .replace(/^"(.*)"$/, "$1")
      .replace(/""/g, '"')
      .trim();

  /**
   * Lines `iotCode, name`, or a CSV with the two first, parted by comma, semicolon or tab. A first line without a digit in it is a
   * heading. `bad` = lines that hold no iotCode; one that Excel has made `8.6E+14` has lost its last digits.
   */
  editor.parseFleet = function (source) {
    const rows = [];
    const bad = [];
    String(source || "")
      .split(/\r?\n/)
      .filter((line) => line.trim() !== "")
      .forEach(function (line, index) {
        const [id = "", name = ""] = cellsOf(line).map(unquoted);
        if (/^\d{10,20}$/.test(id)) rows.push({ id, ownName: name });
        else if (index > 0 || /\d/.test(id)) bad.push(line.trim());
      });
    return { rows, bad };
  };

  const button = (id, label) =>
    $("<button>", { type: "button", class: "red-ui-button red-ui-button-small", id, text: label });

  /** The parts of the dialog that only a fleet has: paste vehicles, and try one. To be called before the sign-in test's. */
  editor.prepareFleetFields = function (node, dialog, table) {
    const text = (key, values) => node._(node.type + "." + key, values);
    const area = $("<textarea>", { id: "vehicle-cloud-paste", rows: 4, placeholder: "860000000000017, Bike 17" });
    const said = $("<p>", { class: "vehicle-cloud-note", role: "status" }).attr("aria-live", "polite");
    const add = button("vehicle-cloud-add", text("button.paste"));
    area.attr({ "aria-label": text("label.paste"), spellcheck: "false" });
    dialog.find("#vehicle-cloud-fleet").append($("<summary>", { text: text("label.paste") }), area, add, said);
    add.on("click", function () {
      const { rows, bad } = editor.parseFleet(area.val());
      table.merge(rows);
      area.val(bad.join("\n"));
      const key = bad.length === 0 ? "pasted" : "pastedSome";
      said.text(text("result." + key, { number: rows.length, bad: bad.length }));
    });
    const first = table.rows().find((row) => row.enabled);
    const tried = $("<input>", { type: "text", id: "vehicle-cloud-try-id", inputmode: "numeric", spellcheck: false });
    if (first) tried.attr("placeholder", first.id);
    dialog.find("#node-config-input-learnVehicles").closest("label").css({ width: "auto", "margin-top": "8px" });
    dialog
      .find("#vehicle-cloud-try-row")
      .css("margin-top", "8px")
      .append($("<label>", { for: "vehicle-cloud-try-id", text: text("label.tryVehicle") }), tried)
      .append(button("vehicle-cloud-try", text("button.tryVehicle")));
  };

  /** A new account that is made from a Segway node's dialog is one of Segway. */
  editor.beginsAsSegway = function (node) {
    if (RED.nodes.node(node.id)) return false;
    const stack = RED.editor.getEditStack ? RED.editor.getEditStack() : [];
    const parent = stack[stack.length - 2];
    return Boolean(parent && String(parent.type).startsWith("vehicle-cloud-segway"));
  };
})();
