import assert from "node:assert/strict";
import { Book, type BookEvent } from "../../../src/account/readings/book";
import { ManualClock } from "../../../src/base/clock";
import { emptyStatus, type VehicleStatus } from "../../../src/vehicle/model";
import { MemoryLogger } from "../support/accounts";

const car = "HESXTEST0P0000001";

describe("book", () => {
  let clock: ManualClock;
  let logger: MemoryLogger;
  let book: Book;
  let events: BookEvent[];

  /** A status reported `minute` minutes past eight. */
  const at = (minute: number, percent: number): VehicleStatus => {
    const time = new Date(Date.UTC(2026, 5, 1, 8, minute)).toISOString();
    return { ...emptyStatus(time), reportedAt: time, stale: false, battery: { percent } };
  };
  const current = (): VehicleStatus => book.current(car, "overview")?.data as VehicleStatus;

  beforeEach(() => {
    clock = new ManualClock("2026-06-01T08:00:00Z");
    logger = new MemoryLogger();
    book = new Book(clock, logger);
    events = [];
    book.on((event) => events.push(event));
  });

  it("tells what a reading changed", () => {
    const first = book.apply(car, "overview", { data: at(0, 60) }, "poll");
    assert.deepEqual([first.changes, first.outOfOrder], [[], false]);
    const { changes } = book.apply(car, "overview", { data: at(1, 61) }, "poll");
    assert.deepEqual(changes, [{ path: "battery.percent", from: 60, to: 61 }]);
    assert.deepEqual(
      events.map(({ source, previous, status }) => [source, previous?.battery.percent, status?.battery.percent]),
      [
        ["poll", undefined, 60],
        ["poll", 60, 61],
      ],
    );
  });

  it("keeps the newer of two readings that came in the wrong order", () => {
    book.apply(car, "overview", { data: at(5, 65) }, "poll");
    clock.jump(30_000);
    assert.equal(book.apply(car, "overview", { data: at(3, 63) }, "poll").outOfOrder, true);
    assert.equal(current().battery.percent, 65);
    assert.ok(book.current(car, "overview", 10_000), "but the cloud has just been asked");
  });

  it("does not let one report from the future outrank all that follow", () => {
    book.apply(car, "overview", { data: at(55, 99) }, "poll");
    assert.equal(book.apply(car, "overview", { data: at(1, 61) }, "poll").outOfOrder, false);
    assert.equal(current().battery.percent, 61);
  });

  it("lays a push over the whole, whose age stays", () => {
    book.apply(car, "overview", { data: { ...at(0, 60), odometerKm: 1000 } }, "poll");
    clock.jump(120_000);
    const { changes } = book.apply(car, "overview", { data: at(2, 58) }, "push");
    assert.deepEqual(changes, [{ path: "battery.percent", from: 60, to: 58 }]);
    assert.equal(current().odometerKm, 1000);
    assert.equal(book.current(car, "overview", 60_000), undefined);
  });

  it("shows the charge target with the battery, before and after the next overview", () => {
    book.apply(car, "chargeTarget", { data: { targetPercent: 80 } }, "poll");
    book.apply(car, "overview", { data: at(0, 60) }, "poll");
    assert.equal(current().battery.targetPercent, 80);
    const { changes } = book.apply(car, "chargeTarget", { data: { targetPercent: 90 } }, "poll");
    assert.deepEqual(changes, [{ path: "battery.targetPercent", from: 80, to: 90 }]);
    book.apply(car, "overview", { data: at(1, 61) }, "poll");
    assert.equal(current().battery.targetPercent, 90);
  });

  it("knows how old a reading is, but not after the clock was set back", () => {
    book.apply(car, "overview", { data: at(0, 60) }, "poll");
    clock.jump(59_000);
    assert.ok(book.current(car, "overview", 60_000));
    clock.jump(1000);
    assert.equal(book.current(car, "overview", 60_000), undefined);
    clock.setDateBy(-3600_000);
    assert.equal(book.current(car, "overview", 60_000), undefined);
    assert.ok(book.current(car, "overview"));
  });

  it("tells whoever listens to one vehicle of that one, until it leaves", () => {
    const heard: string[] = [];
    const off = ["a", "b"].map((name) => book.onVehicle(car, ({ vehicleId }) => heard.push(`${name} ${vehicleId}`)));
    book.apply("HESXTEST0P0000009", "overview", { data: at(0, 60) }, "poll");
    book.apply(car, "overview", { data: at(0, 60) }, "poll");
    off[0]!();
    book.apply(car, "overview", { data: at(1, 60) }, "push");
    off[1]!();
    book.apply(car, "overview", { data: at(2, 60) }, "push");
    assert.deepEqual(heard, [`a ${car}`, `b ${car}`, `b ${car}`]);
  });

  it("goes on when a listener fails, and tells no more to one that left", () => {
    const heard: string[] = [];
    const off = book.on(() => heard.push("one"));
    book.on(() => {
      throw new Error("broken");
    });
    book.on(() => heard.push("two"));
    book.apply(car, "overview", { data: at(0, 60) }, "poll");
    off();
    book.apply(car, "overview", { data: at(1, 60) }, "poll");
    assert.deepEqual(heard, ["one", "two", "two"]);
    assert.equal(logger.lines.filter((line) => line.startsWith("error")).length, 2);
  });

  it("comes back from disk as it was, and lets a newer reading stand", () => {
    book.apply(car, "overview", { data: at(0, 60), raw: { secret: 1 } }, "poll");
    book.apply(car, "chargeTarget", { data: { targetPercent: 80 } }, "poll");
    book.apply(car, "trips", { data: { state: "none", trips: [], total: 0, from: "", to: "" } }, "message");
    const stored: unknown = JSON.parse(JSON.stringify(book.save()));
    const next = new Book(clock, logger);
    next.apply("other", "overview", { data: at(4, 44) }, "poll");
    next.restore([...(stored as unknown[]), { id: "other", kind: "overview", at: 0, data: at(0, 1) }, null, { id: 1 }]);
    const entry = next.current(car, "overview");
    assert.equal(entry?.source, "stored");
    assert.equal(entry?.raw, undefined);
    assert.deepEqual((entry?.data as VehicleStatus).battery, { percent: 60, targetPercent: 80 });
    assert.equal(next.current(car, "trips"), undefined);
    assert.equal((next.current("other", "overview")?.data as VehicleStatus).battery.percent, 44);
  });
});
