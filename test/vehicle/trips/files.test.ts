/** Trips as files: what a program or a spreadsheet that opens them would find. */
import assert from "node:assert/strict";
import {
  isVehicleCloudError,
  tripsToCsv,
  tripsToGeoJson,
  tripsToGpx,
  verifyTripCsv,
  type Drive,
  type Trip,
} from "../../../src";

const home = { latitude: 48.1, longitude: 11.5, name: "Home" };
const drive: Drive = {
  startedAt: "2026-03-01T08:00:00+01:00",
  endedAt: "2026-03-01T07:30:00.000Z",
  km: 12.5,
  percentUsed: 4,
  from: home,
  to: { latitude: 48.2, longitude: -11.6 },
};
const journal: Trip = {
  startedAt: null,
  endedAt: "2026-03-02T07:30:00Z",
  distanceKm: 3,
  energyKwh: 0.6,
  endAddress: "Street 1",
  label: "work",
  track: [
    { latitude: 1, longitude: 2, altitudeM: 500 },
    { latitude: 7, longitude: 7, trusted: false },
    { latitude: 3, longitude: 4 },
  ],
};
const hostile = [
  'a "quoted", name; x',
  "line\r\nbreak",
  "=cmd|' /C calc'!A0",
  "  +1",
  "-1",
  "@SUM(A1)",
  "\t=1",
  "\n=1",
  "＝1",
  "<b>&amp;</b>]]>",
  "\u202eright to left ‏עברית",
  "🚗 emoji",
  " blank ",
  "bell\u0007\ud800",
];
const named = hostile.map((name): Drive => ({ ...drive, from: { ...home, name } }));

/** RFC 4180, written anew so that the package is not its own judge. */
function cells(csv: string, separator: string): string[][] {
  const rows: string[][] = [[]];
  let [value, quoted] = ["", false];
  for (let at = 0; at < csv.length; at++) {
    const sign = csv[at]!;
    if (quoted && sign === '"' && csv[at + 1] === '"') value += csv[at++];
    else if (sign === '"') quoted = !quoted;
    else if (quoted) value += sign;
    else if (sign === separator) [value] = [(rows.at(-1)!.push(value), "")];
    else if (sign === "\n") {
      rows.at(-1)!.push(value.slice(0, -1));
      assert.ok(value.endsWith("\r"), "lines end with CR LF");
      value = "";
      rows.push([]);
    } else value += sign;
  }
  assert.equal(quoted, false);
  return rows.slice(0, -1);
}

const inside: Record<string, string[]> = {
  gpx: ["metadata", "wpt", "rte", "trk", "extensions"],
  trk: ["name", "cmt", "desc", "src", "link", "number", "type", "extensions", "trkseg"],
  trkseg: ["trkpt", "extensions"],
  trkpt: ["ele", "time"],
  name: [],
  desc: [],
  number: [],
  ele: [],
  time: [],
};

