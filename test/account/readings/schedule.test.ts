import assert from "node:assert/strict";
import { intervalOf, isNotable, type Situation } from "../../../src/account/readings/policy";
import { defaultPolicy } from "../../../src/account/types";
import { emptyStatus, type VehicleStatus } from "../../../src/vehicle/model";
import { ear, scene, type Scene } from "../support/accounts";
import { carA, carB, json } from "../support/stub-cloud";

const minutes = 60_000;
const hours = 60 * minutes;

describe("how often a vehicle is read", () => {
  const status = (more: Partial<VehicleStatus> = {}): VehicleStatus => ({ ...emptyStatus(""), stale: false, ...more });
  const every = (situation: Partial<Situation>) =>
    intervalOf({}, { status: status(), unchanged: false, changedAt: -Infinity, now: 0, ...situation });

  it("by what it does: parked, changed, driving, charging, asleep", () => {
    assert.equal(every({}), 1200);
    assert.equal(every({ changedAt: -14 * minutes }), 300);
    assert.equal(every({ changedAt: -15 * minutes }), 300);
    assert.equal(every({ changedAt: -15 * minutes - 1 }), 1200);
    const silent = (hours: number) => status({ ageSeconds: hours * 3600 });
    assert.equal(every({ status: silent(1.9), unchanged: true }), 1200);
    assert.equal(every({ status: silent(2), unchanged: true }), 1800);
    assert.equal(every({ status: silent(2), unchanged: false }), 1200);
    assert.equal(every({ status: status({ motion: { driving: true } }) }), 120);
    assert.equal(every({ status: status({ battery: { charging: true } }) }), 300);
    assert.equal(every({ status: status({ motion: { driving: true } }), unchanged: true }), 120);
    assert.equal(every({ status: status({ motion: { driving: true }, stale: true }) }), 1200);
    assert.equal(every({ status: undefined }), 1200);
  });

  it("by the user's own numbers, but never by the second", () => {
    const situation = { status: status(), unchanged: false, changedAt: -Infinity, now: 0 };
    assert.equal(intervalOf({ parkedSeconds: 3600 }, situation), 3600);
    assert.equal(intervalOf({ parkedSeconds: 0 }, situation), 10);
    assert.equal(intervalOf({ parkedSeconds: NaN, drivingSeconds: undefined }, situation), 1200);
  });

  it("not more often for what drifts by itself", () => {
    const change = (path: string) => [{ path, from: 1, to: 2 }];
    for (const path of ["climate.outsideC", "tyres.driver.pressureBar", "position.latitude", "lowVoltage.voltageV"]) {
      assert.equal(isNotable(change(path)), false, path);
    }
    for (const path of ["locks.locked", "battery.percent", "openings.trunk", "climate.preconditioning", "odometerKm"]) {
      assert.equal(isNotable(change(path)), true, path);
    }
  });
});

