import type { FenceSample } from "./fence-sample";
import type { Track } from "./fence-state";
import { metresBetween } from "./geometry";

/** Metres a millisecond: what seems faster has jumped. */
export const fastestMs = 0.07;
/** A doubted sample is confirmed within this, or forgotten. */
export const confirmMs = 30 * 60_000;

export function newTrack({ at, lat, lon, parked, freshMs, hdop }: FenceSample, fences: number): Track {
  const ref = { at, lat, lon, ...(parked !== undefined && { parked }) };
  return {
    ...{ ...ref, freshMs, ref, ...(hdop !== undefined && { hdop }) },
    sides: new Uint8Array(fences),
    since: new Float64Array(fences),
    extras: new Map(),
  };
}

/** Jumps are measured from the last place that was not doubted; one that came too fast is believed if the next is near it. */
export function moveTrack(track: Track, sample: FenceSample, fast: boolean, doubted: boolean): void {
  const { at, lat, lon, parked, freshMs, hdop } = sample;
  const place = { at, lat, lon, ...(parked !== undefined && { parked }) };
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
