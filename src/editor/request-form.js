(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  const text = (node, key, values) => node._(node.type + "." + key, values);
  const types = ["str", "num", "msg", "flow", "global", "jsonata", "env"];

  /** What the catalogue names, then what was saved under other names, then one empty row for what nobody has told. */
  function namesOf(row, saved) {
    const known = ((row && row.parameters) || []).filter(({ name }) => name !== "vin" && name !== "iotCode");
    const others = Object.keys(saved).filter((name) => !known.some((one) => one.name === name));
    return [...known, ...others.map((name) => ({ name, in: "query", required: false }))];
  }

  function addParameter(node, list, parameter, saved) {
    const row = $("<div>", { class: "vehicle-cloud-parameter" }).appendTo(list);
    const name = $("<input>", {
      type: "text",
      class: "vehicle-cloud-parameter-name",
      "aria-label": text(node, "label.parameter"),
    });
    name.val(parameter.name).prop("readonly", Boolean(parameter.name));
    const value = $("<input>", { type: "text" });
    row.append(name, value);
    value.val(saved ? saved.value : "");
    value.typedInput({ types, default: saved ? saved.type : "str" });
    value.typedInput("type", saved ? saved.type : "str");
    value.typedInput("value", saved ? saved.value : "");
    const container = value.next(".red-ui-typedInput-container");
    container
      .find(".red-ui-typedInput-input")
      .attr({ "aria-label": parameter.name || text(node, "label.parameter"), placeholder: parameter.value || "" });
    const mark = () =>
      container.toggleClass("input-error", Boolean(parameter.required) && value.typedInput("value") === "");
    value.on("change", mark);
    mark();
  }

  function parametersIn(list) {
    const rows = list
      .find(".vehicle-cloud-parameter")
      .toArray()
      .map((row) => {
        const name = String($(row).find(".vehicle-cloud-parameter-name").val()).trim();
        const input = $(row).children("input").last();
        return [name, { value: input.typedInput("value"), type: input.typedInput("type") }];
      });
    return Object.fromEntries(rows.filter(([name, { value }]) => name !== "" && value !== ""));
  }

  /** What stands against sending it, or what it needs; empty = nothing. */
  function noteOf(node, id, row, account) {
    if (!row) return text(node, !account ? "note.account" : id ? "note.unknown" : "note.none");
    // What its owner may mend stands with how.
    if (row.callable === "hostUnknown") return text(node, "note.hostUnknown", { service: row.service });
    if (row.callable === "secret") return text(node, "note.secret");
    if (editor.obstacles.includes(row.callable)) return text(node, "callable." + row.callable);
    // Elsewhere nothing needs leave.
    const switched = account && editor.offers(account.platform, "allowSister");
    if (row.kind === "read" || !switched) return text(node, "callable.yes");
    if (row.kind === "destructive") return text(node, "note.allowDelete", { id: row.id });
    return account && account.allowSister ? "" : text(node, "note.allowSister");
  }

  function tryIt(node, dialog, place) {
    const account = dialog.find("#node-input-account").val();
    const plain = Object.entries(parametersIn(dialog.find("#vehicle-cloud-endpoint-parameters")));
    const query = Object.fromEntries(
      plain.filter(([, { type }]) => type === "str" || type === "num").map(([name, { value }]) => [name, value]),
    );
    const type = dialog.find("#node-input-vehicleType").val();
    const vehicle = type === "str" || type === "list" ? dialog.find("#node-input-vehicle").val() : "";
    const method = dialog.find("#node-input-method").val();
    const params = { query, ...(method ? { method } : {}) };
    place.empty().text(text(node, "note.trying"));
    const asked = { endpoint: dialog.find("#node-input-endpoint").val(), params, vehicle };
    return editor.askAccount(account, "try", asked).then((answer) => showAnswer(node, place, answer));
  }

  /** Folded: it may be long. What is copied is what is shown. */
  function showAnswer(node, place, answer) {
    place.empty();
    if (!answer.ok) return place.text(text(node, "note.failed", { code: answer.code, message: answer.message || "" }));
    const details = $("<details>").append($("<summary>").text(text(node, "note.tried", { status: answer.status })));
    details.append($("<pre>", { class: "vehicle-cloud-answer" }).text(answer.answer));
    const report =
      "Endpoint: " + answer.endpoint + "\nHTTP " + answer.status + "\n```json\n" + answer.answer + "\n```\n";
    const copy = $("<button>", { type: "button", class: "red-ui-button", text: text(node, "button.copy") });
    copy.on("click", () => RED.clipboard.copyText(report, copy, "clipboard.copyMessageValue"));
    place.append(details, copy);
  }

  editor.prepareRequestForm = function (node, dialog) {
    editor.showRanges(node, dialog);
    const find = (id) => dialog.find("#" + id);
    const [endpoint, account, filter] = [
      "node-input-endpoint",
      "node-input-account",
      "vehicle-cloud-endpoint-filter",
    ].map(find);
    const [tree, list, result] = [
      "vehicle-cloud-endpoints",
      "vehicle-cloud-endpoint-parameters",
      "vehicle-cloud-try",
    ].map(find);
    let rows = [];
    // By endpoint: what was filled in for one is not sent to another, and is there again when it is chosen again.
    const kept = new Map();
    let shownFor = endpoint.val();
    const chosen = () => rows.find(({ id }) => id === endpoint.val());
    const draw = () => {
      const shown = editor.drawEndpoints(node, tree[0], rows, String(filter.val()), endpoint.val());
      find("vehicle-cloud-endpoint-count").text(text(node, "note.count", { shown, total: rows.length }));
    };
    const show = () => {
      const row = chosen();
      const config = RED.nodes.node(account.val());
      const asking = config && rows.length === 0;
      find("vehicle-cloud-endpoint-note").text(asking ? "" : noteOf(node, endpoint.val(), row, config));
      find("vehicle-cloud-method-row").toggle(Boolean(row) && row.method === null);
      if (row && row.method !== null) find("node-input-method").val("");
      find("vehicle-cloud-try-button").prop("disabled", !row || row.kind !== "read" || row.callable === "endsSession");
    };
    let filled;
    const fill = (saved) => {
      const wanted = namesOf(chosen(), saved);
      filled = JSON.stringify(wanted);
      list.empty();
      for (const one of wanted) addParameter(node, list, one, saved[one.name]);
      addParameter(node, list, { name: "", required: false });
    };
    /** What the catalogue says of the chosen one; typed inputs are dear, and mostly it says what is there. */
    const refill = () => {
      const saved = parametersIn(list);
      if (JSON.stringify(namesOf(chosen(), saved)) !== filled) fill(saved);
    };
    const load = () => {
      const config = RED.nodes.node(account.val());
      if (!config) {
        rows = [];
        draw();
        return show();
      }
      return $.getJSON("vehicle-cloud/endpoints/" + encodeURIComponent(config.platform)).then(
        (answer) => {
          rows = answer.endpoints.map((row) => ({ ...row, words: editor.endpointWords(row) }));
          draw();
          show();
          refill();
        },
        () => show(),
      );
    };
    fill(node.parameters || {});
    editor.prepareVehiclePicker(node, dialog, { one: true });
    filter.on("input", draw);
    tree.attr("aria-label", text(node, "label.endpoint"));
    editor.walkTree(tree[0], filter[0]);
    tree.on("click", ".vehicle-cloud-endpoint", function () {
      tree.find(".vehicle-cloud-chosen").removeClass("vehicle-cloud-chosen").attr("aria-selected", "false");
      $(this).addClass("vehicle-cloud-chosen").attr("aria-selected", "true");
      endpoint.val(this.dataset.id).trigger("change");
    });
    endpoint.on("change", () => {
      // Typed, not chosen in the tree, which then shows it.
      if (tree.find(".vehicle-cloud-chosen").attr("data-id") !== endpoint.val()) draw();
      result.empty();
      show();
      if (endpoint.val() === shownFor) return;
      kept.set(shownFor, parametersIn(list));
      shownFor = endpoint.val();
      fill(kept.get(shownFor) || {});
    });
    account.on("change", load);
    const bodyFrom = find("node-input-bodyFrom");
    const showBody = () => editor.showRows(dialog, "data-body", bodyFrom.val());
    bodyFrom.on("change", showBody);
    showBody();
    find("vehicle-cloud-try-button").on("click", () => void tryIt(node, dialog, result));
    load();
  };

  editor.saveRequestForm = function (node, dialog) {
    editor.saveVehiclePicker(dialog);
    node.parameters = parametersIn(dialog.find("#vehicle-cloud-endpoint-parameters"));
  };
})();
