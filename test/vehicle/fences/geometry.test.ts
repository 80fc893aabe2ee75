/** How large fences are, where they lie and how far away: against figures worked out by hand on a sphere of 6,371,008.8 m. */
import assert from "node:assert/strict";
import { nameAt } from "../../../src/vehicle/fences/fence-measure";
import { readFences, type Fence } from "../../../src/vehicle/fences/fences";
import { metresBetween, signedDistance } from "../../../src/vehicle/fences/geometry";

const degree = 111_195.08;
/** A degree of longitude at 52.005 degrees, metres. */
const wide = degree * Math.cos((52.005 * Math.PI) / 180);

type Corner = readonly [lon: number, lat: number];

const box = (west: number, south: number, size: number): Corner[] => [
  [west, south],
  [west + size, south],
  [west + size, south + size],
  [west, south + size],
];
const read = (type: "Polygon" | "MultiPolygon", coordinates: unknown): Fence =>
  readFences([{ type: "Feature", properties: { name: "Field" }, geometry: { type, coordinates } }])[0]!;
const circle = (lat: number, lon: number, radiusM: number): Fence => readFences([{ name: "C", lat, lon, radiusM }])[0]!;

const near = (found: number, expected: number, by: number, what?: string): void =>
  assert.ok(Math.abs(found - expected) <= by, `${what ?? ""} ${found}, not ${expected}`);
const away = ({ shape }: Fence, lat: number, lon: number): number => signedDistance(shape, lat, lon);

describe("how large a fence is and where it lies", () => {
  const field = box(13, 52, 0.01);

  it("a circle: its radius, in a box that touches it", () => {
    const { sizeM, box: around } = circle(52, 13, 150);
    assert.equal(sizeM, 150);
    assert.deepEqual([around.lat, around.lon], [52, 13]);
    near(around.halfLat, 150 / degree, 1e-8);
    near(around.halfLon, 150 / (degree * Math.cos((52 * Math.PI) / 180)), 1e-6);
    assert.equal(circle(89.9999, 13, 5000).box.halfLon, 180, "round the pole");
    assert.equal(circle(-89.9999, 13, 5000).box.halfLon, 180, "round the other");
    assert.equal(circle(90, 13, 150).box.halfLon, 180);
    near(circle(-60, 0, 150).box.halfLon, (2 * 150) / degree, 1e-6, "the south is as narrow");
  });

  it("a polygon: that of a circle as large, holes taken off and parts added", () => {
    const whole = 0.01 * degree * 0.01 * wide;
    near(read("Polygon", [field]).sizeM, Math.sqrt(whole / Math.PI), 0.1);
    near(read("Polygon", [[...field].reverse()]).sizeM, Math.sqrt(whole / Math.PI), 0.1, "wound the other way");
    const holes = [box(13.002, 52.004, 0.002), box(13.006, 52.004, 0.002)];
    near(read("Polygon", [field, ...holes]).sizeM, Math.sqrt((whole * 0.92) / Math.PI), 0.1, "two holes");
    assert.equal(read("Polygon", [field, box(12, 51, 5)]).sizeM, 0, "a hole that is larger");
    near(read("MultiPolygon", [[field], [box(13.5, 52, 0.01)]]).sizeM, Math.sqrt((2 * whole) / Math.PI), 0.2);
  });

  it("a polygon's box: from corner to corner of all its parts, over the antimeridian too", () => {
    const parts = read("MultiPolygon", [[field], [box(13.98, 52.5, 0.02)]]).box;
    near(parts.lat, 52.26, 1e-9);
    near(parts.lon, 13.5, 1e-9);
    near(parts.halfLat, 0.26, 1e-9);
    near(parts.halfLon, 0.5, 1e-9);
    const both = read("MultiPolygon", [[box(179, 10, 1)], [box(-180, 10, 2)]]).box;
    near(both.lon, -179.5, 1e-9);
    near(both.halfLon, 1.5, 1e-9);
    const ring = [0, 90, 180, -90].map((lon): Corner => [lon, 80]);
    assert.deepEqual(
      [read("Polygon", [ring]).box.halfLon, read("Polygon", [ring]).box.lat],
      [180, 85],
      "round the pole",
    );
  });

  it("the smallest of those around a place gives it its name", () => {
    const fences = readFences([
      { name: "Town", lat: 52, lon: 13, radiusM: 5000 },
      { name: "Home", lat: 52, lon: 13, radiusM: 150 },
      { name: "Street", lat: 52, lon: 13, radiusM: 500 },
      { name: "Double", lat: 52, lon: 13, radiusM: 150 },
    ]);
    assert.equal(nameAt(fences, 52, 13), "Home");
    assert.equal(nameAt(fences, 52.003, 13), "Street");
    assert.equal(nameAt(fences, 52.0013, 13.002), "Street", "in the box of Home, outside its circle");
    assert.equal(nameAt(fences, 52.01, 13), "Town");
    assert.equal(nameAt(fences, 53, 13), undefined);
  });
});

