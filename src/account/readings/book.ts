import { wordsOf } from "../../base/errors";
import { ticks, type Clock } from "../../base/clock";
import { objects, own, text, type JsonObject } from "../../base/json";
import type { Logger } from "../../base/logger";
import type { ReadResult } from "../../platforms/platform";
import { setAge } from "../../vehicle/age";
import { changesBetween } from "../../vehicle/changes";
import { believedOf, futureMs, laterOf, mergeStatus, plausible, type Believed } from "../../vehicle/merge";
import type { Change, VehicleStatus } from "../../vehicle/model";
import type { ReadData, ReadKind } from "../../vehicle/read-data";
import {
  believe,
  lastTold,
  olderOf,
  partOf,
  restoreRow,
  savedRows,
  set,
  stateHolds,
  statusIn,
  statusOn,
  toldBy,
  touch,
  withHeard,
  type BookEntry,
  type BookEvent,
  type Page,
  type Told,
} from "./book-page";
import type { ReadingSource } from "../types";

export type { BookEntry, BookEvent } from "./book-page";

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
    const ids = vehicleId === undefined ? this.ids() : [vehicleId];
    return ids.flatMap((id) => savedRows(id, this.#vehicles.get(id)));
  }

  /** Takes over stored readings of vehicles that nothing newer is known of. */
  restore(stored: unknown): void {
    for (const row of objects(stored)) {
      const id = text(own(row, "id"));
      if (id) restoreRow(() => this.#page(id), row);
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
      this.#logger.error(`A listener to readings failed: ${wordsOf(error)}`);
    }
  }
}

/** The data without what cannot be, and what is believed of the vehicle then; other kinds are no part of the status. */
function weigh<K extends ReadKind>(page: Page, kind: K, data: ReadData[K]): { data: ReadData[K]; believed?: Believed } {
  const status = statusIn(kind, data);
  if (!status) return { data };
  const { reading, believed } = plausible(status, page.believed ?? believedOf(statusOn(page)));
  return { data: reading as ReadData[K], believed };
}

/** Writes a reading that is not late, and returns the whole status after it. `apart`: it tells no more than these parts. */
function enter<K extends ReadKind>(
  page: Page,
  kind: K,
  entry: BookEntry<K>,
  told: Told,
  apart: boolean,
): VehicleStatus | undefined {
  const reading = statusIn(kind, entry.data);
  if (!reading) return enterOther(page, kind, entry);
  const { readings } = page;
  const { overview } = readings;
  const before = statusOn(page);
  const parts = withHeard(page, told, entry);
  if (entry.source === "push") {
    const whole = mergeStatus(before, reading);
    readings.overview = { data: whole, at: olderOf(parts), lead: entry.lead, source: "push", parts };
    return whole;
  }
  if (kind === "overview") {
    const whole = withTarget(page, before && apart ? overBefore(page, before, reading, told) : reading);
    readings.overview = { ...entry, data: whole, at: olderOf(parts), parts };
    return whole;
  }
  set(page, kind, entry);
  const whole = mergeStatus(before, reading);
  if (overview) readings.overview = { ...overview, data: whole, at: olderOf(parts), parts };
  return whole;
}

function enterOther<K extends ReadKind>(page: Page, kind: K, entry: BookEntry<K>): VehicleStatus | undefined {
  set(page, kind, entry);
  const { overview } = page.readings;
  const before = statusOn(page);
  if (kind !== "chargeTarget" || !overview || !before) return before;
  const whole = withTarget(page, before);
  page.readings.overview = { ...overview, data: whole };
  return whole;
}

/** A state that was asked for alone, or came with an older position than a push has told: the newer position stays. */
function overBefore(page: Page, before: VehicleStatus, reading: VehicleStatus, told: Told): VehicleStatus {
  const known = lastTold(page, "position") ?? -Infinity;
  const older = !("position" in told) || (told.position ?? -Infinity) < known;
  // That of another report would be the age of nothing that is told here.
  const reportedAt =
    reading.reportedAt === null ? null : laterOf(before.reportedAt, reading.reportedAt, reading.readAt);
  return setAge(
    { ...reading, ...(older ? { position: before.position } : {}), reportedAt },
    Date.parse(reading.readAt),
  );
}

/** The charge target is asked for on its own and shown with the rest of the battery. */
function withTarget(page: Page, status: VehicleStatus): VehicleStatus {
  const target = page.readings.chargeTarget?.data.targetPercent;
  if (typeof target !== "number" || status.battery.targetPercent === target) return status;
  return { ...status, battery: { ...status.battery, targetPercent: target } };
}
