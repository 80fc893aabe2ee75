import assert from "node:assert/strict";
import { ManualClock } from "../../src/base/clock";
import { startDemoCloud } from "../../src/demo";
import type { DemoCloud } from "../../src/demo/types";
import { RawClient } from "./raw-client";

const [one, three, five] = ["HESXDEM01P0000001", "HESCDEM03P0000002", "HESYDEM05R0000003"] as const;

interface Status {
  updateTime: string;
  basicVehicleStatus: Record<string, string> & { position: Record<string, string> };
  additionalVehicleStatus: Record<string, Record<string, string | boolean>>;
}

describe("demo cloud: the cars", () => {
  let clock: ManualClock;
  let cloud: DemoCloud;
  let client: RawClient;

  beforeEach(async () => {
    clock = new ManualClock();
    cloud = await startDemoCloud({ clock });
    client = await new RawClient(cloud, () => clock.now()).open();
    await client.select(one);
  });
  afterEach(() => cloud.close());

  const read = async (vin: string, from = client): Promise<Status> => {
    const host = vin === five ? "apiv2.ecloudeu.com" : "api.ecloudeu.com";
    const { json } = await from.status(vin, { host, headers: { "x-vehicle-identifier": vin } });
    assert.equal(json.code, "1000");
    return json.data.vehicleStatus as Status;
  };
  const electric = async (vin: string): Promise<Record<string, string | boolean>> =>
    (await read(vin)).additionalVehicleStatus["electricVehicleStatus"] ?? {};
  const safety = (status: Status): Record<string, string | boolean> =>
    status.additionalVehicleStatus["drivingSafetyStatus"] ?? {};

  it("start with something to see: one charges AC at 63 %, one stands unlocked, one drives", async () => {
    const first = await electric(one);
    assert.deepEqual(
      [first["chargeLevel"], first["chargerState"], first["statusOfChargerConnection"]],
      ["63", "2", "3"],
    );
    assert.equal(safety(await read(three))["centralLockingStatus"], "0");
    const { basicVehicleStatus: driving } = await read(five);
    assert.deepEqual([driving["engineStatus"], driving["speedValidity"]], ["engine_running", "true"]);
    assert.ok(Number(driving["speed"]) > 30);
  });

  it("change within ten minutes: the #1 gains, the #3 is locked, the #5 arrives and charges DC", async () => {
    cloud.control.advance(600);
    assert.ok(Number((await electric(one))["chargeLevel"]) > 63);
    assert.equal(safety(await read(three))["centralLockingStatus"], "2");
    const dc = await electric(five);
    assert.deepEqual(
      [dc["chargerState"], dc["statusOfChargerConnection"], dc["dcDcConnectStatus"], dc["chargeUAct"]],
      ["15", "1", "3", "0.0"],
    );
  });

  it("charge AC with three phases: voltage and current give the power, the pack's current is negative", async () => {
    const { chargeUAct, chargeIAct, dcChargeIAct, timeToFullyCharged } = await electric(one);
    const kw = (Number(chargeUAct) * Number(chargeIAct) * Math.sqrt(3)) / 1000;
    assert.ok(kw > 10.5 && kw < 11.5, `${kw} kW`);
    assert.ok(Number(dcChargeIAct) < -15 && Number(dcChargeIAct) > -35);
    assert.ok(Number(timeToFullyCharged) > 30 && Number(timeToFullyCharged) < 120);
  });

  it("charge DC with the current into the pack negative, on a #5 told ten times too large", async () => {
    cloud.control.set(one, { charging: "dc", socPercent: 30 });
    cloud.control.set(five, { charging: "dc", socPercent: 30 });
    const [amperes, tenfold] = [
      Number((await electric(one))["dcChargeIAct"]),
      Number((await electric(five))["dcChargeIAct"]),
    ];
    assert.ok(amperes < -250 && amperes > -400, `${amperes} A`);
    assert.ok(tenfold < -1500 && tenfold > -2500, `${tenfold}`);
    cloud.control.set(one, { driving: true });
    assert.ok(Number((await electric(one))["dcChargeIAct"]) > 0, "out of the pack while driving");
  });

  it("stop at the target and tell so", async () => {
    cloud.control.set(one, { socPercent: 78.5, routine: false });
    cloud.control.advance(1800);
    const done = await electric(one);
    assert.deepEqual(
      [done["chargeLevel"], done["chargerState"], done["statusOfChargerConnection"], done["timeToFullyCharged"]],
      ["80", "11", "2", "2047"],
    );
  });

  it("fall asleep when left alone, and then report no more until something happens", async () => {
    cloud.control.set(three, { locked: true, routine: false });
    await clock.advance(20 * 60_000);
    const asleep = await read(three);
    assert.ok(clock.now() - Number(asleep.updateTime) > 5 * 60_000);
    cloud.control.set(three, { doors: { driver: true }, silent: true });
    await clock.advance(60_000);
    assert.deepEqual(await read(three), asleep, "the cloud repeats the old report");
    cloud.control.set(three, { doors: { driver: false } });
    const awake = await read(three);
    assert.equal(Number(awake.updateTime), clock.now());
  });

  it("report with growing times, even when the clock stands still", async () => {
    let last = 0;
    for (const locked of [true, false, true]) {
      cloud.control.set(three, { locked });
      const { updateTime } = await read(three);
      assert.ok(Number(updateTime) > last);
      last = Number(updateTime);
    }
    assert.ok(last - clock.now() < 1000);
  });

  it("drive: odometer and position move, the battery empties, then they are parked", async () => {
    cloud.control.set(one, { driving: true });
    const before = await read(one);
    cloud.control.advance(300);
    const after = await read(one);
    const odometer = (status: Status): number =>
      Number(status.additionalVehicleStatus["maintenanceStatus"]?.["odometer"]);
    assert.ok(odometer(after) - odometer(before) > 3);
    assert.notEqual(after.basicVehicleStatus.position["latitude"], before.basicVehicleStatus.position["latitude"]);
    cloud.control.set(one, { driving: false });
    const parked = await read(one);
    assert.deepEqual(
      [parked.basicVehicleStatus["engineStatus"], parked.basicVehicleStatus["speed"]],
      ["engine_off", "0.0"],
    );
  });

  it("hide their position when location is off: empty text, as recorded", async () => {
    cloud.control.set(one, { position: null });
    assert.deepEqual((await read(one)).basicVehicleStatus.position, {
      altitude: "",
      posCanBeTrusted: "",
      latitude: "",
      carLocatorStatUploadEn: "false",
      marsCoordinates: "",
      longitude: "",
    });
    cloud.control.set(one, { position: { latitude: -33.5, longitude: 151.25 } });
    const { position } = (await read(one)).basicVehicleStatus;
    assert.deepEqual([position["latitude"], position["longitude"]], ["-120600000", "544500000"]);
  });

  it("live faster than the clock when told, their reports never later than now", async () => {
    const quick = await startDemoCloud({ clock, speed: 60 });
    try {
      const other = await new RawClient(quick, () => clock.now()).open();
      await other.select(one);
      clock.jump(10_000);
      const { updateTime, additionalVehicleStatus } = await read(one, other);
      assert.ok(Number(additionalVehicleStatus["electricVehicleStatus"]?.["chargeLevel"]) >= 65);
      assert.ok(Number(updateTime) <= clock.now());
      assert.ok(clock.now() - Number(updateTime) < 5000);
    } finally {
      await quick.close();
    }
  });

  it("have a day with everything in it, the same in each run with the same seed, another with another", async () => {
    const day = async (seed: number): Promise<{ seen: Set<string>; story: string }> => {
      const own = new ManualClock();
      const demo = await startDemoCloud({ clock: own, seed });
      const reader = await new RawClient(demo, () => own.now()).open();
      await reader.select(one);
      const seen = new Set<string>();
      const story: unknown[] = [];
      for (let look = 0; look < 72; look++) {
        for (const vin of [one, three, five]) {
          const status = await read(vin, reader);
          const { chargerState } = status.additionalVehicleStatus["electricVehicleStatus"] ?? {};
          if (status.basicVehicleStatus["engineStatus"] === "engine_running") seen.add("driving");
          else if (own.now() - Number(status.updateTime) > 10 * 60_000) seen.add("asleep");
          else seen.add(`charger ${String(chargerState)}`);
          story.push(status);
        }
        own.jump(1_200_000);
      }
      await demo.close();
      return { seen, story: JSON.stringify(story) };
    };
    const [first, again, other] = [await day(7), await day(7), await day(8)];
    for (const state of ["driving", "asleep", "charger 2", "charger 15", "charger 0"])
      assert.ok(first.seen.has(state), state);
    assert.equal(first.story, again.story);
    assert.notEqual(first.story, other.story);
  });

  it("do not depend on how often they are looked at", async () => {
    const own = new ManualClock();
    const [often, seldom] = [await startDemoCloud({ clock: own }), await startDemoCloud({ clock: own })];
    try {
      const watcher = await new RawClient(often, () => own.now()).open();
      await watcher.select(five);
      for (let count = 0; count < 40; count++) {
        own.jump(47_300);
        await watcher.select(five, "apiv2.ecloudeu.com");
      }
      await watcher.select(one);
      const late = await new RawClient(seldom, () => own.now()).open();
      await late.select(one);
      const strip = (status: Status): unknown => ({ ...status, updateTime: 0, parkTime: 0 });
      for (const vin of [one, three, five]) {
        assert.deepEqual(strip(await read(vin, watcher)), strip(await read(vin, late)));
      }
    } finally {
      await Promise.all([often.close(), seldom.close()]);
    }
  });

  it("refuse a patch they do not understand, and apply nothing of it", async () => {
    const before = await read(three);
    for (const patch of [
      { soc: 50 },
      { socPercent: 101 },
      { doors: { left: true } },
      { locked: "yes" },
      { position: 5 },
    ]) {
      assert.throws(() => cloud.control.set(three, { insideC: 40, ...patch }), { code: "INPUT_INVALID" });
    }
    assert.throws(() => cloud.control.set("HESXTEST0P0000001", {}), { code: "VEHICLE_UNKNOWN" });
    assert.deepEqual(await read(three), before);
  });
});
