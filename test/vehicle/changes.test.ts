import assert from "node:assert/strict";
import { changesBetween, mergeStatus, sparseChanges } from "../../src/vehicle/changes";
import { emptyStatus, type VehicleStatus } from "../../src/vehicle/model";
import { read } from "../platforms/ecarx/status/support";

const later = { vehicle: { updateTime: "1770019500000" } };

describe("changes between two readings", () => {
  it("tells what differs, sorted by path", () => {
    const next = read({ ...later, electric: { chargeLevel: "67" }, safety: { doorOpenStatusDriver: "1" } });
    assert.deepEqual(changesBetween(read(), next), [
      { path: "battery.percent", from: 68, to: 67 },
      { path: "openings.doors.driver", from: false, to: true },
    ]);
  });

  it("takes a report that says the same for no change, whenever it was made or read", () => {
    assert.deepEqual(changesBetween(read(), read(later, { readAt: "2026-02-02T08:20:00Z" })), []);
    assert.deepEqual(changesBetween(undefined, read()), []);
  });

  it("takes unknown and absent for the same, and leaves the unknown side out", () => {
    const unknown = read({ electric: { chargeLevel: "" } });
    const absent = read({ electric: { chargeLevel: undefined } });
    assert.deepEqual(changesBetween(unknown, absent), []);
    assert.deepEqual(changesBetween(read(), unknown), [{ path: "battery.percent", from: 68 }]);
    assert.deepEqual(changesBetween(absent, read()), [{ path: "battery.percent", to: 68 }]);
  });

  it("tells each value of a group that comes or goes", () => {
    const without = read({ climate: { curtainPos: "101" } });
    assert.deepEqual(changesBetween(without, read()), [
      { path: "openings.curtain.open", to: false },
      { path: "openings.curtain.percent", to: 0 },
    ]);
  });

  it("tells that a reading turned stale", () => {
    const status = read();
    assert.deepEqual(changesBetween(status, { ...status, stale: true }), [{ path: "stale", from: false, to: true }]);
  });

  it("tells a list of packs as a whole", () => {
    const one: VehicleStatus = { ...read(), battery: { packs: [{ port: 1, percent: 50 }] } };
    const two: VehicleStatus = { ...read(), battery: { packs: [{ port: 1, percent: 49 }] } };
    assert.deepEqual(changesBetween(one, two), [
      { path: "battery.packs", from: one.battery.packs, to: two.battery.packs },
    ]);
    assert.deepEqual(changesBetween(one, structuredClone(one)), []);
  });
});

describe("changes as a message holds them", () => {
  it("holds only what differs, in the reading's form", () => {
    const charging = read({ electric: { chargerState: "2", statusOfChargerConnection: "3" } });
    const changed = sparseChanges(changesBetween(charging, read(later))) as { battery: Record<string, unknown> };
    assert.deepEqual(changed, {
      battery: { charging: false, pluggedIn: false, state: "unplugged", powerKw: 0 },
    });
    assert.equal(changed.battery.charging, false, "a switch on `is false` sees that charging ended");
  });

  it("makes own properties of any name", () => {
    const changed = sparseChanges([
      { path: "__proto__.x", to: 1 },
      { path: "a.b", to: 2 },
      { path: "a", from: 1 },
    ]);
    assert.deepEqual(Object.keys(changed), ["__proto__", "a"]);
    assert.equal(({} as Record<string, unknown>).x, undefined);
  });
});

describe("merging a partial reading into the last whole one", () => {
  const push = (change: Partial<VehicleStatus>): VehicleStatus => ({
    ...emptyStatus("2026-02-02T08:12:00.000Z"),
    reportedAt: "2026-02-02T08:11:50.000Z",
    ...change,
  });

  it("replaces what the newer tells and keeps the rest", () => {
    const before = read();
    const merged = mergeStatus(before, push({ battery: { percent: 66 }, locks: { locked: false, doors: {} } }));
    assert.equal(merged.battery.percent, 66);
    assert.equal(merged.battery.rangeKm, 241);
    assert.equal(merged.locks.locked, false);
    assert.equal(merged.locks.doors.driver, true);
    assert.deepEqual([merged.reportedAt, merged.ageSeconds], ["2026-02-02T08:11:50.000Z", 10]);
    assert.equal(before.battery.percent, 68, "the earlier reading is left as it was");
  });

  it("takes over that a value became unknown", () => {
    assert.equal(mergeStatus(read(), push({ battery: { percent: null } })).battery.percent, null);
  });

  it("keeps the fix and flags it when only the flag comes", () => {
    const { position } = mergeStatus(read(), push({ position: { trusted: false } }));
    assert.deepEqual([position.latitude, position.trusted], [52.0001, false]);
  });

  it("does not let a late report make the whole look older", () => {
    const late = push({ reportedAt: "2026-02-02T07:00:00.000Z" });
    assert.equal(mergeStatus(read(), late).reportedAt, read().reportedAt);
    assert.equal(mergeStatus(read(), { ...late, reportedAt: null }).reportedAt, read().reportedAt);
  });

  it("is the partial reading itself if there is no other", () => {
    const first = push({ battery: { percent: 5 } });
    assert.deepEqual(mergeStatus(undefined, first), first);
  });
});
