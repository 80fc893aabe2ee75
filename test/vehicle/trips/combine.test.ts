import assert from "node:assert/strict";
import { combined, withOwn } from "../../../src/vehicle/trips/combine";
import type { OwnTrip, Trip, Trips } from "../../../src/vehicle/trips/trip-types";

const day = "2026-06-01T";
const trip = (from: string | null, to: string | null, more: Partial<Trip> = {}): Trip => ({
  startedAt: from && `${day}${from}:00Z`,
  endedAt: to && `${day}${to}:00Z`,
  track: [],
  ...more,
});
const own = (from: string | undefined, to: string, more: Partial<OwnTrip> = {}): OwnTrip => ({
  source: "readings",
  ...(from !== undefined && { startedAt: `${day}${from}:00Z` }),
  endedAt: `${day}${to}:00Z`,
  ...more,
});
const list = (trips: Trip[], kept: OwnTrip[]): string[] => {
  const told = withOwn({ state: "trips", trips } as unknown as Trips, kept);
  return combined(told).map(
    ({ source, endedAt, startedAt }) => `${source} ${(endedAt ?? startedAt ?? "").slice(11, 16)}`,
  );
};

describe("trips of the journal and of readings", () => {
  it("are one where one lies for the most part in the other, and each its own else", () => {
    const table: [string, Trip, OwnTrip, string[]][] = [
      ["the same time", trip("08:00", "08:30"), own("08:05", "08:35"), ["both 08:30"]],
      ["another time", trip("08:00", "08:30"), own("09:05", "09:35"), ["journal 08:30", "readings 09:35"]],
      ["less than half", trip("08:00", "08:30"), own("08:20", "08:50"), ["journal 08:30", "readings 08:50"]],
      ["only its end is known", trip("08:00", "08:30"), own(undefined, "08:30"), ["both 08:30"]],
      ["the journal knows no end", trip("08:20", null), own("08:00", "08:30"), ["both 08:20"]],
      ["the journal knows no beginning", trip(null, "08:20"), own("08:00", "08:30"), ["both 08:20"]],
      ["the journal knows no time", trip(null, null), own("08:00", "08:30"), ["journal ", "readings 08:30"]],
      ["a time that is none", trip("xx", "08:30"), own("08:00", "08:30"), ["journal 08:30", "readings 08:30"]],
    ];
    for (const [name, told, kept, expected] of table)
      assert.deepEqual(list([told], [kept]).sort(), expected.sort(), name);
  });

  it("a short one between two readings is known by the odometer", () => {
    const odometers = { startOdometerKm: 100, endOdometerKm: 102 };
    const short = trip("08:00", "08:04", odometers);
    assert.deepEqual(list([short], [own("08:10", "08:14", odometers)]), ["both 08:04"]);
    const others: Partial<OwnTrip>[] = [
      {},
      { startOdometerKm: 100 },
      { startOdometerKm: 110, endOdometerKm: 112 },
      { startOdometerKm: 100, endOdometerKm: 105 },
      { startOdometerKm: 101, endOdometerKm: 101 },
    ];
    for (const more of others)
      assert.deepEqual(list([short], [own("08:10", "08:14", more)]), ["journal 08:04", "readings 08:14"]);
    assert.deepEqual(list([trip("08:00", "08:04", { startOdometerKm: null })], [own("08:10", "08:14", odometers)]), [
      "journal 08:04",
      "readings 08:14",
    ]);
  });

  it("two of one kind in one of the other are not made one: the journal's stand alone", () => {
    assert.deepEqual(list([trip("08:00", "09:00")], [own("08:00", "08:20"), own("08:30", "08:50")]), ["journal 09:00"]);
    assert.deepEqual(list([trip("08:00", "08:20"), trip("08:30", "08:50")], [own("08:00", "08:50")]), [
      "journal 08:20",
      "journal 08:50",
    ]);
  });

  it("one that is both has what only readings know, and nothing that they do not", () => {
    const kept = own("08:00", "08:30", { percentUsed: 4, from: { latitude: 1, longitude: 2 } });
    const told = withOwn({ state: "trips", trips: [trip("08:00", "08:30", { label: "x" })] } as unknown as Trips, [
      kept,
    ]);
    const [both] = combined(told);
    assert.deepEqual(both, {
      ...trip("08:00", "08:30", { label: "x" }),
      source: "both",
      percentUsed: 4,
      from: { latitude: 1, longitude: 2 },
    });
    const { own: _none, ...journal } = told;
    assert.deepEqual(
      combined(journal).map(({ source }) => source),
      ["journal"],
    );
  });
});
