import { own, type JsonObject } from "../../base/json";
import type { ReadResult } from "../../platforms/platform";
import type { OwnTrip, ReadKind, Trips } from "../../vehicle/read-data";
import { withOwn } from "../../vehicle/trips/combine";
import { refuse, windowIn } from "../../vehicle/trips/trip-window";

/** Trips are kept by the account itself, whatever the cloud offers. */
export function offersRead(offers: readonly ReadKind[], kind: ReadKind): boolean {
  return kind === "trips" || offers.includes(kind);
}

/** Whether the cloud is left alone: it has no journal, or it is not wanted (`journal: false`). */
export function onlyOwn(offers: readonly ReadKind[], kind: ReadKind, params: JsonObject = {}): boolean {
  return kind === "trips" && (!offers.includes("trips") || own(params, "journal") === false);
}

/**
 * The journal's answer with the account's own trips of the same time; without an answer these alone, of `params.from` to
 * `params.to` (usual: 7 days up to now). Throws INPUT_INVALID.
 */
export function withKept(
  answered: ReadResult<"trips"> | undefined,
  kept: (from: number, to: number) => OwnTrip[],
  params: JsonObject | undefined,
  now: number,
): ReadResult<"trips"> {
  if (answered) {
    const { data } = answered;
    const [from, to] = [Date.parse(data.from), Date.parse(data.to)];
    // Another platform's trips may be of another shape, which is passed on.
    return Array.isArray(data.trips) ? { ...answered, data: withOwn(data, kept(from, to)) } : answered;
  }
  const journal = own(params, "journal") ?? false;
  if (typeof journal !== "boolean") throw refuse('"journal" must be true or false.');
  const { from, to } = windowIn(params ?? {}, now);
  const mine = kept(from, to);
  const [start, end] = [from, to].map((at) => new Date(at).toISOString()) as [string, string];
  const none: Trips = { state: mine.length > 0 ? "trips" : "none", trips: [], total: 0, from: start, to: end };
  return { data: withOwn(none, mine), raw: null };
}
