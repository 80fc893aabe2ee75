import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { readFences } from "../../src/vehicle/fences/fences";
import { signedDistance, type Shape } from "../../src/vehicle/fences/geometry";

type Corner = [lat: number, lon: number];

interface Read {
  lat: number;
  lon: number;
  radius: number;
  polygons?: Corner[][][];
  write(polygons: Corner[][][]): string;
}

interface Drawn {
  read: Read;
  rings: Float64Array[];
  box: [number, number, number, number];
}

interface Editor {
  readCorners(source: string): Read | undefined;
  readFence(fence: object): Read | undefined;
  tileFault(address: string): string;
  mapView(): {
    width: number;
    height: number;
    zoom: number;
    fit(boxes: Drawn["box"][]): void;
    pixel(lat: number, lon: number): [number, number];
    place(left: number, top: number): Corner;
  };
  geo: {
    worldX(lon: number): number;
    worldY(lat: number): number;
    shapeOf(read: Read): Drawn;
    holds(shape: Drawn, x: number, y: number): boolean;
    middleOf(shape: Drawn): Corner;
    fenceOf(fence: object, read: Read): { lat: string; lon: string; radiusM: string; polygon: string };
    changes: {
      centre(read: Read, lat: number, lon: number): Read;
      radius(read: Read, lat: number, lon: number): Read;
      corner(read: Read, lat: number, lon: number, path: number[]): Read;
    };
  };
}

const window = { URL } as unknown as { vehicleCloudEditor: Editor };
for (const file of ["fence-figures.js", "fence-map/base.js", "fence-map/canvas.js", "fence-map/tiles.js"])
  runInNewContext(readFileSync(join(__dirname, "../../src/editor", file), "utf8"), { window, RED: {} });
const editor = window.vehicleCloudEditor;
const { geo } = editor;

const read = (fence: object): Read => {
  const found = editor.readFence(fence);
  assert.ok(found);
  return found;
};
const circle = (lat: number, lon: number, radiusM = 150): Drawn =>
  geo.shapeOf(read({ shape: "circle", lat, lon, radiusM }));
const polygon = (text: string): Drawn => geo.shapeOf(read({ shape: "polygon", polygon: text }));
const holds = (shape: Drawn, lat: number, lon: number): boolean => geo.holds(shape, geo.worldX(lon), geo.worldY(lat));
const runtimeShape = (text: string): Shape => readFences([{ name: "A", polygon: text }])[0]!.shape;

/** What may stand in the field for corners. */
const square = [
  [13, 52],
  [13.02, 52],
  [13.02, 52.01],
  [13, 52.01],
];
const forms = {
  lines: "52, 13\n52, 13.02\n52.01, 13.02\n52.01, 13",
  "lines with semicolons": "52 13; 52 13.02; 52.01 13.02; 52.01 13",
  "a list of pairs, longitude first": JSON.stringify(square),
  "a list of corners with names": JSON.stringify(square.map(([lon, lat]) => ({ lat, lon }))),
  "a Polygon": JSON.stringify({ type: "Polygon", coordinates: [[...square, square[0]]] }),
  "a Feature": JSON.stringify({
    type: "Feature",
    properties: { colour: "red" },
    geometry: { type: "Polygon", coordinates: [[...square, square[0]]] },
  }),
  "a FeatureCollection": JSON.stringify({
    type: "FeatureCollection",
    features: [
      { type: "Feature", properties: {}, geometry: { type: "MultiPolygon", coordinates: [[[...square, square[0]]]] } },
    ],
  }),
};

