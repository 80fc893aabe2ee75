/** Stored state that is damaged, of another version or of another time: what is kept of it. */
import assert from "node:assert/strict";
import { Budget } from "../../src/account/budget";
import { CommandHistory } from "../../src/account/commands/command-history";
import { OpenEvents } from "../../src/account/readings/open-events";
import { intervalOf } from "../../src/account/readings/policy";
import { stateHolds, stateKnownUntil, touch, type Page } from "../../src/account/readings/book-page";
import { withKept } from "../../src/account/readings/trip-readings";
import { seal, unseal } from "../../src/account/session/seal";
import { VehicleList } from "../../src/account/vehicles/vehicle-list";
import { ManualClock } from "../../src/base/clock";
import { wordsOf } from "../../src/base/errors";
import { emptyStatus, type VehicleStatus } from "../../src/vehicle/model";

const day = 24 * 3600_000;

describe("stored counts of requests", () => {
  it("count as far as they are numbers of today", () => {
    const budget = new Budget({ clock: new ManualClock(), limit: 3, timeZone: "UTC" });
    budget.restore({ day: "2026-06-01", vehicles: "none", reads: { a: 2, b: "x", c: -4, d: null }, purposes: [1] });
    budget.restore({ day: "2026-05-31", vehicles: { a: 100 } });
    for (const none of [undefined, null, 5, "x", []]) budget.restore(none);
    budget.check("b");
    budget.meter({ purpose: "read", vehicle: "a" });
    assert.deepEqual(budget.save("a"), {
      day: "2026-06-01",
      vehicles: { a: 1 },
      reads: { a: 3 },
      purposes: { read: 1 },
    });
    assert.throws(() => budget.check("a"), { code: "BUDGET_SPENT" });
  });

  it("two commands of a vehicle that wait: its readings pass until both have ended, however often one says so", () => {
    const budget = new Budget({ clock: new ManualClock(), limit: 1, timeZone: "UTC" });
    budget.meter({ purpose: "read", vehicle: "a" });
    const [one, other] = [budget.exempt("a"), budget.exempt("a")];
    one();
    one();
    budget.check("a");
    other();
    assert.throws(() => budget.check("a"), { code: "BUDGET_SPENT" });
  });
});

describe("a stored list of vehicles", () => {
  const list = (clock: ManualClock, mostLearned = 3, table: { id: string; enabled: boolean }[] = []): VehicleList =>
    new VehicleList({ clock, platform: "segway", lists: false, mostLearned, table: table as never });
  const rows = [
    { id: "A1", model: "one", name: "Blue", facts: { series: "S" } },
    { id: "B2" },
    { id: "" },
    { model: "x" },
    null,
  ];

  it("is taken up as far as it can be read, and is as old as it says", () => {
    const clock = new ManualClock();
    const restored = list(clock);
    restored.restore({ at: clock.now() - day + 1000, vehicles: rows });
    assert.deepEqual(
      restored.all().map(({ id, name, model }) => [id, name, model]),
      [
        ["A1", "Blue", "one"],
        ["B2", "vehicle B2", ""],
      ],
    );
    assert.equal(restored.listed("a1")?.facts.series, "S");
    assert.equal(restored.expired, false);
    clock.jump(2000);
    assert.equal(restored.expired, true);
    for (const at of [undefined, "soon", clock.now() + 1]) {
      const other = list(clock);
      other.restore({ at, vehicles: rows });
      assert.deepEqual([other.read, other.expired], [true, true], String(at));
    }
    for (const none of [undefined, {}, { vehicles: [] }, { vehicles: "x" }]) {
      const other = list(clock);
      other.restore(none);
      assert.deepEqual([other.read, other.all(), other.save()], [false, [], undefined]);
    }
  });

  it("one that is doubted is stored as of no time, and so read again after a restart", () => {
    const clock = new ManualClock();
    const known = list(clock);
    known.set([{ id: "A1", model: "", facts: {} }]);
    assert.equal((known.save() as { at: number }).at, clock.now());
    clock.jump(day);
    known.doubt();
    assert.equal((known.save() as { at: number }).at, 0);
  });

  it("vehicles learned from pushes come back, each once, as many as an account learns, in use unless switched off", () => {
    const clock = new ManualClock();
    const learned = [
      { id: "L1", model: "bike" },
      { id: "l1" },
      { id: "" },
      5,
      { id: "L2" },
      { id: "A1" },
      { id: "L3" },
    ];
    const fleet = list(clock, 3, [{ id: "L2", enabled: false }]);
    fleet.set([{ id: "A1", model: "own", facts: {} }]);
    fleet.restoreLearned(learned);
    assert.deepEqual(fleet.saveLearned(), [
      { id: "L1", model: "bike" },
      { id: "L2", model: "" },
      { id: "A1", model: "" },
    ]);
    assert.deepEqual([fleet.saveLearned("l1"), fleet.saveLearned("none")], [[{ id: "L1", model: "bike" }], []]);
    assert.deepEqual(
      fleet.all().map(({ id, model, enabled }) => [id, model, enabled]),
      [
        ["A1", "own", true],
        ["L1", "bike", true],
        ["L2", "", false],
      ],
    );
    const unread = list(clock);
    unread.restoreLearned(learned);
    assert.deepEqual([unread.read, unread.learnedIds()], [false, ["L1", "L2", "A1"]]);
  });
});

