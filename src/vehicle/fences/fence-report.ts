import { inside, type Track } from "./fence-state";
import type { Fence } from "./fences";
import { metresBetween, signedDistance } from "./geometry";

export type FenceEventName = "enter" | "leave" | "dwell" | "passed";

/** What a message tells of a fence; times by the vehicle's clock, ISO 8601. */
export interface Geofence {
  event?: FenceEventName;
  name?: string;
  inside: boolean;
  since?: string;
  /** Signed metres to the border, negative inside. */
  distanceM?: number;
  /** All fences that it is inside, nearest first. */
  names: string[];
  /** Of the same fence, before this. */
  previous?: { inside: boolean; since: string };
}

export type FenceEvent = Geofence & { event: FenceEventName; name: string };

export interface Found {
  event: FenceEventName;
  index: number;
  previous?: { inside: boolean; since: string };
}

const order: readonly FenceEventName[] = ["leave", "enter", "dwell", "passed"];

/** Events as they are told: leave before enter, in the order of the fences. */
export function tell(track: Track, fences: readonly Fence[], found: readonly Found[]): FenceEvent[] {
  const within = fencesAround(track, fences);
  return [...found]
    .sort((a, b) => order.indexOf(a.event) - order.indexOf(b.event) || a.index - b.index)
    .map(({ event, index, previous }) => ({
      event,
      ...geofence(track, fences, index, within),
      ...(previous && { previous }),
    }));
}

/** Where the vehicle is: the nearest fence that it is inside, else the nearest of all. */
export function whereabouts(track: Track, fences: readonly Fence[]): Geofence {
  const within = fencesAround(track, fences);
  let nearest = within[0];
  let least = Infinity;
  for (let i = 0; within.length === 0 && i < fences.length; i++) {
    const distance = signedDistance(fences[i]!.shape, track.lat, track.lon);
    if (distance >= least) continue;
    least = distance;
    nearest = i;
  }
  return nearest === undefined ? { inside: false, names: [] } : geofence(track, fences, nearest, within);
}

export function toMiddle({ lat, lon }: Track, { box }: Fence): number {
  return metresBetween(lat, lon, box.lat, box.lon);
}

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** Fences that it is inside: that whose middle is nearest first, then the smaller one. */
function fencesAround(track: Track, fences: readonly Fence[]): number[] {
  const within: number[] = [];
  for (let i = 0; i < track.sides.length; i++) if (track.sides[i] === inside) within.push(i);
  if (within.length < 2) return within;
  const away = new Map(within.map((i) => [i, toMiddle(track, fences[i]!)]));
  return within.sort((a, b) => away.get(a)! - away.get(b)! || fences[a]!.sizeM - fences[b]!.sizeM);
}

function geofence(
  track: Track,
  fences: readonly Fence[],
  index: number,
  within: readonly number[],
): Geofence & { name: string } {
  const { name, shape } = fences[index]!;
  return {
    name,
    inside: track.sides[index] === inside,
    since: iso(track.since[index]!),
    // Without the sum a place right on the border is at -0.
    distanceM: Math.round(signedDistance(shape, track.lat, track.lon)) + 0,
    names: within.map((i) => fences[i]!.name),
  };
}
