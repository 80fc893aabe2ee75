import { nameAt } from "../fences/fence-measure";
import type { FenceWatch } from "../fences/fence-watch";
import { dueCharging, stepCharging } from "./charging";
import { dueDrives, stepDrives } from "./drives";
import { aheadMs, type Facts } from "./event-facts";
import { isTrack, newTrack, pendingOf, timeless, type Track } from "./event-track";
import type { EventRules, Finding, Moment, Place, VehicleEvent } from "./event-types";
import { askedLeftOpen, asksOf, dueLeftOpen, stepLeftOpen } from "./left-open";
import { stepLevels } from "./levels";
import { limited } from "./limits";
import { dueSilence, stepSilence } from "./silence";
import { stepWarnings } from "./warnings";

/** A stored reading that is older is not known any more. */
const knownMs = 26 * 3_600_000;
/** What came due while nobody watched, and is older, is no news. */
const lateMs = 6 * 3_600_000;
const mostVehicles = 2000;

/** Knows what each vehicle was last doing, and tells once when a rule comes true. Pure: no timer, no clock. */
export class EventWatch {
  readonly #rules: EventRules;
  readonly #places: FenceWatch | undefined;
  readonly #tracks = new Map<string, Track>();

  constructor(rules: EventRules, places?: FenceWatch) {
    this.#rules = rules;
    this.#places = places;
  }

  get vehicles(): IterableIterator<string> {
    return this.#tracks.keys();
  }

  /**
   * Events that a reading shows. One no newer than the last counts for its position only, which has a time of its own. `shown`:
   * what our clock shows, if it was set back and `now` is what it would show had it not been.
   */
  sample(id: string, facts: Facts, now: number, shown = now): VehicleEvent[] {
    const track = this.#track(id);
    // The last one is from the future, and this is not: the clock was ahead and has been put right.
    if (track.at > shown + aheadMs && facts.at <= shown + aheadMs) Object.assign(track, timeless(track));
    const moment = this.#moment(facts.at, now);
    if (facts.at > track.at) {
      track.at = facts.at;
      stepSilence(track.silence, moment);
      stepDrives(track.drives, facts, moment);
      stepCharging(track.charging, facts, moment);
      stepLevels(track.levels, facts, moment);
      stepLeftOpen(track.leftOpen, facts, moment);
      stepWarnings(track.warnings, facts, moment);
    }
    const { place } = facts;
    for (const { event, name, since } of (place && this.#places?.sample(id, place, now)) ?? []) {
      this.#arrived(event, name, since, place!.at, moment.found);
    }
    return this.#told(track, moment.found);
  }

  /** Events whose time has come without a reading. `late`: while nobody watched. */
  due(id: string, now: number, late = false): VehicleEvent[] {
    const track = this.#tracks.get(id);
    if (!track) return [];
    const found: Finding[] = [];
    for (const pending of pendingOf(track)) {
      if (pending.wallDue > now) continue;
      const moment = { ...this.#moment(pending.due, now), found };
      if (late && now - pending.wallDue >= lateMs) moment.found = [];
      dueCharging(track.charging, moment);
      dueDrives(track.drives, moment);
      dueLeftOpen(track.leftOpen, moment);
      dueSilence(track.silence, moment);
      // Nobody was told that it was silent.
      if (moment.found !== found) track.silence.told = false;
    }
    for (const { event, name, since } of this.#places?.due(id, now) ?? []) {
      this.#arrived(event, name, since, now, found);
    }
    return this.#told(track, found).map((event) => (late ? { ...event, late: true } : event));
  }

  /** When `due` has something to do, by our clock, which shows `now`; Infinity = never. */
  nextDue(id: string, now: number): number {
    const track = this.#tracks.get(id);
    if (!track) return Infinity;
    const dues = pendingOf(track).map(({ wallDue }) => wallDue);
    return Math.min(Infinity, this.#places?.nextDue(id, now) ?? Infinity, ...dues);
  }

  /** Our time has moved forward by so much without being passed: what waits, waits on. */
  moveWaits(byMs: number): void {
    for (const track of this.#tracks.values()) for (const pending of pendingOf(track)) pending.wallDue += byMs;
    this.#places?.moveWaits(byMs);
  }

  /** Whether the vehicle should be read once more, and `asked` then be called. */
  asks(id: string): boolean {
    const track = this.#tracks.get(id);
    return track !== undefined && asksOf(track.leftOpen);
  }

  /** The vehicle was asked; its answer, if any, was a `sample`. */
  asked(id: string, answered: boolean, now: number, late = false): VehicleEvent[] {
    const track = this.#tracks.get(id);
    if (!track) return [];
    const moment = this.#moment(track.at, now);
    askedLeftOpen(track.leftOpen, answered, moment);
    return this.#told(track, moment.found).map((event) => (late ? { ...event, late: true } : event));
  }

  /** An alarm or a fault that a vehicle has pushed. */
  pushed(id: string, event: "alarm" | "warning", name: string, at: number): VehicleEvent[] {
    return this.#told(this.#track(id), [{ event, since: at, at, value: name }]);
  }

  /** What is known of a vehicle, as JSON. */
  pack(id: string): unknown {
    return this.#tracks.get(id);
  }

  /** Takes up what `pack` made, and says so; anything else, and what is too old to be known, is not. */
  restore(id: string, packed: unknown, now: number): boolean {
    if (this.#tracks.has(id) || !isTrack(packed, now) || now - packed.at > knownMs) return false;
    this.#tracks.set(id, structuredClone(packed));
    return true;
  }

  #track(id: string): Track {
    let track = this.#tracks.get(id);
    this.#tracks.delete(id);
    track ??= newTrack();
    // To the end: the first of the map is the one that was silent for longest.
    this.#tracks.set(id, track);
    for (const oldest of this.#tracks.keys()) {
      if (this.#tracks.size <= mostVehicles) break;
      this.#tracks.delete(oldest);
    }
    return track;
  }

  #moment(at: number, now: number): Moment {
    return { rules: this.#rules, at, now, found: [] };
  }

  #arrived(event: string, name: string, since: string | undefined, at: number, found: Finding[]): void {
    if (event !== "enter" && event !== "leave") return;
    const when = since === undefined ? at : Date.parse(since);
    found.push({ event: event === "enter" ? "arrived" : "left", since: when, at, place: name });
  }

  #told(track: Track, found: readonly Finding[]): VehicleEvent[] {
    const wanted = found.filter(({ event }) => this.#rules.on.has(event));
    const events = wanted.length > 0 ? limited(track.limits, wanted) : [];
    for (const { trip } of events) {
      for (const place of [trip?.from, trip?.to]) if (place) this.#name(place);
    }
    return events;
  }

  /** The fence that a place is in: the smallest. */
  #name(place: Place): void {
    const name = nameAt(this.#places?.fences ?? [], place.latitude, place.longitude);
    if (name !== undefined) place.name = name;
  }
}
