import assert from "node:assert/strict";
import fc from "fast-check";
import { isCloudError } from "../../../src/base/errors";
import { sampleIn } from "../../../src/vehicle/fences/fence-sample";
import { readFences, writeFences } from "../../../src/vehicle/fences/fences";
import { signedDistance } from "../../../src/vehicle/fences/geometry";
import { car, home, start } from "./support";

const polygon = (coordinates: unknown, name = "Field") => ({
  type: "Feature",
  properties: { name },
  geometry: { type: "Polygon", coordinates },
});
const square = [
  [13, 52],
  [13.01, 52],
  [13.01, 52.01],
  [13, 52.01],
];
const distance = (item: unknown, lat: number, lon: number): number =>
  signedDistance(readFences([item])[0]!.shape, lat, lon);

describe("fences read", () => {
  it("from polygons closed or not, wound either way, with holes and in parts", () => {
    for (const ring of [square, [...square, square[0]], [...square].reverse()]) {
      const inside = distance(polygon([ring]), 52.005, 13.005);
      assert.ok(inside < -300 && inside > -360, String(inside));
      assert.ok(Math.abs(distance(polygon([ring]), 52.005, 13.02) - 684.6) < 2);
    }
    const hole = [
      [13.004, 52.004],
      [13.006, 52.004],
      [13.006, 52.006],
      [13.004, 52.006],
    ];
    assert.ok(distance(polygon([square, hole]), 52.005, 13.005) > 60);
    const parts = { type: "MultiPolygon", coordinates: [[square], [square.map(([lon, lat]) => [lon! + 1, lat])]] };
    assert.ok(distance({ type: "Feature", properties: {}, geometry: parts }, 52.005, 14.005) < 0);
    assert.ok(distance({ type: "Feature", properties: {}, geometry: parts }, 52.005, 13.5) > 0);
  });

  it("over the antimeridian, at the poles, and of any number of turns", () => {
    const strip = polygon([
      [
        [179, 10],
        [-179, 10],
        [-179, 11],
        [179, 11],
      ],
    ]);
    assert.ok(distance(strip, 10.5, 180) < 0 && distance(strip, 10.5, -179.5) < 0);
    assert.ok(distance(strip, 10.5, 178) > 0 && distance(strip, 10.5, 0) > 0);
    const cap = polygon([
      [
        [0, 80],
        [90, 80],
        [180, 80],
        [-90, 80],
      ],
    ]);
    assert.ok(distance(cap, 89, 37) < 0 && distance(cap, 70, 37) > 0 && distance(cap, -89, 37) > 0);
    assert.ok(distance({ name: "x", lat: 52, lon: 13 - 360 - 360, radiusM: 150 }, 52, 13) === -150);
  });

  it("that cross themselves by even and odd", () => {
    const bow = polygon([
      [
        [13, 52],
        [13.01, 52.01],
        [13.01, 52],
        [13, 52.01],
      ],
    ]);
    assert.ok(distance(bow, 52.005, 13.001) < 0 && distance(bow, 52.001, 13.005) > 0);
  });

  it("typed as corners, latitude first, or as JSON; circles as text with 150 m if nothing is said", () => {
    const typed = { name: "Field", polygon: "52, 13\n52 13.01\n52.01, 13.01\n52.01, 13" };
    assert.ok(distance(typed, 52.005, 13.005) < 0);
    assert.ok(distance({ name: "Field", polygon: JSON.stringify(polygon([square])) }, 52.005, 13.005) < 0);
    assert.ok(distance({ name: "Field", polygon: square }, 52.005, 13.005) < 0);
    assert.equal(distance({ name: "x", lat: "52", lon: "13", radiusM: "" }, 52, 13), -150);
    assert.equal(distance({ name: "x", circle: { lat: 52, lon: 13, radiusM: 99 } }, 52, 13), -99);
    const point = { type: "Feature", properties: { radiusM: 80 }, geometry: { type: "Point", coordinates: [13, 52] } };
    assert.equal(distance(point, 52, 13), -80);
  });

  it("from every form in which they are given, to the same fence", () => {
    const key = (source: unknown): string => readFences(source)[0]!.key;
    const feature = polygon([square]);
    const { geometry } = feature;
    const collection = { type: "FeatureCollection", features: [feature] };
    const area = key([feature]);
    const areas: unknown[] = [
      feature,
      collection,
      JSON.stringify(collection),
      [{ name: "Field", ...geometry }],
      [{ name: "Field", polygon: geometry }],
      [{ name: "Field", polygon: feature }],
      [{ name: "Field", polygon: JSON.stringify(collection) }],
      [{ name: "Field", polygon: square.map(([lon, lat]) => ({ lat, lon })) }],
    ];
    for (const source of areas) assert.equal(key(source), area, JSON.stringify(source));
    assert.throws(() => readFences([{ name: "Field", polygon: { type: "FeatureCollection" } }]), /"Field"/);
    const yard = key([{ name: "Yard", lat: 52, lon: 13, radiusM: 150 }]);
    const circles: object[] = [
      { lat: 52, lng: 13, radius: 150 },
      { latitude: "52", longitude: "13", radiusM: null },
      { lat: 52, lon: 13, polygon: null },
      { lat: 52, lon: 13, shape: "circle", polygon: "52 13" },
      { circle: { latitude: 52, lng: 13 } },
    ];
    for (const circle of circles) assert.equal(key([{ name: "Yard", ...circle }]), yard, JSON.stringify(circle));
    const point = { type: "Point", coordinates: [13, 52] };
    assert.equal(key({ type: "Feature", properties: { name: "Yard", radius: 150 }, geometry: point }), yard);
    assert.equal(
      key([{ name: "Yard", polygon: { type: "Feature", properties: { radiusM: 150 }, geometry: point } }]),
      yard,
    );
    const inCollection = { type: "FeatureCollection", features: [{ properties: { radiusM: 150 }, geometry: point }] };
    assert.equal(key([{ name: "Yard", polygon: inCollection }]), yard);
    for (const centre of [{ lat: 52 }, { lon: 13 }, { lat: "x", lon: 13 }]) {
      assert.throws(() => readFences([{ name: "Yard", ...centre }]), /"Yard" needs latitude and longitude/);
    }
    const thousand = Array.from({ length: 1000 }, (_, i) => ({ name: `F${i}`, lat: 52, lon: 13 }));
    assert.equal(readFences(thousand).length, 1000);
    assert.throws(() => readFences([...thousand, { lat: 52, lon: 13 }]), /from "Fence 1001" on they are too many/);
  });

  it("written in a form that is read to the same", () => {
    const hole = square.map(([lon, lat]) => [lon! / 2 + 6.502, lat! / 2 + 26.002]);
    const fences = readFences([home, polygon([square, hole])]);
    const written = JSON.parse(JSON.stringify(writeFences(fences))) as unknown[];
    assert.deepEqual(written[0], home);
    const coordinates = [[square, hole]];
    assert.deepEqual(written[1], {
      type: "Feature",
      properties: { name: "Field" },
      geometry: { type: "MultiPolygon", coordinates },
    });
    assert.deepEqual(
      readFences(written).map(({ key }) => key),
      fences.map(({ key }) => key),
    );
  });

  it("typed with any white space and semicolons, as maps show it", () => {
    const corners = ["52, 13", "52,13.01 ", "\t52.01 13.01", "52.01  ,  13"];
    const [plain] = readFences([{ name: "Field", polygon: corners.join("\n") }]);
    for (const polygon of [corners.join(";"), `\n ${corners.join(" \n\n \n")}\n`, corners.join(";\n")]) {
      assert.equal(readFences([{ name: "Field", polygon }])[0]!.key, plain!.key, JSON.stringify(polygon));
    }
    assert.equal(plain!.shape.kind, "area");
    const json = ` ${JSON.stringify([square])}`;
    assert.equal(readFences([{ name: "Field", polygon: json }])[0]!.key, plain!.key, "JSON after a space");
    for (const odd of ["52", "52 13 14", "52 x", "x 13", "x [", "a,b"]) {
      const polygon = [...corners, odd].join("\n");
      assert.throws(() => readFences([{ name: "Field", polygon }]), /"Field" has a line that is no corner/, odd);
    }
    assert.throws(() => readFences([{ name: "Field", polygon: "[[13, 52]," }]), /"Field" is no JSON that can be read/);
  });

  it("the same whether the ring is closed or not, and another if anything of it is", () => {
    const key = (coordinates: unknown, name?: string): string => readFences([polygon(coordinates, name)])[0]!.key;
    const hole = square.map(([lon, lat]) => [lon! / 2 + 6.502, lat! / 2 + 26.002]);
    assert.equal(key([[...square, square[0]]]), key([square]));
    const circle = { name: "Field", lat: 52, lon: 13, radiusM: 100 };
    const others = [circle, { ...circle, lat: 53 }, { ...circle, lon: 14 }, { ...circle, radiusM: 101 }];
    const keys = [
      ...[key([square]), key([square], "Fields"), key([square.slice(0, 3)]), key([square, hole])],
      ...others.map((item) => readFences([item])[0]!.key),
    ];
    assert.equal(new Set(keys).size, keys.length);
  });

  it("by the first of their names, without the space around it, or by their number", () => {
    const properties = { name: " A ", title: "C" };
    const item = (more: object) => ({ ...polygon([square]), ...more });
    const names = readFences([
      item({ properties, name: "B", id: "D" }),
      item({ properties: { title: "C", name: " " }, name: "B", id: "D" }),
      item({ properties: { title: "C" }, name: "", id: "D" }),
      item({ properties: null, id: "D" }),
      item({ properties: {} }),
    ]).map(({ name }) => name);
    assert.deepEqual(names, ["A", "B", "C", "D", "Fence 5"]);
  });

  it("to the last of what is allowed", () => {
    const circle = { name: "Yard", lat: 52, lon: 13 };
    for (const radiusM of [25, 50_000]) assert.equal(readFences([{ ...circle, radiusM }])[0]!.sizeM, radiusM);
    for (const radiusM of [24.9, 50_001])
      assert.throws(() => readFences([{ ...circle, radiusM }]), /25 to 50000 metres/);
    assert.ok(Math.abs(distance({ ...circle, lat: -90, radiusM: 150 }, -90, 0) + 150) < 1e-6);
    assert.throws(() => readFences([{ ...circle, lat: -90.1 }]), /swapped/);
    const pole = [
      [0, 89],
      [10, 89],
      [10, 90],
    ];
    assert.ok(distance(polygon([pole]), 89.5, 9) < 0);
    const long = "x".repeat(300);
    assert.throws(
      () => readFences([{ name: long }]),
      (error: Error) => error.message.includes(`"${"x".repeat(100)}"`),
    );
  });

  it("refuse corners on one line, whichever way it runs and however often one is named", () => {
    const lines = [
      [
        [13, 52],
        [13, 52],
        [13.1, 52.2],
        [13.2, 52.4],
      ],
      [
        [13, 52],
        [13, 52.1],
        [13, 52.2],
      ],
    ];
    for (const line of lines) assert.throws(() => readFences([polygon([line])]), /all its corners on one line/);
    const bent = [
      [13, 52],
      [13.1, 52.2],
      [13.2, 52.4],
      [13.2, 52.401],
    ];
    assert.equal(readFences([polygon([bent])]).length, 1);
  });

  it("refuse what is wrong, by name", () => {
    const circle = { name: "Yard", lat: 52, lon: 13 };
    const wrong: [source: unknown, says: RegExp][] = [
      [[{ ...circle, radiusM: 0 }], /"Yard".*radius from 25/],
      [[{ ...circle, radiusM: 1e6 }], /"Yard".*radius/],
      [[{ ...circle, radiusM: NaN }], /"Yard".*radius/],
      [[{ ...circle, lat: 91 }], /"Yard".*swapped/],
      [[{ name: "Yard" }], /"Yard".*centre/],
      [[circle, circle], /"Yard" is there twice/],
      [
        [
          polygon([
            [
              [13, 52],
              [13.1, 52],
            ],
          ]),
        ],
        /"Field" has fewer than three corners/,
      ],
      [
        [
          polygon([
            [
              [13, 52],
              [13.1, 52],
              [13.2, 52],
            ],
          ]),
        ],
        /"Field".*one line/,
      ],
      [
        [
          polygon([
            [
              [13, NaN],
              [13.1, 52],
              [13.2, 53],
            ],
          ]),
        ],
        /"Field".*no pair of numbers/,
      ],
      [
        [
          polygon([
            [
              ["1e1", 52],
              [13.1, 52],
              [13.2, 53],
            ],
          ]),
        ],
        /"Field".*no pair of numbers/,
      ],
      [
        [
          polygon([
            [
              [52, 113],
              [52, 114],
              [53, 114],
            ],
          ]),
        ],
        /"Field".*longitude first/,
      ],
      [[polygon([])], /"Field" has no corners/],
      [[polygon(undefined)], /"Field"/],
      [
        { type: "Feature", properties: { name: "P" }, geometry: { type: "Point", coordinates: [1, 2] } },
        /"P".*radiusM/,
      ],
      [
        { type: "Feature", properties: { name: "L" }, geometry: { type: "LineString", coordinates: [] } },
        /"L".*Polygon/,
      ],
      [{ type: "FeatureCollection", features: [] }, /at least one/],
      [[], /at least one/],
      ["{", /at least one/],
      [7, /at least one/],
      [Array.from({ length: 1001 }, (_, i) => ({ ...circle, name: `F${i}` })), /"F1000" on they are too many/],
      [[polygon([Array.from({ length: 100_001 }, (_, i) => [Math.cos(i), Math.sin(i)])])], /"Field".*100000 corners/],
    ];
    for (const [source, says] of wrong) {
      assert.throws(
        () => readFences(source),
        (error) => isCloudError(error, "INPUT_INVALID") && says.test(error.message),
        String(says),
      );
    }
  });

  it("take a hundred thousand corners, and write what is read again to the same", () => {
    const many = Array.from({ length: 100_000 }, (_, i) => [13 + Math.cos(i / 15_915), 52 + Math.sin(i / 15_915)]);
    const fences = readFences([home, polygon([many])]);
    assert.ok(signedDistance(fences[1]!.shape, 52, 13) < 0);
    const again = readFences(JSON.parse(JSON.stringify(writeFences(fences))));
    assert.deepEqual(
      again.map(({ key }) => key),
      fences.map(({ key }) => key),
    );
  });

  it("never fail but by INPUT_INVALID", () => {
    fc.assert(
      fc.property(fc.anything(), fc.jsonValue(), (any, json) => {
        for (const source of [any, [json], polygon(json), [{ name: "x", polygon: any }], [{ circle: any }]]) {
          try {
            readFences(source);
          } catch (error) {
            assert.ok(isCloudError(error, "INPUT_INVALID"), String(error));
          }
        }
      }),
    );
  });
});

