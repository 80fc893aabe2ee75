import { finite, objects, own, text, type JsonObject } from "../../base/json";
import { futureMs } from "../../vehicle/merge";
import type { OpenEvent, PushedEvent } from "../types";

/** An alert or fault as a platform reads it. */
export interface ReadEvent {
  name: string;
  active: boolean;
  assumed?: boolean;
  /** What its end closes; absent = itself. */
  clears?: readonly string[];
  code?: number;
  at?: string;
}

interface Known {
  open: boolean;
  /** Newest word on it, milliseconds; NaN without a time. One from the future counts as said when it was heard. */
  at: number;
  /** When it appeared, also of one that is over. */
  since?: string;
}

/** Codes that one vehicle may have in memory; a vendor without a list of faults may send any. */
const mostPerVehicle = 64;

/** Which alerts and faults are open, per vehicle. An end may close several, and a late word changes nothing. */
export class OpenEvents {
  /** Hears that something opened or closed; the key is that of `save`. */
  onChange: (key: string) => void = () => undefined;
  readonly #vehicles = new Map<string, Map<string, Known>>();

  /**
   * `now`: the account's time, milliseconds. `isNews`: it has opened something, or closed something open. A vehicle's clock that is far ahead must not outrank all that follows. */
  note(
    vehicleId: string,
    kind: string,
    read: ReadEvent,
    now: number,
  ): { event: PushedEvent; outOfOrder: boolean; isNews: boolean } {
    const known = this.#of(vehicleId, kind);
    const told = read.at === undefined ? NaN : Date.parse(read.at);
    const at = told > now + futureMs ? now : told;
    const names = read.active ? [read.name] : (read.clears ?? [read.name]);
    const late = names.filter((name) => rankOf(known.get(name), now) > at);
    const ended: OpenEvent[] = [];
    let since = read.active ? read.at : undefined;
    let isNews = false;
    for (const name of names.filter((candidate) => !late.includes(candidate))) {
      const before = known.get(name);
      if (read.active) {
        if (before?.open) since = before.since;
      } else if (before && (before.open || (before.at === at && before.since !== undefined))) {
        // The very same end may come to several nodes, each of which tells its flow of it.
        ended.push(described(name, before.since));
      }
      if (before?.open !== read.active) this.onChange(`${kind} ${vehicleId}`);
      if ((before?.open ?? false) !== read.active) isNews = true;
      const began = read.active ? since : before?.since;
      known.delete(name);
      known.set(name, { open: read.active, at, ...(began !== undefined ? { since: began } : {}) });
    }
    bound(known);
    const { name, active, assumed, code } = read;
    since ??= ended.find((one) => one.name === name)?.since;
    const event: PushedEvent = { name, active, ended, open: this.open(vehicleId, kind) };
    if (assumed) event.assumed = true;
    if (code !== undefined) event.code = code;
    if (read.at !== undefined) event.at = read.at;
    if (since !== undefined) event.since = since;
    return { event, outOfOrder: late.length === names.length, isNews };
  }

  /** What is open at a vehicle, in the order in which it was last told. */
  open(vehicleId: string, kind: string): OpenEvent[] {
    const known = this.#vehicles.get(`${kind} ${vehicleId}`) ?? new Map<string, Known>();
    return [...known].filter(([, { open }]) => open).map(([name, { since }]) => described(name, since));
  }

  /** The same as who has heard each of them begin would have been told. */
  begun(vehicleId: string, kind: string): PushedEvent[] {
    const open = this.open(vehicleId, kind);
    return open.map((one) => ({ ...one, active: true, ended: [], open }));
  }

  /** Nothing is known of the vehicle any more. */
  drop(vehicleId: string): void {
    for (const kind of ["alert", "fault"]) this.#vehicles.delete(`${kind} ${vehicleId}`);
  }

  keys(): string[] {
    return [...this.#vehicles.keys()];
  }

  /** Vehicles of which an event is known. */
  ids(): string[] {
    return this.keys().map((key) => key.slice(key.indexOf(" ") + 1));
  }

  /** Of one key, or of all. */
  save(only?: string): JsonObject[] {
    return (only === undefined ? this.keys() : [only]).flatMap((key) =>
      [...(this.#vehicles.get(key) ?? [])]
        .filter(([, { open }]) => open)
        .map(([name, { since, at }]) => ({ key, name, since, ...(Number.isNaN(at) ? {} : { at }) })),
    );
  }

  restore(stored: unknown): void {
    for (const row of objects(stored)) {
      const [key, name, since] = [text(own(row, "key")), text(own(row, "name")), text(own(row, "since"))];
      if (!key || !name) continue;
      const known = this.#vehicles.get(key) ?? new Map<string, Known>();
      this.#vehicles.set(key, known);
      const at = finite(own(row, "at")) ?? Date.parse(since ?? "");
      if (!known.has(name)) known.set(name, { open: true, at, ...(since ? { since } : {}) });
      bound(known);
    }
  }

  #of(vehicleId: string, kind: string): Map<string, Known> {
    const key = `${kind} ${vehicleId}`;
    const known = this.#vehicles.get(key) ?? new Map<string, Known>();
    this.#vehicles.set(key, known);
    return known;
  }
}

/** What is over goes first, then what nothing was heard of for longest. */
function bound(known: Map<string, Known>): void {
  for (const [name, { open }] of known) if (known.size > mostPerVehicle && !open) known.delete(name);
  for (const name of known.keys()) if (known.size > mostPerVehicle) known.delete(name);
}

/** How new the newest word is. What was stored may be of a time to come: a clock was wrong, then or now. */
function rankOf(known: Known | undefined, now: number): number {
  return known && known.at <= now + futureMs ? known.at : -Infinity;
}

function described(name: string, since: string | undefined): OpenEvent {
  return since === undefined ? { name } : { name, since };
}
