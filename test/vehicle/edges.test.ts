/** What the rules make of values at their edges. */
import assert from "node:assert/strict";
import { changesBetween, mergeStatus, sparseChanges } from "../../src/vehicle/changes";
import { lastPosition } from "../../src/vehicle/last-position";
import { plausible, restoredBelief } from "../../src/vehicle/merge";
import { messageReading, topicOf } from "../../src/vehicle/message";
import { emptyStatus, type VehicleStatus } from "../../src/vehicle/model";
import { timeIn, windowIn } from "../../src/vehicle/trips/trip-window";
import { numberOf, rounded } from "../../src/vehicle/values";

const readAt = "2026-06-01T08:00:00.000Z";
const status = (parts: Partial<VehicleStatus>): VehicleStatus => ({ ...emptyStatus(readAt), ...parts });
const later = (minutes: number): string => new Date(Date.parse(readAt) + minutes * 60_000).toISOString();

describe("a reading, at its edges", () => {
  it("a partial one that leaves a value undefined, or tells it again, leaves it as it is", () => {
    const before = status({ odometerKm: 10, battery: { percent: 50 }, fuel: {} });
    const partial = status({ odometerKm: undefined, battery: { percent: 50, charging: undefined } });
    const merged = mergeStatus(before, partial);
    assert.deepEqual([merged.odometerKm, merged.battery], [10, { percent: 50 }]);
    assert.equal(merged.battery, before.battery, "shared");
  });

  it("changes are told by path, in order, each once", () => {
    const changes = changesBetween(
      status({ odometerKm: 1, battery: { percent: 2, charging: true } }),
      status({ odometerKm: 2, battery: { percent: 1 }, fuel: { litres: 5 } }),
    );
    const paths = ["battery.charging", "battery.percent", "fuel.litres", "odometerKm"];
    assert.deepEqual(
      changes.map(({ path }) => path),
      paths,
    );
    assert.deepEqual(sparseChanges(changes), { battery: { percent: 1 }, fuel: { litres: 5 }, odometerKm: 2 });
  });

  it("where the vehicle was, without a time of it: unknown since when, and stale", () => {
    const { reportedAt, stale, ageSeconds, position } = lastPosition(
      status({ position: { latitude: 1, longitude: 2 } }),
    );
    assert.deepEqual([reportedAt, stale, ageSeconds, position.latitude], [null, true, null, 1]);
    const measuredAt = later(-5);
    const timed = lastPosition(status({ position: { latitude: 1, longitude: 2, measuredAt } }));
    assert.deepEqual([timed.reportedAt, timed.stale, timed.ageSeconds], [measuredAt, true, 300]);
  });

  it("of doubted fixes the later one stays the witness, in whatever order they come", () => {
    const fix = (latitude: number, minutes: number): VehicleStatus =>
      status({ position: { latitude, longitude: 8, measuredAt: later(minutes) } });
    let { believed } = plausible(fix(50, 0), {});
    ({ believed } = plausible(fix(60, 2), believed));
    const early = plausible(fix(70, 1), believed);
    assert.equal(early.reading.position.trusted, false);
    const agrees = plausible(fix(60.01, 3), early.believed);
    assert.deepEqual([agrees.reading.position.trusted, agrees.believed.fix?.latitude], [undefined, 60.01]);
  });

  it("what a restart kept of it counts as far as it can be read", () => {
    const fix = { latitude: 1, longitude: 2, at: 3 };
    const table: [unknown, unknown][] = [
      ["none", undefined],
      [null, undefined],
      [{}, {}],
      [{ odometerKm: "far", fix: { ...fix, at: null }, doubted: fix }, { doubted: fix }],
      [
        { odometerKm: 9, fix, doubted: [] },
        { odometerKm: 9, fix },
      ],
    ];
    for (const [stored, expected] of table) assert.deepEqual(restoredBelief(stored), expected, JSON.stringify(stored));
  });

  it("one that tells nothing at all still has every group in a message", () => {
    const message = messageReading({} as VehicleStatus);
    assert.deepEqual([message.battery, message.locks], [{}, { doors: {} }]);
  });

  it("letters that no alphabet takes apart have plain ones in topics", () => {
    const named = (name: string): string => topicOf({ id: "X1", name, model: "" }, "status");
    assert.equal(named("Weiß Øre Łódź þæð œuvre ı"), "weiss-ore-lodz-thaed-oeuvre-i/status");
    assert.equal(named("Фургон"), "vehicle-x1/status");
  });

  it("numbers: none from infinity or a letter, six decimals at most, never -0", () => {
    for (const none of [Infinity, -Infinity, NaN, "", "x", " 1", "0x10", null, {}]) assert.equal(numberOf(none), null);
    assert.equal(numberOf(undefined), undefined);
    assert.deepEqual(["-0.0", "1e3", -0].map(numberOf), [0, 1000, 0]);
    assert.deepEqual([rounded(1.23456789, 9), rounded(1.25, 1), rounded(-0.4, 0)], [1.234568, 1.3, 0]);
  });

  it("times of a journal: a date, text, seconds or milliseconds; what is none is refused by name", () => {
    const at = Date.parse(readAt);
    for (const time of [new Date(at), readAt, at, at / 1000, String(at)])
      assert.equal(timeIn({ from: time }, "from"), at);
    for (const none of [undefined, null, ""]) assert.equal(timeIn({ from: none }, "from"), undefined);
    for (const bad of ["soon", {}, true, new Date(NaN)])
      assert.throws(() => timeIn({ from: bad }, "from"), { code: "INPUT_INVALID", message: /"from" must be a time/ });
    assert.deepEqual(windowIn({}, at), { from: at - 7 * 86_400_000, to: at });
    assert.throws(() => windowIn({ from: at, to: at }, at), { message: /"to" must be later than "from"/ });
  });
});
