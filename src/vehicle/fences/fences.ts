import { cloudError } from "../../base/errors";
import { finite, isObject, own, parseJson, text } from "../../base/json";
import { boxOf, meanRadius, normalLongitude, type Area, type Box, type Shape } from "./geometry";
import { fenceError, fenceLimits } from "./fence-error";
import { areaOf, polygonText } from "./fence-polygon";

export interface Fence {
  name: string;
  shape: Shape;
  box: Box;
  /** Radius, or that of a circle of the same area. */
  sizeM: number;
  /** The same name and shape have the same key: their state is kept. */
  key: string;
}

/**
 * Fences from a list `{name, lat, lon, radiusM}`, `{name, circle}`, `{name, polygon}`, or from GeoJSON (Feature,
 * FeatureCollection, a bare geometry, a list of Features), also as JSON text. Throws INPUT_INVALID with the fence's name.
 */
export function readFences(source: unknown): Fence[] {
  const given = typeof source === "string" ? parseJson(source) : source;
  const items = itemsOf(given);
  if (items.length > fenceLimits.fences) {
    throw cloudError(
      "INPUT_INVALID",
      `${items.length} fences are more than the ${fenceLimits.fences} that a node watches; from "${nameOf(items[fenceLimits.fences]) ?? `Fence ${fenceLimits.fences + 1}`}" on they are too many. The fences are left as they were.`,
    );
  }
  const names = new Set<string>();
  const budget = { corners: fenceLimits.corners as number };
  return items.map((item, index) => {
    const name = nameOf(item) ?? `Fence ${index + 1}`;
    if (names.has(name)) throw fenceError(name, "is there twice; give each a name of its own");
    names.add(name);
    return fence(name, shapeOf(name, item, budget));
  });
}

export function fence(name: string, shape: Shape): Fence {
  return { name, shape, box: boxOf(shape), sizeM: meanRadius(shape), key: keyOf(name, shape) };
}

function itemsOf(given: unknown): unknown[] {
  if (Array.isArray(given) && given.length > 0) return given;
  if (isObject(given)) {
    const features = own(given, "features");
    if (own(given, "type") !== "FeatureCollection") return [given];
    if (Array.isArray(features) && features.length > 0) return features;
  }
  throw cloudError(
    "INPUT_INVALID",
    "The fences must be a list of fences or GeoJSON with at least one in it; msg.fences = null goes back to the fences of the node. The fences are left as they were.",
  );
}

function nameOf(item: unknown): string | undefined {
  const properties = own(item, "properties");
  for (const found of [own(properties, "name"), own(item, "name"), own(properties, "title"), own(item, "id")]) {
    const name = text(found)?.trim();
    if (name) return name;
  }
  return undefined;
}

function shapeOf(name: string, item: unknown, budget: { corners: number }): Shape {
  if (own(item, "type") === "Feature")
    return geometryShape(name, own(item, "geometry"), own(item, "properties"), budget);
  if (Array.isArray(own(item, "coordinates"))) return geometryShape(name, item, item, budget);
  const polygon = own(item, "polygon");
  if (polygon !== undefined && polygon !== null && own(item, "shape") !== "circle") {
    const read = typeof polygon === "string" ? polygonText(name, polygon) : polygon;
    if (own(read, "type") === "Feature")
      return geometryShape(name, own(read, "geometry"), own(read, "properties"), budget);
    if (own(read, "type") === "FeatureCollection") {
      const features = own(read, "features");
      const [first] = Array.isArray(features) ? (features as unknown[]) : [];
      return geometryShape(name, own(first, "geometry"), own(first, "properties"), budget);
    }
    if (isObject(read)) return geometryShape(name, read, item, budget);
    return areaOf(name, "Polygon", read, budget);
  }
  const circle = isObject(own(item, "circle")) ? own(item, "circle") : item;
  return circleOf(
    name,
    pick(circle, "lat", "latitude"),
    pick(circle, "lon", "lng", "longitude"),
    radiusIn(circle) ?? 150,
  );
}

function pick(source: unknown, ...keys: string[]): unknown {
  return keys.map((key) => own(source, key)).find((value) => value !== undefined);
}

function radiusIn(source: unknown): unknown {
  const given = pick(source, "radiusM", "radius");
  return given === "" || given === null ? undefined : given;
}

function geometryShape(name: string, geometry: unknown, properties: unknown, budget: { corners: number }): Shape {
  const [type, coordinates] = [own(geometry, "type"), own(geometry, "coordinates")];
  if (type === "Point") {
    const [lon, lat] = Array.isArray(coordinates) ? (coordinates as unknown[]) : [];
    const radiusM = radiusIn(properties);
    if (radiusM === undefined) throw fenceError(name, "is a point and needs properties.radiusM, metres");
    if (typeof lon !== "number" || typeof lat !== "number") {
      throw fenceError(name, "has coordinates that are no pair of numbers, longitude first");
    }
    return circleOf(name, lat, lon, radiusM);
  }
  if (type === "Polygon" || type === "MultiPolygon") return areaOf(name, type, coordinates, budget);
  throw fenceError(name, "must be a Polygon, a MultiPolygon or a Point with a radius");
}

function circleOf(name: string, latitude: unknown, longitude: unknown, radius: unknown): Shape {
  const [lat, lon, radiusM] = [finite(latitude), finite(longitude), finite(radius)];
  if (lat === undefined || lon === undefined)
    throw fenceError(name, "needs latitude and longitude of its centre, in degrees");
  if (Math.abs(lat) > 90)
    throw fenceError(name, "has a latitude beyond 90 degrees; are latitude and longitude swapped");
  const { leastRadiusM, mostRadiusM } = fenceLimits;
  if (radiusM === undefined || radiusM < leastRadiusM || radiusM > mostRadiusM) {
    throw fenceError(name, `needs a radius from ${leastRadiusM} to ${mostRadiusM} metres`);
  }
  return { kind: "circle", lat, lon: normalLongitude(lon), radiusM };
}

/** FNV-1a over name and corners, 53 bits: enough to tell the fences of one node apart. */
function keyOf(name: string, shape: Shape): string {
  let [a, b] = [0x811c9dc5, 0x9e3779b9];
  const add = (source: string): void => {
    for (let i = 0; i < source.length; i++) {
      a = Math.imul(a ^ source.charCodeAt(i), 0x01000193);
      b = Math.imul(b ^ source.charCodeAt(i), 0x85ebca6b);
    }
  };
  add(name);
  if (shape.kind === "circle") add(`|${shape.lat},${shape.lon},${shape.radiusM}`);
  else for (const ring of rings(shape)) add(`|${ring.join()}`);
  return (a >>> 0).toString(36) + (b >>> 0).toString(36);
}

function rings(shape: Area): Float64Array[] {
  return shape.polygons.flatMap((polygon) => [...polygon]);
}

/** A form that `readFences` reads to the same fences, for the disk. */
export function writeFences(fences: readonly Fence[]): unknown[] {
  return fences.map(({ name, shape }) => {
    if (shape.kind === "circle") return { name, lat: shape.lat, lon: shape.lon, radiusM: shape.radiusM };
    const coordinates = shape.polygons.map((polygon) => polygon.map((ring) => pairs(ring)));
    return { type: "Feature", properties: { name }, geometry: { type: "MultiPolygon", coordinates } };
  });
}

function pairs(ring: Float64Array): number[][] {
  const result: number[][] = [];
  for (let i = 0; i < ring.length; i += 2) result.push([ring[i]!, ring[i + 1]!]);
  return result;
}
