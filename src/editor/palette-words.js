(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});
  if (editor.palette) return;
  editor.palette = true;

  /** The palette's filter looks at type and label only; nobody who has a smart would type "vehicle". */
  RED.events.on("registry:node-type-added", function (type) {
    if (!type.startsWith("vehicle-cloud-")) return;
    const key = type + ".label.search";
    const words = RED.nodes.getType(type)._(key);
    const entry = $(".red-ui-palette-node").filter((_index, node) => node.getAttribute("data-palette-type") === type);
    if (words && words !== key) entry.attr("data-palette-label", (_index, label) => label + " " + words);
  });
})();