describe("samples in messages", () => {
  const read = (message: unknown) => sampleIn(message, start);
  const position = { latitude: 52, longitude: 13 };
  const at = new Date(start - 60_000).toISOString();

  it("are readings, OwnTracks, or any place with a time", () => {
    const reading = { position: { ...position, measuredAt: at }, reportedAt: "2026-01-01T00:00:00Z" };
    assert.equal(read({ payload: reading })?.at, start - 60_000);
    assert.equal(read({ payload: { position, reportedAt: at } })?.at, start - 60_000);
    assert.equal(read({ payload: { lat: 52, lon: 13, tst: start / 1000 - 60 } })?.at, start - 60_000);
    assert.equal(read({ payload: JSON.stringify({ lat: 52, lon: 13, tst: start / 1000 }) })?.lat, 52);
    assert.equal(read({ payload: position })?.at, start);
    assert.equal(read({ location: { lat: 52, lon: 13 } })?.lon, 13);
    assert.equal(read({ payload: { position, motion: { ignition: "off" } } })?.parked, true);
  });

  it("do not count if half, 0/0, out of range, not trusted, or from the future", () => {
    const wrong = [
      { latitude: 52 },
      { latitude: 0, longitude: 0 },
      { latitude: 91, longitude: 0 },
      { latitude: 52, longitude: 181 },
      { latitude: null, longitude: 13 },
      { latitude: NaN, longitude: 13 },
      { ...position, trusted: false },
      { ...position, measuredAt: new Date(start + 11 * 60_000).toISOString() },
      { ...position, measuredAt: "yesterday" },
    ];
    for (const place of wrong) assert.equal(read({ payload: { position: place } }), undefined, JSON.stringify(place));
    for (const message of [{}, { payload: 5 }, { payload: "text" }, { payload: null }, null]) {
      assert.equal(read(message), undefined);
    }
    fc.assert(
      fc.property(
        fc.anything(),
        (any) => void [read(any), read({ payload: any }), read({ payload: { position: any } })],
      ),
    );
  });

  it("have the time that they say, in any of its forms", () => {
    const ago = start - 60_000;
    for (const time of [ago, ago / 1000, String(ago / 1000), new Date(ago), new Date(ago).toISOString()]) {
      for (const key of ["measuredAt", "tst", "timestamp", "time"]) {
        assert.equal(read({ payload: { position: { ...position, [key]: time } } })?.at, ago, `${key} ${String(time)}`);
        if (key !== "measuredAt") assert.equal(read({ payload: { position, [key]: time } })?.at, ago, key);
      }
    }
    for (const time of [0, -1, "", "soon", NaN, new Date(NaN), true]) {
      assert.equal(read({ payload: { position: { ...position, measuredAt: time } } }), undefined, String(time));
    }
    const both = { position: { ...position, tst: ago / 1000, time: 7 }, tst: 8 };
    assert.equal(read({ payload: both })?.at, ago, "the place's own time first");
    assert.equal(read({ payload: { ...both, reportedAt: at } })?.at, ago);
    assert.equal(read({ payload: { position, reportedAt: null, tst: ago / 1000 } })?.at, ago, "null is none");
    const ahead = (ms: number) => read({ payload: { position: { ...position, measuredAt: start + ms } } })?.at;
    assert.deepEqual([ahead(600_000), ahead(600_001)], [start + 600_000, undefined]);
  });

  it("may be named in each of the usual ways, and lie on the edge of the Earth", () => {
    for (const lat of ["lat", "latitude"]) {
      for (const lon of ["lon", "lng", "longitude"]) {
        const place = { [lat]: 52, [lon]: 13 };
        for (const message of [place, { payload: place }, { location: place }, { payload: { position: place } }]) {
          assert.deepEqual([read(message)?.lat, read(message)?.lon], [52, 13], JSON.stringify(message));
        }
      }
    }
    for (const [lat, lon] of [
      [0, 13],
      [52, 0],
      [90, 180],
      [-90, -180],
    ]) {
      assert.deepEqual([read({ lat, lon })?.lat, read({ lat, lon })?.lon], [lat, lon]);
    }
    const padded = (length: number) => JSON.stringify({ lat: 52, lon: 13 }).padEnd(length);
    assert.ok(read({ payload: padded(99_999) }));
    assert.equal(read({ payload: padded(100_000) }), undefined, "too long to look into");
  });

  it("tell how sure they are, how far the car has gone and whether it stands, if that is said and can be", () => {
    const full = (hdop: unknown, odometerKm: unknown, ignition: unknown) => {
      const sample = read({ payload: { position: { ...position, hdop }, odometerKm, motion: { ignition } } });
      const { freshMs: _, at: __, lat: ___, lon: ____, ...rest } = sample!;
      return rest;
    };
    assert.deepEqual(full(1.5, 1000, "off"), { hdop: 1.5, odometerKm: 1000, parked: true });
    assert.deepEqual(full(0.5, 0.5, "on"), { hdop: 0.5, odometerKm: 0.5, parked: false });
    assert.deepEqual(full(500, "7", "off"), { hdop: 99, odometerKm: 7, parked: true });
    for (const none of [0, -1, null, undefined, "x"]) assert.deepEqual(full(none, none, none), {}, String(none));
  });

  it("hold for as long as a reading of such a vehicle may be silent", () => {
    const fresh = (payload: object) => read({ payload: { position, ...payload } })!.freshMs / 60_000;
    assert.equal(fresh({}), 15);
    assert.equal(fresh({ motion: {} }), 15);
    assert.equal(fresh({ motion: { ignition: "on", driving: true } }), 15);
    assert.equal(fresh({ motion: { ignition: "off" } }), 26 * 60, "one that is parked");
    assert.equal(fresh({ motion: { ignition: "off" }, battery: { charging: true } }), 15);
    assert.equal(fresh({ motion: { ignition: "off" }, battery: 7, locks: null }), 26 * 60);
    assert.equal(fresh({ ride: { mode: "eco" } }), 1900 / 60, "a bike that is locked");
    assert.equal(fresh({ ride: { mode: "eco" }, locks: { locked: false } }), 1);
  });
});

