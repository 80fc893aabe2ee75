(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});
  const { geo } = editor;
  const most = { zoom: 21, labels: 80 };

  /** What part of the map is seen: its middle in the map's measure, 256 · 2^zoom pixels round the Earth. */
  editor.mapView = function () {
    const view = { x: 0.5, y: 0.5, zoom: 1, width: 0, height: 0 };
    view.size = () => 256 * 2 ** view.zoom;
    /** A shape's turns round the Earth, so that it lies nearest the middle. */
    view.turns = (x) => Math.round(view.x - x);
    view.left = (x) => (x - view.x) * view.size() + view.width / 2;
    view.top = (y) => (y - view.y) * view.size() + view.height / 2;
    view.pixel = (lat, lon) => {
      const x = geo.worldX(lon);
      return [view.left(x + view.turns(x)), view.top(geo.worldY(lat))];
    };
    view.at = (left, top) => [
      view.x + (left - view.width / 2) / view.size(),
      view.y + (top - view.height / 2) / view.size(),
    ];
    view.place = (left, top) => {
      const [x, y] = view.at(left, top);
      return [Math.max(-90, Math.min(90, geo.latitudeOf(y))), geo.longitudeOf(x)];
    };
    view.move = function (x, y) {
      view.x = x - Math.floor(x);
      view.y = Math.max(geo.worldY(90), Math.min(geo.worldY(-90), y));
    };
    view.pan = (left, top) => view.move(view.x + left / view.size(), view.y + top / view.size());
    /** What lies under a point stays there. */
    view.zoomTo = function (zoom, left = view.width / 2, top = view.height / 2) {
      const [x, y] = view.at(left, top);
      view.zoom = Math.max(0, Math.min(most.zoom, zoom));
      view.move(x - (left - view.width / 2) / view.size(), y - (top - view.height / 2) / view.size());
    };
    view.metresPerPixel = () => geo.metresPerPixel(geo.latitudeOf(view.y), view.size());
    /** Boxes `[west, top, east, bottom]`, all to be seen. */
    view.fit = function (boxes) {
      if (boxes.length === 0) return;
      const all = boxes[0].slice();
      for (const [west, top, east, bottom] of boxes) {
        const by = Math.round((all[0] + all[2] - west - east) / 2);
        all[0] = Math.min(all[0], west + by);
        all[1] = Math.min(all[1], top);
        all[2] = Math.max(all[2], east + by);
        all[3] = Math.max(all[3], bottom);
      }
      const room = (from, to, pixels) => Math.log2(Math.max(40, pixels - 70) / 256 / Math.max(to - from, 1e-9));
      view.zoom = Math.max(0, Math.min(17, room(all[0], all[2], view.width), room(all[1], all[3], view.height)));
      view.move((all[0] + all[2]) / 2, (all[1] + all[3]) / 2);
    };
    return view;
  };

  function grid(pen, view, colour) {
    const step = 2 ** -Math.floor(view.zoom + 2);
    const [west, top] = view.at(0, 0);
    pen.beginPath();
    for (let x = Math.ceil(west / step) * step; view.left(x) < view.width; x += step) {
      pen.moveTo(Math.round(view.left(x)) + 0.5, 0);
      pen.lineTo(Math.round(view.left(x)) + 0.5, view.height);
    }
    for (let y = Math.ceil(top / step) * step; view.top(y) < view.height; y += step) {
      pen.moveTo(0, Math.round(view.top(y)) + 0.5);
      pen.lineTo(view.width, Math.round(view.top(y)) + 0.5);
    }
    pen.strokeStyle = colour;
    pen.lineWidth = 1;
    pen.globalAlpha = 0.22;
    pen.stroke();
    pen.globalAlpha = 1;
  }

  /** Corners nearer to the last one than a pixel would be drawn for nothing; there may be 100,000. */
  function trace(pen, view, ring, by) {
    let [lastX, lastY] = [view.left(ring[0] + by), view.top(ring[1])];
    pen.moveTo(lastX, lastY);
    for (let i = 2; i < ring.length; i += 2) {
      const [x, y] = [view.left(ring[i] + by), view.top(ring[i + 1])];
      if (Math.abs(x - lastX) + Math.abs(y - lastY) < 1) continue;
      pen.lineTo(x, y);
      [lastX, lastY] = [x, y];
    }
    pen.closePath();
  }

  function label(pen, text, x, y, colours) {
    pen.lineWidth = 3;
    pen.strokeStyle = colours.back;
    pen.strokeText(text, x, y);
    pen.fillStyle = colours.text;
    pen.fillText(text, x, y);
  }

  /** `fences`: `{shape, name, chosen}`, the chosen one last, so that it lies on top. */
  function drawFences(pen, view, fences, colours) {
    let labels = 0;
    for (const { shape, name, chosen } of fences) {
      const { rings, box } = shape;
      const by = view.turns((box[0] + box[2]) / 2);
      const [left, right] = [view.left(box[0] + by), view.left(box[2] + by)];
      const [top, bottom] = [view.top(box[1]), view.top(box[3])];
      if (right < -4 || left > view.width + 4 || bottom < -4 || top > view.height + 4) continue;
      const [x, y] = [(left + right) / 2, (top + bottom) / 2];
      pen.beginPath();
      // A fence that would be a dot is a dot that can be seen.
      if (right - left < 6 && bottom - top < 6) pen.arc(x, y, 4, 0, 7);
      else for (const ring of rings) trace(pen, view, ring, by);
      pen.fillStyle = pen.strokeStyle = chosen ? colours.chosen : colours.fence;
      pen.globalAlpha = chosen ? 0.22 : 0.14;
      pen.fill("evenodd");
      pen.globalAlpha = 1;
      pen.lineWidth = chosen ? 2.5 : 1.5;
      pen.stroke();
      if (!chosen && ((right - left < 24 && fences.length > 30) || ++labels > most.labels)) continue;
      const inside = Math.min(Math.max(x, 40), view.width - 40);
      label(pen, name.slice(0, 32), inside, Math.min(Math.max(top - 6, 14), view.height - 26), colours);
    }
  }

  function drawCars(pen, view, cars, colours) {
    for (const { latitude, longitude, trail, name } of cars) {
      const points = [...trail, { latitude, longitude }].map((place) => view.pixel(place.latitude, place.longitude));
      const [x, y] = points[points.length - 1];
      pen.strokeStyle = pen.fillStyle = colours.car;
      pen.lineWidth = 1.5;
      pen.globalAlpha = 0.55;
      pen.beginPath();
      points.forEach(([a, b], index) => (index ? pen.lineTo(a, b) : pen.moveTo(a, b)));
      pen.stroke();
      pen.globalAlpha = 0.8;
      for (const [a, b] of points.slice(0, -1)) {
        pen.beginPath();
        pen.arc(a, b, 2.5, 0, 7);
        pen.fill();
      }
      pen.globalAlpha = 0.25;
      pen.beginPath();
      pen.arc(x, y, 13, 0, 7);
      pen.fill();
      pen.globalAlpha = 1;
      pen.beginPath();
      pen.arc(x, y, 6, 0, 7);
      pen.fill();
      pen.lineWidth = 2;
      pen.strokeStyle = colours.back;
      pen.stroke();
      label(pen, name.slice(0, 32), x, y + 24, colours);
    }
  }

  function drawScale(pen, view, colours) {
    const metres = editor.scaleLength(view.metresPerPixel() * Math.min(view.width, 480));
    const [bottom, end] = [view.height - 10, 12 + metres / view.metresPerPixel()];
    for (const [colour, wide] of [
      [colours.back, 5],
      [colours.text, 1.5],
    ]) {
      pen.beginPath();
      pen.moveTo(12, bottom - 5);
      pen.lineTo(12, bottom);
      pen.lineTo(end, bottom);
      pen.lineTo(end, bottom - 5);
      pen.strokeStyle = colour;
      pen.lineWidth = wide;
      pen.stroke();
    }
    const [value, unit] = metres >= 1000 ? [metres / 1000, "kilometer"] : [metres, "meter"];
    const format = new Intl.NumberFormat(RED.i18n.lang() || "en", { style: "unit", unit, maximumFractionDigits: 2 });
    pen.textAlign = "left";
    label(pen, format.format(value), end + 6, bottom, colours);
    return format.format(value);
  }

  /** Draws all of it; returns the length of the scale bar in words. */
  editor.drawMap = function (canvas, view, { fences, cars, tiles, colours }) {
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [Math.round(view.width * ratio), Math.round(view.height * ratio)];
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const pen = canvas.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, view.width, view.height);
    pen.fillStyle = colours.back;
    pen.fillRect(0, 0, view.width, view.height);
    pen.font = "12px " + colours.font;
    pen.textAlign = "center";
    pen.lineJoin = "round";
    if (!tiles) grid(pen, view, colours.text);
    else tiles.draw(pen, view);
    drawFences(pen, view, fences, colours);
    pen.textAlign = "center";
    drawCars(pen, view, cars, colours);
    return drawScale(pen, view, colours);
  };
})();
