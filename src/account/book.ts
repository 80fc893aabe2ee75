import type { Clock } from "../base/clock";
import { finite, isObject, objects, own, text, type JsonObject } from "../base/json";
import type { Logger } from "../base/logger";
import type { ReadKind } from "../platforms/platform";
import { changesBetween, mergeStatus } from "../vehicle/changes";
import { emptyStatus, type Change, type VehicleStatus } from "../vehicle/model";
import { untilAborted } from "./abortable";
import type { ReadingSource } from "./types";

/** A reading of one kind. `data` is a VehicleStatus for the kinds that give one, the kind's own digest otherwise. */
export interface BookEntry {
  data: unknown;
  raw?: unknown;
  /** Local clock, milliseconds: when the cloud was asked. */
  at: number;
  source: ReadingSource;
  /** The newest time, milliseconds, that pushes of each kind have told: the whole may be newer by another kind. */
  told?: Partial<Record<ReadKind, number>>;
}

export interface BookEvent {
  vehicleId: string;
  kind: ReadKind;
  entry: BookEntry;
  /** The vehicle's whole status after it and before it; absent for kinds that are no part of it. */
  status?: VehicleStatus;
  previous?: VehicleStatus;
  /** Compared when it is first asked for: of most pushes nobody asks. */
  readonly changes: Change[];
  /** Older than what the book held already; that was kept. */
  outOfOrder: boolean;
  source: ReadingSource;
}

/** What the book holds of one vehicle. */
type Page = Partial<Record<ReadKind, BookEntry>>;

/** Kinds that tell a part of the status only. */
const partial = new Set<ReadKind>(["location", "batteryDetails"]);
/** What a restart keeps: the rest is asked for again when somebody wants it. */
const kept: readonly ReadKind[] = ["overview", "chargeTarget"];
/** A report further in the future than this is a wrong clock's; it must not outrank all that follow. */
const futureMs = 5 * 60_000;

/** The one place where readings live: whoever reads the cloud writes here, whoever wants to know listens here. */
export class Book {
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #vehicles = new Map<string, Page>();
  readonly #listeners = new Set<(event: BookEvent) => void>();

  constructor(clock: Clock, logger: Logger) {
    this.#clock = clock;
    this.#logger = logger;
  }

