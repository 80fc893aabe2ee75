import { isObject, own } from "../../base/json";
import { dueDrives, newDrives, stepDrives, type Drives } from "../events/drives";
import { aheadMs, factsOf } from "../events/event-facts";
import { isDrives, timelessDrives } from "../events/event-track";
import type { Drive, Finding } from "../events/event-types";

/** A last reading that is older says nothing of where a trip began. */
const knownMs = 26 * 3_600_000;

/** What is known of the driving of one vehicle; plain JSON, so that it can be kept. */
export interface TripTrack {
  at: number;
  drives: Drives;
}

export function newTripTrack(): TripTrack {
  return { at: -Infinity, drives: newDrives() };
}

/**
 * Trips that a reading ends, by the rules of the event `parked`. `now`: our time had the clock not been set back; `shown`: what
 * it shows. One that is no newer than the last ends none.
 */
export function tripsIn(track: TripTrack, reading: unknown, now: number, shown: number): Drive[] {
  const facts = factsOf(reading, shown, now);
  if (!facts) return [];
  // The last one is from the future, and this is not: the clock was ahead and has been put right.
  if (track.at > shown + aheadMs && facts.at <= shown + aheadMs) {
    Object.assign(track, { at: -Infinity, drives: timelessDrives(track.drives) });
  }
  if (facts.at <= track.at) return [];
  // A car that was silent for so long may have been anywhere in between; its odometer still counts.
  if (facts.at - track.at > knownMs && track.drives.phase === "driving") Object.assign(track, newTripTrack());
  track.at = facts.at;
  const found: Finding[] = [];
  stepDrives(track.drives, facts, { at: facts.at, now, found });
  return tripsOf(found);
}

/** Trips that have ended since the last reading, by our clock. */
export function tripsDue({ drives }: TripTrack, now: number): Drive[] {
  const found: Finding[] = [];
  if (drives.stop && drives.stop.wallDue <= now) dueDrives(drives, { at: drives.stop.due, found });
  return tripsOf(found);
}

/** Takes up what was kept; undefined: it is of another version, damaged, or from the future. */
export function restoredTrack(kept: unknown, now: number): TripTrack | undefined {
  const [at, drives] = [own(kept, "at"), own(kept, "drives")];
  if (!isObject(kept) || typeof at !== "number" || at > now + aheadMs || !isDrives(drives, now)) return undefined;
  return { at, drives: structuredClone(drives) };
}

function tripsOf(found: readonly Finding[]): Drive[] {
  return found.flatMap(({ event, trip }) => (event === "parked" && trip ? [trip] : []));
}
