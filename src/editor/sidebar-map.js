(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});
  const { draw } = editor;
  const [width, height, edge] = [280, 120, 14];
  const metresPerDegree = 111320;
  /** A drawing of less than this would be of the receiver's wavering. */
  const leastMetres = 300;
  /** Fences further away would make the rest a dot. */
  const nearMetres = 3000;

  const number = (value) => (String(value ?? "").trim() === "" ? NaN : Number(value));

  /** Corners as lines `latitude longitude`, or a JSON of pairs or of GeoJSON; what cannot be read is not drawn. */
  function cornersOf(source) {
    const trimmed = String(source || "").trim();
    let pairs = trimmed.split(/[\n;]+/).map((line) =>
      line
        .trim()
        .split(/[\s,]+/)
        .map(number),
    );
    if (/^[[{]/.test(trimmed)) {
      try {
        const json = JSON.parse(trimmed);
        const ring = json.coordinates || (json.geometry || {}).coordinates;
        pairs = ring ? ring[0].map(([lon, lat]) => [lat, lon]) : json;
      } catch {
        return [];
      }
    }
    return Array.isArray(pairs)
      ? pairs.filter((pair) => Array.isArray(pair) && pair.slice(0, 2).every(Number.isFinite))
      : [];
  }

  /** The fences that the geofence nodes of an account draw; variables are known to the runtime only. */
  editor.fencesOf = function (account) {
    const fences = [];
    RED.nodes.eachNode(function (node) {
      if (node.type !== "vehicle-cloud-geofence" || (node.account && node.account !== account)) return;
      for (const fence of Array.isArray(node.fences) ? node.fences : []) {
        const name = String(fence.name || "");
        if (fence.shape === "polygon") fences.push({ name, corners: cornersOf(fence.polygon) });
        else
          fences.push({ name, lat: number(fence.lat), lon: number(fence.lon), radius: number(fence.radiusM) || 150 });
      }
    });
    return fences
      .filter(({ corners, lat, lon }) => (corners ? corners.length > 2 : Number.isFinite(lat + lon)))
      .slice(0, 50);
  };

  /** A length that is 1, 2 or 5 times a power of ten and fills about a quarter. */
  editor.scaleLength = function (metres) {
    const power = 10 ** Math.floor(Math.log10(metres / 4));
    return [5, 2, 1].map((n) => n * power).find((length) => length <= metres / 4) || power;
  };

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
      .map(({ name, corners, lat, lon, radius }) =>
        corners ? { name, ring: corners.map(([a, b]) => [x(b), y(a)]) } : { name, centre: [x(lon), y(lat)], radius },
      )
      .filter(({ ring, centre, radius = 0 }) =>
        (ring || [centre]).some(([a, b]) => Math.hypot(a, b) < nearMetres + radius && radius < 4 * nearMetres),
      );
    const all = [...trail];
    for (const { ring, centre, radius } of shapes)
      all.push(
        ...(ring || [
          [centre[0] - radius, centre[1] - radius],
          [centre[0] + radius, centre[1] + radius],
        ]),
      );
    const bounds = (axis) => [
      Math.min(...all.map((point) => point[axis])),
      Math.max(...all.map((point) => point[axis])),
    ];
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
    for (const { name, ring, centre, radius } of shapes) {
      const shape = ring
        ? draw("polygon", { points: ring.map((point) => px(point).join(",")).join(" "), class: "vc-fence" })
        : draw("circle", { cx: px(centre)[0], cy: px(centre)[1], r: Math.max(2, radius / metres), class: "vc-fence" });
      shape.append(draw("title", {}, name));
      svg.append(shape);
      const [a, b] = px(centre || ring[0]);
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