/** The facts of the GPX 1.1 schema that our files touch: nesting, order, attributes, values. Gives each element's text. */
function checkGpx(gpx: string): [string, string][] {
  assert.ok(gpx.startsWith('<?xml version="1.0" encoding="UTF-8"?>\n<gpx '));
  const open: { name: string; last: number; text: string }[] = [];
  const found: [string, string][] = [];
  for (const [, close, name, attributes, text] of gpx.matchAll(/<(\/?)([a-z]+)([^<>]*)>([^<]*)/g)) {
    if (close) {
      const element = open.pop()!;
      assert.equal(element.name, name);
      found.push([name!, element.text]);
      continue;
    }
    const parent = open.at(-1);
    const rank = parent ? inside[parent.name]!.indexOf(name!) : 0;
    assert.ok(rank >= 0, `${name} in ${parent?.name}`);
    if (parent) assert.ok(rank >= parent.last, `${name} comes too late in ${parent.name}`);
    if (parent) parent.last = rank;
    if (name === "gpx")
      assert.match(attributes!, /^ version="1\.1" creator="[^"]+" xmlns="http:\/\/www\.topografix\.com\/GPX\/1\/1"$/);
    if (name === "trkpt") {
      const [, lat, lon] = /^ lat="(-?\d+\.\d+)" lon="(-?\d+\.\d+)"$/.exec(attributes!)!;
      assert.ok(Math.abs(Number(lat)) <= 90 && Number(lon) >= -180 && Number(lon) < 180);
    }
    assert.doesNotMatch(text!, /&(?!(amp|lt|gt|quot|#13);)/);
    open.push({ name: name!, last: 0, text: text! });
  }
  assert.equal(open.length, 0);
  for (const [name, text] of found) {
    if (name === "time") assert.match(text, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    if (name === "number") assert.match(text, /^\d+$/);
  }
  return found;
}

describe("trips as GeoJSON", () => {
  it("are lines from start to end, or the track, with what is known", () => {
    const { type, features } = tripsToGeoJson([drive, journal]);
    assert.equal(type, "FeatureCollection");
    const [one, two] = features;
    assert.deepEqual(one!.geometry, { type: "LineString", coordinates: [[11.5, 48.1], [-11.6, 48.2]] }); // prettier-ignore
    assert.deepEqual(one!.properties, {
      number: 1,
      startedAt: "2026-03-01T07:00:00.000Z",
      endedAt: "2026-03-01T07:30:00.000Z",
      minutes: 30,
      km: 12.5,
      percentUsed: 4,
      from: "Home",
      endsOnly: true,
    });
    assert.deepEqual(two!.geometry, { type: "LineString", coordinates: [[2, 1, 500], [4, 3]] }); // prettier-ignore
    assert.equal(two!.properties["endsOnly"], undefined);
    assert.equal("startedAt" in two!.properties, false);
  });

  it("have a point or no geometry where places are unknown or cannot be", () => {
    const geometry = (from: object, to?: object) =>
      tripsToGeoJson([{ endedAt: drive.endedAt, from, to } as Drive]).features[0]!.geometry;
    assert.deepEqual(geometry(home), { type: "Point", coordinates: [11.5, 48.1] });
    for (const [latitude, longitude] of [
      [0, 0],
      [91, 0],
      [1, 181],
      [NaN, 1],
      ["1", 1],
    ]) {
      assert.equal(geometry({ latitude, longitude }), null);
    }
    assert.deepEqual(tripsToGeoJson([]), { type: "FeatureCollection", features: [] });
  });

  it("are cut at the antimeridian, both ways", () => {
    const line = (from: number, to: number) =>
      tripsToGeoJson([{ ...drive, from: { latitude: 10, longitude: from }, to: { latitude: 20, longitude: to } }])
        .features[0]!.geometry;
    assert.deepEqual(line(170, -170), { type: "MultiLineString", coordinates: [[[170, 10], [180, 15]], [[-180, 15], [-170, 20]]] }); // prettier-ignore
    assert.deepEqual(line(-170, 170), { type: "MultiLineString", coordinates: [[[-170, 10], [-180, 15]], [[180, 15], [170, 20]]] }); // prettier-ignore
    assert.doesNotMatch(JSON.stringify(line(-180, 180)), /null/);
  });
});

describe("trips as GPX 1.1", () => {
  it("keep the schema's order, attributes and values, whatever the names", () => {
    const odd: Drive = { endedAt: "yesterday", from: { latitude: 1e-9, longitude: 180 } };
    const found = checkGpx(tripsToGpx([drive, journal, odd, { endedAt: drive.endedAt }, ...named]));
    const texts = (name: string) => found.filter(([one]) => one === name).map(([, text]) => text);
    assert.equal(texts("trk").length, 4 + named.length);
    assert.deepEqual(texts("time").slice(0, 2), ["2026-03-01T07:00:00.000Z", "2026-03-01T07:30:00.000Z"]);
    assert.equal(texts("name")[1], "work");
    assert.equal(texts("desc")[0], "Home → ?, 12.5 km");
    assert.ok(texts("desc").includes("&lt;b&gt;&amp;amp;&lt;/b&gt;]]&gt; → ?, 12.5 km"));
    assert.ok(texts("desc").includes("bell\ufffd → ?, 12.5 km"), "what XML may not hold is gone");
  });

  it("are a whole file without trips", () => {
    assert.deepEqual(checkGpx(tripsToGpx([])), [["gpx", "\n"]]);
  });
});

describe("trips as CSV", () => {
  it("have English or German headers, and empty cells for what is unknown", () => {
    const [header, one, two] = cells(tripsToCsv([drive, journal]), ",");
    assert.deepEqual([header!.length, header![0], header!.at(-1)], [20, "Number", "Hash"]);
    assert.equal(one!.slice(0, -1).join("|"), "1|2026-03-01T07:00:00.000Z|2026-03-01T07:30:00.000Z|30|12.5||||4|||Home|48.1|11.5||48.2|-11.6||"); // prettier-ignore
    assert.equal(two!.slice(0, -1).join("|"), "2||2026-03-02T07:30:00.000Z||3||||||0.6||1|2|Street 1|3|4|work|");
    const [kopf, eins] = cells(tripsToCsv([{ ...drive, kmEstimated: true }], { language: "de" }), ";");
    assert.deepEqual([kopf![0], eins![4], eins![5], eins![16]], ["Nummer", "12,5", "ja", "-11,6"]);
    assert.equal(cells(tripsToCsv([{ ...drive, kmEstimated: true }]), ",")[1]![5], "yes");
  });

  it("leave out what is no number, no time, or a time without its offset", () => {
    const odd = {
      endedAt: "2026-13-45T99:99:00Z",
      startedAt: "2026-03-01T08:00:00",
      km: NaN,
      percentUsed: "4",
      litresUsed: 0,
    };
    const [, row] = cells(tripsToCsv([odd as unknown as Drive]), ",");
    assert.equal(row!.slice(0, -1).join("|"), "1|||||||||0|||||||||");
    const backwards = tripsToGeoJson([{ startedAt: "2026-03-01T08:00Z", endedAt: "2026-03-01T07:00Z" }]);
    assert.equal(backwards.features[0]!.properties["minutes"], undefined);
  });

  for (const separator of [",", ";"] as const) {
    it(`give back every hostile name with "${separator}", and none as a formula`, () => {
      const csv = tripsToCsv(named, { separator });
      const rows = cells(csv, separator).slice(1);
      for (const [index, name] of hostile.entries()) {
        const got = rows[index]![11]!;
        assert.doesNotMatch(got, /^\s*[=+\-@＝]/);
        assert.equal(got.replace(/^'/, ""), name === hostile.at(-1) ? "bell\ufffd" : name);
      }
      assert.deepEqual(verifyTripCsv(csv), { ok: true, rows: named.length, lastHash: rows.at(-1)!.at(-1) });
    });
  }

  it("go on after the last row of a file", () => {
    const first = tripsToCsv([drive]);
    const { rows: number, lastHash: hash } = verifyTripCsv(first);
    const more = tripsToCsv([journal], { after: { number, hash: hash! } });
    assert.equal(first + more, tripsToCsv([drive, journal]));
  });

  it("refuse other options and other input by name", () => {
    const refused = (run: () => unknown, code: "CONFIG_INVALID" | "INPUT_INVALID") =>
      assert.throws(run, (error) => isVehicleCloudError(error, code));
    for (const options of [
      { language: "fr" },
      { separator: "|" },
      { after: { number: -1, hash: "0".repeat(64) } },
      { after: { number: 1, hash: "x" } },
    ]) {
      refused(() => tripsToCsv([], options as object), "CONFIG_INVALID");
    }
    for (const trips of [null, {}, [null], ["x"], [[]]]) refused(() => tripsToGpx(trips as never), "INPUT_INVALID");
    refused(() => verifyTripCsv(1 as never), "INPUT_INVALID");
  });
});

describe("the chain of a trip CSV", () => {
  const trips = Array.from({ length: 6 }, (_, index): Drive => ({ ...drive, km: index + 0.25 }));
  const csv = tripsToCsv(trips);
  const lines = csv.split("\r\n").slice(0, -1);
  const verdict = (changed: string[], expected?: { lastHash: string }) => {
    const { ok, rows, brokenRow, reason } = verifyTripCsv(changed.join("\r\n") + "\r\n", expected);
    assert.equal(rows, ok ? changed.length - 1 : Math.max(0, brokenRow! - 1));
    return ok ? "holds" : `${reason} ${brokenRow}`;
  };

  it("names the row that was changed, removed, swapped, doubled or put in", () => {
    assert.equal(verdict(lines), "holds");
    assert.equal(verdict(lines.with(3, lines[3]!.replace("2.25", "1.25"))), "hash 3");
    assert.equal(verdict(lines.toSpliced(2, 1)), "number 2");
    const renumbered = lines.toSpliced(2, 1).map((line, at) => (at > 0 ? line.replace(/^\d+/, String(at)) : line));
    assert.equal(verdict(renumbered), "hash 2");
    assert.equal(verdict(lines.with(4, lines[5]!).with(5, lines[4]!)), "number 4");
    assert.equal(verdict(lines.toSpliced(3, 0, lines[3]!)), "number 4");
    assert.equal(verdict(lines.toSpliced(3, 0, "")), "form 3");
    assert.equal(verdict(lines.with(2, `${lines[2]},x`)), "form 2");
    assert.equal(verdict(lines.with(2, lines[2]!.replace("Home", '"Home'))), "form 2");
    assert.equal(verdict(lines.with(2, lines[2]!.replace("Home", '"Home"x'))), "form 2");
    assert.equal(verdict(lines.with(6, lines[6]!.replace(/[^,]+$/, ""))), "hash 6");
    assert.equal(verifyTripCsv(csv.slice(0, csv.lastIndexOf(",") + 1)).brokenRow, 6);
  });

  it("shows rows cut off at the end to those who kept the last hash", () => {
    const { lastHash } = verifyTripCsv(csv);
    assert.equal(verdict(lines, { lastHash: lastHash! }), "holds");
    assert.equal(verdict(lines.slice(0, -2), { lastHash: lastHash! }), "end 5");
    assert.equal(verdict(lines.slice(0, -2)), "holds");
  });

  it("needs its header", () => {
    for (const text of ["", "x", csv.slice(csv.indexOf("\n") + 1), csv.replace("Minutes", "Hours"), '"']) {
      assert.deepEqual(verifyTripCsv(text), { ok: false, rows: 0, brokenRow: 0, reason: "header" });
    }
    assert.equal(verifyTripCsv(tripsToCsv([])).rows, 0);
  });

  it("holds in a file that was saved with a mark, line feeds, other quotes and the other separator", () => {
    const saved = lines.map((line) => line.split(",").map((one) => `"${one}"`).join(";")); // prettier-ignore
    assert.equal(verifyTripCsv(`\ufeff${saved.join("\n")}`).rows, 6);
  });

  it("holds over 10,000 trips, and finds the one figure that was changed", () => {
    const many = tripsToCsv(Array.from({ length: 10_000 }, () => drive));
    assert.equal(verifyTripCsv(many).rows, 10_000);
    const at = many.indexOf("\r\n9000,");
    const changed = many.slice(0, at) + many.slice(at).replace("12.5", "12.6");
    assert.equal(verifyTripCsv(changed).brokenRow, 9000);
    assert.equal(tripsToGeoJson(Array.from({ length: 10_000 }, () => journal)).features.length, 10_000);
  });
});
