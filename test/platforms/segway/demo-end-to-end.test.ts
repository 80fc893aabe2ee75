import assert from "node:assert/strict";
import type { JsonObject } from "../../../src/base/json";
import type { VehicleCloudError } from "../../../src/base/errors";
import type { VehicleStatus } from "../../../src/vehicle/model";
import { callOf, openDemo, vehicle, type OpenedDemo } from "./support";

/** Every call of the vendor's page, through the platform, against the demo's hosts on a real port. */
describe("segway platform against the demo cloud", () => {
  let demo: OpenedDemo;
  let id: string;
  beforeEach(async () => {
    // The limit is tested elsewhere; here a whole test may leave at once.
    demo = await openDemo({ profile: { burst: 1000 } });
    id = demo.ids[0]!;
  });
  afterEach(() => demo.close());

  const send = async (command: string, fields: JsonObject = {}, to = id): Promise<{ raw: unknown }> =>
    demo.session.command(vehicle(to), { command, ...fields }).send();
  const refusedWith = (code: string, platformCode: string) => (error: VehicleCloudError) =>
    error.code === code && error.platformCode === platformCode;
  const paths = (): string[] => demo.log.entries.map(({ method, path }) => `${method} ${path}`);

  it("reads a vehicle's status and position with two requests", async () => {
    demo.part.set(id, { percent: 63, locked: false, speed: 18, odometerM: 123_456 });
    const before = demo.metered.length;
    const status = await demo.read("overview", id);
    assert.equal(status.battery.percent, 63);
    assert.equal(status.battery.rangeKm, 37.8);
    assert.equal(status.locks.locked, false);
    assert.equal(status.motion.speedKmh, 18);
    assert.equal(status.odometerKm, 123.456);
    assert.equal(status.online, true);
    assert.ok(Math.abs(status.position.latitude! - 52.474) < 0.1);
    assert.equal(status.reportedAt, "2026-06-01T08:00:00.000Z");
    assert.deepEqual(
      demo.metered.slice(before).map(({ purpose, vehicle: of }) => [purpose, of]),
      [
        ["read", id],
        ["read", id],
      ],
    );
  });

  it("reads either spelling of the range and text or number times", async () => {
    const [first, , , old] = demo.ids;
    demo.part.set(first!, { percent: 50 });
    demo.part.set(old!, { percent: 50 });
    assert.equal((await demo.read("overview", first!)).battery.rangeKm, 30);
    assert.equal((await demo.read("overview", old!)).battery.rangeKm, 30);
  });

  it("keeps the last position while the vehicle has no fix", async () => {
    const before = await demo.session.read("overview", vehicle(id), {});
    const previous = before.data as VehicleStatus;
    demo.faults.add({ match: "current/location", code: 15400, times: 2 });
    const { data } = await demo.session.read("overview", vehicle(id), { previous });
    assert.deepEqual((data as typeof previous).position, previous.position);
    await assert.rejects(demo.read("location", id), refusedWith("VEHICLE_OFFLINE", "15400"));
  });

  it("asks the vehicle itself for its position only when told so", async () => {
    await demo.read("location", id);
    await demo.read("location", id, { realTime: true });
    const queries = demo.log.entries.filter(({ path }) => path.endsWith("/location")).map(({ query }) => query);
    assert.deepEqual(queries, [`iotCode=${id}`, `iotCode=${id}&realTimeLocation=true`]);
    demo.part.set(id, { unresponsive: true });
    await assert.rejects(demo.read("location", id, { realTime: true }), refusedWith("TIMEOUT", "15302"));
  });

  it("reads the battery packs, by either family's path", async () => {
    const status = await demo.read("batteryDetails", id);
    assert.equal(status.battery.percent, 50);
    assert.deepEqual(status.lowVoltage, { percent: 100, voltageV: 4.12 });
    assert.equal(status.battery.packs?.length, 1);
    assert.equal(status.battery.packs[0]?.temperatureC, 19);
    await demo.read("batteryDetails", id, { family: "kickscooters" });
    assert.deepEqual(paths().slice(-2), [
      "GET /api/v2/mopeds/query/current/battery-info",
      "GET /api/v2/vehicle/query/current/battery-info",
    ]);
  });

  it("shows the bluetooth key only when asked to, in the raw answer too", async () => {
    await send("bluetoothKey", { key: "4BKNwi77" });
    const masked = await demo.session.read("bluetoothKey", vehicle(id), {});
    assert.deepEqual(masked.data, { key: "••••••77", masked: true });
    assert.ok(!JSON.stringify(masked).includes("4BKNwi"));
    const raw = await callOf(demo.session, "query.bluetoothKey", { iotCode: id });
    assert.ok(!JSON.stringify(raw).includes("4BKNwi"));
    const shown = await demo.session.read("bluetoothKey", vehicle(id), { params: { reveal: true } });
    assert.deepEqual(shown.data, { key: "4BKNwi77", masked: false });
  });

  it("locks and unlocks, and a reading shows it", async () => {
    const unlock = demo.session.command(vehicle(id), { command: "unlock" });
    assert.equal(unlock.repeatable, false);
    assert.equal(unlock.shows!(await demo.read("overview", id)), false);
    await unlock.send();
    assert.equal(unlock.shows!(await demo.read("overview", id)), true);
    const lock = demo.session.command(vehicle(id), { command: "lock" });
    assert.equal(lock.repeatable, true);
    await lock.send();
    assert.equal(lock.shows!(await demo.read("overview", id)), true);
    assert.deepEqual(demo.part.executions(id), { "control.unlock": 1, "control.lock": 1 });
  });

  it("finds, opens the battery cover of an unlocked vehicle, and sends every setting as the cloud codes it", async () => {
    demo.part.set(id, { locked: false });
    const lamp = { mode: "on", color: "orange" };
    const interval = {
      locationInterval: { unlockStatus: 10, lockStatus: 3600 },
      statusInterval: { ridingStatus: 10, nonRiding: 60, lockStatus: 3600 },
    };
    const sent: [string, JsonObject, JsonObject][] = [
      ["find", {}, { controlType: 2 }],
      ["batteryCover", {}, {}],
      ["switch", { alertSensitivity: "high", lowPowerValue: "15" }, { alertSensitivity: 3, lowPowerValue: 15 }],
      [
        "ableSwitch",
        { assistedMode: "on", kickstandCheck: "off", lowPowerSwitch: "keep" },
        { assistedMode: 2, kickstandCheck: 1, lowPowerSwitch: 0 },
      ],
      [
        "ambient",
        { bright: "low", parkingMode: lamp, "faultMode.mode": "off" },
        { bright: 1, parkingMode: { mode: 2, color: 3 }, faultMode: { mode: 1, color: 1 } },
      ],
      [
        "sound",
        { workMode: true, volume: 3, ebcqMask: { unlocked: "on", toot: "off", set: "keep" } },
        { workMode: 2, volume: 3, ebcqMask: { unlocked: 1, toot: 0, set: 2 } },
      ],
      ["bluetoothKey", { key: "abcd1234" }, { key: "***" }],
      ["interval", interval, interval],
    ];
    for (const [command, fields, body] of sent) {
      await send(command, fields);
      assert.deepEqual(demo.log.entries.at(-1)?.code, "0", command);
      const received = demo.log.entries.at(-1)?.body as JsonObject;
      // The log masks what is named like a secret; a key is not, so it is compared apart.
      if (command === "bluetoothKey") assert.deepEqual(Object.keys(received), ["iotCode", "key"]);
      else assert.deepEqual(received, { iotCode: id, ...body }, command);
    }
    assert.equal(Object.values(demo.part.executions(id)).length, sent.length);
  });

  it("names what stands in the way, and nothing is repeated", async () => {
    const hindrances: [string, JsonObject, string, string][] = [
      ["lock", { locked: false, online: false }, "VEHICLE_OFFLINE", "15301"],
      ["lock", { locked: false, active: false }, "VEHICLE_UNKNOWN", "15300"],
      ["lock", { locked: false, upgrading: true }, "VEHICLE_BUSY", "15500"],
      ["lock", { locked: false, speed: 12 }, "COMMAND_REJECTED", "15600"],
      ["lock", { locked: false, restricted: true }, "NOT_PERMITTED", "15990"],
      ["lock", { locked: false, handlebarBlocked: true }, "COMMAND_REJECTED", "15603"],
      ["lock", { locked: false, parkingForbidden: true }, "COMMAND_REJECTED", "15996"],
      ["lock", { locked: false, lockFails: true }, "COMMAND_REJECTED", "15601"],
      ["lock", { locked: false, networkLost: true }, "TIMEOUT", "15602"],
      ["unlock", { networkLost: true }, "TIMEOUT", "15612"],
      ["unlock", { unlockFails: true }, "COMMAND_REJECTED", "15611"],
      ["unlock", { undeliverable: true }, "VEHICLE_OFFLINE", "15303"],
      ["unlock", { unresponsive: true }, "TIMEOUT", "15302"],
    ];
    for (const [index, [command, patch, code, platformCode]] of hindrances.entries()) {
      const bike = demo.ids[index % demo.ids.length]!;
      const clean = { locked: true, networkLost: false, active: true, online: true, speed: 0 };
      demo.part.set(bike, { ...clean, ...patch });
      const before = demo.metered.length;
      await assert.rejects(send(command, {}, bike), refusedWith(code, platformCode), platformCode);
      assert.equal(demo.metered.length, before + 1, platformCode);
    }
    demo.part.set(id, { active: true, online: true, locked: true });
    await assert.rejects(send("batteryCover"), refusedWith("COMMAND_REJECTED", "15635"));
    demo.part.set(id, { locked: false, coverFails: true });
    await assert.rejects(send("batteryCover"), refusedWith("COMMAND_REJECTED", "15638"));
  });

  it("a lock that was lost on the way back was carried out: the reading says so", async () => {
    demo.part.set(id, { locked: false, networkLost: true });
    const lock = demo.session.command(vehicle(id), { command: "lock" });
    await assert.rejects(lock.send(), (error: VehicleCloudError) => error.code === "TIMEOUT" && error.sent === true);
    assert.equal(lock.shows!(await demo.read("overview", id)), true);
  });

  it("does not ask again for what a firmware lacks, or what Segway has restricted", async () => {
    const interval = {
      "locationInterval.unlockStatus": 10,
      "locationInterval.lockStatus": 900,
      "statusInterval.ridingStatus": 10,
      "statusInterval.nonRiding": 60,
      "statusInterval.lockStatus": 900,
    };
    demo.part.set(id, { oldFirmware: true, restricted: true, locked: false });
    await assert.rejects(send("interval", interval), refusedWith("NOT_SUPPORTED", "15707"));
    await assert.rejects(send("lock"), refusedWith("NOT_PERMITTED", "15990"));
    const asked = demo.metered.length;
    await assert.rejects(send("interval", interval), refusedWith("NOT_SUPPORTED", "15707"));
    await assert.rejects(send("lock"), refusedWith("NOT_PERMITTED", "15990"));
    assert.equal(demo.metered.length, asked);
    // Another vehicle is not concerned, and a restriction is tried again after a quarter of an hour.
    await send("lock", {}, demo.ids[1]);
    demo.part.set(id, { restricted: false });
    await demo.clock.advance(15 * 60_000);
    await send("lock");
  });

  it("an unknown vehicle and another region's host are told apart", async () => {
    await assert.rejects(send("lock", {}, "860000000009999"), refusedWith("VEHICLE_UNKNOWN", "15102"));
    await assert.rejects(demo.read("overview", "860000000009999"), refusedWith("VEHICLE_UNKNOWN", "15102"));
    demo.faults.add({ code: 15100 });
    await assert.rejects(demo.read("overview", id), refusedWith("CONFIG_INVALID", "15100"));
  });

  it("says that a kind of reading is not there, without a request", async () => {
    const before = demo.metered.length;
    await assert.rejects(demo.session.read("trips", vehicle(id), {}), { code: "NOT_SUPPORTED" });
    assert.equal(demo.metered.length, before);
  });

  it("reads the state alone where that is enough, and keeps the position it knew", async () => {
    const { data: previous } = await demo.session.read("overview", vehicle(id), {});
    const asked = demo.metered.length;
    const { data } = await demo.session.read("overview", vehicle(id), {
      previous: previous as VehicleStatus,
      params: { position: false },
    });
    assert.equal(demo.metered.length, asked + 1);
    assert.deepEqual((data as VehicleStatus).position, (previous as VehicleStatus).position);
  });

  it("calls endpoints of the catalogue by id, and the token endpoint never", async () => {
    const answer = (await callOf(demo.session, "query.status", { iotCode: id })) as JsonObject;
    assert.equal(answer.code, 0);
    await callOf(demo.session, "setting.switch", { iotCode: id, body: { alertSensitivity: 2 } });
    await assert.rejects(callOf(demo.session, "setting.switch", { iotCode: id, body: { alertSensitivity: 9 } }), {
      code: "INPUT_INVALID",
      platformCode: "15004",
    });
    await assert.rejects(callOf(demo.session, "auth.token", {}), { code: "NOT_SUPPORTED" });
  });
});
