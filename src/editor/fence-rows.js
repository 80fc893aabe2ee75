(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  const text = (node, key) => node._(node.type + "." + key);
  const keys = ["name", "shape", "lat", "lon", "radiusM", "polygon"];

  /** The fields of one fence: a name, and a circle or corners. */
  function addFields(node, container, item) {
    const form = $("<div>", { class: "vehicle-cloud-fence" }).appendTo(container);
    item.fields = {};
    const labelled = (key, field, name) => {
      item.fields[key] = field.attr("data-key", key);
      return $("<label>", { class: "vehicle-cloud-fence-" + name })
        .append($("<span>").text(text(node, "label." + (key === "name" ? "fenceName" : key))), field)
        .appendTo(form);
    };
    const input = (attributes) => $("<input>", { type: "text", ...attributes });
    labelled("name", input(), "name");
    const shape = $("<select>");
    for (const value of ["circle", "polygon"])
      $("<option>", { value, text: text(node, "shape." + value) }).appendTo(shape);
    labelled("shape", shape, "shape");
    const circle = $([
      labelled("lat", input(), "circle")[0],
      labelled("lon", input(), "circle")[0],
      labelled("radiusM", input({ placeholder: "150" }), "circle")[0],
    ]);
    const corners = $("<textarea>", {
      rows: 4,
      spellcheck: false,
      placeholder: "52.52, 13.37\n52.53, 13.37\n52.53, 13.39",
    });
    const polygon = labelled("polygon", corners, "corners");
    item.note = $("<p>", { class: "vehicle-cloud-note", role: "status" }).appendTo(form);
    item.form = form;
    item.show = function () {
      circle.toggle(shape.val() === "circle");
      polygon.toggle(shape.val() === "polygon");
    };
  }

  function write(item) {
    for (const key of keys) item.fields[key].val(item.fence[key] ?? (key === "shape" ? "circle" : ""));
    item.show();
  }

  function readFields(item) {
    const value = (key) => String(item.fields[key].val()).trim();
    const [name, shape] = [value("name"), value("shape")];
    if (shape === "polygon") return { name, shape, polygon: value("polygon") };
    return { name, shape, lat: value("lat"), lon: value("lon"), radiusM: value("radiusM") || "150" };
  }

  /**
   * The list of fences of a dialog. An item is a row: `{fence}` as it stands there now, never changed but replaced. `onChange` is
   * called when any of them is another, `onFocus(item)` when the focus goes into one.
   */
  editor.fenceRows = function (node, list) {
    const rows = { onChange: () => {}, onFocus: () => {} };
    const judged = new WeakMap();

    rows.items = () =>
      list
        .editableList("items")
        .toArray()
        .map((row) => row.data("data"));

    /** As the fields have them: what was never touched may be in an older form. */
    rows.typed = () => rows.items().map(readFields);

    const own = function (fence) {
      if (!judged.has(fence)) judged.set(fence, editor.fenceFault(fence));
      return judged.get(fence);
    };

    function mark() {
      const items = rows.items();
      editor
        .fenceFaults(
          items.map(({ fence }) => fence),
          own,
        )
        .forEach(function (fault, index) {
          const item = items[index];
          const said = fault ? node._(node.type + ".invalid." + fault.key, fault) + "|" + fault.fields : "";
          if (said === item.said) return;
          item.said = said;
          for (const [key, field] of Object.entries(item.fields)) {
            const wrong = Boolean(fault) && fault.fields.includes(key);
            field.toggleClass("input-error", wrong).attr("aria-invalid", String(wrong));
          }
          item.note.text(said.split("|")[0]);
        });
      rows.onChange(items);
    }

    rows.set = function (item, fence) {
      item.fence = fence;
      write(item);
      mark();
    };
    rows.add = function (fence, index = Infinity) {
      const item = { fence };
      list.editableList("insertItemAt", item, Math.min(index, list.editableList("length")));
      mark();
      return item;
    };
    rows.remove = (item) => list.editableList("removeItem", item);
    /** Shows which one is meant. */
    rows.choose = function (item) {
      list.find(".vehicle-cloud-chosen").removeClass("vehicle-cloud-chosen");
      if (item) item.form.addClass("vehicle-cloud-chosen");
    };

    let many = true;
    list.editableList({
      addItem: function (container, _index, item) {
        item.fence = item.fence || { name: "", shape: "circle", lat: "", lon: "", radiusM: "" };
        addFields(node, container, item);
        write(item);
        const typed = function () {
          item.fence = readFields(item);
          item.show();
          mark();
        };
        item.form.on("input change", typed).on("focusin", () => rows.onFocus(item));
        if (!many) mark();
      },
      removeItem: mark,
      sortItems: mark,
      removable: true,
      sortable: true,
      height: "auto",
      addButton: text(node, "button.addFence"),
    });
    for (const fence of Array.isArray(node.fences) ? node.fences : []) list.editableList("addItem", { fence });
    many = false;
    mark();
    return rows;
  };
})();
