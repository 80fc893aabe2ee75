import { finite, own, parseJson } from "../../base/json";
import { turn, type Area, type Ring } from "./geometry";
import { fenceError, fenceLimits } from "./fence-error";

/** What is typed into the dialog: GeoJSON, or a corner a line, latitude first as maps show it. */
export function polygonText(name: string, source: string): unknown {
  const trimmed = source.trim();
  if (/^[[{]/.test(trimmed)) {
    const parsed = parseJson(trimmed);
    if (parsed === undefined) throw fenceError(name, "is no JSON that can be read");
    return parsed;
  }
  const lines = trimmed.split(/[\n;]+/).filter((line) => line.trim() !== "");
  return lines.map((line) => {
    const [lat, lon, ...more] = line
      .trim()
      .split(/[\s,]+/)
      .map(finite);
    if (lat === undefined || lon === undefined || more.length > 0) {
      throw fenceError(
        name,
        "has a line that is no corner; a corner is a latitude and a longitude, such as 52.52, 13.37",
      );
    }
    return { lat, lon };
  });
}

/** Rings of a Polygon or MultiPolygon, or a plain list of corners. Throws INPUT_INVALID with the fence's name. */
export function areaOf(
  name: string,
  type: "Polygon" | "MultiPolygon",
  source: unknown,
  budget: { corners: number },
): Area {
  const list = (value: unknown): unknown[] => {
    if (Array.isArray(value) && value.length > 0) return value as unknown[];
    throw fenceError(name, "has no corners");
  };
  const polygons = type === "MultiPolygon" ? list(source) : [isCorner(list(source)[0]) ? [source] : source];
  return {
    kind: "area",
    polygons: polygons.map((polygon) => {
      const rings: Ring[] = [];
      for (const corners of list(polygon)) rings.push(ringOf(name, list(corners), rings[0], budget));
      return rings;
    }),
  };
}

function isCorner(value: unknown): boolean {
  return Array.isArray(value) ? typeof value[0] !== "object" : own(value, "lat") !== undefined;
}

function cornerOf(name: string, value: unknown): [lon: number, lat: number] {
  const typed = Array.isArray(value) ? (value as unknown[]) : [own(value, "lon"), own(value, "lat")];
  const [lon, lat] = typed;
  if (typeof lon !== "number" || typeof lat !== "number" || !Number.isFinite(lon) || !Number.isFinite(lat)) {
    throw fenceError(name, "has a corner that is no pair of numbers, longitude first");
  }
  if (Math.abs(lat) > 90) throw fenceError(name, "has a latitude beyond 90 degrees; GeoJSON has the longitude first");
  return [lon, lat];
}

function ringOf(name: string, corners: unknown[], outer: Ring | undefined, budget: { corners: number }): Ring {
  budget.corners -= corners.length;
  if (budget.corners < 0) {
    throw fenceError(name, `is one too many: all fences of a node may have ${fenceLimits.corners} corners in all`);
  }
  const points: number[] = [];
  for (const value of corners) {
    const [lon, lat] = cornerOf(name, value);
    const before = points.length === 0 ? outer?.[0] : points[points.length - 2];
    points.push(before === undefined ? lon : before + turn(before, lon), lat);
  }
  return closed(name, points);
}

/** Takes the closing corner away; a ring that has gone once round the Earth is led over the pole that it lies nearer to. */
function closed(name: string, points: number[]): Ring {
  const [lon, lat] = [points[0]!, points[1]!];
  const [endLon, endLat] = [points.at(-2)!, points.at(-1)!];
  if (points.length > 2 && endLat === lat && endLon === lon) points.splice(-2);
  const round = points.at(-2)! + turn(points.at(-2)!, lon) - lon;
  if (Math.abs(round) > 180) {
    const pole = points.reduce((sum, value, i) => (i % 2 === 1 ? sum + value : sum), 0) < 0 ? -90 : 90;
    points.push(lon + round, lat, lon + round, pole, lon, pole);
  }
  const different = new Set<string>();
  for (let i = 0; i < points.length; i += 2) different.add(`${points[i]},${points[i + 1]}`);
  if (different.size < 3) throw fenceError(name, "has fewer than three corners");
  if (flat(points)) throw fenceError(name, "has all its corners on one line");
  return Float64Array.from(points);
}

function flat(points: number[]): boolean {
  const [x, y] = [points[0]!, points[1]!];
  let [dx, dy] = [0, 0];
  for (let i = 2; i < points.length; i += 2) {
    const [px, py] = [points[i]! - x, points[i + 1]! - y];
    if (dx === 0 && dy === 0) [dx, dy] = [px, py];
    else if (Math.abs(dx * py - dy * px) > 1e-14) return false;
  }
  return true;
}
