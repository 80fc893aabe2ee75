import type { FenceSample } from "./fence-sample";
import type { Fence } from "./fences";
import { leadsThrough, signedDistance, turn } from "./geometry";

const passMs = 3 * 60_000;
const slowestPass = 1 / 3.6;

/** Certainly outside: outside the box that the fence lies in. */
export function beyond({ box }: Fence, lat: number, lon: number): boolean {
  return Math.abs(lat - box.lat) > box.halfLat || Math.abs(turn(box.lon, lon)) > box.halfLon;
}

/** So many metres beyond the border it is left: a parked vehicle's position drifts. */
export function marginOf({ sizeM }: Fence, hdop = 0): number {
  return Math.min(100, Math.max(20, sizeM * 0.1)) + 5 * hdop;
}

/** Whether the way between two samples was short enough in time, and was driven at all. */
export function rides(metres: number, ms: number): boolean {
  return ms > 0 && ms <= passMs && (metres * 1000) / ms >= slowestPass;
}

/** Whether the way between two samples leads really through the fence. */
export function passes(fence: Fence, from: { lat: number; lon: number }, to: FenceSample): boolean {
  const { box, shape } = fence;
  const west = turn(box.lon, from.lon);
  const east = turn(box.lon, to.lon);
  if (Math.min(from.lat, to.lat) > box.lat + box.halfLat) return false;
  if (Math.max(from.lat, to.lat) < box.lat - box.halfLat) return false;
  // Farther apart the way leads round the other side of the Earth, over the far end of the box's own count.
  const counts = Math.abs(east - west) <= 180;
  if (counts && (Math.min(west, east) > box.halfLon || Math.max(west, east) < -box.halfLon)) return false;
  return leadsThrough(shape, from, to, marginOf(fence, to.hdop));
}

/** Name of the smallest fence that a place is in. */
export function nameAt(fences: readonly Fence[], lat: number, lon: number): string | undefined {
  let smallest: Fence | undefined;
  for (const fence of fences) {
    if (smallest && smallest.sizeM <= fence.sizeM) continue;
    if (!beyond(fence, lat, lon) && signedDistance(fence.shape, lat, lon) <= 0) smallest = fence;
  }
  return smallest?.name;
}
