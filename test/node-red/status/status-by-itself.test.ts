import assert from "node:assert/strict";
import { ManualClock } from "../../../src/base/clock";
import { cloudError } from "../../../src/base/errors";
import {
  flow,
  helper,
  load,
  quiet,
  receive,
  shown,
  stubRuntime,
  theAccount,
  unload,
  until,
  type Inbox,
} from "../support";
import { first, reading, second } from "../stub-account";

let clock: ManualClock;

/** A flow whose status node has subscribed. */
async function started(settings: Record<string, unknown>): Promise<Inbox> {
  const inbox = await load(flow(settings));
  await until("a subscription", () => theAccount()?.subscribers.size === 1);
  return inbox;
}

const at = (minutes: number): string => new Date(clock.now() + minutes * 60_000).toISOString();

describe("vehicle status, by itself", () => {
  beforeEach(() => {
    clock = new ManualClock(Date.now());
    stubRuntime(undefined, clock);
  });
  afterEach(async () => {
    await unload();
    assert.equal(clock.pending, 0, "no timer is left");
  });

  it("subscribes with its policy, the charge target only if it is read", async () => {
    await started({ parkedMinutes: "30", quietFrom: "22:00", quietTo: "6:30" });
    const [subscriber] = theAccount().subscribers;
    assert.equal(subscriber?.selector, undefined);
    assert.deepEqual(subscriber?.policy, {
      parkedSeconds: 1800,
      changedSeconds: 300,
      changedForSeconds: 900,
      drivingSeconds: 120,
      chargingSeconds: 300,
      unchangedSeconds: 1800,
      quiet: { from: "22:00", to: "06:30" },
    });
  });

  it("reads the charge target at its own interval", async () => {
    await started({ read: "overviewAndTarget", targetHours: 12 });
    assert.equal([...theAccount().subscribers][0]?.policy.targetSeconds, 43_200);
  });

  it("sends the first reading at once, even a stored one, and marks its age in the status", async () => {
    const { out } = await started({});
    theAccount().report(first, reading(63), "stored");
    await until("a message", () => out.length === 1);
    assert.equal(out[0]?.topic, "smart-1-0001/status");
    assert.deepEqual(out[0]?.vehicle, first);
    assert.deepEqual(out[0]?.changed, {});
    assert.deepEqual(shown("car"), { fill: "green", shape: "dot", text: "63 % · 4 min" });
  });

  it("sends what the vehicle reported anew, and nothing when a read brought nothing", async () => {
    const { out } = await started({ send: "new" });
    const status = reading(63, (reported) => (reported.reportedAt = at(-4)));
    theAccount().report(first, status);
    theAccount().report(first, { ...status, readAt: at(1) });
    theAccount().report(first, { ...status, reportedAt: at(2), readAt: at(2) });
    await until("two messages", () => out.length === 2);
    await quiet();
    assert.equal(out.length, 2);
    assert.equal(out[1]?.payload.reportedAt, at(2));
  });

  it("sends a charge target that changed, though the vehicle reported nothing", async () => {
    const { out } = await started({ send: "new" });
    const status = reading(63);
    theAccount().report(first, status);
    theAccount().report(first, { ...status, battery: { ...status.battery, targetPercent: 80 } });
    await until("two messages", () => out.length === 2);
    assert.deepEqual(out[1]?.changed, { battery: { targetPercent: 80 } });
  });

  it("sends only when a watched value changed, against what it last sent", async () => {
    const { out } = await started({ send: "changed", watch: "battery.percent, locks" });
    theAccount().report(first, reading(63));
    theAccount().report(
      first,
      reading(63, (status) => (status.climate.insideC = 30)),
    );
    theAccount().report(
      first,
      reading(63, (status) => (status.locks.locked = false)),
    );
    await until("two messages", () => out.length === 2);
    await quiet();
    assert.equal(out.length, 2);
    assert.deepEqual(out[1]?.changed, { locks: { locked: false } });
  });

  it("sends every reading when told so", async () => {
    const { out } = await started({ send: "every" });
    const status = reading(63);
    theAccount().report(first, status);
    theAccount().report(first, { ...status, readAt: at(1) });
    await until("two messages", () => out.length === 2);
  });

  it("sends once when a reading turns stale, without speed, power and climate", async () => {
    const { out } = await started({ send: "changed", watch: "battery.percent" });
    const status = reading(63);
    theAccount().report(first, status);
    const stale = { ...status, stale: true, ageSeconds: 190_000, reportedAt: at(-3200) };
    theAccount().tell({ type: "stale", vehicle: first, status: stale });
    theAccount().tell({ type: "stale", vehicle: first, status: stale });
    theAccount().report(first, stale);
    await until("two messages", () => out.length === 2);
    await quiet();
    assert.equal(out.length, 2);
    assert.equal(out[1]?.payload.stale, true);
    assert.equal((out[1]?.changed as { stale?: boolean }).stale, true);
    assert.equal("insideC" in out[1].payload.climate, false);
    assert.deepEqual(shown("car"), { fill: "grey", shape: "ring", text: "63 % · 2 d" });
  });

  it("answers a message once, though the reading it caused is told to subscribers too", async () => {
    const { out, ended } = await started({ send: "every" });
    const account = theAccount();
    const status = account.status.bind(account);
    account.status = async (selector, options) => {
      account.report(first, reading(50), "message");
      return status(selector, options);
    };
    receive("car", { payload: "", mine: 1 });
    await until("the end", () => ended.length === 1);
    await quiet();
    assert.deepEqual(
      out.map(({ mine }) => mine),
      [1],
    );
  });

  it("sends no value that is not known, and says so", async () => {
    const { out } = await started({ output: "value" });
    theAccount().report(first, reading(null));
    await quiet();
    assert.equal(out.length, 0);
    assert.equal((shown("car") as { text: string }).text, "vehicle-cloud-status.status.valueUnknown");
    theAccount().report(first, reading(40));
    await until("a value", () => out.length === 1);
    assert.equal(out[0]?.payload, 40);
  });

  it("tells trouble to Catch once, and once again when it is over", async () => {
    const { failed, ended } = await started({});
    const error = cloudError("SIGN_IN_REJECTED", "The password was refused.");
    theAccount().tell({ type: "problem", vehicle: first, error });
    theAccount().tell({ type: "problem", vehicle: first, error });
    await until("trouble", () => failed.length === 1);
    await quiet();
    assert.equal(failed.length, 1);
    assert.equal(failed[0]?.error.code, "SIGN_IN_REJECTED");
    assert.deepEqual(failed[0]?.payload, { code: "SIGN_IN_REJECTED", over: false });
    assert.deepEqual(failed[0]?.vehicle, first);
    assert.equal((shown("car") as { fill: string }).fill, "red");
    theAccount().tell({ type: "recovered", vehicle: first });
    theAccount().tell({ type: "recovered", vehicle: first });
    await until("the end of it", () => failed.length === 2);
    await quiet();
    assert.equal(failed.length, 2);
    assert.deepEqual(
      [failed[1]?.error.code, failed[1]?.payload],
      ["SIGN_IN_REJECTED", { code: "SIGN_IN_REJECTED", over: true }],
    );
    assert.equal(ended.length, 0);
    assert.equal((shown("car") as { text: string }).text, "vehicle-cloud-status.status.waiting");
  });

  it("shows the session that could not be saved until it is", async () => {
    await started({});
    theAccount().options.onNotice?.({ type: "sessionNotSaved", error: "EROFS" });
    assert.deepEqual(shown("car"), {
      fill: "yellow",
      shape: "ring",
      text: "vehicle-cloud-status.status.sessionNotSaved",
    });
    theAccount().options.onNotice?.({ type: "sessionSaved" });
    assert.equal((shown("car") as { text: string }).text, "vehicle-cloud-status.status.waiting");
  });

  it("lets the age in the status grow by itself", async () => {
    await started({});
    const status = reading(63, (reported) => (reported.reportedAt = at(-1)));
    theAccount().report(first, status);
    assert.equal((shown("car") as { text: string }).text, "63 % · 1 min");
    await clock.advance(10 * 60_000);
    assert.equal((shown("car") as { text: string }).text, "63 % · 11 min");
    await clock.advance(5 * 3600_000);
    assert.equal((shown("car") as { text: string }).text, "63 % · 5 h");
    await clock.advance(60 * 3600_000);
    assert.deepEqual(shown("car"), { fill: "grey", shape: "ring", text: "63 % · 2 d" });
  });

  it("sends all cars as one array when several have news", async () => {
    const { out } = await started({ vehicleType: "all", many: "array" });
    assert.equal([...theAccount().subscribers][0]?.selector, "all");
    theAccount().report(first, reading(63));
    theAccount().report(second, reading(41));
    await clock.advance(5000);
    await until("an array", () => out.length === 1);
    assert.deepEqual(
      out[0]?.payload.map((row: { battery: { percent: number } }) => row.battery.percent),
      [63, 41],
    );
    theAccount().report(second, reading(42));
    await clock.advance(5000);
    await until("another", () => out.length === 2);
    assert.equal(out[1]?.payload.length, 2);
  });

  it("does not subscribe when it only answers messages", async () => {
    await load(flow({ when: "message" }));
    await clock.advance(2000);
    await quiet();
    assert.equal(theAccount(), undefined);
  });

  it("says what is wrong with its settings, to Catch too, and lives on", async () => {
    const { failed } = await load(flow({ quietFrom: "25:99", quietTo: "06:00" }));
    await until("trouble", () => failed.length === 1);
    assert.equal(failed[0]?.error.code, "CONFIG_INVALID");
    assert.equal((shown("car") as { text: string }).text, "vehicle-cloud-status.status.configInvalid");
    helper.getNode("car").receive({ payload: "" });
    await until("a refusal", () => failed.length === 2);
  });
});
