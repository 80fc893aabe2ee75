import assert from "node:assert/strict";
import { afterQuiet, endOfDay, localTime, minutesOf } from "../../src/base/local-day";

const hour = 3600_000;
const iso = (ms: number): string => new Date(ms).toISOString();
const after = (from: string, quiet: { from: string; to: string }, zone: string): string =>
  iso(afterQuiet(Date.parse(from), quiet, zone));

const offset = (ms: number, zone: string): number => {
  const { day, minutes } = localTime(ms, zone);
  return Date.parse(`${day}T00:00:00Z`) + minutes * 60_000 - ms;
};

/** The moments at which a zone turned its clock between two dates, to the minute. */
function turnsOf(zone: string, from: number, to: number): number[] {
  const turns: number[] = [];
  for (let at = from; at < to; at += 14 * 24 * hour) {
    let before = at;
    let next = Math.min(at + 14 * 24 * hour, to);
    if (offset(before, zone) === offset(next, zone)) continue;
    const first = offset(before, zone);
    while (next - before > 60_000) {
      const middle = before + Math.floor((next - before) / 120_000) * 60_000;
      if (offset(middle, zone) === first) before = middle;
      else next = middle;
    }
    turns.push(next);
  }
  return turns;
}

const isQuiet = (ms: number, quiet: { from: string; to: string }, zone: string): boolean => {
  const { minutes } = localTime(ms, zone);
  const from = minutesOf(quiet.from)!;
  const to = minutesOf(quiet.to)!;
  return from < to ? minutes >= from && minutes < to : minutes >= from || minutes < to;
};

describe("Days and quiet hours in time zones", () => {
  it("quiet hours end by the clock on the wall in the nights it is turned", () => {
    const night = { from: "22:00", to: "06:00" };
    assert.equal(after("2026-03-28T22:00:00Z", night, "Europe/Berlin"), "2026-03-29T04:00:00.000Z", "forward");
    assert.equal(after("2026-10-24T22:00:00Z", night, "Europe/Berlin"), "2026-10-25T05:00:00.000Z", "back");
    assert.equal(
      after("2026-10-03T13:00:00Z", night, "Australia/Lord_Howe"),
      "2026-10-03T19:00:00.000Z",
      "half an hour",
    );
    assert.equal(
      after("2026-03-29T00:30:00Z", { from: "01:00", to: "02:30" }, "Europe/Berlin"),
      "2026-03-29T01:00:00.000Z",
    );
    assert.equal(after("2011-12-30T09:30:00Z", night, "Pacific/Apia"), "2011-12-30T16:00:00.000Z", "a day left out");
  });

  it("holds in every zone of the runtime around each turn of its clock", function () {
    this.timeout(180_000);
    const spans = [
      [Date.UTC(2009, 0, 1), Date.UTC(2012, 0, 10)],
      [Date.UTC(2025, 11, 1), Date.UTC(2027, 0, 1)],
    ] as const;
    const quiets = [
      { from: "22:00", to: "06:00" },
      { from: "01:15", to: "02:20" },
    ];
    const rules = new Set<string>();
    for (const zone of Intl.supportedValuesOf("timeZone")) {
      const turns = spans.flatMap(([from, to]) => turnsOf(zone, from, to));
      // Zones of one rule are looked at once.
      const rule = JSON.stringify(turns.map((turn) => [turn, offset(turn, zone)]));
      if (rules.has(rule)) continue;
      rules.add(rule);
      for (const turn of turns) {
        for (const distance of [-9.25, -2.6, -0.4, 0.2]) {
          const at = turn + distance * hour;
          for (const quiet of quiets) {
            const end = afterQuiet(at, quiet, zone);
            const where = `${zone} ${iso(at)} ${quiet.from} to ${quiet.to}: ${iso(end)}`;
            assert.equal(isQuiet(end, quiet, zone), false, where);
            for (let step = at; step < end; step += 10 * 60_000) assert.ok(isQuiet(step, quiet, zone), where);
            if (end > at) assert.ok(isQuiet(end - 1000, quiet, zone), where);
          }
          const { day } = localTime(at, zone);
          const ends = endOfDay(at, zone);
          assert.equal(localTime(ends - 1000, zone).day, day, `${zone} ${iso(at)}: ${iso(ends)}`);
          assert.notEqual(localTime(ends, zone).day, day, `${zone} ${iso(at)}: ${iso(ends)}`);
        }
      }
    }
    assert.ok(rules.size > 20);
  });
});
