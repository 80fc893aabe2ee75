(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  const module = "@vehicle-cloud/node-red-vehicle-cloud";
  /** The map's words stand with the geofence node, whichever dialog shows it. */
  const t = (key, values) => RED._(module + "/geofence:" + "vehicle-cloud-geofence.map." + key, values);
  const remembered = "vehicle-cloud-fence-map";

  /** The map's code comes when somebody opens the map: most who open a dialog do not, and nobody does with the palette. */
  function load() {
    if (!editor.fenceMapLoading || editor.fenceMapLoading.state() === "rejected")
      editor.fenceMapLoading = $.ajax({
        url: "resources/" + module + "/fence-map.js",
        dataType: "script",
        cache: true,
      });
    return editor.fenceMapLoading;
  }

  /** The button above the fences that shows them on a map, and the place where the map goes. */
  editor.offerFenceMap = function (node, dialog, rows) {
    const row = dialog.find("#vehicle-cloud-fences").closest(".form-row");
    const button = $("<button>", { type: "button", class: "red-ui-button", id: "vehicle-cloud-map-button" });
    button.append($("<i>", { class: "fa fa-map-o" }), " ", $("<span>").text(t("draw")));
    const place = $("<div>", { id: "vehicle-cloud-map-place", role: "status" });
    row.children("label").after($("<p>").append(button), place);
    let map;
    const show = function (open) {
      button.attr("aria-expanded", String(open));
      place.toggle(open);
      if (!open || map) return;
      load().then(
        function () {
          if (map || !place[0].isConnected) return;
          place.removeAttr("role");
          map = editor.fenceMap(node, dialog, rows, place.empty(), t);
        },
        () => place.text(t("notLoaded")),
      );
    };
    button.on("click", function () {
      const open = button.attr("aria-expanded") !== "true";
      RED.settings.setLocal(remembered, open ? "open" : "");
      show(open);
    });
    show(RED.settings.getLocal(remembered) === "open");
  };
})();
