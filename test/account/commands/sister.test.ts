import type { Capabilities, KnownReadings, ReadData } from "../../../src/vehicle/read-data";
import assert from "node:assert/strict";
import { smartEuPlatform } from "../../platforms/ecarx/support";
import type { Command, Platform, PreparedCommand } from "../../../src/platforms/platform";
import { code, five, ok, one, openSession, type Opened } from "../../platforms/ecarx/support";

const taken = ok({ serviceResult: { operationResult: 1, error: null } });
const telematics = `/telematics/${one.id}`;
const chargeSet = `/ecarx_charge_set/${one.id}`;

/** smart Europe, with the switch for what was seen on sister cars. */
const allowed = (sisterBrand = true): Platform => {
  const platform = smartEuPlatform();
  return { ...platform, open: (context) => platform.open({ ...context, allow: { sisterBrand } }) };
};

/** What the car has told of itself, in the digest of the capability read. */
const told = (climate: Capabilities["climate"], capabilities: Capabilities["capabilities"] = []): KnownReadings =>
  knowing({ capabilities: { climate, capabilities } });
const knowing =
  (data: Partial<ReadData>): KnownReadings =>
  (kind) =>
    data[kind];

function open(sisterBrand = true): Opened {
  const opened = openSession({ platform: allowed(sisterBrand) });
  opened.network.on(telematics, taken).on(chargeSet, taken);
  return opened;
}

async function sent(command: Command, known?: KnownReadings): Promise<Record<string, unknown>> {
  const { session, network } = open();
  await session.command(one, command, known).send();
  assert.equal(network.lines.length, 1);
  return JSON.parse(network.asked[0]!.body) as Record<string, unknown>;
}

/** Service, command, duration and pairs in one line: the order is part of it. */
async function line(command: Command): Promise<string> {
  const body = await sent(command);
  const { duration } = body["operationScheduling"] as { duration: number };
  const pairs = (body["serviceParameters"] as { key: string; value: string }[]).map(({ key, value }) => {
    assert.equal(typeof value, "string");
    return `${key}=${value}`;
  });
  assert.match(String(body["timestamp"]), /^\d{13}$/);
  return `${String(body["serviceId"])} ${String(body["command"])} ${duration} ${pairs.join(" ")}`;
}

