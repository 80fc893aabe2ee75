(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});
  const { draw } = editor;
  const [width, height, edge] = [280, 120, 14];
  const metresPerDegree = 111320;
  /** A drawing of less than this would be of the receiver's wavering. */
  const leastMetres = 300;
  /** Fences further away would make the rest a dot. */
  const nearMetres = 3000;
  /** Of a ring; more would not be told apart in a drawing of this size, and it is drawn anew again and again. */
  const mostCorners = 400;

  /** The fences that the geofence nodes of an account draw; variables are known to the runtime only. */
  editor.fencesOf = function (account) {
    const fences = [];
    RED.nodes.eachNode(function (node) {
      if (node.type !== "vehicle-cloud-geofence" || (node.account && node.account !== account)) return;
      for (const fence of Array.isArray(node.fences) ? node.fences : []) {
        const read = editor.readFence(fence);
        if (read) fences.push({ name: String(fence.name || ""), ...read });
      }
    });
    return fences.slice(0, 50);
  };

  function thinned(ring) {
    const step = Math.ceil(ring.length / mostCorners);
    return ring.filter((_, index) => index % step === 0);
  }

  /**
   * Where a vehicle is and was, north up: a drawing of what is known, without a map beneath. `places`: the oldest first, the
   * last is where it is.
   */
  editor.positionDrawing = function (places, { heading, fences, label, north }) {
    const here = places[places.length - 1];
    const shrink = Math.max(0.01, Math.cos((here.latitude * Math.PI) / 180));
    const x = (lon) => (((lon - here.longitude + 540) % 360) - 180) * metresPerDegree * shrink;
    const y = (lat) => (lat - here.latitude) * metresPerDegree;
    const trail = places.map(({ latitude, longitude }) => [x(longitude), y(latitude)]);
    const shapes = fences
      .map(({ name, polygons, lat, lon, radius }) =>
        polygons
          ? { name, rings: polygons.flat().map((ring) => thinned(ring).map(([a, b]) => [x(b), y(a)])) }
          : { name, centre: [x(lon), y(lat)], radius },
      )
      .filter(({ rings, centre, radius = 0 }) =>
        (rings ? rings.flat() : [centre]).some(
          ([a, b]) => Math.hypot(a, b) < nearMetres + radius && radius < 4 * nearMetres,
        ),
      );
    const all = trail.concat(
      ...shapes.map(({ rings, centre, radius }) =>
        rings
          ? rings.flat()
          : [
              [centre[0] - radius, centre[1] - radius],
              [centre[0] + radius, centre[1] + radius],
            ],
      ),
    );
    // Fences may have 100,000 corners: too many to hand to a function at once.
    const bounds = (axis) =>
      all.reduce(
        ([least, most], point) => [Math.min(least, point[axis]), Math.max(most, point[axis])],
        [Infinity, -Infinity],
      );
    const [[west, east], [south, top]] = [bounds(0), bounds(1)];
    const metres = Math.max(
      (east - west) / (width - 2 * edge),
      (top - south) / (height - 2 * edge),
      leastMetres / (width - 2 * edge),
    );
    const [midX, midY] = [(west + east) / 2, (south + top) / 2];
    const px = ([a, b]) =>
      [width / 2 + (a - midX) / metres, height / 2 - (b - midY) / metres].map((n) => Number(n.toFixed(1)));

    const svg = draw("svg", {
      class: "vc-map",
      viewBox: "0 0 " + width + " " + height,
      role: "img",
      "aria-label": label,
    });
    svg.append(draw("title", {}, label));
    for (const { name, rings, centre, radius } of shapes) {
      const lines = (ring) => "M" + ring.map((point) => px(point).join(" ")).join("L") + "Z";
      const shape = rings
        ? draw("path", { d: rings.map(lines).join(""), "fill-rule": "evenodd", class: "vc-fence" })
        : draw("circle", { cx: px(centre)[0], cy: px(centre)[1], r: Math.max(2, radius / metres), class: "vc-fence" });
      shape.append(draw("title", {}, name));
      svg.append(shape);
      const [a, b] = px(centre || rings[0][0]);
      svg.append(
        draw("text", { x: a, y: b + (centre ? radius / metres : 0) - 3, class: "vc-fence-name" }, name.slice(0, 24)),
      );
    }
    const points = trail.map(px);
    if (points.length > 1)
      svg.append(draw("polyline", { points: points.map((point) => point.join(",")).join(" "), class: "vc-trail" }));
    points.slice(0, -1).forEach(function ([a, b], index) {
      svg.append(
        draw("circle", {
          cx: a,
          cy: b,
          r: 1.8,
          class: "vc-was",
          opacity: (0.3 + (0.7 * index) / points.length).toFixed(2),
        }),
      );
    });
    const [a, b] = points[points.length - 1];
    svg.append(draw("circle", { cx: a, cy: b, r: 9, class: "vc-halo" }));
    if (typeof heading === "number")
      svg.append(
        draw("path", {
          d: "M0 -8 L5 5 L0 2.500 L-5 5 Z",
          class: "vc-here",
          transform: "translate(" + a + " " + b + ") rotate(" + heading + ")",
        }),
      );
    else svg.append(draw("circle", { cx: a, cy: b, r: 4.5, class: "vc-here" }));
    const scale = editor.scaleLength(metres * width);
    const end = 8 + scale / metres;
    const bottom = height - 7;
    svg.append(
      draw("path", {
        d: "M8 " + (bottom - 3) + " V" + bottom + " H" + end.toFixed(1) + " V" + (bottom - 3),
        class: "vc-scale",
      }),
    );
    const length = scale >= 1000 ? editor.numberText(scale / 1000) + " km" : editor.numberText(scale, 1) + " m";
    svg.append(draw("text", { x: end + 4, y: bottom, class: "vc-scale-text" }, length));
    svg.append(draw("text", { x: width - 12, y: 14, class: "vc-north" }, north));
    return svg;
  };
})();
