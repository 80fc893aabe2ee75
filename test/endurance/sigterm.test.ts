/** A service manager stops Node-RED with SIGTERM, often moments after a reading: nothing of it may be lost. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sessionPaths } from "../../src/account/storage/file-store";
import { stateStore } from "../../src/account/storage/state-log";
import { StoredRows } from "../../src/account/storage/state-rows";
import { dig, isObject, type JsonObject } from "../../src/base/json";
import { eventually, freePort, listen, startNodeRed, type NodeRedProcess } from "../support/node-red-process";
import { example, root } from "../support/package-facts";

describe("SIGTERM moments after a reading", function () {
  this.timeout(360_000);
  const userDir = mkdtempSync(join(tmpdir(), "vehicle-cloud-sigterm-"));
  const flow = example("01 Your car in two minutes.json");
  const target = flow.find(({ name }) => name === "Status of the car")?.id;
  let red: NodeRedProcess | undefined;

  afterEach(async () => {
    await red?.stop();
    red = undefined;
  });
  after(() => rmSync(userDir, { recursive: true, force: true }));

  /** Resolves with the first status and has Node-RED stopped at once. */
  async function statusThenStop(): Promise<string> {
    mkdirSync(userDir, { recursive: true });
    writeFileSync(join(userDir, "flows.json"), JSON.stringify(flow));
    const port = await freePort();
    red = await startNodeRed({
      args: ["scripts/start.mjs"],
      port,
      cwd: root,
      env: { PORT: String(port), VEHICLE_CLOUD_USERDIR: userDir },
    });
    const editor = await listen(red.url);
    const message = await eventually("a status", () => editor.debug.find(({ id }) => id === target));
    assert.equal(await red.stop(), 0);
    editor.close();
    return String(message.msg);
  }

  async function stored(): Promise<JsonObject> {
    const store = stateStore(sessionPaths(userDir, "vehiclecloud0001").state);
    const rows = await StoredRows.read((await store.load()) ?? "");
    assert.ok(rows?.id);
    await rows.log((await store.log?.load(rows.id)) ?? "");
    return Object.assign({}, ...rows.parts()) as JsonObject;
  }

  it("leaves the reading and the day's requests on disk", async () => {
    const first = await statusThenStop();
    const state = await stored();
    const percent: unknown = dig((state["readings"] as JsonObject[])[0], "data", "battery", "percent");
    assert.ok(typeof percent === "number", "no reading is stored");
    assert.match(first, new RegExp(`"percent":${percent}\\b`));
    const counted = dig(state, "usage", "vehicles");
    assert.ok(isObject(counted) && Object.values(counted).some((count) => Number(count) > 0), "no request is counted");
  });
});
