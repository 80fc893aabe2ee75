/** Example 17 as it is, on the demo cars and a real broker: what Home Assistant is told, and what it may ask. */
import assert from "node:assert/strict";
import type { EventEmitter } from "node:events";
import type { NodeInitializer } from "node-red";
import { coreNode, helper, unload } from "../node-red/support";
import { DemoScene, blue, nodes, white } from "../node-red/command/support";
import { mosquittoInstalled, startMosquitto, type Broker } from "../support/mosquitto";
import { eventually } from "../support/node-red-process";
import { example } from "../support/package-facts";

const file = "17 Cars in Home Assistant by MQTT.json";
const core: NodeInitializer[] = [
  ...["common/20-inject", "common/21-debug", "common/60-link", "common/90-comment", "function/10-function"],
  "network/10-mqtt",
].map(coreNode);

/** Keys of Home Assistant's MQTT pages (sensor.mqtt, binary_sensor.mqtt, lock.mqtt …) that every entity may have. */
const common = ["name", "unique_id", "availability_topic", "device", "icon", "entity_category"];
const documented: Record<string, string[]> = {
  sensor: ["state_topic", "value_template", "unit_of_measurement", "device_class", "state_class"],
  binary_sensor: ["state_topic", "value_template", "device_class"],
  device_tracker: ["json_attributes_topic", "source_type"],
  button: ["command_topic", "payload_press"],
  switch: ["state_topic", "value_template", "command_topic"],
  number: ["state_topic", "value_template", "command_topic", "unit_of_measurement", "min", "max", "step", "mode"],
  lock: [
    ...["state_topic", "value_template", "command_topic"],
    ...["state_locked", "state_unlocked", "payload_lock", "payload_unlock"],
  ],
  climate: [
    ...["modes", "min_temp", "max_temp", "temp_step", "temperature_unit", "mode_state_topic", "mode_state_template"],
    ...["mode_command_topic", "temperature_state_topic", "temperature_command_topic"],
    ...["current_temperature_topic", "current_temperature_template"],
  ],
};
/** Units that Home Assistant takes for a device class, as far as they are used here. */
const units: Record<string, string> = {
  battery: "%",
  distance: "km",
  power: "kW",
  energy: "kWh",
  duration: "min",
  temperature: "°C",
  pressure: "bar",
};

