(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  const text = (node, key) => node._(node.type + "." + key);
  const keys = ["name", "shape", "lat", "lon", "radiusM", "polygon"];

  /** Up to here all rows have their fields at once. */
  const mostAtOnce = 40;

  /** The fields of one fence: a name, and a circle or corners. */
  function addFields(node, item) {
    const { form } = item;
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
    labelled("lat", input(), "circle");
    labelled("lon", input(), "circle");
    labelled("radiusM", input({ placeholder: "150" }), "circle");
    const corners = $("<textarea>", {
      rows: 4,
      spellcheck: false,
      placeholder: "52.52, 13.37\n52.53, 13.37\n52.53, 13.39",
    });
    labelled("polygon", corners, "corners");
    item.note = $("<p>", { class: "vehicle-cloud-note", role: "status" }).appendTo(form);
    // By style: to ask each element whether it is seen would lay out the dialog anew for each of a thousand.
    item.show = () => form.attr("data-shape", shape.val());
    write(item);
    showFault(item);
  }

  function showFault({ fields, note, said = "" }) {
    const [sentence, wrong] = said.split("|");
    for (const [key, field] of Object.entries(fields)) {
      const marked = Boolean(wrong) && wrong.split(",").includes(key);
      field.toggleClass("input-error", marked).attr("aria-invalid", String(marked));
    }
    note.text(sentence);
  }

  function write(item) {
    for (const key of keys) item.fields[key].val(item.fence[key] ?? (key === "shape" ? "circle" : ""));
    item.show();
  }

  /** As the fields have it; one that has not been seen yet as its fields would. */
  function readFields({ fields, fence }) {
    const value = (key) => String((fields ? fields[key].val() : fence[key]) ?? "").trim();
    const [name, shape] = [value("name"), value("shape") || "circle"];
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
          if (item.fields) showFault(item);
        });
      rows.onChange(items);
    }

    rows.set = function (item, fence) {
      item.fence = fence;
      if (item.fields) write(item);
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

    const fences = Array.isArray(node.fences) ? node.fences : [];
    // The fields of many rows are made when a row comes near the sight: a thousand at once would take half a minute.
    const byForm = new Map();
    const watch = new window.IntersectionObserver(
      function (seen) {
        for (const { target, isIntersecting } of seen)
          if (isIntersecting) {
            watch.unobserve(target);
            addFields(node, byForm.get(target));
            byForm.delete(target);
          }
      },
      { rootMargin: "300px" },
    );
    let ready = false;
    let later = fences.length > mostAtOnce;
    list.editableList({
      addItem: function (container, _index, item) {
        item.fence = item.fence || { name: "", shape: "circle", lat: "", lon: "", radiusM: "" };
        item.form = $("<div>", { class: "vehicle-cloud-fence" }).appendTo(container);
        const typed = function () {
          item.fence = readFields(item);
          item.show();
          mark();
        };
        item.form.on("input change", typed).on("focusin", () => rows.onFocus(item));
        if (later) {
          byForm.set(item.form[0], item);
          watch.observe(item.form[0]);
        } else addFields(node, item);
        if (ready) mark();
      },
      removeItem: mark,
      sortItems: mark,
      removable: true,
      sortable: true,
      height: "auto",
      scrollOnAdd: false,
      addButton: text(node, "button.addFence"),
    });
    for (const fence of fences) list.editableList("addItem", { fence });
    ready = true;
    later = false;
    mark();
    return rows;
  };
})();
