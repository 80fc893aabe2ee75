import type { FenceSample } from "./fence-sample";
import type { Ref, Track } from "./fence-state";
import { metresBetween } from "./geometry";

/** Metres a millisecond: what seems faster has jumped. */
export const fastestMs = 0.07;
/** A doubted sample is confirmed within this, or forgotten. */
export const confirmMs = 30 * 60_000;

/** A receiver that is wrong by more than this is wrong by the speed, too. */
const nearM = 500;

/**
 * Whether a vehicle that stands and seems to have moved should be seen there once more. Its position wavers; but one that has
 * gone far, and whose odometer has gone so far too, was driven while nobody looked, and sleeps now. A vehicle that has just been
 * parked does not leave a fence by standing near where it was seen driving.
 */
export function standsApart(ref: Ref, { parked, odometerKm }: FenceSample, movedM: number, leaves: boolean): boolean {
  if (parked !== true) return false;
  if (ref.parked === false) return leaves && movedM < nearM;
  if (ref.parked === undefined) return false;
  const drivenKm = odometerKm !== undefined && ref.odometerKm !== undefined ? odometerKm - ref.odometerKm : 0;
  // An odometer may count whole kilometres.
  return !(movedM >= nearM && drivenKm > 0 && drivenKm + 1 >= movedM / 1000);
}

function placeOf({ at, lat, lon, parked, odometerKm }: FenceSample): Ref {
  return { at, lat, lon, ...(parked !== undefined && { parked }), ...(odometerKm !== undefined && { odometerKm }) };
}

export function newTrack(sample: FenceSample, fences: number): Track {
  const { at, lat, lon, parked, freshMs, hdop } = sample;
  return {
    ...{ at, lat, lon, ...(parked !== undefined && { parked }), freshMs, ref: placeOf(sample) },
    ...(hdop !== undefined && { hdop }),
    sides: new Uint8Array(fences),
    since: new Float64Array(fences),
    extras: new Map(),
  };
}

/** Jumps are measured from the last place that was not doubted; one that came too fast is believed if the next is near it. */
export function moveTrack(track: Track, sample: FenceSample, fast: boolean, doubted: boolean): void {
  const { at, lat, lon, parked, freshMs, hdop } = sample;
  const place = placeOf(sample);
  const before = track.doubted;
  const near =
    before !== undefined &&
    at - before.at <= confirmMs &&
    metresBetween(before.lat, before.lon, lat, lon) <= (at - before.at) * fastestMs;
  if (!doubted && (!fast || near)) {
    track.ref = place;
    delete track.doubted;
  } else track.doubted = place;
  Object.assign(track, { at, lat, lon, freshMs, parked, hdop });
}

/** When the first change of a track is due, by our clock; Infinity = none is. */
export function nextChange({ extras }: Track): number {
  let next = Infinity;
  for (const { pending } of extras.values()) {
    if (pending?.due !== undefined) next = Math.min(next, pending.wallDue ?? pending.due);
  }
  return next;
}

/** Our time has moved forward by so much without being passed. */
export function moveWaits({ extras }: Track, byMs: number): void {
  for (const { pending } of extras.values()) if (pending?.wallDue !== undefined) pending.wallDue += byMs;
}
