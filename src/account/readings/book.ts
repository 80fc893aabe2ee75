import { ticks, type Clock } from "../../base/clock";
import { finite, isObject, objects, own, text, type JsonObject } from "../../base/json";
import type { Logger } from "../../base/logger";
import type { ReadResult } from "../../platforms/platform";
import { changesBetween } from "../../vehicle/changes";
import { futureMs } from "../../vehicle/merge";
import { emptyStatus, type Change, type VehicleStatus } from "../../vehicle/model";
import type { ReadData, ReadKind } from "../../vehicle/read-data";
import { restoredBelief, savedBelief } from "../../vehicle/plausible";
import {
  believe,
  enter,
  lastTold,
  partOf,
  restoredParts,
  savedParts,
  stateHolds,
  statusOn,
  toldBy,
  touch,
  weigh,
  type BookEntry,
  type Page,
} from "./book-page";
import type { ReadingSource } from "../types";

export type { BookEntry } from "./book-page";

export interface BookEvent {
  vehicleId: string;
  kind: ReadKind;
  entry: BookEntry;
  /** The vehicle's whole status after it and before it; absent for kinds that are no part of it. */
  status?: VehicleStatus;
  previous?: VehicleStatus;
  /** Compared when it is first asked for: of most pushes nobody asks. */
  readonly changes: Change[];
  /** When the vehicle said it, milliseconds, by its own clock; absent if it did not tell. */
  toldAt?: number;
  /** Older than what the book held already; that was kept. */
  outOfOrder: boolean;
  source: ReadingSource;
}

/** What a restart keeps: the rest is asked for again when somebody wants it. */
const kept = ["overview", "chargeTarget"] as const satisfies readonly ReadKind[];

/** The one place where readings live: whoever reads the cloud writes here, whoever wants to know listens here. */
export class Book {
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #vehicles = new Map<string, Page>();
  readonly #listeners = new Set<(event: BookEvent) => void>();
  readonly #ofVehicle = new Map<string, Set<(event: BookEvent) => void>>();

  constructor(clock: Clock, logger: Logger) {
    this.#clock = clock;
    this.#logger = logger;
  }

