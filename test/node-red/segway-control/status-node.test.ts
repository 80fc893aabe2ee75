import assert from "node:assert/strict";
import type { JsonObject } from "../../../src/base/json";
import { receive, shown, type Received } from "../support";
import { scene, type Scene } from "./support";

/** The status and the command node on an account of the demo's e-bikes: nothing is stubbed. */
describe("vehicle status and vehicle command with the demo e-bikes", () => {
  let here: Scene;
  const open = async (settings: JsonObject, type = "vehicle-cloud-status", account: JsonObject = {}): Promise<void> => {
    here = await scene([
      { id: "tab", type: "tab", label: "Test" },
      { id: "acc", type: "vehicle-cloud-account", platform: "demo-ebikes", ...account },
      { id: "bike", type, z: "tab", account: "acc", when: "message", ...settings, wires: [["out"], ["out"]] },
      { id: "catch", type: "catch", z: "tab", scope: null, uncaught: false, wires: [["failed"]] },
      { id: "complete", type: "complete", z: "tab", scope: ["bike"], uncaught: false, wires: [["ended"]] },
      ...["out", "failed", "ended"].map((id) => ({ id, type: "helper", z: "tab", wires: [] })),
    ]);
  };
  afterEach(() => here.end());

  async function answer(message: JsonObject): Promise<Received> {
    const { out, failed } = here.inbox;
    const before = [out.length, failed.length] as const;
    receive("bike", message);
    await here.untilIn("an answer", () => out.length > before[0] || failed.length > before[1]);
    return failed.length > before[1] ? failed.at(-1)! : out.at(-1)!;
  }
  const text = (): string => (shown("bike") as { text: string }).text;

  it("an overview: the state and the position in one message", async () => {
    await open({});
    here.demo.control.set(here.ids[1]!, { percent: 37, locked: false });
    const { payload, topic } = await answer({ vehicle: "E-bike 02" });
    assert.equal(topic, "e-bike-02/status");
    assert.deepEqual([payload.battery.percent, payload.locks.locked, payload.online], [37, false, true]);
    assert.deepEqual(
      [typeof payload.position.latitude, typeof payload.position.longitude, typeof payload.odometerKm],
      ["number", "number", "number"],
    );
    assert.deepEqual(here.asked().slice(-2).sort(), ["location", "status"]);
    assert.match(text(), /^37 % · /);
  });

  it("battery details: each pack with its charge, voltage, temperature and cycles", async () => {
    await open({ read: "batteryDetails" });
    const { payload, topic } = await answer({ vehicle: "E-bike 01" });
    assert.equal(topic, "e-bike-01/battery-details");
    const [pack] = payload.battery.packs as JsonObject[];
    for (const name of ["port", "percent", "voltageV", "temperatureC", "cycles"]) {
      assert.equal(typeof pack?.[name], "number", name);
    }
    assert.equal(typeof payload.lowVoltage.percent, "number");
    assert.deepEqual(here.asked().slice(-1), ["battery-info"]);
  });

  it("a fleet of kickscooters is asked for its battery at its own address", async () => {
    await open({ read: "batteryDetails" }, undefined, { batteryFamily: "kickscooters" });
    await answer({ vehicle: "E-bike 01" });
    const paths = here.demo.control.log.map(({ path }) => path);
    assert.ok(paths.at(-1)?.endsWith("/api/v2/vehicle/query/current/battery-info"), paths.at(-1));
  });

  it("the Bluetooth key: its last two characters, also in the cloud's own answer, unless the whole is wanted", async () => {
    await open({ read: "bluetoothKey", raw: true });
    const masked = await answer({ vehicle: "E-bike 01" });
    assert.match(masked.payload.key as string, /^•{6}[A-Za-z0-9]{2}$/);
    assert.equal(masked.payload.masked, true);
    assert.equal((masked.raw as { data: JsonObject }).data["key"], masked.payload.key);
    await here.end();
    await open({ read: "bluetoothKey", wholeKey: true });
    const whole = await answer({ vehicle: "E-bike 01" });
    assert.match(whole.payload.key as string, /^[A-Za-z0-9]{8}$/);
    assert.ok((whole.payload.key as string).endsWith((masked.payload.key as string).slice(-2)));
    assert.ok(!text().includes(whole.payload.key as string));
  });

  it("location now: the vehicle itself is asked", async () => {
    await open({ read: "location" });
    const now = await answer({ vehicle: "E-bike 01" });
    assert.equal(now.topic, "e-bike-01/location");
    assert.equal(typeof now.payload.position.latitude, "number");
    assert.equal(now.payload.stale, false);
    assert.match(JSON.stringify(here.demo.control.log.at(-1)), /realTimeLocation/);
  });

  it("last known for the whole fleet asks for nothing; before anything was heard it says so", async () => {
    await open({ when: "lastKnown", vehicleType: "all", many: "array" });
    here.demo.control.log.length = 0;
    const { error } = await answer({});
    assert.equal(here.asked().length, 0);
    assert.equal(error.code, "VEHICLE_OFFLINE", "nothing was heard yet");
  });

  it("an id that a number has rounded is refused, and nothing is asked", async () => {
    await open({});
    here.demo.control.log.length = 0;
    const { error } = await answer({ vehicle: 86000000000001712 });
    assert.equal(error.code, "INPUT_INVALID");
    assert.match(error.message, /too large to be exact/);
    assert.deepEqual(here.asked(), []);
  });

  for (const [command, path, outcome, message] of [
    ["lock", "lock", "confirmed", {}],
    ["unlock", "unlock", "confirmed", { confirm: "unlock" }],
    ["find", "sound", "accepted", {}],
  ] as const) {
    it(`command ${command}: ${outcome}`, async () => {
      await open({ command }, "vehicle-cloud-command");
      here.demo.control.set(here.ids[2]!, { locked: command !== "lock" });
      const { payload, topic } = await answer({ vehicle: "E-bike 03", ...message });
      assert.deepEqual([payload.command, payload.outcome], [command, outcome]);
      assert.equal(topic, `e-bike-03/command`);
      assert.equal(here.asked().filter((part) => part === path).length, 1);
    });
  }

  it("command unlock: guarded", async () => {
    await open({ command: "unlock" }, "vehicle-cloud-command");
    const { error } = await answer({ vehicle: "E-bike 03" });
    assert.equal(error.code, "CONFIRM_MISSING");
    assert.equal(here.asked().filter((part) => part === "unlock").length, 0);
  });
});