  /** Enters a reading. A part of a status is laid over the whole; one older than the book's is not entered. */
  apply(
    vehicleId: string,
    kind: ReadKind,
    reading: { data: unknown; raw?: unknown },
    source: ReadingSource,
  ): Pick<BookEvent, "changes" | "outOfOrder"> {
    const entry: BookEntry = { ...reading, at: this.#clock.now(), source };
    const page = this.#page(vehicleId);
    const before = statusOn(page);
    const known = source === "push" ? toldBefore(page, kind) : before?.reportedAt;
    const outOfOrder = isStatusKind(kind) && this.#isLate(known, reading.data as VehicleStatus);
    const status = outOfOrder ? before : enter(page, kind, entry);
    // The cloud was asked and had nothing newer: what is known is as fresh as that.
    if (outOfOrder && source !== "push" && page[kind]) page[kind] = { ...page[kind], at: entry.at };
    let changes: Change[] | undefined;
    const event: BookEvent = {
      ...{ vehicleId, kind, entry, status, previous: before, outOfOrder, source },
      get changes() {
        return (changes ??= status && status !== before ? changesBetween(before, status) : []);
      },
    };
    for (const listener of [...this.#listeners]) this.#tell(listener, event);
    return event;
  }

  /** The last reading, if it is younger than `maxAgeMs`. */
  current(vehicleId: string, kind: ReadKind, maxAgeMs = Infinity): BookEntry | undefined {
    const entry = this.#vehicles.get(vehicleId)?.[kind];
    if (!entry || maxAgeMs === Infinity) return entry;
    const age = this.#clock.now() - entry.at;
    // A reading from the future is one from before the clock was set back: its age is not known.
    return age >= 0 && age < maxAgeMs ? entry : undefined;
  }

  /**
   * The first status of this vehicle that satisfies the predicate and came by a reading of `kind` that is newer than `after`:
   * an overview by the vehicle's own time, another kind by the time it was asked. Rejects with ABORTED by the signal only.
   */
  waitFor(
    vehicleId: string,
    kind: ReadKind,
    predicate: (status: VehicleStatus) => boolean,
    after: number,
    signal: AbortSignal,
  ): Promise<VehicleStatus> {
    let off: () => void = () => undefined;
    const found = new Promise<VehicleStatus>((resolve) => {
      const look = (entry: BookEntry | undefined, status: VehicleStatus | undefined): void => {
        if (!entry || !status) return;
        const time = kind === "overview" ? Date.parse(status.reportedAt ?? status.readAt) : entry.at;
        if (time > after && predicate(status)) resolve(status);
      };
      off = this.on((event) => {
        if (event.vehicleId === vehicleId && event.kind === kind && !event.outOfOrder) look(event.entry, event.status);
      });
      look(this.current(vehicleId, kind), statusOn(this.#vehicles.get(vehicleId) ?? {}));
    });
    return untilAborted(found, signal, "Waiting for a reading").finally(() => off());
  }

  /** Hears of every reading until the returned function is called. */
  on(listener: (event: BookEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  save(): JsonObject[] {
    const rows: JsonObject[] = [];
    for (const [id, page] of this.#vehicles) {
      for (const kind of kept) if (page[kind]) rows.push({ id, kind, at: page[kind].at, data: page[kind].data });
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
      if (this.#vehicles.get(id)?.[kind]) continue;
      const whole = kind === "overview" ? { ...emptyStatus(new Date(at).toISOString()), ...data } : data;
      this.#page(id)[kind] = { data: whole, at, source: "stored" };
    }
  }

  #page(vehicleId: string): Page {
    let page = this.#vehicles.get(vehicleId);
    if (!page) this.#vehicles.set(vehicleId, (page = {}));
    return page;
  }

  #isLate(before: string | number | null | undefined, next: VehicleStatus): boolean {
    if (before === undefined || before === null || !next.reportedAt) return false;
    const known = new Date(before).getTime();
    return Date.parse(next.reportedAt) < known && known <= this.#clock.now() + futureMs;
  }

  #tell(listener: (event: BookEvent) => void, event: BookEvent): void {
    try {
      listener(event);
    } catch (error) {
      this.#logger.error(`A listener to readings failed: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

function isStatusKind(kind: ReadKind): boolean {
  return kind === "overview" || partial.has(kind);
}

function statusOn(page: Page): VehicleStatus | undefined {
  return page.overview?.data as VehicleStatus | undefined;
}

/**
 * Pushes are in order per kind: a vehicle that stands still tells an old time of its position and a new one of its state,
 * and neither is late for that (docs/protocol/segway.md 8).
 */
function toldBefore(page: Page, kind: ReadKind): string | number | null | undefined {
  const before = statusOn(page);
  return page.overview?.told?.[kind] ?? (kind === "location" ? before?.position.measuredAt : before?.reportedAt);
}

/** Writes the entry and returns the whole status after it. */
function enter(page: Page, kind: ReadKind, entry: BookEntry): VehicleStatus | undefined {
  const { overview } = page;
  const before = statusOn(page);
  if (entry.source === "push" && isStatusKind(kind)) {
    const whole = mergeStatus(before, entry.data as VehicleStatus);
    const time = Date.parse((entry.data as VehicleStatus).reportedAt ?? "");
    const told = Number.isFinite(time) ? { ...overview?.told, [kind]: time } : overview?.told;
    // A push tells a part: the whole is as old as it was, and a position alone is no overview at all.
    const at = overview?.at || (kind === "overview" ? entry.at : 0);
    page.overview = { data: whole, at, source: "push", ...(told ? { told } : {}) };
    return whole;
  }
  if (kind === "overview") {
    const whole = withTarget(page, entry.data as VehicleStatus);
    page.overview = { ...entry, data: whole };
    return whole;
  }
  page[kind] = entry;
  if (partial.has(kind)) {
    const whole = mergeStatus(before, entry.data as VehicleStatus);
    if (overview) page.overview = { ...overview, data: whole };
    return whole;
  }
  if (kind !== "chargeTarget" || !overview || !before) return before;
  const whole = withTarget(page, before);
  page.overview = { ...overview, data: whole };
  return whole;
}

/** The charge target is asked for on its own and shown with the rest of the battery. */
function withTarget(page: Page, status: VehicleStatus): VehicleStatus {
  const target = finite(own(page.chargeTarget?.data, "targetPercent"));
  if (target === undefined || status.battery.targetPercent === target) return status;
  return { ...status, battery: { ...status.battery, targetPercent: target } };
}