describe("how far a fence is", () => {
  it("a circle, also the short way round the Earth", () => {
    near(away(circle(52, 13, 150), 52.01, 13), 0.01 * degree - 150, 0.1);
    near(away(circle(0, 179.99, 150), 0, -179.99), 0.02 * degree - 150, 0.1);
    near(away(circle(0, 180.01, 150), 0, -179.99), -150, 0.1, "of another turn");
    near(metresBetween(0, 0, 0, 180), 180 * degree, 1, "the other side of the Earth");
    near(metresBetween(90, 0, 0, 77), 90 * degree, 1);
  });

  it("a polygon: to its nearest side or corner, negative inside", () => {
    const field = read("Polygon", [box(13, 52, 0.01)]);
    near(away(field, 52.005, 12.99), 0.01 * wide, 0.1, "west");
    near(away(field, 52.005, 13.02), 0.01 * wide, 0.1, "east");
    near(away(field, 51.99, 13.005), 0.01 * degree, 0.1, "south");
    near(away(field, 52.02, 13.005), 0.01 * degree, 0.1, "north");
    const corner = Math.hypot(0.004 * degree, 0.003 * degree * Math.cos((52.014 * Math.PI) / 180));
    near(away(field, 52.014, 13.013), corner, 0.1, "north-east");
    near(away(field, 52.005, 13.001), -0.001 * wide, 0.1, "inside, by the west");
    near(away(field, 52.009, 13.005), -0.001 * degree, 0.1, "inside, by the north");
  });

  it("a polygon with a hole and with parts", () => {
    const ring = read("Polygon", [box(13, 52, 0.01), box(13.004, 52.004, 0.002)]);
    near(away(ring, 52.005, 13.005), 0.001 * wide, 0.1, "in the hole");
    near(away(ring, 52.005, 13.003), -0.001 * wide, 0.1, "beside it");
    const apart = read("MultiPolygon", [[box(13, 52, 0.01)], [box(13.02, 52, 0.01)]]);
    near(away(apart, 52.005, 13.014), 0.004 * wide, 0.1, "nearer the first");
    near(away(apart, 52.005, 13.019), 0.001 * wide, 0.1, "nearer the second");
    near(away(apart, 52.005, 13.021), -0.001 * wide, 0.1, "in the second");
    const overlapping = read("MultiPolygon", [[box(13, 52, 0.01)], [box(13.004, 52, 0.01)]]);
    near(away(overlapping, 52.005, 13.005), -0.005 * wide, 0.1, "deep in the first, hardly in the second");
  });

  it("counts a corner once, on the line through it", () => {
    const diamond = read("Polygon", [
      [
        [13, 52.005],
        [13.005, 52.01],
        [13.01, 52.005],
        [13.005, 52],
      ],
    ]);
    assert.ok(away(diamond, 52.005, 13.005) < 0);
    assert.ok(away(diamond, 52.005, 12.99) > 0 && away(diamond, 52.005, 13.02) > 0);
    assert.ok(away(diamond, 52.01, 12.99) > 0 && away(diamond, 52.01, 13.02) > 0 && away(diamond, 52, 12.99) > 0);
  });

  it("leads a ring that goes round the Earth over the pole that it lies nearer to", () => {
    const around = (lat: number): Fence => read("Polygon", [[0, 90, 180, -90].map((lon): Corner => [lon, lat])]);
    for (const lon of [1, 37, -150, 180]) {
      assert.ok(away(around(-80), -89, lon) < 0 && away(around(-80), -70, lon) > 0, `south, ${lon}`);
      assert.ok(away(around(80), 89, lon) < 0 && away(around(80), -89, lon) > 0, `north, ${lon}`);
      assert.ok(away(around(10), 50, lon) < 0 && away(around(10), -50, lon) > 0, `just north, ${lon}`);
      assert.ok(away(around(-10), -50, lon) < 0 && away(around(-10), 50, lon) > 0, `just south, ${lon}`);
    }
  });
});
