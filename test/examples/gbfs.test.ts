/** Example 18: a fleet's public feed, held against the types that the specification's keepers publish. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import ts from "typescript";
import { eventually, freePort, startNodeRed, type NodeRedProcess } from "../support/node-red-process";
import { example, root } from "../support/package-facts";

const file = "18 Public feed of a fleet (GBFS).json";
type Row = Record<string, unknown>;
interface Feed {
  last_updated: string;
  ttl: number;
  version: string;
  data: { vehicles: Row[]; feeds: { name: string; url: string }[]; [name: string]: unknown };
}

/** What the compiler says of a feed as a value of the published type. */
function complaints(type: string, feed: unknown): string[] {
  const module = join(root, "node_modules/gbfs-typescript-types/v3.0/index.d.ts");
  const name = join(root, "test", "a-feed.ts");
  const text = `import type { ${type} } from ${JSON.stringify(module)};\nexport const feed: ${type} = ${JSON.stringify(feed)};`;
  const options: ts.CompilerOptions = { strict: true, noEmit: true, types: [], allowImportingTsExtensions: true };
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (path, version) =>
    path === name ? ts.createSourceFile(path, text, version) : getSourceFile.call(host, path, version);
  const program = ts.createProgram([name], options, host);
  const source = program.getSourceFile(name);
  return [...program.getSemanticDiagnostics(source), ...program.getSyntacticDiagnostics(source)].map((one) =>
    ts.flattenDiagnosticMessageText(one.messageText, " "),
  );
}

describe("example 18: a fleet's public feed", function () {
  this.timeout(360_000);
  const userDir = mkdtempSync(join(tmpdir(), "vehicle-cloud-gbfs-"));
  let red: NodeRedProcess;

  before(async () => {
    writeFileSync(join(userDir, "flows.json"), JSON.stringify(example(file)));
    const port = await freePort();
    const env = { PORT: String(port), VEHICLE_CLOUD_USERDIR: userDir };
    red = await startNodeRed({ args: ["scripts/start.mjs"], port, cwd: root, env });
  });
  after(async () => {
    await red.stop();
    rmSync(userDir, { recursive: true, force: true });
  });

  async function get(url: string): Promise<Feed> {
    // The compiler keeps this process busy for longer than a server keeps a connection.
    const answer = await fetch(url, { headers: { connection: "close" } });
    assert.equal(answer.status, 200, url);
    assert.equal(answer.headers.get("access-control-allow-origin"), "*");
    assert.match(answer.headers.get("content-type") ?? "", /^application\/json/);
    return (await answer.json()) as Feed;
  }

  it("is found from gbfs.json, and each part is of the published type", async () => {
    const { data } = await get(`${red.url}/gbfs/gbfs.json`);
    const types = { gbfs: "Gbfs", system_information: "SystemInformation", vehicle_types: "VehicleTypes" };
    const all: Record<string, string> = { ...types, vehicle_status: "VehicleStatus" };
    assert.deepEqual(data.feeds.map(({ name }) => name).sort(), Object.keys(all).sort());
    for (const { name, url } of data.feeds) {
      assert.ok(url.startsWith(red.url), url);
      const feed = await get(url);
      assert.deepEqual(complaints(all[name]!, feed), [], name);
      assert.ok(Math.abs(Date.parse(feed.last_updated) - Date.now()) < 60_000);
      assert.ok(feed.ttl > 0);
    }
  });

  it("would not pass if it were of another form", async () => {
    const feed = await get(`${red.url}/gbfs/vehicle_status.json`);
    assert.notDeepEqual(complaints("VehicleStatus", { ...feed, version: "2.3" }), []);
    assert.notDeepEqual(complaints("VehicleStatus", { ...feed, data: { vehicles: [{ lat: 1, lon: 2 }] } }), []);
  });

  it("has the fleet's bikes from their pushes, and nothing that tells which bike one is", async () => {
    const feed = await eventually("bikes", async () => {
      const one = await get(`${red.url}/gbfs/vehicle_status.json`);
      return one.data.vehicles.length >= 3 ? one : undefined;
    });
    const ids = feed.data.vehicles.map(({ vehicle_id: id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    for (const bike of feed.data.vehicles) {
      assert.equal(bike["vehicle_type_id"], "e-bike");
      assert.ok((bike["current_range_meters"] as number) >= 100, "metres, not kilometres");
      assert.ok((bike["current_fuel_percent"] as number) <= 1);
      assert.match(String(bike["last_reported"]), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    }
    assert.doesNotMatch(JSON.stringify(feed), /iotCode|"name"|E-bike \d/i);
  });

  it("answers 404 for what it has not", async () => {
    const answer = await fetch(`${red.url}/gbfs/station_status.json`);
    assert.equal(answer.status, 404);
  });
});

describe("bikes as GBFS", () => {
  const code = String(example(file).find(({ name }) => name === "Bikes as GBFS")!["func"]);
  function feeder(): (rows: Row[]) => Row[] {
    const kept = new Map<string, unknown>();
    let made = 0;
    const RED = { util: { generateId: () => `id${made++}` } };
    const context = {
      get: (name: string) => kept.get(name),
      set: (name: string, value: unknown) => kept.set(name, value),
    };
    const call = runInNewContext(`(function (msg) {\n${code}\n})`, { RED, context, Date }) as (msg: object) => {
      payload: { data: { vehicles: Row[] } };
    };
    return (payload) => call({ payload, head: {}, vehicleType: "t" }).payload.data.vehicles;
  }
  const bike = (more: object = {}): Row => ({
    vehicle: { id: "7" },
    reportedAt: new Date().toISOString(),
    online: true,
    locks: { locked: true },
    motion: {},
    battery: { percent: 55, rangeKm: 21.4 },
    position: { latitude: 52.5, longitude: 13.4 },
    odometerKm: 100,
    ...more,
  });

  it("leaves out what is in use, has no fix that can be trusted, or no range", () => {
    const feed = feeder();
    assert.equal(feed([bike()]).length, 1);
    const out = [
      bike({ locks: { locked: false } }),
      bike({ locks: {} }),
      bike({ motion: { driving: true } }),
      bike({ position: { latitude: 52.5 } }),
      bike({ position: { latitude: 52.5, longitude: 13.4, trusted: false } }),
      bike({ battery: { percent: 50 } }),
      { vehicle: { id: "8" }, error: { code: "VEHICLE_OFFLINE" } },
    ];
    for (const row of out) assert.equal(feed([row]).length, 0, JSON.stringify(row));
  });

  it("gives another id after a trip, and only then", () => {
    const feed = feeder();
    const first = feed([bike()])[0]?.["vehicle_id"];
    assert.equal(feed([bike()])[0]?.["vehicle_id"], first);
    feed([bike({ locks: { locked: false } })]);
    const second = feed([bike()])[0]?.["vehicle_id"];
    assert.notEqual(second, first);
    assert.notEqual(feed([bike({ odometerKm: 102 })])[0]?.["vehicle_id"], second, "a trip between two looks");
  });

  it("says metres, and what cannot be rented", () => {
    const feed = feeder();
    const one = feed([bike()])[0]!;
    assert.deepEqual(
      [one["current_range_meters"], one["current_fuel_percent"], one["is_disabled"]],
      [21_400, 0.55, false],
    );
    const day = 25 * 3600_000;
    const silent = new Date(Date.now() - day).toISOString();
    for (const more of [{ online: false }, { battery: { percent: 9, rangeKm: 3 } }, { reportedAt: silent }]) {
      assert.equal(feed([bike(more)])[0]?.["is_disabled"], true, JSON.stringify(more));
    }
  });
});
