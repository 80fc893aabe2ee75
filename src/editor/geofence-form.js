(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  const text = (node, key) => node._(node.type + "." + key);

  const between = (value, low, high) => {
    const number = Number(value);
    return editor.isVariable(value) || (String(value ?? "").trim() !== "" && number >= low && number <= high);
  };

  /** Whether it may be corners; the runtime looks closer. */
  function mayBeCorners(source) {
    const trimmed = String(source || "").trim();
    if (editor.isVariable(trimmed)) return true;
    if (/^[[{]/.test(trimmed)) {
      try {
        return Boolean(JSON.parse(trimmed));
      } catch {
        return false;
      }
    }
    const corners = trimmed.split(/[\n;]+/).filter((line) => line.trim());
    const right = (line) => {
      const [lat, lon, ...more] = line.trim().split(/[\s,]+/);
      return between(lat, -90, 90) && between(lon, -360, 360) && more.length === 0;
    };
    return corners.length >= 3 && corners.every(right);
  }

  /** What the runtime calls a fence without a name. */
  const nameOf = (fence, index) => String(fence.name || "").trim() || "Fence " + (index + 1);

  /** What is wrong with one of the fences, and in which fields; undefined = nothing. */
  function faultOf(fences, index) {
    const fence = fences[index];
    const name = nameOf(fence, index);
    const fault = (key, fields) => ({ key, fields, name });
    if (fences.some((other, i) => i !== index && nameOf(other, i) === name)) return fault("fenceTwice", ["name"]);
    if (fence.shape === "polygon") {
      return mayBeCorners(fence.polygon) ? undefined : fault("fenceCorners", ["polygon"]);
    }
    const outside = [
      ["lat", 90],
      ["lon", 180],
    ].filter(([key, most]) => !between(fence[key], -most, most));
    if (outside.length > 0)
      return fault(
        "fencePlace",
        outside.map(([key]) => key),
      );
    return between(fence.radiusM || 150, 25, 50000) ? undefined : fault("fenceRadius", ["radiusM"]);
  }

  editor.fencesValid = function () {
    return function check(value, options) {
      const fences = Array.isArray(value) ? value : [];
      if (fences.length > 1000) return editor.verdict(this, check, false, options, "fenceMany");
      const fault = fences.map((_, index) => faultOf(fences, index)).find(Boolean);
      return editor.verdict(this, check, !fault, options, fault && fault.key, fault);
    };
  };

  /** One fence: a name, and a circle or corners. */
  function addRow(node, container, fence) {
    const form = $("<div>", { class: "vehicle-cloud-fence" }).appendTo(container);
    const labelled = (key, field, name) => {
      field.attr("data-key", key);
      return $("<label>", { class: "vehicle-cloud-fence-" + name })
        .append($("<span>").text(text(node, "label." + (key === "name" ? "fenceName" : key))), field)
        .appendTo(form);
    };
    const input = (key, attributes) => $("<input>", { type: "text", ...attributes }).val(fence[key] ?? "");
    labelled("name", input("name"), "name");
    const shape = $("<select>");
    for (const value of ["circle", "polygon"])
      $("<option>", { value, text: text(node, "shape." + value) }).appendTo(shape);
    shape.val(fence.shape || "circle");
    labelled("shape", shape, "shape");
    const circle = $([
      labelled("lat", input("lat"), "circle")[0],
      labelled("lon", input("lon"), "circle")[0],
      labelled("radiusM", input("radiusM", { placeholder: "150" }), "circle")[0],
    ]);
    const corners = $("<textarea>", {
      rows: 4,
      spellcheck: false,
      placeholder: "52.52, 13.37\n52.53, 13.37\n52.53, 13.39",
    });
    corners.val(fence.polygon || "");
    const polygon = labelled("polygon", corners, "corners");
    $("<p>", { class: "vehicle-cloud-note", role: "status" }).appendTo(form);
    const show = function () {
      circle.toggle(shape.val() === "circle");
      polygon.toggle(shape.val() === "polygon");
    };
    shape.on("change", show);
    show();
  }

  function fencesIn(list) {
    return list
      .editableList("items")
      .toArray()
      .map(function (row) {
        const value = (key) => String(row.find('[data-key="' + key + '"]').val()).trim();
        const [name, shape] = [value("name"), value("shape")];
        if (shape === "polygon") return { name, shape, polygon: value("polygon") };
        return { name, shape, lat: value("lat"), lon: value("lon"), radiusM: value("radiusM") || "150" };
      });
  }

  function markFaults(node, list) {
    const fences = fencesIn(list);
    list
      .editableList("items")
      .toArray()
      .forEach(function (row, index) {
        const fault = faultOf(fences, index);
        row.find("[data-key]").each(function () {
          const wrong = Boolean(fault) && fault.fields.includes($(this).attr("data-key"));
          $(this).toggleClass("input-error", wrong).attr("aria-invalid", String(wrong));
        });
        row.find("[role=status]").text(fault ? node._(node.type + ".invalid." + fault.key, fault) : "");
      });
  }

  editor.prepareGeofenceForm = function (node, dialog) {
    const list = dialog.find("#vehicle-cloud-fences");
    const mark = () => markFaults(node, list);
    list.editableList({
      addItem: (container, _index, fence) => addRow(node, container, fence),
      removeItem: () => window.setTimeout(mark),
      sortItems: mark,
      removable: true,
      sortable: true,
      height: "auto",
      addButton: text(node, "button.addFence"),
    });
    for (const fence of Array.isArray(node.fences) ? node.fences : []) list.editableList("addItem", fence);
    mark();
    list.on("input change", mark);
    editor.prepareVehiclePicker(node, dialog, { listens: true });
    const source = dialog.find("#node-input-source");
    const show = () => editor.showRows(dialog, "data-source", source.val());
    source.on("change", show);
    show();
  };

  editor.saveGeofenceForm = function (node, dialog) {
    editor.saveVehiclePicker(dialog);
    node.fences = fencesIn(dialog.find("#vehicle-cloud-fences"));
  };
})();
