(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  const text = (node, key) => node._(node.type + "." + key);

  /** One fence: a name, and a circle or corners. */
  function addRow(node, container, fence) {
    const field = (key, type, attributes) =>
      $("<input>", { type, "data-key": key, "aria-label": text(node, "label." + key), ...attributes })
        .attr("placeholder", text(node, "label." + key))
        .val(fence[key] === undefined ? "" : fence[key]);
    const shape = $("<select>", { "data-key": "shape", "aria-label": text(node, "label.shape") });
    for (const value of ["circle", "polygon"])
      $("<option>", { value, text: text(node, "shape." + value) }).appendTo(shape);
    shape.val(fence.shape || "circle");
    const circle = $("<div>", { class: "vehicle-cloud-field" }).append(
      field("lat", "text"),
      field("lon", "text"),
      field("radiusM", "number", { min: 25, max: 50000 }),
    );
    const corners = $("<textarea>", { rows: 4, "data-key": "polygon", spellcheck: false });
    corners.attr({ "aria-label": text(node, "label.polygon"), placeholder: text(node, "label.polygon") });
    corners.val(fence.polygon || "");
    container.append(
      $("<div>", { class: "vehicle-cloud-field" }).append(field("name", "text"), shape),
      circle,
      corners,
    );
    const show = function () {
      circle.toggle(shape.val() === "circle");
      corners.toggle(shape.val() === "polygon");
    };
    shape.on("change", show);
    show();
  }

  editor.prepareGeofenceForm = function (node, dialog) {
    const list = dialog.find("#vehicle-cloud-fences");
    list.css("min-height", "120px").editableList({
      addItem: (container, _index, fence) => addRow(node, container, fence),
      removable: true,
      sortable: true,
      height: "auto",
      addButton: text(node, "button.addFence"),
    });
    for (const fence of node.fences || []) list.editableList("addItem", fence);
    editor.prepareVehiclePicker(node, dialog);
    const source = dialog.find("#node-input-source");
    const show = () => editor.showRows(dialog, "data-source", source.val());
    source.on("change", show);
    show();
  };

  editor.saveGeofenceForm = function (node, dialog) {
    editor.saveVehiclePicker(dialog);
    node.fences = dialog
      .find("#vehicle-cloud-fences")
      .editableList("items")
      .toArray()
      .map(function (row) {
        const value = (key) => String(row.find('[data-key="' + key + '"]').val()).trim();
        const [name, shape] = [value("name"), value("shape")];
        if (shape === "polygon") return { name, shape, polygon: value("polygon") };
        return { name, shape, lat: value("lat"), lon: value("lon"), radiusM: value("radiusM") || "150" };
      });
  };
})();
