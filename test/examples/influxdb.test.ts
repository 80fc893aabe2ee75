/** The example in "history (needs node-red-contrib-influxdb)" as it is, on Debian's InfluxDB. */
import assert from "node:assert/strict";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { eventually, freePort, listen, startNodeRed, type NodeRedProcess } from "../support/node-red-process";
import { example, root, type FlowNode } from "../support/package-facts";

const file = "history (needs node-red-contrib-influxdb)/Cars in InfluxDB.json";
const node = join(root, "compat/extras/node_modules/node-red-contrib-influxdb");
const missing = [
  existsSync(node) ? "" : "node-red-contrib-influxdb (npm ci --prefix compat/extras)",
  spawnSync("influxd", ["version"]).error ? "influxd (apt-get install influxdb)" : "",
].filter(Boolean);

describe("the example with InfluxDB", function () {
  this.timeout(360_000);
  const folder = mkdtempSync(join(tmpdir(), "vehicle-cloud-influx-"));
  let influx: ChildProcess | undefined;
  let red: NodeRedProcess | undefined;
  let port: number;

  before(async function () {
    if (missing.length > 0) {
      console.log(`      skipped: not installed: ${missing.join(", ")}`);
      this.skip();
    }
    port = await freePort();
    const env = {
      ...process.env,
      INFLUXDB_REPORTING_DISABLED: "true",
      INFLUXDB_BIND_ADDRESS: `127.0.0.1:${await freePort()}`,
      INFLUXDB_HTTP_BIND_ADDRESS: `127.0.0.1:${port}`,
      INFLUXDB_META_DIR: join(folder, "meta"),
      INFLUXDB_DATA_DIR: join(folder, "data"),
      INFLUXDB_DATA_WAL_DIR: join(folder, "wal"),
    };
    influx = spawn("influxd", ["run"], { env, stdio: "ignore" });
    const ping = (): Promise<boolean> => fetch(`http://127.0.0.1:${port}/ping`).then(({ status }) => status === 204);
    await eventually("InfluxDB", () => ping().catch(() => false));
  });
  after(async () => {
    await red?.stop();
    if (influx) {
      const ended = once(influx, "exit");
      influx.kill("SIGTERM");
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  });

  interface Answer {
    results: { series?: { columns: string[]; values: unknown[][]; tags?: Record<string, string> }[]; error?: string }[];
  }
  async function query(text: string, method = "GET"): Promise<Answer> {
    const answer = await fetch(`http://127.0.0.1:${port}/query?db=vehicles&q=${encodeURIComponent(text)}`, { method });
    return (await answer.json()) as Answer;
  }
  async function start(): Promise<NodeRedProcess> {
    const userDir = join(folder, "user");
    mkdirSync(join(userDir, "node_modules"), { recursive: true });
    symlinkSync(node, join(userDir, "node_modules", "node-red-contrib-influxdb"));
    writeFileSync(join(userDir, "package.json"), '{"dependencies":{"node-red-contrib-influxdb":"*"}}');
    writeFileSync(join(userDir, "flows.json"), "[]");
    const own = await freePort();
    const env = { PORT: String(own), VEHICLE_CLOUD_USERDIR: userDir };
    return startNodeRed({ args: ["scripts/start.mjs"], port: own, cwd: root, env });
  }

  /** Once somebody listens: the debug sidebar keeps nothing for who comes later. */
  async function deploy(flow: FlowNode[]): Promise<void> {
    const headers = { "content-type": "application/json", "node-red-deployment-type": "full" };
    const { status } = await fetch(`${red!.url}/flows`, { method: "POST", headers, body: JSON.stringify(flow) });
    assert.equal(status, 204);
  }

  it("says what fails while the database is not there, and writes once it is", async () => {
    const flow = example(file);
    for (const item of flow) if (item.type === "influxdb") item["port"] = String(port);
    red = await start();
    const editor = await listen(red.url);
    await deploy(flow);
    const failed = flow.find(({ name }) => name === "What failed, and its code")!.id;
    const said = await eventually("the failure", () => editor.debug.find(({ id }) => id === failed));
    assert.match(String(said.msg), /database not found/);
    await query("CREATE DATABASE vehicles", "POST");
    await red.stop();
    rmSync(join(folder, "user"), { recursive: true, force: true });
    red = await start();
    await deploy(flow);
    editor.close();
    const rows = await eventually("points", async () => {
      const { results } = await query('SELECT * FROM "vehicle" GROUP BY "vehicle"');
      const { series } = results[0]!;
      return series?.length === 3 ? series : undefined;
    });
    const one = rows.find(({ tags }) => tags?.["vehicle"] === "smart-1-0001")!;
    const first = Object.fromEntries(one.columns.map((column, index) => [column, one.values[0]?.[index]]));
    assert.equal(typeof first["state_of_charge_percent"], "number");
    assert.equal(typeof first["locked"], "boolean");
    assert.equal(first["model"], "smart #1");
    assert.ok(Math.abs(Date.parse(String(first["time"])) - Date.now()) < 26 * 3600_000);
  });
});

describe("readings as points", () => {
  const code = String(example(file).find(({ name }) => name === "As points")!["func"]);
  interface Point {
    fields: Record<string, unknown>;
    tags: Record<string, string>;
    timestamp: Date;
  }
  function writer(): (payload: object, error?: object) => Point | undefined {
    const kept = new Map<string, unknown>();
    const context = {
      get: (name: string) => kept.get(name),
      set: (name: string, value: unknown) => kept.set(name, value),
    };
    const call = runInNewContext(`(function (msg) {\n${code}\n})`, { context }) as (msg: object) => {
      payload: Point[];
    } | null;
    return (payload, error) =>
      call({ payload, topic: "blue/status", vehicle: { model: "smart #1" }, ...(error ? { error } : {}) })?.payload[0];
  }
  const reportedAt = "2026-06-01T10:00:00.000Z";
  const fieldsOf = (point: Point | undefined): object => ({ ...point?.fields });

  it("hold what has changed, and nothing that is not known", () => {
    const write = writer();
    const battery = { percent: 50, charging: false };
    assert.deepEqual(fieldsOf(write({ reportedAt, battery })), { state_of_charge_percent: 50, charging: false });
    assert.equal(write({ reportedAt, battery }), undefined);
    assert.deepEqual(fieldsOf(write({ reportedAt, battery: { percent: 49 } })), { state_of_charge_percent: 49 });
    assert.equal(write({ reportedAt, battery: {} }), undefined, "unknown is a gap, not a value");
    assert.equal(write({ battery: { percent: 10 } }), undefined, "without the car's time there is no point");
  });

  it("tell again what did not reach the database", () => {
    const write = writer();
    const battery = { percent: 50, charging: false };
    write({ reportedAt, battery });
    assert.equal(write({ reportedAt, battery }), undefined);
    // As a Catch node hands it on.
    assert.equal(write([], { message: "connect ECONNREFUSED" }), undefined);
    assert.deepEqual(fieldsOf(write({ reportedAt, battery })), { state_of_charge_percent: 50, charging: false });
  });

  it("hold whole places, and none that is not trusted", () => {
    const write = writer();
    const position = { latitude: 52.5, longitude: 13.4 };
    assert.deepEqual(fieldsOf(write({ reportedAt, position })), position);
    const moved = { latitude: 52.6, longitude: 13.4 };
    assert.deepEqual(fieldsOf(write({ reportedAt, position: moved })), moved);
    assert.equal(write({ reportedAt, position: { latitude: 1, longitude: 2, trusted: false } }), undefined);
  });
});
