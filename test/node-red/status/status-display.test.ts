import assert from "node:assert/strict";
import { ManualClock, systemClock } from "../../../src/base/clock";
import { runtime } from "../../../src/node-red/shared/runtime";
import { StatusDisplay } from "../../../src/node-red/status/status-display";
import { type Reading } from "../../../src/node-red/status/status-message";
import { emptyStatus, type VehicleStatus } from "../../../src/vehicle/model";

const start = Date.parse("2026-05-04T10:00:00Z");
const minute = 60_000;
const vehicle = { id: "VIN1", name: "Blue", model: "#1", platform: "smart-eu" } as Reading["vehicle"];
const another = { ...vehicle, id: "VIN2", name: "Red" };

/** An overview, reported `minutes` before the start. */
function overview(parts: Partial<VehicleStatus> = {}, minutes = 0, of = vehicle): Reading {
  const reportedAt = new Date(start - minutes * minute).toISOString();
  return { vehicle: of, kind: "overview", data: { ...emptyStatus(reportedAt), reportedAt, ...parts } };
}
const other = (kind: Reading["kind"], data: object, at?: number, of = vehicle): Reading => ({
  ...{ vehicle: of, kind, data },
  ...(at !== undefined && { at }),
});

describe("the text of a vehicle status node", () => {
  let clock: ManualClock;
  beforeEach(() => void (runtime.clock = clock = new ManualClock(start)));
  afterEach(() => void (runtime.clock = systemClock));

  /** `words`: what the editor's catalogue has for keys with values in them. */
  function display(words: Record<string, string> = {}): { display: StatusDisplay; line: () => string } {
    let line = "";
    const node = {
      type: "car",
      status: ({ fill = "", shape = "", text = "" }) =>
        void (line = `${fill} ${shape} ${text}`.replace("car.status.", "")),
    };
    const translate = (key: string, values: Record<string, unknown>): string =>
      words[key]?.replace(/__(\w+)__/, (_whole, name: string) => String(values[name])) ?? key;
    return { display: new StatusDisplay({ _: translate } as never, node as never), line: () => line.trim() };
  }

  it("tells the most telling number there is, and how old it is", () => {
    const table: [Partial<VehicleStatus>, string][] = [
      [{ battery: { percent: 62.6, rangeKm: 300 } }, "green dot 63 % · < 1 min"],
      [{ fuel: { percent: 40, litres: 20 } }, "green dot 40 % · < 1 min"],
      [{ battery: { percent: null }, fuel: { litres: 20.4 } }, "green dot 20 l · < 1 min"],
      [{ battery: { rangeKm: 299.7 }, fuel: { litres: null } }, "green dot 300 km · < 1 min"],
      [{ fuel: { rangeKm: 120 } }, "green dot 120 km · < 1 min"],
      [{ battery: { rangeKm: null } }, "green dot < 1 min"],
      [{}, "green dot < 1 min"],
      [{ reportedAt: null, battery: { percent: 50 } }, "grey ring 50 %"],
      [{ reportedAt: null }, "grey ring stale"],
    ];
    for (const [parts, expected] of table) {
      const { display: shown, line } = display();
      shown.read(overview(parts));
      assert.equal(line(), expected, JSON.stringify(parts));
      shown.close();
      assert.equal(line(), "");
    }
  });

  it("of several vehicles: how many, and the age of the one that was silent longest, unknown only if all are", () => {
    const { display: shown, line } = display({ "car.status.cars": "__number__ cars" });
    shown.read(overview({}, 5));
    shown.read(overview({}, 125, another));
    assert.equal(line(), "green dot 2 cars · 2 h");
    shown.read(overview({ reportedAt: null }));
    assert.equal(line(), "grey ring 2 cars · 2 h");
    const bare = display();
    bare.display.read(overview({ reportedAt: null }));
    bare.display.read(overview({ reportedAt: null }, 0, another));
    assert.equal(bare.line(), "grey ring 2 vehicles");
  });

  it("counts minutes in the first hour, and looks every quarter of an hour later", async () => {
    for (const reading of [overview(), other("trips", { trips: [] }, start)]) {
      runtime.clock = clock = new ManualClock(start);
      const { display: shown, line } = display();
      shown.read(reading);
      await clock.advance(3 * minute);
      assert.equal(line(), "green dot 3 min");
      await clock.advance(57 * minute);
      assert.equal(line(), "green dot 1 h");
      await clock.advance(59 * minute);
      assert.equal(line(), "green dot 1 h");
      await clock.advance(15 * minute);
      assert.equal(line(), "green dot 2 h");
      shown.close();
      assert.equal(clock.pending, 0);
    }
  });

  it("of another reading: its number where it has one, and when it was asked; of several vehicles how many", () => {
    const table: [Reading, string][] = [
      [other("firmware", { current: "1.2.3" }), "green dot 1.2.3 · < 1 min"],
      [other("firmware", { current: null }), "green dot < 1 min"],
      [other("batteryDetails", { battery: { percent: 41.7 } }), "green dot 42 % · < 1 min"],
      [other("trips", { trips: [] }, start - 7 * minute), "green dot 7 min"],
      [other("trips", { trips: [] }, start - 90 * minute), "green dot 1 h"],
    ];
    for (const [reading, expected] of table) {
      const { display: shown, line } = display();
      shown.read(reading);
      assert.equal(line(), expected, JSON.stringify(reading));
    }
    const { display: shown, line } = display();
    shown.read(other("trips", {}, start));
    shown.read(other("trips", {}, start - 5 * minute, another));
    assert.equal(line(), "green dot 2 vehicles · 5 min");
  });

  it("a captured session: till when, in the reader's words or in ours; over with the next reading", () => {
    const { display: shown, line } = display({ "car.status.capturedUntil": "valid to __until__" });
    shown.captured(undefined);
    assert.equal(line(), "green dot captured");
    shown.captured("2026-05-04T12:05:00Z");
    assert.match(line(), /^green dot valid to 2026-05-04 \d\d:05$/);
    const bare = display();
    bare.display.captured("2026-05-04T12:05:00Z");
    assert.match(bare.line(), /^green dot token till 2026-05-04 \d\d:05$/);
    shown.read(overview());
    assert.equal(line(), "green dot < 1 min");
  });

  it("trouble comes before readings, and goes with what mends it; after the end nothing is drawn", () => {
    const { display: shown, line } = display();
    shown.read(overview());
    shown.saved(false);
    assert.equal(line(), "yellow ring sessionNotSaved");
    shown.saved(true);
    shown.mended("store");
    shown.failed("account", undefined);
    assert.equal(line(), "green dot < 1 min");
    shown.close();
    shown.saved(false);
    assert.deepEqual([line(), clock.pending], ["", 0]);
  });
});
