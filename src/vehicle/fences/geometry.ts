/** Metres per degree of a great circle, on a sphere of the Earth's mean radius. */
const earthM = 6_371_008.8;
export const metresPerDegree = (Math.PI / 180) * earthM;
const radians = Math.PI / 180;

/** Corners as lon, lat, lon, lat …, not closed; longitudes run on over the antimeridian (181 instead of −179). */
export type Ring = Float64Array;

export interface Circle {
  kind: "circle";
  lat: number;
  lon: number;
  radiusM: number;
}

/** Each polygon is an outer ring and its holes. What crosses itself counts by even and odd. */
export interface Area {
  kind: "area";
  polygons: readonly (readonly Ring[])[];
}

export type Shape = Circle | Area;

export interface Box {
  lat: number;
  lon: number;
  /** Half the height and half the width, degrees. */
  halfLat: number;
  halfLon: number;
}

/** −180 to 180, of any number of degrees. */
export function normalLongitude(lon: number): number {
  return lon >= -180 && lon <= 180 ? lon : ((((lon + 180) % 360) + 360) % 360) - 180;
}

/** The shorter way round from `from` to `to`, degrees. */
export function turn(from: number, to: number): number {
  const by = to - from;
  return by >= -180 && by <= 180 ? by : normalLongitude(by);
}

/** Metres between two places, along a great circle. */
export function metresBetween(latA: number, lonA: number, latB: number, lonB: number): number {
  const sinLat = Math.sin(((latB - latA) * radians) / 2);
  const sinLon = Math.sin(((lonB - lonA) * radians) / 2);
  const half = sinLat * sinLat + Math.cos(latA * radians) * Math.cos(latB * radians) * sinLon * sinLon;
  return 2 * earthM * Math.asin(Math.min(1, Math.sqrt(half)));
}

/** Signed metres to the border: negative inside. */
export function signedDistance(shape: Shape, lat: number, lon: number): number {
  if (shape.kind === "circle") return metresBetween(lat, lon, shape.lat, shape.lon) - shape.radiusM;
  let nearest = Infinity;
  let deepest = 0;
  for (const rings of shape.polygons) {
    const distance = polygonDistance(rings, lat, lon);
    if (distance <= 0) deepest = Math.min(deepest, distance);
    nearest = Math.min(nearest, distance);
  }
  // In the overlap of two polygons the border of neither is that of both.
  return nearest <= 0 ? deepest : nearest;
}

/** In a plane laid against the Earth at the place itself: the nearest border is where it is most exact. */
function polygonDistance(rings: readonly Ring[], lat: number, lon: number): number {
  const narrow = Math.max(1e-9, Math.cos(lat * radians));
  const first = rings[0]![0]!;
  // The ring runs on over the antimeridian: the place is brought to the turn in which it lies nearest the ring's middle.
  const at = nearestTurn(rings[0]!, first, lon);
  let inside = false;
  let least = Infinity;
  for (const ring of rings) {
    let fromX = (ring[ring.length - 2]! - at) * narrow;
    let fromY = ring[ring.length - 1]! - lat;
    for (let i = 0; i < ring.length; i += 2) {
      const x = (ring[i]! - at) * narrow;
      const y = ring[i + 1]! - lat;
      if (fromY > 0 !== y > 0 && fromX - (fromY * (x - fromX)) / (y - fromY) > 0) inside = !inside;
      const dx = x - fromX;
      const dy = y - fromY;
      const length = dx * dx + dy * dy;
      const share = length === 0 ? 0 : Math.min(1, Math.max(0, -(fromX * dx + fromY * dy) / length));
      const px = fromX + share * dx;
      const py = fromY + share * dy;
      const square = px * px + py * py;
      if (square < least) least = square;
      fromX = x;
      fromY = y;
    }
  }
  const metres = Math.sqrt(least) * metresPerDegree;
  return inside ? -metres : metres;
}

const middles = new WeakMap<Ring, number>();

function nearestTurn(ring: Ring, first: number, lon: number): number {
  let middle = middles.get(ring);
  if (middle === undefined) {
    let low = first;
    let high = first;
    for (let i = 2; i < ring.length; i += 2) {
      low = Math.min(low, ring[i]!);
      high = Math.max(high, ring[i]!);
    }
    middle = (low + high) / 2;
    middles.set(ring, middle);
  }
  return middle + turn(middle, lon);
}

/** What the shape lies in. */
export function boxOf(shape: Shape): Box {
  if (shape.kind === "circle") {
    const { lat, lon, radiusM } = shape;
    const halfLat = radiusM / metresPerDegree;
    return { lat, lon, halfLat, halfLon: widthAt(Math.abs(lat) + halfLat, radiusM) };
  }
  let [west, east, south, north] = [Infinity, -Infinity, Infinity, -Infinity];
  const start = shape.polygons[0]![0]![0]!;
  for (const [outer] of shape.polygons) {
    // Parts on both sides of the antimeridian are brought together.
    const shift = turn(start, outer![0]!) - (outer![0]! - start);
    for (let i = 0; i < outer!.length; i += 2) {
      west = Math.min(west, outer![i]! + shift);
      east = Math.max(east, outer![i]! + shift);
      south = Math.min(south, outer![i + 1]!);
      north = Math.max(north, outer![i + 1]!);
    }
  }
  return {
    lat: (south + north) / 2,
    lon: normalLongitude((west + east) / 2),
    halfLat: (north - south) / 2,
    halfLon: Math.min(180, (east - west) / 2),
  };
}

/** Degrees of longitude that `metres` are at a latitude; all of them at a pole. */
export function widthAt(lat: number, metres: number): number {
  const narrow = Math.cos(Math.min(90, Math.abs(lat)) * radians);
  return narrow * metresPerDegree * 180 <= metres ? 180 : Math.min(180, metres / (narrow * metresPerDegree));
}

/** Radius of a circle as large as the shape. */
export function meanRadius(shape: Shape): number {
  if (shape.kind === "circle") return shape.radiusM;
  let area = 0;
  for (const [outer, ...holes] of shape.polygons) {
    area += Math.max(0, ringArea(outer!) - holes.reduce((sum, hole) => sum + ringArea(hole), 0));
  }
  return Math.sqrt(area / Math.PI);
}

function ringArea(ring: Ring): number {
  const [lon, lat] = [ring[0]!, ring[1]!];
  let sum = 0;
  let middle = 0;
  for (let i = 0; i < ring.length; i += 2) {
    const next = (i + 2) % ring.length;
    sum += (ring[i]! - lon) * (ring[next + 1]! - lat) - (ring[next]! - lon) * (ring[i + 1]! - lat);
    middle += ring[i + 1]!;
  }
  const narrow = Math.cos((middle / (ring.length / 2)) * radians);
  return (Math.abs(sum) / 2) * narrow * metresPerDegree * metresPerDegree;
}

interface Place {
  lat: number;
  lon: number;
}

/** Whether the straight way between two places comes at least `depthM` into the shape. */
export function leadsThrough(shape: Shape, from: Place, to: Place, depthM: number): boolean {
  const length = metresBetween(from.lat, from.lon, to.lat, to.lon);
  const across = turn(from.lon, to.lon);
  // A metre on the way changes the distance by a metre at most: so far nothing can be missed.
  for (let gone = 0, steps = 0; gone <= length && steps < 2000; steps++) {
    const share = length === 0 ? 0 : gone / length;
    const away = signedDistance(shape, from.lat + (to.lat - from.lat) * share, from.lon + across * share) + depthM;
    if (away <= 0) return true;
    gone += Math.max(1, away * 0.98);
  }
  return false;
}
