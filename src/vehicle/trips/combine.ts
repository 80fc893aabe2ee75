import type { OwnTrip, Trip, Trips } from "./trip-types";

/** A trip of either source; `both`: one that the journal tells, with what only the readings know. */
export type ListedTrip = (Omit<Trip, "source"> | Omit<OwnTrip, "source">) & { source: "journal" | "readings" | "both" };

/** Readings find the beginning and the end of a trip some minutes late. */
const slackMs = 20 * 60_000;

interface Span {
  from: number;
  to: number;
}

/** A reading of trips as the account tells it: each trip with its source, own ones that the journal holds too marked. */
export function withOwn(trips: Trips, kept: readonly OwnTrip[]): Trips {
  const journal = trips.trips.map((trip): Trip => ({ ...trip, source: "journal" }));
  const own = kept.map((trip): OwnTrip => {
    const { inJournal: _before, ...rest } = trip;
    return journal.some((each) => same(each, trip)) ? { ...rest, inJournal: true } : rest;
  });
  return { ...trips, trips: journal, own };
}

/** All trips of a reading, each once, oldest first: those of the journal, and own ones that it does not hold. */
export function combined({ trips, own = [] }: Trips): ListedTrip[] {
  const rest = own.filter(({ inJournal }) => !inJournal).map(({ inJournal: _none, ...trip }): ListedTrip => trip);
  const listed = trips.map((trip): ListedTrip => {
    const mine = own.filter((each) => each.inJournal && same(trip, each));
    const [twin] = mine;
    const alone = twin && mine.length === 1 && trips.filter((each) => same(each, twin)).length === 1;
    if (!alone) return { ...trip, source: "journal" };
    const { from, to, percentUsed, litresUsed } = twin;
    const known = Object.entries({ from, to, percentUsed, litresUsed }).filter(([, value]) => value !== undefined);
    return { ...trip, ...Object.fromEntries(known), source: "both" };
  });
  return [...listed, ...rest].sort((one, two) => startOf(one) - startOf(two));
}

/** Whether one trip lies for the most part within the other. */
function same(trip: Trip, own: OwnTrip): boolean {
  const [one, two] = [spanOf(trip), spanOf(own)];
  if (!one || !two) return false;
  const shared = Math.min(one.to, two.to) - Math.max(one.from, two.from);
  const shorter = Math.min(one.to - one.from, two.to - two.from);
  // Without its beginning a trip is a moment: its end.
  return shared >= Math.max(0, shorter / 2) || (shared >= -slackMs && close(trip, own));
}

/** Short trips may fall between two readings: then the odometer says which it was. */
function close(
  { startOdometerKm: a, endOdometerKm: b }: Trip,
  { startOdometerKm: c, endOdometerKm: d }: OwnTrip,
): boolean {
  if (typeof a !== "number" || typeof b !== "number" || c === undefined || d === undefined) return false;
  return Math.abs(a - c) <= 1 && Math.abs(b - d) <= 1 && d > c;
}

function spanOf({ startedAt, endedAt }: Pick<Trip, "startedAt" | "endedAt"> | OwnTrip): Span | undefined {
  const [from, to] = [Date.parse(startedAt ?? endedAt ?? ""), Date.parse(endedAt ?? startedAt ?? "")];
  return Number.isNaN(from) || Number.isNaN(to) ? undefined : { from, to };
}

function startOf(trip: { startedAt?: string | null; endedAt?: string | null }): number {
  return Date.parse(trip.startedAt ?? trip.endedAt ?? "") || 0;
}