describe("example 17: cars in Home Assistant", function () {
  this.timeout(180_000);
  let scene: DemoScene;
  let broker: Broker;

  before(function () {
    if (mosquittoInstalled) return;
    console.log("      skipped: mosquitto is not installed (apt-get install mosquitto)");
    this.skip();
  });
  beforeEach(async () => {
    helper.settings({ mqttReconnectTime: 300 });
    broker = await startMosquitto();
    scene = new DemoScene();
    await scene.start();
  });
  afterEach(async () => {
    await unload();
    await scene.stop();
    await broker.stop();
    helper.settings({});
  });

  async function load(): Promise<void> {
    const flow = example(file).map((node) => (node.type === "mqtt-broker" ? { ...node, port: broker.port } : node));
    await helper.load([...nodes, ...core], flow as never);
  }
  async function loaded(): Promise<void> {
    await load();
    // All three, each with its target, which is read by itself: what comes later than a test looks is none of its own.
    await told("the cars", () => ([1, 2, 3] as const).every((car) => "target" in values(car)));
  }
  const slugs = { 1: "smart-1-0001", 2: "smart-3-0002", 3: "smart-5-0003" } as const;
  type Car = keyof typeof slugs;
  const state = (car: Car): string => `vehicle-cloud/${slugs[car]}/state`;
  const values = (car: Car): Record<string, unknown> =>
    JSON.parse(broker.heard.get(state(car)) ?? "{}") as Record<string, unknown>;
  const outcome = (car: Car): string | undefined => broker.heard.get(`vehicle-cloud/${slugs[car]}/outcome`);
  const told = (what: string, look: () => unknown, stepMs = 1000): Promise<unknown> =>
    eventually(
      what,
      async () => {
        await scene.clock.advance(stepMs);
        return look();
      },
      20,
    );
  const configs = (from = broker.heard): [string, Record<string, unknown>][] =>
    [...from]
      .filter(([topic, payload]) => topic.startsWith("homeassistant/") && topic.endsWith("/config") && payload)
      .map(([topic, payload]) => [topic, JSON.parse(payload) as Record<string, unknown>]);
  const ask = (what: string, payload: string, options = {}): Promise<void> =>
    broker.publish(`vehicle-cloud/${slugs[2]}/set/${what}`, payload, options);

  it("makes each car a device, with keys and units that Home Assistant documents", async () => {
    await loaded();
    const found = configs();
    assert.ok(found.length > 40, String(found.length));
    const ids = new Set<unknown>();
    for (const [topic, config] of found) {
      const [, component, node, key] = topic.split("/") as [string, string, string, string];
      const allowed = [...common, ...(documented[component] ?? [])];
      for (const name of Object.keys(config)) assert.ok(allowed.includes(name), `${topic}: ${name}`);
      assert.equal(config["unique_id"], `${node}_${key}`);
      assert.ok(!ids.has(config["unique_id"]), String(config["unique_id"]));
      ids.add(config["unique_id"]);
      assert.equal(config["availability_topic"], "vehicle-cloud/availability");
      const unit = units[String(config["device_class"])];
      if (unit && component === "sensor") assert.equal(config["unit_of_measurement"], unit, topic);
      const total = config["state_class"] === "total_increasing";
      assert.equal(total, key === "odometer" || key === "energy", topic);
    }
    const devices = new Set(found.map(([, { device }]) => (device as { name: string }).name));
    assert.deepEqual([...devices].sort(), ["smart #1 0001", "smart #3 0002", "smart #5 0003"]);
    assert.doesNotMatch(JSON.stringify([...broker.heard]), /HESXDEM01P|HESCDEM03P/);
    assert.equal(broker.heard.get("vehicle-cloud/availability"), "online");
  });

  it("keeps everything at the broker, so that a Home Assistant started later has it", async () => {
    await loaded();
    const retained = await broker.retained();
    for (const [topic] of configs()) assert.ok(retained.has(topic), topic);
    assert.equal(retained.get(state(1)), broker.heard.get(state(1)));
    assert.ok(retained.get(`vehicle-cloud/${slugs[1]}/position`)?.includes("latitude"));
  });

  it("tells values, and nothing of what is not known", async () => {
    scene.control.set(blue, { socPercent: 41, charging: false, locked: true });
    await loaded();
    await told("the charge", () => values(1)["charge"] === 41);
    const { charge, lock, charging_now, power, target } = values(1);
    assert.deepEqual([charge, lock, charging_now, power], [41, "LOCKED", "OFF", 0]);
    assert.equal(typeof target, "number");
    assert.ok(!("fuel" in values(1)));
    assert.ok(!configs().some(([topic]) => topic.endsWith("/fuel/config")));
  });

  it("adds up charged energy from the car's power and times", async () => {
    scene.control.set(blue, { socPercent: 50, charging: "ac", targetPercent: 90, locked: true });
    await loaded();
    const before = broker.all.filter(({ topic }) => topic === state(1)).length;
    await told("energy", () => Number(values(1)["energy"]) > 0.2, 60_000);
    const rows = broker.all
      .filter(({ topic }) => topic === state(1))
      .slice(before - 1)
      .map(({ payload }) => JSON.parse(payload) as { energy: number });
    assert.deepEqual(
      rows.map(({ energy }) => energy),
      rows.map(({ energy }) => energy).sort((a, b) => a - b),
    );
  });

  it("locks, and says what came of it", async () => {
    scene.control.set(white, { locked: false });
    await loaded();
    await ask("lock", "LOCK");
    await told("the outcome", () => outcome(2));
    assert.equal(outcome(2), "lock LOCK: confirmed");
    assert.deepEqual([scene.executed(white), scene.executed(blue)], [{ lock: 1 }, {}]);
    await told("the new state", () => values(2)["lock"] === "LOCKED");
  });

  it("unlocks at the exact word only", async () => {
    scene.control.set(white, { locked: true });
    await loaded();
    for (const word of ["unlock", "UNLOCK ", "1", "true", "", "UNLOCKED"]) await ask("lock", word);
    await told("the refusal", () => outcome(2)?.startsWith("lock UNLOCKED: not understood"));
    assert.equal(scene.commandsSent(), 0);
    await ask("lock", "UNLOCK");
    await told("the outcome", () => outcome(2) === "lock UNLOCK: confirmed");
    assert.deepEqual(scene.executed(white), { unlock: 1 });
  });

  it("never sends a retained command to a car: not at the start, not when the broker comes back", async () => {
    scene.control.set(white, { locked: true });
    await ask("lock", "UNLOCK", { retain: true });
    await loaded();
    assert.equal(scene.commandsSent(), 0);
    await broker.restart();
    await told("the refusal", () => outcome(2)?.startsWith("lock UNLOCK: ignored, it was a retained message"));
    assert.equal(scene.commandsSent(), 0);
  });

  it("sets climate with its temperature, the charge target and charging, and refuses what no car takes", async () => {
    scene.control.set(white, { pluggedIn: "ac", charging: false, socPercent: 40, targetPercent: 80 });
    await loaded();
    await ask("temperature", "23.5");
    await told("the temperature", () => broker.heard.get(`vehicle-cloud/${slugs[2]}/temperature`) === "23.5");
    await ask("climate", "heat_cool");
    await told("climate", () => outcome(2) === "climate heat_cool: confirmed");
    await ask("target", "52");
    await told("the refusal", () => outcome(2) === "target 52: from 50 to 100 in steps of 5");
    await ask("target", "90");
    await told("the target", () => outcome(2) === "target 90: accepted");
    await ask("temperature", "NaN");
    await told("the refusal", () => outcome(2) === "temperature NaN: from 16 to 30 °C");
    await ask("charging", "ON");
    await told("charging", () => outcome(2) === "charging ON: confirmed");
    assert.deepEqual(scene.executed(white), { climateOn: 1, chargeTarget: 1, chargeStart: 1 });
    assert.ok(
      scene.control.log.some(({ body }) => JSON.stringify(body ?? "").includes("23.5")),
      "the temperature asked for",
    );
  });

  it("lives with rubbish on its topics", async () => {
    await loaded();
    for (const topic of ["vehicle-cloud/nobody/set/lock", "vehicle-cloud/__proto__/set/lock", "vehicle-cloud//set/"]) {
      await broker.publish(topic, "UNLOCK");
    }
    await broker.publish("homeassistant/status", "x".repeat(100_000));
    await ask("constructor", "UNLOCK");
    await ask("read", '{"a":[[[');
    await told("the refusal", () => outcome(2)?.includes("not understood"));
    assert.equal(scene.commandsSent(), 0);
    await ask("lock", "LOCK");
    await told("a command after that", () => outcome(2)?.startsWith("lock LOCK: confirmed"));
  });

  it("tells everything again when Home Assistant has started", async () => {
    await loaded();
    // Not a count: a car may tell of something for the first time meanwhile.
    const topics = [...configs().map(([topic]) => topic), state(1), state(2), state(3)];
    broker.heard.clear();
    await broker.publish("homeassistant/status", "online");
    await told("the entities", () => topics.every((topic) => broker.heard.has(topic)));
  });

  /** What the flow gives to its mqtt out node, whether or not a broker is there, and what stands below that node. */
  function published(): { sent: Map<string, unknown>; status: string[] } {
    const node = helper.getNode("vcha006") as unknown as EventEmitter;
    const sent = new Map<string, unknown>();
    const status: string[] = [];
    node.on("input", ({ topic, payload }: { topic: string; payload: unknown }) => void sent.set(topic, payload));
    node.on("call:status", (call: { args: [{ text?: string }] }) => void status.push(call.args[0].text ?? ""));
    return { sent, status };
  }
  const readAll = (sent: Map<string, unknown>): boolean =>
    ([1, 2, 3] as const).every((car) => "target" in ((sent.get(state(car)) ?? {}) as object));

  it("tells everything when the broker comes only after the cars", async () => {
    await broker.away();
    await load();
    const { sent, status } = published();
    await told("the cars", () => readAll(sent));
    assert.ok(!status.some((text) => text.endsWith("status.connected")));
    assert.deepEqual([...broker.heard], []);
    await broker.back();
    await told("everything", () => [...sent.keys()].every((topic) => broker.heard.has(topic)), 0);
    assert.ok(configs().length > 40, String(configs().length));
    assert.ok(status.at(-1)?.endsWith("status.connected"), String(status.at(-1)));
    const retained = await broker.retained();
    for (const topic of sent.keys()) assert.ok(retained.has(topic), topic);
    assert.equal(retained.get("vehicle-cloud/availability"), "online");
  });

  it("goes on reading when the broker refuses the password, and says so below the node", async () => {
    await broker.stop();
    broker = await startMosquitto({ password: "not this one" });
    await load();
    const { sent, status } = published();
    const failed: unknown[] = [];
    (helper.getNode("vcha019") as unknown as EventEmitter).on("input", (message) => void failed.push(message));
    await told("the cars", () => readAll(sent));
    await eventually("the word", () => /status\.(dis)?connect(ed|ing)$/.test(status.at(-1) ?? ""));
    assert.ok(!status.some((text) => text.endsWith("status.connected")));
    assert.deepEqual([failed, [...broker.heard]], [[], []]);
    const requests = scene.control.log.length;
    await told("a reading after it", () => scene.control.log.length > requests, 60_000);
  });

  it("lives with retained rubbish, and takes a command after it", async () => {
    scene.control.set(white, { locked: false });
    const rubbish: [topic: string, payload: string][] = [
      [state(2), "{".repeat(10_000)],
      [`vehicle-cloud/${slugs[2]}/outcome`, "x".repeat(100_000)],
      [`homeassistant/lock/vehicle_cloud_${slugs[2]}/lock/config`, "[]"],
      ["vehicle-cloud/availability", "perhaps"],
      ["homeassistant/status", "online"],
      ...["UNLOCK", "lock", ""].map((word, i): [string, string] => [
        `vehicle-cloud/${slugs[2]}/set/lock${"/".repeat(i)}`,
        word,
      ]),
      [`vehicle-cloud/${slugs[2]}/set/climate`, "heat_cool"],
      [`vehicle-cloud/${slugs[2]}/set/target`, "50"],
      ["vehicle-cloud/constructor/set/lock", "UNLOCK"],
    ];
    for (const [topic, payload] of rubbish) await broker.publish(topic, payload, { retain: true });
    await loaded();
    assert.equal(scene.commandsSent(), 0);
    const retained = await broker.retained();
    assert.equal((JSON.parse(retained.get(state(2))!) as { lock: string }).lock, "UNLOCKED");
    assert.match(
      retained.get(`homeassistant/lock/vehicle_cloud_${slugs[2]}/lock/config`)!,
      /"payload_unlock":"UNLOCK"/,
    );
    assert.equal(retained.get("vehicle-cloud/availability"), "online");
    await ask("lock", "LOCK");
    await told("the outcome", () => outcome(2) === "lock LOCK: confirmed");
    assert.deepEqual(scene.executed(white), { lock: 1 });
  });

  it("removes the devices when asked, and the old one of a car that gets another name", async () => {
    await loaded();
    const remove = example(file).find(({ type }) => type === "inject")!;
    (helper.getNode(remove.id) as unknown as { receive(message: object): void }).receive({ topic: "remove" });
    await told("the last one", async () => configs().length === 0);
    const left = [...(await broker.retained())].map(([topic]) => topic);
    assert.deepEqual(left, ["vehicle-cloud/availability"]);
  });

  it("is unavailable in Home Assistant when Node-RED goes away", async () => {
    await loaded();
    await unload();
    await eventually("the word", () => broker.heard.get("vehicle-cloud/availability") === "offline", 10);
  });
});
