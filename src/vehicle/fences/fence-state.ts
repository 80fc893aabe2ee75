import { finite as number, isObject, own } from "../../base/json";
import type { Fence } from "./fences";

/** A time beyond this is none that a date can hold. */
const lastTime = 8.64e15;

function finite(value: unknown): number | undefined {
  const found = number(value);
  return found !== undefined && Math.abs(found) <= lastTime ? found : undefined;
}

export const unknown = 0;
export const inside = 1;
export const outside = 2;
export type Side = typeof unknown | typeof inside | typeof outside;

/** A change that is not told yet: it has to be seen again, to settle, or to keep its distance from the one before. */
export interface Pending {
  to: Side;
  /** When it was first seen, by the vehicle's clock. */
  at: number;
  /** Due by the vehicle's clock; absent while a second sample is needed. */
  due?: number;
  /** … and by ours, if nothing is heard until then. */
  wallDue?: number;
}

/** What is kept of few fences only. */
export interface Extra {
  pending?: Pending;
  /** The last `enter` or `leave` told. */
  toldAt?: number;
  /** This visit's `dwell` is told. */
  dwelt?: boolean;
}

export interface Ref {
  at: number;
  lat: number;
  lon: number;
  parked?: boolean;
  odometerKm?: number;
}

/** One vehicle and all fences of the node, by their order. */
export interface Track {
  /** Of the newest sample that counted. */
  at: number;
  lat: number;
  lon: number;
  parked?: boolean;
  freshMs: number;
  hdop?: number;
  /** The last sample that was not doubted: jumps are measured from it. */
  ref: Ref;
  /** A sample that has come too far: the next one may show that it was right. */
  doubted?: Ref;
  sides: Uint8Array;
  since: Float64Array;
  extras: Map<number, Extra>;
}

/** A track with fences in another order, or other ones: those with the same key keep their state. */
export function carryOver(track: Track, before: readonly Fence[], after: readonly Fence[]): void {
  const old = new Map(before.map(({ key }, index) => [key, index]));
  const { sides, since, extras } = track;
  track.sides = new Uint8Array(after.length);
  track.since = new Float64Array(after.length);
  track.extras = new Map();
  after.forEach(({ key }, index) => {
    const from = old.get(key);
    if (from === undefined) return;
    track.sides[index] = sides[from]!;
    track.since[index] = since[from]!;
    const extra = extras.get(from);
    if (extra) track.extras.set(index, extra);
  });
}

/** For the disk: fences with the same side since the same time share an entry, which most are. */
export function packTrack(track: Track, fences: readonly Fence[]): unknown {
  const { sides, since, extras, ...rest } = track;
  const groups = new Map<string, number[]>();
  for (let i = 0; i < sides.length; i++) {
    if (sides[i] === unknown) continue;
    const key = `${sides[i]}|${since[i]}`;
    const group = groups.get(key);
    if (group) group.push(i);
    else groups.set(key, [i]);
  }
  return {
    ...rest,
    fences: [...groups].map(([key, of]) => [...key.split("|").map(Number), spans(of)]),
    extras: [...extras].map(([index, extra]) => [index, extra]),
    of: fences.length,
  };
}

/** `0-3,7`. */
function spans(of: readonly number[]): string {
  const parts: string[] = [];
  for (let i = 0; i < of.length; i++) {
    const start = of[i]!;
    while (of[i + 1] === of[i]! + 1) i++;
    parts.push(of[i] === start ? String(start) : `${start}-${of[i]}`);
  }
  return parts.join();
}

/** What `packTrack` made, of `count` fences; undefined if it is not that. */
export function unpackTrack(packed: unknown, count: number): Track | undefined {
  const [at, lat, lon, freshMs] = ["at", "lat", "lon", "freshMs"].map((key) => finite(own(packed, key)));
  if (at === undefined || lat === undefined || lon === undefined || own(packed, "of") !== count) return undefined;
  const track: Track = {
    ...{ at, lat, lon, freshMs: freshMs ?? 0 },
    ...parkedOf(packed),
    ref: refOf(own(packed, "ref")) ?? { at, lat, lon },
    sides: new Uint8Array(count),
    since: new Float64Array(count),
    extras: new Map(),
  };
  const doubted = refOf(own(packed, "doubted"));
  if (doubted) track.doubted = doubted;
  const hdop = finite(own(packed, "hdop"));
  if (hdop !== undefined) track.hdop = hdop;
  for (const group of rows(own(packed, "fences"))) {
    const [side, since, list] = group;
    if ((side !== inside && side !== outside) || finite(since) === undefined || typeof list !== "string") continue;
    for (const part of list.split(",")) {
      const [from, to = from] = part.split("-").map(Number);
      for (let i = from!; i <= to! && i < count; i++) {
        track.sides[i] = side;
        track.since[i] = since as number;
      }
    }
  }
  for (const [index, extra] of rows(own(packed, "extras"))) {
    if (typeof index === "number" && index < count && isObject(extra)) track.extras.set(index, extraOf(extra));
  }
  return track;
}

function rows(value: unknown): unknown[][] {
  return Array.isArray(value) ? value.filter((row): row is unknown[] => Array.isArray(row)) : [];
}

function parkedOf(value: unknown): { parked?: boolean } {
  const parked = own(value, "parked");
  return typeof parked === "boolean" ? { parked } : {};
}

function refOf(value: unknown): Ref | undefined {
  const [at, lat, lon] = ["at", "lat", "lon"].map((key) => finite(own(value, key)));
  if (at === undefined || lat === undefined || lon === undefined) return undefined;
  const odometerKm = finite(own(value, "odometerKm"));
  return { at, lat, lon, ...parkedOf(value), ...(odometerKm !== undefined && { odometerKm }) };
}

function extraOf(value: unknown): Extra {
  const pending = own(value, "pending");
  const [to, at, due, wallDue] = ["to", "at", "due", "wallDue"].map((key) => finite(own(pending, key)));
  const toldAt = finite(own(value, "toldAt"));
  return {
    ...((to === inside || to === outside) &&
      at !== undefined && {
        pending: { to, at, ...(due !== undefined && { due }), ...(wallDue !== undefined && { wallDue }) },
      }),
    ...(toldAt !== undefined && { toldAt }),
    ...(own(value, "dwelt") === true && { dwelt: true }),
  };
}