describe("the map of fences", () => {
  for (const [form, text] of Object.entries(forms)) {
    it(`reads and writes ${form} as the runtime understands it`, () => {
      const found = editor.readCorners(text);
      assert.ok(found?.polygons);
      assert.deepEqual(
        JSON.parse(JSON.stringify(found.polygons)),
        [[square.map(([lon, lat]) => [lat, lon])]],
        "the same four corners, none twice",
      );
      const moved = geo.fenceOf({}, geo.changes.corner({ ...found }, 52.02, 13.03, [0, 0, 2])).polygon;
      assert.ok(signedDistance(runtimeShape(moved), 52.015, 13.022) < 0, moved);
      assert.ok(signedDistance(runtimeShape(text), 52.015, 13.022) > 0);
      if (text.includes("red")) assert.match(moved, /"colour":"red"/);
      if (/^[[{]/.test(text)) assert.equal(moved.slice(0, 8), JSON.stringify(JSON.parse(text)).slice(0, 8));
    });
  }

  it("draws nothing of what is not complete, wrong, or a variable", () => {
    const bad = [
      "",
      "52, 13",
      "52, 13\n52, 14",
      "52, 13\n52, 14, 3\n53, 13",
      "95, 13\n52, 14\n53, 13",
      "${CORNERS}",
      "[[1,2]",
    ];
    for (const text of [...bad, "{}", "null", '{"type":"Point","coordinates":[1,2]}', "[]", "[[[[]]]]"])
      assert.equal(editor.readCorners(text), undefined, text);
    for (const lat of ["", "x", "${LAT}", "91", "NaN"])
      assert.equal(editor.readFence({ shape: "circle", lat, lon: "13" }), undefined, lat);
    const variable = read({ shape: "circle", lat: "52", lon: "13", radiusM: "${R}" });
    assert.equal(geo.fenceOf({ radiusM: "${R}" }, geo.changes.centre(variable, 53, 14)).radiusM, "${R}");
  });

  it("draws a circle where the runtime has it, at the equator, at 70°, over the antimeridian and at a pole", () => {
    for (const [lat, lon, radiusM] of [
      [0, 0, 25],
      [70, 25, 50000],
      [-17, 179.99, 20000],
      [89.95, 10, 20000],
      [-90, 0, 30000],
    ] as const) {
      const shape = circle(lat, lon, radiusM);
      const { shape: real } = readFences([{ name: "A", lat, lon, radiusM }])[0]!;
      for (let bearing = 0; bearing < 360; bearing += 20) {
        for (const share of [0.9, 1.1]) {
          const degrees = (share * radiusM) / 111195;
          const angle = (bearing * Math.PI) / 180;
          const at = lat + degrees * Math.cos(angle);
          if (Math.abs(at) > 89.9 || Math.abs(lat) > 89) continue;
          const along = lon + (degrees * Math.sin(angle)) / Math.cos((lat * Math.PI) / 180);
          const inside = signedDistance(real, at, along) < 0;
          assert.equal(holds(shape, at, along), inside, `${lat}, ${lon}: ${bearing}° ${share}`);
        }
      }
    }
    const pole = circle(89.95, 10, 20000);
    for (const lon of [-170, -80, 10, 100]) {
      assert.ok(holds(pole, 89.98, lon), `${lon}`);
      assert.ok(!holds(pole, 89.6, lon), `${lon}`);
    }
  });

  it("draws polygons over the antimeridian and round a pole as the runtime reads them", () => {
    const over = "-17, 179.5\n-17, -179.5\n-18, -179.5\n-18, 179.5";
    const round = "70, 0\n70, 90\n70, 180\n70, -90";
    for (const [text, places] of [
      [
        over,
        [
          [-17.5, 179.8],
          [-17.5, -179.8],
          [-17.5, 179.2],
          [-17.5, -179.2],
          [-17.5, 0],
          [-18.2, 180],
        ],
      ],
      [
        round,
        [
          [80, 45],
          [89, -100],
          [80, -170],
          [60, 45],
          [60, -170],
        ],
      ],
    ] as [string, Corner[]][]) {
      const shape = polygon(text);
      const real = runtimeShape(text);
      for (const [lat, lon] of places)
        assert.equal(holds(shape, lat, lon), signedDistance(real, lat, lon) < 0, `${text}: ${lat}, ${lon}`);
      assert.ok(shape.box[2] - shape.box[0] <= 1.001);
    }
    const holes = {
      type: "Polygon",
      coordinates: [square, square.map(([lon, lat]) => [lon! / 2 + 6.505, lat! / 2 + 26.0025])],
    };
    assert.ok(!holds(polygon(JSON.stringify(holes)), 52.005, 13.01));
    assert.ok(holds(polygon(JSON.stringify(holes)), 52.001, 13.001));
  });

  it("moves a polygon over the antimeridian as a whole, within longitudes that a fence may have", () => {
    const moved = geo.changes.centre(polygon("10, 179.8\n10, 179.9\n10.1, 179.9\n10.1, 179.8").read, 10.05, -179.95);
    const text = geo.fenceOf({}, moved).polygon;
    const longitudes = text.split("\n").map((line) => Number(line.split(", ")[1]));
    assert.deepEqual(longitudes.map(Math.abs), [180, 179.9, 179.9, 180]);
    for (const [lat, inside] of [
      [9.999, false],
      [10.001, true],
      [10.099, true],
      [10.101, false],
    ] as const)
      assert.equal(signedDistance(runtimeShape(text), lat, -179.95) < 0, inside);
  });

  it("keeps a radius within 25 m and 50 km, and knows it to a metre", () => {
    const { read: home } = circle(52, 13);
    assert.equal(geo.changes.radius(home, 52, 13).radius, 25);
    assert.equal(geo.changes.radius(home, 53, 13).radius, 50000);
    assert.ok(Math.abs(geo.changes.radius(home, 52.01, 13).radius - 1112) <= 1);
  });

  it("shows all there is, be it 25 m or on both sides of the antimeridian", () => {
    const view = Object.assign(editor.mapView(), { width: 400, height: 300 });
    const seen = (lat: number, lon: number): boolean => {
      const [left, top] = view.pixel(lat, lon);
      return left > 0 && left < 400 && top > 0 && top < 300;
    };
    view.fit([circle(-17, 179.9).box, circle(-17.2, -179.9).box]);
    assert.ok(seen(-17, 179.9) && seen(-17.2, -179.9));
    assert.ok(view.zoom > 8, "and not the way round the Earth");
    const [lat, lon] = view.place(...view.pixel(-17.1, -179.99));
    assert.ok(Math.abs(lat + 17.1) < 1e-6 && Math.abs(lon + 179.99) < 1e-6);
    view.fit([circle(52, 13, 25).box]);
    assert.ok(seen(52.0002, 13) && view.zoom >= 16);
    view.fit([circle(89.99, 0, 50000).box]);
    assert.ok(Number.isFinite(view.zoom));
  });

  it("asks no tile server but by https or on this computer, and no address that hides a user or a host", () => {
    for (const good of [
      "https://tile.example.org/{z}/{x}/{y}.png",
      "https://tile.example.org/{z}/{x}/{y}.png?key=a1",
      "http://127.0.0.1:8080/{z}/{y}/{x}",
      "http://localhost/{z}/{x}/{y}",
      "http://[::1]/{z}/{x}/{y}",
    ])
      assert.equal(editor.tileFault(good), "", good);
    for (const bad of [
      "http://tile.example.org/{z}/{x}/{y}.png",
      "ftp://127.0.0.1/{z}/{x}/{y}",
      "javascript:{z}{x}{y}",
      "http://127.0.0.1.example.org/{z}/{x}/{y}",
      "//tile.example.org/{z}/{x}/{y}",
      "https://me:secret@tile.example.org/{z}/{x}/{y}",
      "https://{z}.example.org/{x}/{y}",
      "https://tile.example.org/{z}/{x}.png",
      "https://{s}.example.org/{z}/{x}/{y}",
      "{z}{x}{y}",
    ])
      assert.notEqual(editor.tileFault(bad), "", bad);
  });
});
