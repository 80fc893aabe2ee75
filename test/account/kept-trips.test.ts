import assert from "node:assert/strict";
import { ManualClock } from "../../src/base/clock";
import { KeptTrips } from "../../src/account/trips/kept-trips";
import { emptyStatus, type VehicleStatus } from "../../src/vehicle/model";

const minute = 60_000;

describe("the trips that an account keeps, one by one", () => {
  let clock: ManualClock;
  let kept: KeptTrips;
  let changed: string[];
  beforeEach(() => {
    clock = new ManualClock();
    kept = new KeptTrips(clock);
    changed = [];
    kept.onChange = (section, key) => void changed.push(`${section} ${key}`);
  });

  const iso = (): string => new Date(clock.now()).toISOString();
  const says = (parts: Partial<VehicleStatus>): void =>
    kept.hear("car", { ...emptyStatus(iso()), reportedAt: iso(), ...parts });
  const rows = (section: "trips" | "drives"): object[] =>
    [...kept.keys(section)].flatMap((key) => kept.save(section, key));

  it("a reading without any time makes nothing that could be stored", () => {
    kept.hear("car", { ...emptyStatus(""), odometerKm: 10 });
    assert.deepEqual([rows("drives"), rows("trips"), changed], [[], [], []]);
    assert.deepEqual([kept.save("trips", "car none"), kept.save("drives", "none")], [[], []]);
  });

  it("what is dropped is to be written, once, and only if there was something", () => {
    kept.drop("car");
    assert.deepEqual(changed, []);
    kept.restore(
      [
        { key: "car x", vehicle: "car", endedAt: iso() },
        { key: "van x", vehicle: "van", endedAt: iso() },
      ],
      [],
    );
    says({ odometerKm: 10 });
    changed.length = 0;
    kept.drop("car");
    assert.deepEqual(changed, ["drives car", "trips car x"]);
    assert.deepEqual([...kept.keys("trips")], ["van x"]);
  });

  it("of stored rows those that can be used are taken up, each as far as it can be", () => {
    const [endedAt, startedAt] = ["2026-06-01T07:30:00.000Z", "2026-06-01T07:00:00.000Z"];
    const row = { key: "k", vehicle: "car", endedAt };
    const bad = [
      null,
      5,
      {},
      { ...row, key: "" },
      { ...row, vehicle: {} },
      { ...row, endedAt: "soon" },
      { ...row, endedAt: 5 },
    ];
    kept.restore(bad, [{ id: "car" }, { id: "car", at: 1, drives: [] }, null]);
    assert.deepEqual([rows("trips"), rows("drives")], [[], []]);
    const odd = { startedAt: "then", km: "far", from: { latitude: "x", longitude: 1 }, to: 7, unseen: "yes", more: 1 };
    const whole = {
      startedAt,
      km: 5,
      from: { latitude: 1, longitude: 2, name: "Home" },
      to: { latitude: 3, longitude: 4, name: 5 },
    };
    kept.restore(
      [
        { ...row, ...odd },
        { ...row, key: "w", ...whole, unseen: true },
      ],
      "none",
    );
    const told = kept.list("car", 0, Infinity);
    assert.deepEqual(told, [
      { source: "readings", endedAt },
      { source: "readings", endedAt, ...whole, to: { latitude: 3, longitude: 4 }, unseen: true },
    ]);
    assert.deepEqual(kept.list("car", Date.parse(endedAt) + 1, Infinity), []);
    kept.restore([{ ...row, km: 99 }], []);
    assert.deepEqual(kept.list("car", 0, Infinity), told, "what is known comes first");
  });

  it("a stop that waits, waits on when the date is set forward and the vehicle's times follow it", async () => {
    const off = { motion: { driving: false } } as Partial<VehicleStatus>;
    says({ ...off, odometerKm: 10 });
    await clock.advance(5 * minute);
    says({ motion: { driving: true }, odometerKm: 12 });
    await clock.advance(20 * minute);
    says({ ...off, odometerKm: 30 });
    const waiting = (): number =>
      (rows("drives")[0] as { drives: { stop?: { wallDue: number } } }).drives.stop?.wallDue ?? NaN;
    const due = waiting();
    clock.setDateBy(60 * minute);
    kept.hear("van", { ...emptyStatus(iso()), reportedAt: iso() });
    assert.equal(waiting(), due + 60 * minute);
    assert.ok(due > 0);
  });
});