describe("commands that were seen on sister cars", () => {
  const lines: [Command, string][] = [
    [{ command: "windowsOpen" }, "RWS_2 start 0 target=window"],
    [{ command: "windowsClose" }, "RWS_2 stop 0 target=window"],
    [{ command: "windowsVent" }, "RWS_2 start 0 target=ventilate"],
    [{ command: "blindOpen" }, "RWS_2 start 0 target=sunshade"],
    [{ command: "blindClose" }, "RWS_2 stop 0 target=sunshade"],
    [{ command: "sunroofOpen" }, "RWS_2 start 0 target=sunroof"],
    [{ command: "sunroofClose" }, "RWS_2 stop 0 target=sunroof"],
    [{ command: "horn" }, "RHL start 0 rhl=horn"],
    [{ command: "lights" }, "RHL start 0 rhl=light-flash"],
    [{ command: "hornAndLights" }, "RHL start 0 rhl=horn-light-flash"],
    [{ command: "trunkUnlock" }, "RDU_2 start 6 target=trunk"],
    [{ command: "trunkLock" }, "RDL_2 start 6 target=trunk"],
    [{ command: "seatHeating", seat: "driver", level: 3 }, "RCE_2 start 90 rce.level=3 rce.heat=front-left"],
    [{ command: "seatHeating", seat: "rearRight", level: "1" }, "RCE_2 start 90 rce.level=1 rce.heat=rear-right"],
    [{ command: "seatHeating", seat: "passenger", level: 0 }, "RCE_2 stop 90 rce.level=0 rce.heat=front-right"],
    [{ command: "seatVentilation", seat: "driver", level: 2 }, "RCE_2 start 90 rce.level=2 rce.ventilation=front-left"],
    [{ command: "steeringWheelHeating", on: true }, "RCE_2 start 48 rce.heat=steering_wheel"],
    [{ command: "steeringWheelHeating", on: "off" }, "RCE_2 stop 0 rce.heat=steering_wheel"],
    [{ command: "defrost", on: true }, "RCE_2 start 90 rce.conditioner=2 rce.level=2"],
    [{ command: "defrost", on: false }, "RCE_2 stop 0 rce.conditioner=2 rce.level=2"],
    [{ command: "purge" }, "RCC_2 start 6 rcc.ventilation=cabin"],
  ];
  for (const [command, expected] of lines) {
    it(`sends ${JSON.stringify(command)} as ${expected}`, async () => assert.equal(await line(command), expected));
  }

  it("asks for the position in its own form: latest, the account's id, no scheduling", async () => {
    const body = await sent({ command: "positionRefresh" });
    assert.match(String(body["timestamp"]), /^\d{13}$/);
    delete body["timestamp"];
    assert.deepEqual(body, {
      creator: "tc",
      latest: true,
      serviceId: "PAI",
      command: "start",
      userId: "112233",
      serviceParameters: [
        { key: "operation", value: "4" },
        { key: "pai", value: "1" },
      ],
    });
  });

  it("sets and clears the charging schedule with all its members, both times filled", async () => {
    const common = { bizType: "6", chargeModel: "0", rbcTarget: "2", rbc: "2", pin: one.id, vin: one.id };
    const empty = { endTime: "", scheduledTime: "", sessionId: "" };
    assert.deepEqual(await sent({ command: "scheduleSet", start: "23:00", end: "06:30" }), {
      ...common,
      ...empty,
      command: "start",
      rbcStartTime: "23:00",
      rbcEndTime: "06:30",
    });
    const known = knowing({ chargingSchedule: { start: "22:15", end: null, active: true, evidence: "sister" } });
    assert.deepEqual(await sent({ command: "scheduleClear" }, known), {
      ...common,
      ...empty,
      command: "stop",
      rbcStartTime: "22:15",
      rbcEndTime: "00:00",
    });
  });

  it("warms up by the charging service, all values texts, seats by their numbers", async () => {
    const body = await sent({ command: "warmUp", temperature: 26, seats: { driver: 2, passenger: 0 } });
    assert.match(String(body["timestamp"]), /^\d{13}$/);
    delete body["timestamp"];
    assert.deepEqual(body, {
      bizType: "7",
      command: "immediately",
      ac: "true",
      temp: "26.0",
      duration: "180",
      heat: [{ level: "2", pos: "11" }],
      vlt: "false",
      vltDuration: "60",
      vltPos: "12",
      paa: "0",
      sw: "true",
    });
  });

  it("are refused without the switch, which the message names; the offer lists them apart", () => {
    const platform = smartEuPlatform();
    const names = platform.offers.sisterCommands ?? [];
    assert.ok(names.length >= 20 && names.every((name) => !platform.offers.commands.includes(name)));
    const { session, network } = open(false);
    for (const command of names) {
      assert.throws(() => session.command(one, { command }), { code: "NOT_SUPPORTED", message: /switch.*sisterBrand/ });
    }
    assert.equal(network.lines.length, 0);
  });

  it("nothing that a client has invented is known", () => {
    const { session } = open();
    for (const command of ["fridge", "fragrance", "locker", "engineStart", "valet", "trunkOpen", "toString"]) {
      assert.throws(() => session.command(one, { command }), { code: "NOT_SUPPORTED" }, command);
    }
  });

  const wrong: Command[] = [
    { command: "seatHeating", seat: "driver" },
    { command: "seatHeating", seat: "driver", level: 4 },
    { command: "seatHeating", seat: "boot", level: 1 },
    { command: "seatVentilation", level: 1 },
    { command: "steeringWheelHeating" },
    { command: "steeringWheelHeating", on: "warm" },
    { command: "defrost", on: 1 },
    { command: "warmUp", temperature: 5 },
    { command: "warmUp", seats: { rearLeft: 1 } },
    { command: "scheduleSet", start: "23:00" },
    { command: "scheduleSet", start: "7:00", end: "08:00" },
    { command: "scheduleSet", start: "24:00", end: "08:00" },
    { command: "scheduleSet", start: "23:00", end: "23:00" },
  ];
  for (const command of wrong) {
    it(`refuses ${JSON.stringify(command)} before anything is sent`, () => {
      const { session, network } = open();
      assert.throws(() => session.command(one, command), { code: "INPUT_INVALID", sent: false });
      assert.throws(() => session.checkCommand?.(command), { code: "INPUT_INVALID" });
      assert.equal(network.lines.length, 0);
    });
  }

  it("what opens something goes to no car that cannot be named by its VIN", () => {
    const { session } = open();
    const opening = ["unlock", "trunkUnlock", "windowsOpen", "windowsVent", "sunroofOpen"].map((command) => ({
      command,
    }));
    for (const command of [...opening, { command: "custom", serviceId: "RDU_2", action: "start" }]) {
      assert.throws(() => session.command({ ...one, id: "SHORT1" }, command), { code: "INPUT_INVALID" });
    }
  });
});

