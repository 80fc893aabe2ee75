/** Example 17 as it is, on the demo cars and a real broker: what Home Assistant is told, and what it may ask. */
import assert from "node:assert/strict";
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
  this.timeout(60_000);
  let scene: DemoScene;
  let broker: Broker;

  before(function () {
    if (mosquittoInstalled) return;
    console.log("      skipped: mosquitto is not installed (apt-get install mosquitto)");
    this.skip();
  });
  beforeEach(async () => {
    broker = await startMosquitto();
    scene = new DemoScene();
    await scene.start();
  });
  afterEach(async () => {
    await unload();
    await scene.stop();
    await broker.stop();
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