describe("what earlier commands have taught, and open events, as stored", () => {
  it("delays that can be; a pause goes on over a restart; rows without a key are dropped", () => {
    const clock = new ManualClock();
    const history = new CommandHistory(clock);
    const delays = [5, -1, "7", 3601, null, 3600];
    history.restore([
      { key: "horn A", delays, sentAt: clock.now() - 60_000 },
      { key: "lock A", delays: "x" },
      { delays },
      5,
    ]);
    assert.deepEqual([history.delays("A", "horn"), history.delays("A", "lock")], [[5, 3600], []]);
    assert.throws(() => history.checkPause("A", "horn", 600), { code: "RATE_LIMITED", retryAfterMs: 540_000 });
    history.checkPause("A", "lock", 600);
    history.restore([{ key: "horn A", delays: [9] }]);
    history.noteDelay("A", "lock", NaN);
    assert.deepEqual([history.delays("A", "horn"), history.delays("A", "lock")], [[5, 3600], []]);
    assert.deepEqual(history.save("lock A"), [{ key: "lock A", delays: [] }]);
  });

  it("open events come back as they were, those of no known time too, and are stored so again", () => {
    const events = new OpenEvents();
    const since = "2026-06-01T07:00:00Z";
    events.restore([
      { key: "alert A", name: "fallen", since },
      { key: "alert A", name: "odd", since: "soon" },
      { key: "alert A" },
      { name: "lost" },
      null,
    ]);
    assert.deepEqual(events.save(), [
      { key: "alert A", name: "fallen", since, at: Date.parse(since) },
      { key: "alert A", name: "odd", since: "soon" },
    ]);
    assert.deepEqual(events.save("alert none"), []);
    assert.deepEqual(events.ids(), ["A"]);
    events.drop("A");
    assert.deepEqual(events.save(), []);
  });
});

describe("a sealed session", () => {
  const owner = { platform: "custom", credentials: { username: "driver@example.org", password: "right" } };

  it("that is no object inside, or has no whole header, is corrupted; its device is kept where it can be read", async () => {
    const deviceId = "0123456789abcdef0123456789abcdef";
    const { text } = await seal([1] as never, { ...owner, deviceId });
    assert.deepEqual(await unseal(text, owner), { outcome: "corrupted", deviceId });
    const { header, sealed } = JSON.parse(text) as { header: Record<string, unknown>; sealed: object };
    for (const key of ["salt", "platform", "fingerprint", "deviceId"])
      for (const value of [undefined, "", {}]) {
        const broken = JSON.stringify({ header: { ...header, [key]: value }, sealed });
        assert.deepEqual(await unseal(broken, owner), { outcome: "corrupted" }, key);
      }
    for (const v of [0, 2, "1"])
      assert.deepEqual(await unseal(JSON.stringify({ header: { ...header, v }, sealed }), owner), {
        outcome: "corrupted",
      });
    assert.deepEqual(await unseal(JSON.stringify({ header }), owner), { outcome: "corrupted", deviceId });
    assert.deepEqual(await unseal(text, { ...owner, platform: "segway" }), { outcome: "changed", deviceId });
  });
});

