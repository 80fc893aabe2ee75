import type { FenceSample } from "./fence-sample";
import {
  carryOver,
  inside,
  outside,
  packTrack,
  unknown,
  unpackTrack,
  type Extra,
  type Side,
  type Track,
} from "./fence-state";
import { beyond, marginOf, passes, rides } from "./fence-measure";
import { iso, tell, toMiddle, whereabouts, type FenceEvent, type Found, type Geofence } from "./fence-report";
import { confirmMs, fastestMs, moveTrack, moveWaits, newTrack, nextChange, standsApart } from "./fence-track";
import type { Fence } from "./fences";
import { metresBetween, signedDistance } from "./geometry";

export interface WatchRules {
  settleMs: number;
  /** Absent = off. */
  dwellMs?: number;
  passed: boolean;
}

/** Between opposite events of one fence: a garage door must not be told to open again on leaving. */
const apartMs = 60_000;
/** The vehicle that was silent for longest is forgotten. */
export const mostVehicles = 10_000;

/** Knows of each vehicle and fence whether it is inside, since when, and tells once when that changes. Pure: no timer, no clock. */
export class FenceWatch {
  readonly #rules: WatchRules;
  #fences: readonly Fence[] = [];
  readonly #tracks = new Map<string, Track>();

  constructor(rules: WatchRules, fences: readonly Fence[] = []) {
    this.#rules = rules;
    this.replace(fences);
  }

  get fences(): readonly Fence[] {
    return this.#fences;
  }

  get vehicles(): IterableIterator<string> {
    return this.#tracks.keys();
  }