describe("a walk with drift, spikes and gaps", () => {
  /** Visits at 0, trips to 5 km: told are exactly those that a sample shows. */
  it("makes no event that is false, and misses none", () => {
    const noise = fc.array(
      fc.record({
        drift: fc.integer({ min: -60, max: 60 }),
        spike: fc.boolean(),
        gap: fc.integer({ min: 60, max: 300 }),
      }),
      { minLength: 5, maxLength: 30 },
    );
    fc.assert(
      fc.property(fc.array(noise, { minLength: 2, maxLength: 8 }), (phases) => {
        const { at } = car();
        let seconds = 0;
        const events: string[] = [];
        const expected: string[] = [];
        at(0, 0, { parked: true });
        phases.forEach((samples, phase) => {
          const place = phase % 2 === 0 ? 0 : 5000;
          if (phase > 0) {
            // The drive between them.
            for (let step = 1; step < 5; step++) {
              const metres = place === 0 ? 5000 - step * 1000 : step * 1000;
              events.push(...at((seconds += 90), metres, { parked: false }));
            }
            events.push(...at((seconds += 90), place, { parked: false }));
            expected.push(place === 0 ? "enter Home" : "leave Home");
            // A spike right after the drive could be its last 200 m: nothing tells the two apart.
            events.push(...at((seconds += 60), place, { parked: true }));
          }
          for (const { drift, spike, gap } of samples) {
            if (spike) {
              events.push(...at((seconds += gap), place + 200, { parked: true }));
              events.push(...at((seconds += 60), place, { parked: true }));
            }
            events.push(...at((seconds += gap), place + drift, { parked: true }));
          }
        });
        assert.deepEqual(events, expected);
      }),
    );
  });
});