describe("what the book and the schedule go by", () => {
  const now = Date.parse("2026-06-01T08:00:00Z");
  const status = (parts: Partial<VehicleStatus> = {}): VehicleStatus => ({ ...emptyStatus(""), ...parts });
  const entry = (by: string, ages: { heard: number; told?: number }, parts: Partial<VehicleStatus> = {}): never =>
    ({
      data: status(parts),
      parts: { state: { by, heard: now - ages.heard, ...(ages.told !== undefined && { told: now - ages.told }) } },
    }) as never;

  it("a state holds while its vehicle explains its silence, by the older of what it told and when it was heard", () => {
    const parked = 26 * 3600_000;
    const table: [string, never, boolean][] = [
      ["pushed just now", entry("push", { heard: 0, told: 0 }), true],
      ["pushed without a time", entry("push", { heard: parked - 1 }), true],
      ["told long ago, heard now", entry("push", { heard: 0, told: parked }), false],
      ["told by a clock ahead", entry("push", { heard: parked, told: -1 }), false],
      ["offline", entry("push", { heard: 0, told: 0 }, { online: false }), false],
      ["asked just now", entry("poll", { heard: 59_999, told: parked }), true],
      ["asked a minute ago", entry("poll", { heard: 60_000 }), false],
      ["of a restart", entry("stored", { heard: 0 }), false],
      ["heard in the future", entry("poll", { heard: -1 }), false],
      ["none", undefined as never, false],
    ];
    for (const [name, one, expected] of table) assert.equal(stateHolds(one, now), expected, name);
  });

  it("until when a state is known: by the vehicle, by its report, not at all, and never by a clock far ahead", () => {
    assert.equal(stateKnownUntil(entry("push", { heard: 0, told: 5000 }), now), now - 5000);
    const reportedAt = new Date(now - 7000).toISOString();
    assert.equal(stateKnownUntil({ data: status({ reportedAt }) } as never, now), now - 7000);
    assert.equal(stateKnownUntil({ data: status({ reportedAt: null }) } as never, now), 0);
    assert.equal(stateKnownUntil(undefined, now), 0);
    assert.equal(stateKnownUntil(entry("push", { heard: 0, told: -600_000 }), now), 0);
  });

  it("an answer with nothing newer makes what is known fresh, and makes nothing of what is not", () => {
    const page = { readings: {} } as Page;
    touch(page, "chargeTarget", {}, now);
    assert.deepEqual(page.readings, {});
    page.readings.chargeTarget = { data: { targetPercent: 80 }, at: 1, source: "poll" } as never;
    page.readings.overview = entry("poll", { heard: 9000 });
    touch(page, "chargeTarget", {}, now);
    touch(page, "overview", { state: now }, now);
    const told = page.readings as Record<string, { at: number; parts: { state: { heard: number } } }>;
    assert.deepEqual([told["chargeTarget"]!.at, told["overview"]!.parts.state.heard], [now, now]);
  });

  it("a vehicle of which nothing is known is asked as a parked one, awake", () => {
    const situation = { unchanged: true, changedAt: -Infinity, now };
    const policy = { parkedSeconds: 700, unchangedSeconds: 9000, unchangedAfterSeconds: 1 };
    assert.equal(intervalOf(policy, situation), 700);
    assert.equal(intervalOf(policy, { ...situation, status: status({ ageSeconds: 5 }) }), 9000);
    assert.equal(intervalOf({ parkedSeconds: 1, drivingSeconds: NaN }, situation), 10);
    const least = { parked: 800, changed: 1, driving: 1, charging: 1 };
    assert.equal(intervalOf(policy, situation, least as never), 800);
  });

  it("trips without a journal: those that are kept, of the time that is wanted", () => {
    const asked: number[][] = [];
    const kept = (from: number, to: number): [] => (asked.push([from, to]), []);
    assert.equal(withKept(undefined, kept, undefined, now).data.state, "none");
    assert.deepEqual(asked, [[now - 7 * day, now]]);
    assert.throws(() => withKept(undefined, kept, { journal: "no" }, now), {
      code: "INPUT_INVALID",
      message: /"journal" must be true or false/,
    });
    const odd = { data: { trips: "of another shape" }, raw: 1 } as never;
    assert.equal(withKept(odd, kept, {}, now), odd);
  });

  it("what a listener throws is told in its own words, be it no error", () => {
    assert.deepEqual([new Error("so"), "so", 5, undefined].map(wordsOf), ["so", "so", "5", "undefined"]);
  });
});