  /** Other fences; those of the same name and shape keep their state. */
  replace(fences: readonly Fence[]): void {
    for (const track of this.#tracks.values()) carryOver(track, this.#fences, fences);
    this.#fences = fences;
  }

  /** Events that a sample shows; undefined if it is no newer than the newest that counted. */
  sample(id: string, sample: FenceSample, now: number): FenceEvent[] | undefined {
    const track = this.#tracks.get(id);
    if (track && sample.at <= track.at) return undefined;
    const found: Found[] = [];
    if (track) {
      // To the end: the first of the map is the one that was silent for longest.
      this.#tracks.delete(id);
      this.#tracks.set(id, track);
      this.#step(track, sample, now, found);
    } else this.#begin(id, sample);
    return this.#told(id, found);
  }

  /** Events whose time has come without a sample. */
  due(id: string, now: number): FenceEvent[] {
    const track = this.#tracks.get(id);
    const found: Found[] = [];
    if (!track) return [];
    for (const [index, { pending }] of track.extras) {
      if (pending?.due !== undefined && (pending.wallDue ?? now) <= now) this.#commit(track, index, pending.due, found);
    }
    this.#dwell(track, now, found);
    return this.#told(id, found);
  }

  /** When `due` has something to do, by our clock, which shows `now`; Infinity = never, as of one silent for too long. */
  nextDue(id: string, now: number): number {
    const track = this.#tracks.get(id);
    if (!track) return Infinity;
    let next = nextChange(track);
    const { dwellMs } = this.#rules;
    for (let i = 0; dwellMs !== undefined && i < track.sides.length; i++) {
      if (!this.#dwells(track, i)) continue;
      const at = track.since[i]! + dwellMs;
      if (track.parked || Math.max(at, now) - track.at < track.freshMs) next = Math.min(next, at);
    }
    return next;
  }

  /** Our time has moved forward by so much without being passed: what waits, waits on. */
  moveWaits(byMs: number): void {
    for (const track of this.#tracks.values()) moveWaits(track, byMs);
  }

  /** Where the vehicle is: the nearest fence that it is inside, else the nearest of all. Undefined = no sample yet. */
  state(id: string): Geofence | undefined {
    const track = this.#tracks.get(id);
    return track && whereabouts(track, this.#fences);
  }

  /** By fence: whether it is inside, and metres to the middle. */
  distances(id: string): { name: string; inside: boolean; metres: number }[] {
    const track = this.#tracks.get(id);
    return (track ? this.#fences : []).map((fence, index) => ({
      name: fence.name,
      inside: track!.sides[index] === inside,
      metres: Math.round(toMiddle(track!, fence)),
    }));
  }

  place(id: string): { at: number; lat: number; lon: number } | undefined {
    return this.#tracks.get(id);
  }

  pack(id: string): unknown {
    const track = this.#tracks.get(id);
    return track && packTrack(track, this.#fences);
  }

  /** Takes up what `pack` made when the fences had `keys`; anything else is no track. */
  restore(id: string, packed: unknown, keys: readonly string[]): void {
    const track = unpackTrack(packed, keys.length);
    if (!track || this.#tracks.has(id)) return;
    carryOver(track, keys.map((key) => ({ key })) as Fence[], this.#fences);
    this.#tracks.set(id, track);
  }

  #begin(id: string, sample: FenceSample): void {
    const track = newTrack(sample, this.#fences.length);
    for (let i = 0; i < track.sides.length; i++) this.#first(track, i, sample);
    this.#tracks.set(id, track);
    for (const oldest of this.#tracks.keys()) {
      if (this.#tracks.size <= mostVehicles) break;
      this.#tracks.delete(oldest);
    }
  }

  #first(track: Track, index: number, { at, lat, lon }: FenceSample): void {
    const { shape } = this.#fences[index]!;
    track.sides[index] =
      beyond(this.#fences[index]!, lat, lon) || signedDistance(shape, lat, lon) > 0 ? outside : inside;
    track.since[index] = at;
  }

  #step(track: Track, sample: FenceSample, now: number, found: Found[]): void {
    const { ref } = track;
    const { lat, lon, at } = sample;
    const moved = metresBetween(ref.lat, ref.lon, lat, lon);
    const fast = moved > (at - ref.at) * fastestMs;
    const { sides, extras } = track;
    const passing = this.#rules.passed && !fast && ref.at === track.at && rides(moved, at - ref.at);
    let doubted = false;
    for (let i = 0; i < sides.length; i++) {
      const side = sides[i] as Side;
      const extra = extras.size > 0 ? extras.get(i) : undefined;
      if (side === outside && !extra && beyond(this.#fences[i]!, lat, lon)) {
        if (passing && passes(this.#fences[i]!, ref, sample)) found.push({ event: "passed", index: i });
        continue;
      }
      if (side === unknown) {
        this.#first(track, i, sample);
        continue;
      }
      const margin = marginOf(this.#fences[i]!, sample.hdop);
      const distance = signedDistance(this.#fences[i]!.shape, lat, lon);
      const wanted = side === inside ? (distance > margin ? outside : inside) : distance <= 0 ? inside : outside;
      if (wanted === side) {
        if (extra?.pending) delete extra.pending;
        else if (passing && distance > 0 && side === outside && passes(this.#fences[i]!, ref, sample)) {
          found.push({ event: "passed", index: i });
        }
        if (extra && !extra.dwelt && at - (extra.toldAt ?? -Infinity) >= apartMs) extras.delete(i);
      } else {
        const apart = moved > margin && standsApart(ref, sample, moved, side === inside);
        if (this.#change(track, i, sample, now, fast || apart, found)) doubted = true;
      }
    }
    moveTrack(track, sample, fast, doubted);
    this.#dwell(track, now, found);
  }

  /** Whether the change is doubted. */
  #change(track: Track, index: number, { at }: FenceSample, now: number, jump: boolean, found: Found[]): boolean {
    const extra = this.#extra(track, index);
    const { pending } = extra;
    const to = track.sides[index] === inside ? outside : inside;
    if (pending?.due !== undefined) {
      if (at >= pending.due) this.#commit(track, index, at, found);
      return false;
    }
    const seenAgain = pending !== undefined && at - pending.at <= confirmMs;
    if (jump && !seenAgain) {
      extra.pending = { to, at };
      return true;
    }
    const first = seenAgain ? pending.at : at;
    const due = Math.max(first + this.#rules.settleMs, (extra.toldAt ?? -Infinity) + apartMs);
    extra.pending = { to, at: first, due, wallDue: now + due - at };
    if (due <= at) this.#commit(track, index, at, found);
    return false;
  }

  #commit(track: Track, index: number, at: number, found: Found[]): void {
    const extra = this.#extra(track, index);
    const { pending } = extra;
    if (!pending) return;
    const previous = { inside: track.sides[index] === inside, since: iso(track.since[index]!) };
    track.sides[index] = pending.to;
    track.since[index] = pending.at;
    track.extras.set(index, { toldAt: at });
    found.push({ event: pending.to === inside ? "enter" : "leave", index, previous });
  }

  #dwells(track: Track, index: number): boolean {
    if (track.sides[index] !== inside) return false;
    const extra = track.extras.get(index);
    return !extra?.dwelt && !extra?.pending;
  }

  #dwell(track: Track, now: number, found: Found[]): void {
    const { dwellMs } = this.#rules;
    if (dwellMs === undefined) return;
    const current = track.parked === true || now - track.at < track.freshMs;
    for (let i = 0; i < track.sides.length; i++) {
      if (!this.#dwells(track, i)) continue;
      // The sample shows it itself, or it is taken to be there still.
      const stayed = (current ? Math.max(now, track.at) : track.at) - track.since[i]!;
      if (stayed < dwellMs) continue;
      this.#extra(track, i).dwelt = true;
      found.push({ event: "dwell", index: i });
    }
  }

  #extra(track: Track, index: number): Extra {
    let extra = track.extras.get(index);
    if (!extra) track.extras.set(index, (extra = {}));
    return extra;
  }

  #told(id: string, found: Found[]): FenceEvent[] {
    const track = this.#tracks.get(id);
    return track && found.length > 0 ? tell(track, this.#fences, found) : [];
  }
}
