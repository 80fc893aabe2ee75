(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});
  const { geo } = editor;
  const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  /** The map of a dialog's fences: drawn, moved, added and taken away here, and in step with the rows. */
  editor.fenceMap = function (node, dialog, rows, place, t) {
    const view = editor.mapView();
    const model = editor.mapModel(rows);
    const say = (text) => parts.note.text(text);
    let [cars, tiles, drawing, fitted] = [[], undefined, 0, false];
    /** Nobody has moved or changed anything yet. */
    let steady = true;
    place.one("pointerdown keydown wheel", function () {
      steady = false;
    });
    const parts = editor.mapParts(place, t, {
      chose: (index) => choose(index === "" ? undefined : model.items[index], true),
      circle: () => add("circle"),
      polygon: () => add("polygon"),
      remove: () => remove(),
      undo: () => undo(),
      out: () => zoom(-1),
      in: () => zoom(1),
      fit: () => fit(),
      here: () => carActions.here(),
      read: () => carActions.read(),
    });
    const handles = editor.mapHandles(parts.layer, { view, t, upToDate, onDrag, onDrop, onPress, onKey });
    const carActions = editor.mapCars(dialog, parts, { t, say, model, choose, reveal, draw, setCars });

    function drawNow() {
      drawing = 0;
      if (!parts.frame[0].isConnected) return;
      const { width, height } = parts.frame[0].getBoundingClientRect();
      if (width < 10) return;
      Object.assign(view, { width: width - 2, height: height - 2 });
      if (!fitted) fit(true);
      const fences = [];
      for (const item of model.items) {
        const shape = model.shape(item);
        if (shape && item !== model.chosen) fences.push({ shape, name: model.name(item), chosen: false });
      }
      const shape = model.chosen && model.shape(model.chosen);
      if (shape) fences.push({ shape, name: model.name(model.chosen), chosen: true });
      const length = editor.drawMap(parts.canvas[0], view, { fences, cars, tiles, colours: parts.colours() });
      const hidden = handles.show(shape, model.chosen && model.name(model.chosen));
      parts.hint.text(t(hidden ? "zoomForHandles" : "hint"));
      parts.frame.attr("aria-label", t("map", { fences: fences.length, vehicles: cars.length, length }));
    }

    function draw() {
      drawing = drawing || window.requestAnimationFrame(drawNow);
    }

    function upToDate() {
      if (!drawing) return;
      window.cancelAnimationFrame(drawing);
      drawNow();
    }

    /** At first without the vehicles that are far from every fence: the fences would be dots. */
    function fit(first) {
      fitted = true;
      const boxes = model.items.map(model.shape).flatMap((shape) => (shape ? [shape.box] : []));
      const near = first && boxes.length > 0 ? geo.near(boxes, 50000) : () => true;
      view.fit(boxes.concat(cars.filter(near).map((car) => geo.boxAround(car, 200))));
      draw();
    }

    function zoom(by) {
      view.zoomTo(view.zoom + by);
      draw();
    }

    /** Moves there if it is out of sight. */
    function reveal(item) {
      const shape = model.shape(item);
      if (!shape) return;
      const [left, top] = view.pixel(...geo.middleOf(shape));
      const [west, , east] = shape.box;
      const wide = (east - west) * view.size();
      const seen = left > 0 && top > 0 && left < view.width && top < view.height;
      if (!seen || wide > 3 * view.width || wide < 8) view.fit([shape.box]);
    }

    function choose(item, look) {
      model.chosen = item;
      rows.choose(item);
      parts.select.val(item ? String(model.items.indexOf(item)) : "");
      parts.remove.prop("disabled", !item);
      if (item && look) {
        reveal(item);
        if (!model.shape(item)) say(t("notDrawn", { name: model.name(item) }));
      }
      draw();
    }

    function add(kind) {
      const [lat, lon] = view.place(view.width / 2, view.height / 2);
      const name = model.newName(t);
      const seen = editor.scaleLength(view.metresPerPixel() * view.height);
      const metres = Math.max(25, Math.min(50000, seen > 60 && seen < 900 ? 150 : Math.round(seen)));
      const empty = { name, shape: kind };
      const square = [45, 135, 225, 315].map((bearing) => geo.placeAt(lat, lon, bearing, metres));
      const fence =
        kind === "circle"
          ? geo.fenceOf(empty, { lat, lon, radius: metres })
          : { ...empty, polygon: editor.cornerLines(square) };
      const item = model.add(fence);
      choose(item);
      drawNow();
      handles.focus("centre");
      say(t("added", { name }));
    }

    function remove() {
      if (!model.chosen) return;
      const name = model.name(model.chosen);
      model.remove(model.chosen);
      parts.frame.trigger("focus");
      say(t("removed", { name }));
    }

    function undo() {
      const item = model.undo();
      if (item && model.items.includes(item)) choose(item, true);
      say(t(item ? "undone" : "nothingToUndo"));
    }

    const changed = ({ kind, path }, lat, lon) => geo.changes[kind](model.shape(model.chosen).read, lat, lon, path);

    // From what it was when the drag began: a corner that is put in must be put in once.
    let began;
    function onDrag(handle, lat, lon) {
      began = began || model.shape(model.chosen).read;
      model.try(model.chosen, geo.changes[handle.kind](began, lat, lon, handle.path));
      draw();
    }

    function settle(tag) {
      model.settle(tag);
      drawNow();
      say(t("changed", { name: model.name(model.chosen) }));
    }

    function onDrop(handle, done) {
      const dragging = began;
      began = undefined;
      if (dragging && done) {
        settle();
        if (handle.kind === "insert") focusNext(handle.path);
        return;
      }
      model.preview = undefined;
      draw();
    }

    function onPress(handle) {
      if (handle.kind !== "insert") return;
      model.try(model.chosen, changed(handle, handle.lat, handle.lon));
      settle();
      focusNext(handle.path);
    }

    /** The corner that has just been put in. */
    const focusNext = ([polygon, ring, corner]) => handles.focus(["corner", polygon, ring, corner + 1].join(":"));

    function onKey(event, handle) {
      const arrow = arrows[event.key];
      if (arrow && handle.kind !== "insert") {
        const by = event.shiftKey ? 1 : 8;
        const [left, top] = view.pixel(handle.lat, handle.lon);
        const sign = handle.kind === "radius" && arrow[1] ? [-arrow[1], 0] : arrow;
        const [lat, lon] = view.place(left + by * sign[0], top + by * sign[1]);
        model.try(model.chosen, changed(handle, lat, lon));
        settle(handle.id);
        reveal(model.chosen);
      } else if ((event.key === "Delete" || event.key === "Backspace") && handle.kind === "corner") {
        const { read } = model.shape(model.chosen);
        const [polygon, ring] = handle.path;
        if (read.polygons[polygon][ring].length < 4) say(t("threeCorners"));
        else {
          model.try(model.chosen, geo.changes.remove(read, handle.path));
          settle();
        }
      } else return;
      event.preventDefault();
      event.stopPropagation();
    }

    parts.frame.on("keydown", function (event) {
      const arrow = arrows[event.key];
      const { key } = event;
      if (arrow && event.target === parts.frame[0]) view.pan(60 * arrow[0], 60 * arrow[1]);
      else if (key === "+" || key === "=") view.zoomTo(view.zoom + 0.5);
      else if (key === "-") view.zoomTo(view.zoom - 0.5);
      else if (key === "Delete" || key === "Backspace") remove();
      else if (key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey)) undo();
      else if (key === "Escape" && model.chosen) {
        choose(undefined);
        parts.frame.trigger("focus");
      } else return;
      event.preventDefault();
      event.stopPropagation();
      draw();
    });

    editor.mapPointers(parts.frame, view, {
      dialog,
      onMove: draw,
      onClick: function (left, top) {
        parts.frame.trigger("focus");
        choose(editor.fenceAt(model, view, left, top));
      },
    });

    function setCars(list) {
      const first = cars.length === 0 && list.length > 0 && steady;
      cars = list;
      if (first) fit(true);
      draw();
    }

    rows.onFocus = (item) => item !== model.chosen && choose(item, true);
    rows.onChange = function (items) {
      model.items = items;
      parts.list(items.map(model.name));
      choose(items.includes(model.chosen) ? model.chosen : undefined);
    };
    rows.onChange(rows.items());
    parts.tiles(function (address, attribution) {
      if (tiles) tiles.stop();
      tiles = address ? editor.mapTiles(address, { onLoad: draw, onFault: () => say(t("tilesFailed")) }) : undefined;
      parts.attribute(address ? attribution : "");
      draw();
    });
    new window.ResizeObserver(draw).observe(parts.frame[0]);
    carActions.look();
    return { view, model };
  };
})();