describe("what the car has told of itself", () => {
  const range = { temperatureC: { min: 15.5, max: 28.5, step: 0.5 } };

  it("sets the range of the temperature", () => {
    const { session } = open();
    const climate = (temperature: number, known?: KnownReadings): PreparedCommand =>
      session.command(one, { command: "climateOn", temperature }, known);
    assert.ok(climate(15.5, told(range)));
    assert.throws(() => climate(29, told(range)), { code: "INPUT_INVALID", message: /15\.5 to 28\.5/ });
    assert.ok(climate(29));
    assert.throws(() => climate(15.5), { code: "INPUT_INVALID" });
    // A range that no car can have is not taken for one.
    assert.throws(() => climate(60, told({ temperatureC: { min: 0, max: 90 } })), { code: "INPUT_INVALID" });
  });

  it("refuses a seat it does not list, and what it lists as disabled", () => {
    const { session } = open();
    const seats = told({ heatedSeats: ["front-left", "front-right"] });
    const heat = (seat: string) => session.command(one, { command: "seatHeating", seat, level: 1 }, seats);
    assert.ok(heat("driver"));
    assert.throws(() => heat("rearLeft"), { code: "NOT_SUPPORTED", message: /rearLeft/ });
    const sunroof = (enabled: boolean) => told({}, [{ id: "remote_control_skylight_2", enabled }]);
    assert.throws(() => session.command(one, { command: "sunroofOpen" }, sunroof(false)), { code: "NOT_SUPPORTED" });
    assert.ok(session.command(one, { command: "sunroofOpen" }, sunroof(true)));
  });

  it("holds until the restart when the cloud says 1405, and not for a car that is in the wrong state", async () => {
    const { session, network } = open();
    network.on(telematics, code("1405"), code("1404"), taken);
    const blind = session.command(one, { command: "blindOpen" });
    await assert.rejects(blind.send(), { code: "NOT_SUPPORTED", platformCode: "1405" });
    assert.throws(() => session.command(one, { command: "blindOpen" }), { code: "NOT_SUPPORTED" });
    await assert.rejects(session.command(one, { command: "defrost", on: true }).send(), { code: "NOT_SUPPORTED" });
    await session.command(one, { command: "defrost", on: true }).send();
    assert.ok(session.command(five, { command: "blindOpen" }), "another car");
  });
});

describe("a command of one's own", () => {
  const custom = (more: object): Command => ({ command: "custom", serviceId: "RCE_2", action: "start", ...more });

  it("is sent as it is given, order and repeated keys kept, without the switch", async () => {
    const { session, network } = open(false);
    const parameters = [
      { key: "rce.heat", value: "front-left" },
      { key: "rce.level", value: 2 },
      { key: "rce.heat", value: "front-right" },
    ];
    const prepared = session.command(one, custom({ duration: 90, parameters }));
    await prepared.send();
    const body = JSON.parse(network.asked[0]!.body) as Record<string, unknown>;
    assert.deepEqual(body["serviceParameters"], [
      { key: "rce.heat", value: "front-left" },
      { key: "rce.level", value: "2" },
      { key: "rce.heat", value: "front-right" },
    ]);
    assert.deepEqual(body["operationScheduling"], { duration: 90, interval: 0, occurs: 1, recurrentOperation: false });
    assert.ok(!prepared.shows && !prepared.repeatable);
  });

  it("takes the charging form for the charging service", async () => {
    const body = await sent(custom({ serviceId: "RCS", action: "stop", duration: 6 }));
    assert.ok("timeStamp" in body && !("timestamp" in body));
    assert.deepEqual([body["serviceId"], body["command"]], ["rcs", "stop"]);
  });

  const wrong: object[] = [
    { serviceId: "" },
    { serviceId: "RCE 2" },
    { serviceId: "../x" },
    { serviceId: "PAI" },
    { serviceId: "jou" },
    { action: "go" },
    { duration: -1 },
    { duration: "long" },
    { parameters: "rce.heat" },
    { parameters: [["rce.heat", "1"]] },
    { parameters: [{ key: "", value: "1" }] },
    { parameters: [{ key: "a", value: {} }] },
    { parameters: [{ key: "a", value: "x\ny" }] },
    { parameters: Array.from({ length: 21 }, () => ({ key: "a", value: "1" })) },
  ];
  for (const more of wrong) {
    it(`refuses ${JSON.stringify(more).slice(0, 60)}`, () => {
      const { session, network } = open();
      assert.throws(() => session.command(one, custom(more)), { code: "INPUT_INVALID", sent: false });
      assert.equal(network.lines.length, 0);
    });
  }
});