  /** Enters a reading. A part of a status is laid over the whole; one older than the book's is not entered. */
  apply<K extends ReadKind>(
    vehicleId: string,
    kind: K,
    reading: Pick<ReadResult<K>, "data" | "parts"> & { raw?: unknown },
    source: ReadingSource,
  ): { entry: BookEntry<K>; outOfOrder: boolean; readonly changes: Change[] } {
    const { raw, parts } = reading;
    const page = this.#page(vehicleId);
    const { data, believed } = weigh(page, kind, reading.data);
    const entry: BookEntry<K> = { data, ...this.timed(), source };
    if (raw !== undefined) entry.raw = raw;
    const before = statusOn(page);
    const told = toldBy(kind, reading, source);
    const part = partOf(kind);
    const toldAt = part && told[part];
    const outOfOrder = part !== undefined && this.#isLate(lastTold(page, part), toldAt);
    if (outOfOrder && source !== "push") touch(page, kind, told, entry.at);
    const status = outOfOrder ? before : enter(page, kind, entry, told, parts !== undefined);
    if (!outOfOrder) believe(page, believed);
    let changes: Change[] | undefined;
    const event = {
      ...{ vehicleId, kind, entry, status, previous: before, toldAt, outOfOrder, source },
      get changes(): Change[] {
        return (changes ??= status && status !== before ? changesBetween(before, status) : []);
      },
    };
    for (const listener of [...this.#listeners]) this.#tell(listener, event);
    for (const listener of [...(this.#ofVehicle.get(vehicleId) ?? [])]) this.#tell(listener, event);
    return event;
  }

  /** A reading that is not entered, without what cannot be. */
  weighed<K extends ReadKind>(vehicleId: string, kind: K, data: ReadData[K]): ReadData[K] {
    return weigh(this.#vehicles.get(vehicleId) ?? { readings: {} }, kind, data).data;
  }

  /** Now, as an entry tells it. */
  timed(): Pick<BookEntry, "at" | "lead"> {
    const at = this.#clock.now();
    return { at, lead: at - ticks(this.#clock) };
  }

  /** The last reading, if it is younger than `maxAgeMs`. */
  current<K extends ReadKind>(vehicleId: string, kind: K, maxAgeMs = Infinity): BookEntry<K> | undefined {
    const entry = this.#vehicles.get(vehicleId)?.readings[kind];
    if (!entry || maxAgeMs === Infinity) return entry;
    const age = this.nowFor(entry) - entry.at;
    // A stored reading from the future is one from before the clock was set back: its age is not known.
    return age >= 0 && age < maxAgeMs ? entry : undefined;
  }

  /**
   * Now by the date as it stood when the entry was made: a date set back makes nothing younger. One set forward may have been
   * a sleep of the machine, in which readings do age.
   */
  nowFor(entry: BookEntry | undefined): number {
    const now = this.#clock.now();
    return entry?.lead === undefined ? now : Math.max(now, ticks(this.#clock) + entry.lead);
  }

  /** Whether the state that `current` gives of this vehicle can be relied on. */
  stateHolds(vehicleId: string): boolean {
    const entry = this.current(vehicleId, "overview");
    return stateHolds(entry, this.nowFor(entry));
  }

  /** Whether this process has heard the vehicle's state, by an answer or a push, so recently. */
  stateHeardWithin(vehicleId: string, ms: number): boolean {
    const entry = this.current(vehicleId, "overview");
    const state = entry?.parts?.state;
    const age = state && state.by !== "stored" ? this.nowFor(entry) - state.heard : -1;
    return age >= 0 && age < ms;
  }

  /** Hears of every reading until the returned function is called. */
  on(listener: (event: BookEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Hears of every reading of this vehicle: of thousands that are waited for at once, each hears of its own only. */
  onVehicle(vehicleId: string, listener: (event: BookEvent) => void): () => void {
    const listeners = this.#ofVehicle.get(vehicleId) ?? new Set();
    this.#ofVehicle.set(vehicleId, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#ofVehicle.get(vehicleId) === listeners) this.#ofVehicle.delete(vehicleId);
    };
  }

  /** Vehicles of which there is a reading. */
  ids(): string[] {
    return [...this.#vehicles.keys()];
  }

  /** Nothing is known of the vehicle any more. */
  drop(vehicleId: string): void {
    this.#vehicles.delete(vehicleId);
  }

  /** Of one vehicle, or of all. */
  save(vehicleId?: string): JsonObject[] {
    const rows: JsonObject[] = [];
    for (const id of vehicleId === undefined ? this.#vehicles.keys() : [vehicleId]) {
      const page = this.#vehicles.get(id);
      for (const kind of kept) {
        const entry = page?.readings[kind];
        if (entry)
          rows.push({
            id,
            kind,
            at: entry.at,
            data: entry.data,
            ...savedParts(entry),
            ...savedBelief(kind === "overview" ? page?.believed : undefined),
          });
      }
    }
    return rows;
  }

  /** Takes over stored readings of vehicles that nothing newer is known of. */
  restore(stored: unknown): void {
    for (const row of objects(stored)) {
      const id = text(own(row, "id"));
      const kind = kept.find((known) => known === own(row, "kind"));
      const at = finite(own(row, "at"));
      const data = own(row, "data");
      if (!id || !kind || at === undefined || !isObject(data)) continue;
      const page = this.#page(id);
      if (page.readings[kind]) continue;
      const entry = { at, source: "stored" as const, ...restoredParts(row, at) };
      if (kind === "chargeTarget") page.readings.chargeTarget = { ...entry, data };
      else page.readings.overview = { ...entry, data: { ...emptyStatus(new Date(at).toISOString()), ...data } };
      const believed = restoredBelief(own(row, "believed"));
      if (believed) page.believed = believed;
    }
  }

  #page(vehicleId: string): Page {
    let page = this.#vehicles.get(vehicleId);
    if (!page) this.#vehicles.set(vehicleId, (page = { readings: {} }));
    return page;
  }

  #isLate(known: number | undefined, toldAt: number | undefined): boolean {
    if (known === undefined || toldAt === undefined) return false;
    return toldAt < known && known <= this.#clock.now() + futureMs;
  }

  #tell(listener: (event: BookEvent) => void, event: BookEvent): void {
    try {
      listener(event);
    } catch (error) {
      this.#logger.error(`A listener to readings failed: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
