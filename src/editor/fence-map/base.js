(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  const radians = Math.PI / 180;
  const earthM = 6371008.8;
  /** Beyond it a map of this kind would be endless; tiles end at 85. */
  const mostLatitude = 89.99;

  /** The shorter way round, degrees. */
  const turn = (from, to) => ((((to - from + 180) % 360) + 360) % 360) - 180;

  const worldX = (lon) => lon / 360 + 0.5;
  const worldY = function (lat) {
    const bounded = Math.max(-mostLatitude, Math.min(mostLatitude, lat));
    return 0.5 - Math.log(Math.tan((45 + bounded / 2) * radians)) / (2 * Math.PI);
  };
  const latitudeOf = (y) => (2 * Math.atan(Math.exp((0.5 - y) * 2 * Math.PI)) - Math.PI / 2) / radians;
  const longitudeOf = (x) => turn(0, (x - 0.5) * 360);

  /** Metres of one pixel of a map of `size` pixels round the Earth, at a latitude. */
  const metresPerPixel = (lat, size) => (2 * Math.PI * earthM * Math.cos(lat * radians)) / size;

  const metresBetween = function (latA, lonA, latB, lonB) {
    const sinLat = Math.sin(((latB - latA) * radians) / 2);
    const sinLon = Math.sin((turn(lonA, lonB) * radians) / 2);
    const half = sinLat * sinLat + Math.cos(latA * radians) * Math.cos(latB * radians) * sinLon * sinLon;
    return 2 * earthM * Math.asin(Math.min(1, Math.sqrt(half)));
  };

  /** The place that lies `metres` from another, in a direction (degrees, 90 = east). */
  const placeAt = function (lat, lon, bearing, metres) {
    const way = metres / earthM;
    const [a, b] = [lat * radians, bearing * radians];
    const sin = Math.sin(a) * Math.cos(way) + Math.cos(a) * Math.sin(way) * Math.cos(b);
    const y = Math.sin(b) * Math.sin(way) * Math.cos(a);
    return [
      Math.asin(Math.max(-1, Math.min(1, sin))) / radians,
      lon + Math.atan2(y, Math.cos(way) - Math.sin(a) * sin) / radians,
    ];
  };

  const circleCorners = function (lat, lon, radius) {
    return Array.from({ length: 72 }, (_, index) => placeAt(lat, lon, index * 5, radius));
  };

  /** Corners in the map's own measure, x, y, x, y …; it goes on over the antimeridian, and over a pole that it leads round. */
  function worldRing(corners) {
    const points = new Float64Array(corners.length * 2 + 6);
    let lon = corners[0][1];
    let sum = 0;
    corners.forEach(function ([lat, to], index) {
      lon += turn(lon, to);
      sum += lat;
      points[2 * index] = worldX(lon);
      points[2 * index + 1] = worldY(lat);
    });
    const end = corners.length * 2;
    const [from, to] = [points[0], points[end - 2]];
    const round = to + turn(to * 360, from * 360) / 360 - from;
    if (Math.abs(round) < 0.5) return points.subarray(0, end);
    const edge = worldY(sum < 0 ? -90 : 90);
    points.set([from + round, points[1], from + round, edge, from, edge], end);
    return points;
  }

  /** What is drawn of a fence: rings in the map's measure, and the box around them `[west, top, east, bottom]`. */
  function shapeOf(read) {
    const polygons = read.polygons || [[circleCorners(read.lat, read.lon, read.radius)]];
    const rings = polygons.flatMap((polygon) => polygon.map(worldRing));
    const [first] = rings;
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (const ring of rings) {
      const shift = Math.round(first[0] - ring[0]);
      for (let i = 0; i < ring.length; i += 2) {
        ring[i] += shift;
        box[0] = Math.min(box[0], ring[i]);
        box[1] = Math.min(box[1], ring[i + 1]);
        box[2] = Math.max(box[2], ring[i]);
        box[3] = Math.max(box[3], ring[i + 1]);
      }
    }
    return { read, rings, box };
  }

  /** Whether a place of the map lies in a shape, even and odd. */
  function holds({ rings, box }, x, y) {
    const at = x + Math.round((box[0] + box[2]) / 2 - x);
    if (at < box[0] || at > box[2] || y < box[1] || y > box[3]) return false;
    let inside = false;
    for (const ring of rings) {
      let [fromX, fromY] = [ring[ring.length - 2], ring[ring.length - 1]];
      for (let i = 0; i < ring.length; i += 2) {
        const [toX, toY] = [ring[i], ring[i + 1]];
        if (fromY > y !== toY > y && at < fromX + ((y - fromY) * (toX - fromX)) / (toY - fromY)) inside = !inside;
        [fromX, fromY] = [toX, toY];
      }
    }
    return inside;
  }

  /** Changes of what was read of a fence; the same again with what is another. */
  const changes = {
    /** To where its middle shall be. */
    centre: function (read, lat, lon) {
      if (!read.polygons) return { ...read, lat, lon };
      const [middleLat, middleLon] = middleOf(shapeOf(read));
      const polygons = read.polygons.map((polygon) =>
        polygon.map((ring) =>
          ring.map(([a, b]) => [Math.max(-90, Math.min(90, a + lat - middleLat)), turn(0, b + turn(middleLon, lon))]),
        ),
      );
      return { ...read, polygons };
    },
    radius: (read, lat, lon) => {
      const metres = Math.round(metresBetween(read.lat, read.lon, lat, lon));
      return { ...read, radius: Math.max(25, Math.min(50000, metres)) };
    },
    corner: (read, lat, lon, [polygon, ring, corner]) =>
      withRing(read, polygon, ring, (list) => (list[corner] = [lat, lon])),
    /** A corner more, behind the one named. */
    insert: (read, lat, lon, [polygon, ring, corner]) =>
      withRing(read, polygon, ring, (list) => list.splice(corner + 1, 0, [lat, lon])),
    remove: (read, [polygon, ring, corner]) => withRing(read, polygon, ring, (list) => list.splice(corner, 1)),
  };

  function withRing(read, polygon, ring, change) {
    const polygons = read.polygons.slice();
    polygons[polygon] = polygons[polygon].slice();
    const list = (polygons[polygon][ring] = polygons[polygon][ring].slice());
    change(list);
    return { ...read, polygons };
  }

  function middleOf({ read, box }) {
    if (!read.polygons) return [read.lat, read.lon];
    return [latitudeOf((box[1] + box[3]) / 2), longitudeOf((box[0] + box[2]) / 2)];
  }

  const boxAround = function ({ latitude, longitude }, metres) {
    const [x, y, by] = [worldX(longitude), worldY(latitude), metres / metresPerPixel(latitude, 1)];
    return [x - by, y - by, x + by, y + by];
  };

  /** Whether a vehicle is within `metres` of one of the boxes. */
  const near = (boxes, metres) => (car) => {
    const [west, top, east, bottom] = boxAround(car, metres);
    return boxes.some(function (box) {
      const by = Math.round((west + east - box[0] - box[2]) / 2);
      return box[0] + by < east && box[2] + by > west && box[1] < bottom && box[3] > top;
    });
  };

  const degrees = (value) => String(Number(value.toFixed(6)));

  /** The fence as it stands in its row, after a change. */
  function fenceOf(fence, read) {
    if (read.polygons) return { ...fence, polygon: read.write(read.polygons) };
    const radiusM = read.variable ? fence.radiusM : String(read.radius);
    return { ...fence, lat: degrees(read.lat), lon: degrees(turn(0, read.lon)), radiusM };
  }

  editor.geo = { turn, worldX, worldY, latitudeOf, longitudeOf, metresPerPixel, metresBetween, placeAt };
  Object.assign(editor.geo, { shapeOf, holds, changes, middleOf, fenceOf, boxAround, near });
})();
