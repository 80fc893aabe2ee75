/** Examples 03 and 07 as they are, in a Node-RED as a user starts it, on a real broker. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mosquittoInstalled, startMosquitto, type Broker } from "../support/mosquitto";
import { eventually, freePort, listen, startNodeRed, type NodeRedProcess } from "../support/node-red-process";
import { example, root, type FlowNode } from "../support/package-facts";

describe("the examples that publish by MQTT", function () {
  this.timeout(360_000);
  let broker: Broker | undefined;
  let red: NodeRedProcess | undefined;
  let userDir: string;

  before(function () {
    if (mosquittoInstalled) return;
    console.log("      skipped: mosquitto is not installed (apt-get install mosquitto)");
    this.skip();
  });
  beforeEach(() => (userDir = mkdtempSync(join(tmpdir(), "vehicle-cloud-mqtt-"))));
  afterEach(async () => {
    await red?.stop();
    await broker?.stop();
    red = broker = undefined;
    rmSync(userDir, { recursive: true, force: true });
  });

  async function start(files: string[], port: number): Promise<NodeRedProcess> {
    const nodes = new Map<string, FlowNode>(files.flatMap(example).map((node) => [node.id, node]));
    for (const node of nodes.values()) if (node.type === "mqtt-broker") node["port"] = port;
    writeFileSync(join(userDir, "flows.json"), JSON.stringify([...nodes.values()]));
    const own = await freePort();
    red = await startNodeRed({
      args: ["scripts/start.mjs"],
      port: own,
      cwd: root,
      env: { PORT: String(own), VEHICLE_CLOUD_USERDIR: userDir },
    });
    return red;
  }

  it("03 publishes each car's charge, 07 each e-bike's states (kept) and events (not kept)", async () => {
    broker = await startMosquitto();
    const { heard } = broker;
    await start(["03 Range on a gauge, charge to MQTT.json", "07 Segway pushes to MQTT.json"], broker.port);
    const charge = await eventually("a car's charge", () => heard.get("vehicles/smart-1-0001/charge"));
    assert.match(charge, /^\d{1,3}$/);
    const found = (ending: string, holds = ""): [string, string] | undefined =>
      [...heard].find(([topic, text]) => topic.startsWith("e-bike-") && topic.endsWith(ending) && text.includes(holds));
    const [topic] = await eventually("a position", () => found("/location", '"latitude":'));
    assert.match(topic, /^[a-z0-9-]+\/location$/);
    await eventually("a status", () => found("/status"));
    const kept = await broker.retained();
    assert.equal(kept.get("vehicles/smart-1-0001/charge"), heard.get("vehicles/smart-1-0001/charge"));
    assert.ok([...kept.keys()].some((name) => name.endsWith("/location")));
    assert.ok(![...kept.keys()].some((name) => /\/(alert|fault)$/.test(name)));
    assert.doesNotMatch(JSON.stringify([...heard]), /HESXDEM01P|HESCDEM03P/);
  });

  it("tell what they know once a broker comes that was away when they began", async () => {
    broker = await startMosquitto();
    await broker.away();
    const one = await start(["03 Range on a gauge, charge to MQTT.json", "07 Segway pushes to MQTT.json"], broker.port);
    // The charge of each car has been read, and nobody was there to take it.
    await eventually("a reading", async () => /\d+ km/.test(await (await fetch(`${one.url}/range`)).text()));
    await broker.back();
    const { heard } = broker;
    await eventually("the charge", () => heard.has("vehicles/smart-1-0001/charge"));
    await eventually("a state", () => [...heard.keys()].some((topic) => /^e-bike-.*\/status$/.test(topic)));
  });

  it("go on reading when the broker is away or refuses the password", async () => {
    broker = await startMosquitto({ password: "not this one" });
    const file = "03 Range on a gauge, charge to MQTT.json";
    const one = await start([file], broker.port);
    // The other half of the example shows what was read; what the debug sidebar was told before somebody listens is gone.
    await eventually("a reading", async () => /\d+ km/.test(await (await fetch(`${one.url}/range`)).text()));
    const editor = await listen(one.url);
    const publish = example(file).find(({ type }) => type === "mqtt out")!.id;
    await eventually("the refusal", () => /disconnected|connecting/.test(editor.status.get(publish)?.text ?? ""));
    assert.deepEqual([...broker.heard.keys()], []);
    assert.ok((await fetch(`${one.url}/settings`)).ok);
    editor.close();
  });
});