describe("the schedule", () => {
  let s: Scene;
  const reads = (id = carA): number => s.cloud.count(`GET /status/${id}`);
  /** The car tells something new each time it is asked. */
  const awake = (more: object = {}) => {
    s.cloud.before = (path) => {
      if (!path.startsWith("/status")) return undefined;
      return json({ reportedAt: new Date(s.clock.now() - 1000).toISOString(), percent: 63, ...more });
    };
  };

  beforeEach(() => {
    s = scene();
  });
  afterEach(() => s.closeAll());

  it("reads at once, then by the default policy, and not after the last has left", async () => {
    awake();
    const { heard, listen } = ear();
    const off = s.account().subscribe(carA, {}, listen);
    await s.clock.advance(1000);
    assert.deepEqual(heard, ["poll 63"]);
    await s.clock.advance(61 * minutes);
    assert.equal(reads(), 4);
    off();
    await s.clock.advance(24 * hours);
    assert.equal(reads(), 4);
    assert.equal(heard.length, 4);
  });

  it("leaves a sleeping car alone", async () => {
    s.account().subscribe(carA, {}, () => undefined);
    await s.clock.advance(24 * hours);
    // Every 20 min until the snapshot is two hours old, then every 30.
    const known = reads();
    assert.ok(known <= 51, `${known} requests`);
    await s.clock.advance(24 * hours);
    assert.equal(reads() - known, 48);
  });

  it("asks once for all: by the shortest interval of those that listen", async () => {
    awake();
    const account = s.account();
    const [one, two] = [ear(), ear()];
    account.subscribe(carA, { parkedSeconds: 3600 }, one.listen);
    const off = account.subscribe("all", { parkedSeconds: 600 }, two.listen);
    await s.clock.advance(31 * minutes);
    assert.deepEqual([reads(), reads(carB)], [4, 4]);
    assert.equal(one.heard.length, 4);
    assert.equal(two.heard.length, 8);
    off();
    await s.clock.advance(2 * hours);
    assert.deepEqual([reads(), reads(carB)], [6, 4]);
  });

  it("looks closer for a quarter of an hour after a change", async () => {
    awake({ locked: true });
    s.account().subscribe(carA, {}, () => undefined);
    await s.clock.advance(1 * minutes);
    awake({ locked: false });
    await s.clock.advance(19 * minutes);
    assert.equal(reads(), 2);
    await s.clock.advance(15 * minutes);
    assert.equal(reads(), 5);
    await s.clock.advance(15 * minutes);
    assert.equal(reads(), 5);
  });

  it("counts readings that somebody else asked for", async () => {
    awake();
    const account = s.account();
    const { heard, listen } = ear();
    account.subscribe(carA, {}, listen);
    await s.clock.advance(15 * minutes);
    await account.status(carA);
    assert.deepEqual(heard, ["poll 63", "message 63"]);
    await s.clock.advance(19 * minutes);
    assert.equal(reads(), 2);
  });

  it("after a restart tells the stored reading first, and asks only when that is due", async () => {
    awake();
    const first = s.account();
    first.subscribe(carA, {}, () => undefined);
    await s.clock.advance(1 * minutes);
    await first.close();
    await s.clock.advance(9 * minutes);
    const { heard, listen } = ear();
    s.account().subscribe(carA, {}, listen);
    await s.clock.advance(1 * minutes);
    assert.deepEqual(heard, ["stored 63"]);
    await s.clock.advance(10 * minutes);
    assert.deepEqual(heard, ["stored 63", "poll 63"]);
    assert.equal(s.cloud.count("POST /sign-in"), 1);
  });

  it("reads the charge target at first, every 6 h, and when charging starts", async () => {
    awake({ charging: false });
    const targets = (): number => s.cloud.count(`GET /target/${carA}`);
    const { events, listen } = ear();
    s.account().subscribe(carA, { targetSeconds: 6 * 3600 }, listen);
    await s.clock.advance(5 * hours);
    assert.equal(targets(), 1);
    await s.clock.advance(90 * minutes);
    assert.equal(targets(), 2);
    awake({ charging: true });
    await s.clock.advance(21 * minutes);
    assert.equal(targets(), 3);
    const last = events.at(-1);
    assert.equal(last?.type === "reading" && last.status.battery.targetPercent, 80);
  });

  it("does without a target that cannot be read", async () => {
    awake();
    const stub = s.cloud.before;
    s.cloud.before = (path, request) => (path.startsWith("/target") ? json({}, 500) : stub(path, request));
    const { heard, listen } = ear();
    s.account().subscribe(carA, { targetSeconds: 3600 }, listen);
    await s.clock.advance(61 * minutes);
    assert.deepEqual(heard, ["poll 63", "poll 63", "poll 63", "poll 63"]);
    assert.ok(s.cloud.count(`GET /target/${carA}`) <= 7, "waits grow");
  });

  it("is silent in quiet hours, and reads when they end", async () => {
    awake();
    s.account().subscribe(carA, { quiet: { from: "09:00", to: "11:00" } }, () => undefined);
    await s.clock.advance(59 * minutes);
    assert.equal(reads(), 3);
    await s.clock.advance(2 * hours);
    assert.equal(reads(), 3);
    await s.clock.advance(1 * minutes);
    assert.equal(reads(), 4);
  });

  it("tells a failure once and its end once, and waits longer each time", async () => {
    awake();
    const { heard, listen } = ear();
    s.account().subscribe(carA, {}, listen);
    await s.clock.advance(1 * minutes);
    let down = 0;
    const cut = { status: 200, headers: {}, body: Buffer.from('{"reportedAt":') };
    s.cloud.before = (path) => (path.startsWith("/status") ? (++down % 2 ? json({}, 500) : cut) : undefined);
    await s.clock.advance(24 * hours);
    assert.deepEqual(heard, ["poll 63", "problem CLOUD_UNAVAILABLE"]);
    assert.ok(down > 4 && down < 60, `${down} in a day`);
    awake();
    await s.clock.advance(6.5 * hours);
    assert.deepEqual(heard.filter((word) => word !== "stale").slice(2, 4), ["recovered", "poll 63"]);
  });

  it("tells that the list cannot be read, once, and goes on when it can", async () => {
    s.cloud.before = (path) => (path === "/vehicles" ? json({}, 500) : undefined);
    const { heard, events, listen } = ear();
    s.account().subscribe("all", {}, listen);
    await s.clock.advance(3 * hours);
    assert.deepEqual(heard, ["problem CLOUD_UNAVAILABLE"]);
    assert.equal("vehicle" in events[0]!, false);
    s.cloud.before = () => undefined;
    await s.clock.advance(31 * minutes);
    assert.deepEqual(heard.slice(1, 4), ["recovered", "poll 63", "poll 63"]);
  });

  it("goes on right after Test sign-in has succeeded", async () => {
    s.cloud.password = "changed";
    const account = s.account();
    const { heard, listen } = ear();
    account.subscribe(carA, {}, listen);
    await s.clock.advance(2 * hours);
    assert.deepEqual(heard, ["problem SIGN_IN_REJECTED"]);
    assert.equal(s.cloud.count("POST /sign-in"), 1);
    s.cloud.password = "right";
    await account.signIn({ force: true });
    await s.clock.advance(1000);
    assert.deepEqual(heard.slice(1), ["recovered", "poll 63"]);
  });

  it("tells once when the last reading turns stale", async () => {
    awake({ driving: true });
    const { heard, listen } = ear();
    s.account().subscribe(carA, { drivingSeconds: 3600, parkedSeconds: 3600 }, listen);
    await s.clock.advance(14 * minutes);
    assert.deepEqual(heard, ["poll 63"]);
    await s.clock.advance(40 * minutes);
    assert.deepEqual(heard, ["poll 63", "stale"]);
    await s.clock.advance(30 * minutes);
    assert.deepEqual(heard, ["poll 63", "stale", "poll 63", "stale"]);
  });

  it("marks the reading stale, and tells no problem, while the cloud has no data of the vehicle", async () => {
    awake();
    const { heard, events, listen } = ear();
    s.account().subscribe(carA, {}, listen);
    await s.clock.advance(1 * minutes);
    s.cloud.before = (path) => (path.startsWith("/status") ? json({ code: "noData" }) : undefined);
    await s.clock.advance(6 * hours);
    assert.deepEqual(heard, ["poll 63", "stale"]);
    const last = events.at(-1);
    assert.equal(last?.type === "stale" && last.status.stale, true);
  });

  it("tells those that come later what is known and what is wrong", async () => {
    awake();
    const account = s.account();
    account.subscribe(carA, {}, () => undefined);
    await s.clock.advance(1 * minutes);
    s.cloud.before = (path) => (path.startsWith("/status") ? json({}, 500) : undefined);
    await s.clock.advance(1 * hours);
    const { heard, listen } = ear();
    account.subscribe(carA, {}, listen);
    await s.clock.settle();
    assert.deepEqual(heard, ["stored 63", "problem CLOUD_UNAVAILABLE"]);
  });

  it("goes on when a subscriber fails", async () => {
    awake();
    const account = s.account();
    const { heard, listen } = ear();
    account.subscribe(carA, {}, () => {
      throw new Error("broken");
    });
    account.subscribe(carA, {}, listen);
    await s.clock.advance(21 * minutes);
    assert.deepEqual(heard, ["poll 63", "poll 63"]);
  });

  it("hears of a car added in the app within a day, and no more of one that is gone, if it listens to all", async () => {
    const [first, second] = s.cloud.vehicles;
    s.cloud.vehicles = [first!];
    s.account().subscribe("all", {}, () => undefined);
    await s.clock.advance(1 * hours);
    assert.equal(reads(second!.id), 0);
    s.cloud.vehicles = [second!];
    await s.clock.advance(25 * hours);
    assert.notEqual(reads(second!.id), 0);
    assert.equal(s.cloud.count("GET /vehicles"), 2, "once a day");
    const before = reads(first!.id);
    await s.clock.advance(24 * hours);
    assert.equal(reads(first!.id), before);
  });

  it("has no timer left after the account has closed", async () => {
    const account = s.account();
    account.subscribe("all", { targetSeconds: 3600 }, () => undefined);
    await s.clock.advance(1 * hours);
    await account.close();
    await s.clock.settle();
    assert.equal(s.clock.pending, 0);
  });

  it("asks for the defaults that the dialogs name", () => {
    assert.deepEqual(Object.values(defaultPolicy), [1200, 300, 900, 120, 300, 1800, 7200]);
  });
});
