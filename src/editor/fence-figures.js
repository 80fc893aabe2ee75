(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  const number = (value) => (String(value ?? "").trim() === "" ? NaN : Number(value));
  /** A tenth of a metre. */
  const exact = (degrees) => Number(degrees.toFixed(6));

  const isCorner = (value) => (Array.isArray(value) ? typeof value[0] !== "object" : Boolean(value) && "lat" in value);
  const lon180 = (lon) => (lon >= -180 && lon <= 180 ? lon : ((((lon + 180) % 360) + 360) % 360) - 180);

  function ringOf(list, polygons) {
    const corners = list.map((corner) => (Array.isArray(corner) ? [corner[1], corner[0]] : [corner.lat, corner.lon]));
    for (const [lat, lon] of corners)
      if (!Number.isFinite(lat) || !Number.isFinite(lon) || Math.abs(lat) > 90) throw new Error("no corner");
    const [first, last] = [corners[0], corners[corners.length - 1]];
    if (corners.length > 1 && first[0] === last[0] && first[1] === last[1]) {
      corners.pop();
      polygons.closed = true;
    }
    if (corners.length < 3) throw new Error("too few");
    return corners;
  }

  /** GeoJSON, or a list of corners: as the runtime reads it (src/vehicle/fences/fence-polygon.ts), longitude first. */
  function readJson(json) {
    const feature = json.type === "FeatureCollection" ? json.features[0] : json;
    const geometry = feature.type === "Feature" ? feature.geometry : feature;
    const list = Array.isArray(json) ? json : geometry.coordinates;
    const multi = geometry.type === "MultiPolygon";
    const bare = !multi && isCorner(list[0]);
    const named = !Array.isArray((bare ? list : multi ? list[0][0] : list[0])[0]);
    const polygons = [];
    for (const polygon of multi ? list : [bare ? [list] : list])
      polygons.push(polygon.map((ring) => ringOf(ring, polygons)));
    const write = function (changed) {
      const rings = changed.map((polygon) =>
        polygon.map(function (ring) {
          const corners = polygons.closed ? [...ring, ring[0]] : ring;
          return corners.map(([lat, lon]) => (named ? { lat: exact(lat), lon: exact(lon) } : [exact(lon), exact(lat)]));
        }),
      );
      const coordinates = multi ? rings : bare ? rings[0][0] : rings[0];
      if (Array.isArray(json)) return JSON.stringify(coordinates);
      geometry.coordinates = coordinates;
      return JSON.stringify(json);
    };
    return { polygons, write };
  }

  /** A corner a line, latitude first. */
  function readLines(source) {
    const lines = source.split(/[\n;]+/).filter((line) => line.trim());
    const list = lines.map(function (line) {
      const [lat, lon, ...more] = line.trim().split(/[\s,]+/);
      return { lat: number(lat), lon: more.length > 0 ? NaN : number(lon) };
    });
    return { polygons: [[ringOf(list, [])]], write: ([[ring]]) => editor.cornerLines(ring) };
  }

  editor.cornerLines = (ring) => ring.map(([lat, lon]) => exact(lat) + ", " + exact(lon180(lon))).join("\n");

  /**
   * Corners of a fence as they are typed: `{polygons, write(polygons)}`, each polygon a list of rings of `[latitude, longitude]`
   * that are not closed; `write` gives them back in the form in which they came. Undefined for what cannot be read.
   */
  editor.readCorners = function (source) {
    const trimmed = String(source || "").trim();
    try {
      return /^[[{]/.test(trimmed) ? readJson(JSON.parse(trimmed)) : readLines(trimmed);
    } catch {
      return undefined;
    }
  };

  /** What can be drawn of a fence of a dialog: `{lat, lon, radius}` or `{polygons, write}`; variables are known to the runtime only. */
  editor.readFence = function (fence) {
    if (fence.shape === "polygon") return editor.readCorners(fence.polygon);
    const [lat, lon] = [number(fence.lat), number(fence.lon)];
    if (!(Math.abs(lat) <= 90) || !Number.isFinite(lon)) return undefined;
    const radius = number(fence.radiusM || 150);
    return { lat, lon: lon180(lon), radius: radius > 0 ? Math.min(radius, 50000) : 150, variable: !(radius > 0) };
  };

  /** A length that is 1, 2 or 5 times a power of ten and fills about a quarter. */
  editor.scaleLength = function (metres) {
    const power = 10 ** Math.floor(Math.log10(metres / 4));
    return [5, 2, 1].map((n) => n * power).find((length) => length <= metres / 4) || power;
  };
})();
