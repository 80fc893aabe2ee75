import assert from "node:assert/strict";
import { Budget } from "../../src/account/budget";
import { afterQuiet, endOfDay, localTime } from "../../src/base/local-day";
import { ManualClock } from "../../src/base/clock";
import { ear, scene } from "./support/accounts";
import { carA } from "./support/stub-cloud";

const hours = 3600_000;

describe("the day's budget", () => {
  it("stops readings of a vehicle until local midnight, and nothing else", () => {
    const clock = new ManualClock("2026-06-01T20:00:00Z");
    const budget = new Budget({ clock, limit: 2, timeZone: "Europe/Berlin" });
    const read = (vehicle: string) => budget.meter({ purpose: "read", vehicle });
    read("a");
    read("a");
    assert.throws(() => read("a"), { code: "BUDGET_SPENT", retryAfterMs: 2 * hours, sent: false });
    read("b");
    for (const purpose of ["command", "select", "signIn", "session", "list"] as const) {
      budget.meter({ purpose, vehicle: "a" });
    }
    const free = budget.exempt("a");
    read("a");
    free();
    assert.throws(() => read("a"), { code: "BUDGET_SPENT" });
    assert.deepEqual(budget.usage().vehicles, { a: 8, b: 1 });
    assert.equal(budget.usage().day, "2026-06-01");
    clock.jump(2 * hours);
    read("a");
    assert.deepEqual(budget.usage().vehicles, { a: 1 });
    assert.equal(budget.usage().day, "2026-06-02");
  });

  it("goes on after a restart on the same day, and begins anew on the next", () => {
    const clock = new ManualClock();
    const first = new Budget({ clock, limit: 3, timeZone: "UTC" });
    first.meter({ purpose: "read", vehicle: "a" });
    first.meter({ purpose: "read", vehicle: "a" });
    const stored: unknown = JSON.parse(JSON.stringify(first.save()));
    const next = new Budget({ clock, limit: 3, timeZone: "UTC" });
    next.meter({ purpose: "read", vehicle: "a" });
    next.restore(stored);
    assert.equal(next.usage().total, 3);
    assert.throws(() => next.check("a"), { code: "BUDGET_SPENT" });
    clock.jump(24 * hours);
    const later = new Budget({ clock, limit: 3, timeZone: "UTC" });
    later.restore(stored);
    assert.equal(later.usage().total, 0);
  });

  it("is told once by the schedule, which goes on at midnight; a message is told each time", async () => {
    const s = scene("2026-06-01T22:00:00Z");
    const account = s.account({ budget: 3 });
    const { heard, listen } = ear();
    account.subscribe(carA, { parkedSeconds: 600, unchangedSeconds: 600 }, listen);
    await s.clock.advance(1 * hours);
    assert.deepEqual(heard, ["poll 63", "poll 63", "poll 63", "problem BUDGET_SPENT"]);
    const asked = s.cloud.log.length;
    await assert.rejects(account.status(carA), { code: "BUDGET_SPENT" });
    await s.clock.advance(59 * 60_000);
    assert.equal(s.cloud.log.length, asked);
    await s.clock.advance(2 * 60_000);
    assert.deepEqual(heard.slice(4), ["recovered", "poll 63"]);
    await s.closeAll();
  });
});

describe("local time", () => {
  it("knows the local day and its end, also on days of 23 and 25 hours", () => {
    const zone = "Europe/Berlin";
    const spring = Date.parse("2026-03-29T00:30:00Z");
    const autumn = Date.parse("2026-10-25T00:30:00Z");
    assert.equal(new Date(endOfDay(spring, zone)).toISOString(), "2026-03-29T22:00:00.000Z");
    assert.equal(new Date(endOfDay(autumn, zone)).toISOString(), "2026-10-25T23:00:00.000Z");
    assert.equal(localTime(Date.parse("2026-06-01T22:30:00Z"), zone).day, "2026-06-02");
    assert.equal(localTime(Date.parse("2026-06-01T22:30:00Z"), "America/Los_Angeles").day, "2026-06-01");
  });

  it("ends quiet hours when they end, over midnight too", () => {
    const at = (time: string) => Date.parse(`2026-06-01T${time}:00Z`);
    const night = { from: "22:00", to: "06:30" };
    const iso = (ms: number) => new Date(ms).toISOString().slice(8, 16);
    assert.equal(iso(afterQuiet(at("23:00"), night, "UTC")), "02T06:30");
    assert.equal(iso(afterQuiet(at("05:00"), night, "UTC")), "01T06:30");
    assert.equal(iso(afterQuiet(at("06:30"), night, "UTC")), "01T06:30");
    assert.equal(iso(afterQuiet(at("12:00"), { from: "11:00", to: "13:00" }, "UTC")), "01T13:00");
    for (const quiet of [undefined, { from: "", to: "" }, { from: "07:00", to: "07:00" }, { from: "25:00", to: "x" }]) {
      assert.equal(afterQuiet(at("07:00"), quiet, "UTC"), at("07:00"));
    }
  });
});
