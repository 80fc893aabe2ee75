import assert from "node:assert/strict";
import { Book } from "../../src/account/readings/book";
import { ManualClock } from "../../src/base/clock";
import type { ReadKind } from "../../src/platforms/platform";
import { emptyStatus, type VehicleStatus } from "../../src/vehicle/model";
import { MemoryLogger } from "../account/support/accounts";

const id = "HESXTEST0P0000001";

describe("values that cannot be", () => {
  let clock: ManualClock;
  let book: Book;

  beforeEach(() => {
    clock = new ManualClock("2026-06-01T08:00:00Z");
    book = new Book(clock, new MemoryLogger());
  });

  const now = (): string => new Date(clock.now()).toISOString();
  const current = (): VehicleStatus => book.current(id, "overview")?.data as VehicleStatus;

  /** What the reading said, as it went into the book, a minute after the one before. */
  function tell(
    change: Partial<VehicleStatus>,
    kind: ReadKind = "overview",
    source: "poll" | "push" = "poll",
  ): VehicleStatus {
    clock.jump(60_000);
    const data = { ...emptyStatus(now()), reportedAt: now(), ...change };
    return book.apply(id, kind, { data }, source).entry.data as VehicleStatus;
  }

  /** Some 111 km to a degree. */
  const at = (latitude: number, more: Partial<VehicleStatus["position"]> = {}): Partial<VehicleStatus> => ({
    position: { latitude, longitude: 8, measuredAt: new Date(clock.now() + 60_000).toISOString(), ...more },
  });
  const trust = (): [unknown, unknown] => [current().position.latitude, current().position.trusted];

  /** As a restart. */
  function restart(): void {
    const stored: unknown = JSON.parse(JSON.stringify(book.save()));
    book = new Book(clock, new MemoryLogger());
    book.restore(stored);
  }

  it("leaves an odometer out that falls to 0, however long, over restarts too", () => {
    tell({ odometerKm: 12_000 });
    for (let i = 0; i < 3; i++) {
      tell({ odometerKm: 0 });
      assert.equal(current().odometerKm, undefined);
      restart();
    }
    tell({ odometerKm: 12_001 });
    assert.equal(current().odometerKm, 12_001);
  });

  it("keeps the odometer that is known when a push tells 0", () => {
    tell({ odometerKm: 12 });
    assert.equal(tell({ odometerKm: 0 }, "overview", "push").odometerKm, undefined);
    assert.equal(current().odometerKm, 12);
  });

  it("lets an odometer through that was set back, with the first distance it counts, and 0 of a new one", () => {
    tell({ odometerKm: 0 });
    assert.equal(current().odometerKm, 0);
    tell({ odometerKm: 12_000 });
    tell({ odometerKm: 0 });
    tell({ odometerKm: 0.1 });
    assert.equal(current().odometerKm, 0.1);
  });

  it("does not trust a place to which no car comes in that time, and trusts the way back", () => {
    tell(at(50));
    tell(at(51));
    assert.deepEqual(trust(), [51, false]);
    tell(at(50.001));
    assert.deepEqual(trust(), [50.001, undefined]);
  });

  it("trusts it as soon as a later one agrees: a ferry or a transporter brought it there", () => {
    tell(at(50, { trusted: true }));
    tell(at(55, { trusted: true }));
    assert.deepEqual(trust(), [55, false]);
    restart();
    tell(at(55.001, { trusted: true }));
    assert.deepEqual(trust(), [55.001, true]);
    tell(at(55.002, { trusted: true }));
    assert.deepEqual(trust(), [55.002, true]);
  });

  it("does not take the same fix, told again, for a second witness", () => {
    tell(at(50));
    const there = at(51);
    for (let i = 0; i < 3; i++) {
      tell(there);
      assert.deepEqual(trust(), [51, false]);
    }
  });

  it("does not let two wild ones vouch for each other", () => {
    tell(at(50));
    tell(at(60));
    tell(at(-20));
    assert.deepEqual(trust(), [-20, false]);
    tell(at(50.001));
    assert.deepEqual(trust(), [50.001, undefined]);
  });

  it("lets a car be far away after hours of silence", () => {
    tell(at(50));
    clock.jump(5 * 3600_000);
    tell(at(54));
    assert.deepEqual(trust(), [54, undefined]);
  });

  it("takes no untrusted fix for the place a car was at", () => {
    tell(at(50));
    tell(at(60, { trusted: false }));
    tell(at(50.001));
    assert.deepEqual(trust(), [50.001, undefined]);
  });

  it("does so for pushes and for places asked for alone, and tells the push itself so", () => {
    tell(at(50));
    assert.equal(tell(at(51, { trusted: true }), "location", "push").position.trusted, false);
    tell(at(51.001), "location", "push");
    tell(at(20), "location");
    assert.deepEqual(trust(), [20, false]);
    assert.equal((book.weighed(id, "location", tell(at(51.001))) as VehicleStatus).position.trusted, undefined);
  });

  it("does not keep the distrust, precision or time of one fix for the next", () => {
    tell({});
    tell(at(50, { trusted: false, hdop: 99, satellites: 0 }), "location", "push");
    tell({ position: { latitude: 50, longitude: 8 } }, "location", "push");
    assert.deepEqual(current().position, { latitude: 50, longitude: 8 });
    tell({ position: { trusted: false, satellites: 0 } }, "location", "push");
    assert.deepEqual(current().position, { latitude: 50, longitude: 8, trusted: false, satellites: 0 });
  });
});
