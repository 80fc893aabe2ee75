import assert from "node:assert/strict";
import { withAge } from "../../src/vehicle/age";
import { emptyStatus, type VehicleStatus } from "../../src/vehicle/model";

const reportedAt = "2026-02-02T08:00:00.000Z";
const start = Date.parse(reportedAt);

function status(change: Partial<VehicleStatus> = {}): VehicleStatus {
  return { ...emptyStatus(reportedAt), reportedAt, ...change };
}
const isStale = (of: VehicleStatus, seconds: number): boolean => withAge(of, start + seconds * 1000).stale;

describe("age of a reading", () => {
  it("counts seconds since the vehicle's report, never less than 0", () => {
    assert.equal(withAge(status(), start + 61_400).ageSeconds, 61);
    assert.equal(withAge(status(), start - 3600_000).ageSeconds, 0);
    assert.equal(withAge(status(), start - 3600_000).stale, false);
  });

  it("is unknown without a report, or with one that is no time, and then not fresh", () => {
    for (const odd of [null, "yesterday"]) {
      const result = withAge({ ...status(), reportedAt: odd, stale: false }, start);
      assert.deepEqual([result.ageSeconds, result.stale], [null, true]);
    }
  });

  it("is stale after 26 h of a parked car's silence, and 15 min while it drives or charges", () => {
    assert.equal(isStale(status(), 26 * 3600), false);
    assert.equal(isStale(status(), 26 * 3600 + 1), true);
    for (const busy of [status({ motion: { driving: true } }), status({ battery: { charging: true } })]) {
      assert.equal(isStale(busy, 900), false);
      assert.equal(isStale(busy, 901), true);
    }
  });

  it("is stale after 60 s of an unlocked sharing vehicle's silence, and 1,900 s while it is locked", () => {
    const ride = { totalRidingSeconds: 40 };
    const unlocked = status({ ride, locks: { locked: false, doors: {} } });
    const locked = status({ ride, locks: { locked: true, doors: {} }, battery: { charging: true } });
    assert.deepEqual([isStale(unlocked, 60), isStale(unlocked, 61)], [false, true]);
    assert.deepEqual([isStale(locked, 1900), isStale(locked, 1901)], [false, true]);
  });

  it("leaves the status it was given as it was", () => {
    const original = status();
    withAge(original, start + 1e9);
    assert.deepEqual(original, status());
  });
});
