(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});
  const { geo } = editor;
  /** More corners than this at once, or in a fence of so few pixels, could not be told apart. */
  const [mostCorners, leastPixels] = [120, 34];

  /** What can be taken hold of at a fence: `{id, change, path, lat, lon, words}`. */
  function handlesOf({ read, box }, middle, view, name, t) {
    const handle = (kind, path, lat, lon, words) => ({ id: [kind, ...path].join(":"), kind, path, lat, lon, words });
    const handles = [handle("centre", [], ...middle, t("handle.centre", { name }))];
    if (Math.max(box[2] - box[0], box[3] - box[1]) * view.size() < leastPixels) return { handles, hidden: true };
    if (!read.polygons) {
      const [lat, lon] = geo.placeAt(read.lat, read.lon, 90, read.radius);
      if (!read.variable) handles.push(handle("radius", [], lat, lon, t("handle.radius", { name, n: read.radius })));
      return { handles };
    }
    const seen = ([left, top]) => left > -8 && left < view.width + 8 && top > -8 && top < view.height + 8;
    let corners = 0;
    read.polygons.forEach((polygon, p) =>
      polygon.forEach(function (ring, r) {
        let pixels = view.pixel(...ring[0]);
        ring.forEach(function ([lat, lon], c) {
          const next = ring[(c + 1) % ring.length];
          const nextPixels = view.pixel(...next);
          const values = { name, n: c + 1, of: ring.length };
          if (corners <= mostCorners && seen(pixels)) {
            corners++;
            handles.push(handle("corner", [p, r, c], lat, lon, t("handle.corner", values)));
          }
          const long = Math.hypot(pixels[0] - nextPixels[0], pixels[1] - nextPixels[1]);
          if (corners <= mostCorners && long > 44 && long < 4 * view.width) {
            const between = [(pixels[0] + nextPixels[0]) / 2, (pixels[1] + nextPixels[1]) / 2];
            if (seen(between))
              handles.push(handle("insert", [p, r, c], ...view.place(...between), t("handle.insert", values)));
          }
          pixels = nextPixels;
        });
      }),
    );
    if (corners <= mostCorners) return { handles };
    return { handles: handles.slice(0, 1), hidden: true };
  }

  /** Buttons over the drawing; they stay the same ones while the fence does, so that they keep the focus. */
  editor.mapHandles = function (layer, { view, t, upToDate, onDrag, onDrop, onPress, onKey }) {
    const buttons = new Map();
    let shown = new Map();
    let dragged;

    function button(id) {
      const element = $("<button>", { type: "button", class: "vc-fm-handle" }).appendTo(layer);
      let late = false;
      element.on("click", function () {
        // A drag ends with a click of its own.
        if (!late) onPress(shown.get(id));
        late = false;
      });
      // What was typed a moment ago may not be drawn yet: a move begins there, not where the handle was.
      element.on("keydown", function (event) {
        upToDate();
        if (shown.has(id)) onKey(event, shown.get(id), element);
      });
      element.on("pointerdown", function (event) {
        if (event.button > 0) return;
        upToDate();
        if (!shown.has(id)) return;
        event.stopPropagation();
        element.trigger("focus");
        element[0].setPointerCapture(event.originalEvent.pointerId);
        const { left, top } = layer[0].getBoundingClientRect();
        const [x, y] = view.pixel(shown.get(id).lat, shown.get(id).lon);
        const grip = [event.clientX - left - x, event.clientY - top - y];
        const began = [event.clientX, event.clientY];
        const handle = shown.get(id);
        let moved = false;
        const place = (at) => view.place(at.clientX - left - grip[0], at.clientY - top - grip[1]);
        element.on("pointermove.drag", function (at) {
          moved = moved || Math.hypot(at.clientX - began[0], at.clientY - began[1]) > 3;
          if (!moved) return;
          dragged = { element, place: place(at) };
          layer.addClass("vc-fm-dragging");
          element.addClass("vc-fm-dragged");
          onDrag(handle, ...dragged.place);
        });
        element.on("pointerup.drag pointercancel.drag", function (at) {
          element.off(".drag").removeClass("vc-fm-dragged");
          layer.removeClass("vc-fm-dragging");
          dragged = undefined;
          late = moved && at.type === "pointerup";
          onDrop(handle, moved && at.type === "pointerup");
        });
      });
      buttons.set(id, element);
      return element;
    }

    /** Shows those of a shape; returns whether some are hidden since they are too many. */
    const show = function (shape, name) {
      // While one is dragged, the others are out of sight and wait.
      if (dragged) {
        const [left, top] = view.pixel(...dragged.place);
        dragged.element.css("transform", "translate(" + left + "px," + top + "px)");
        return false;
      }
      const { handles, hidden } = shape ? handlesOf(shape, geo.middleOf(shape), view, name, t) : { handles: [] };
      shown = new Map(handles.map((handle) => [handle.id, handle]));
      for (const [id, element] of buttons)
        if (!shown.has(id)) {
          const focused = element[0] === document.activeElement;
          element.remove();
          buttons.delete(id);
          if (focused) layer.parent().trigger("focus");
        }
      for (const { id, kind, lat, lon, words } of handles) {
        const element = buttons.get(id) || button(id);
        const [left, top] = view.pixel(lat, lon);
        element.attr({ "aria-label": words, title: words, "data-kind": kind });
        element.css("transform", "translate(" + left.toFixed(1) + "px," + top.toFixed(1) + "px)");
        const out = left < -20 || top < -20 || left > view.width + 20 || top > view.height + 20;
        element.css("visibility", out && element[0] !== document.activeElement ? "hidden" : "");
      }
      return Boolean(hidden);
    };
    return { show, focus: (id) => buttons.has(id) && buttons.get(id).trigger("focus") };
  };
})();
