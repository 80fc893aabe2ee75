import { finite, isObject, own, type JsonObject } from "../../base/json";
import type { ReadResult, StatusPart } from "../../platforms/platform";
import { allowedSilence } from "../../vehicle/age";
import { believedOf, futureMs, restoredBelief, sameBelief, savedBelief, type Believed } from "../../vehicle/merge";
import { emptyStatus, type Change, type VehicleStatus } from "../../vehicle/model";
import type { ReadData, ReadKind } from "../../vehicle/read-data";
import type { ReadingSource } from "../types";

/** A reading of one kind. */
export interface BookEntry<K extends ReadKind = ReadKind> {
  data: ReadData[K];
  raw?: unknown;
  /** Local clock, milliseconds: when the cloud was asked; of a status, when the older of its parts was heard. */
  at: number;
  /** How far our date was ahead of the ticks then: what has been set since is no age. Absent: stored before a restart. */
  lead?: number;
  source: ReadingSource;
  /** Of the whole status: when each part of it was told. */
  parts?: Partial<Record<StatusPart, PartTimes>>;
}

export interface PartTimes {
  /** By the vehicle's clock, milliseconds: when it said so. Absent if it did not tell. */
  told?: number;
  /** By ours, milliseconds. */
  heard: number;
  by: ReadingSource;
}

/** What the book holds of one vehicle. */
export interface Page {
  readings: Readings;
  /** What is believed of the vehicle, while its status alone does not show it: something was left out or is doubted. */
  believed?: Believed;
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
  /** When the vehicle said it, milliseconds, by its own clock; absent if it did not tell. */
  toldAt?: number;
  /** Older than what the book held already; that was kept. */
  outOfOrder: boolean;
  source: ReadingSource;
}

type Readings = { [K in ReadKind]?: BookEntry<K> };

/** When the vehicle said the parts that a reading holds, milliseconds; undefined for one that it gave no time. */
export type Told = Partial<Record<StatusPart, number | undefined>>;

const statusParts: readonly StatusPart[] = ["state", "position"];

/** An answer of the cloud says how things are for this long, milliseconds (freshness, docs/decisions.md). */
const answerHoldsMs = 60_000;

export function set<K extends ReadKind>({ readings }: Page, kind: K, entry: BookEntry<K>): void {
  Object.assign(readings, { [kind]: entry });
}

/** The data of the kinds that give (part of) a status. */
export function statusIn(kind: ReadKind, data: ReadData[ReadKind]): VehicleStatus | undefined {
  const isStatus = kind === "overview" || kind === "location" || kind === "batteryDetails" || kind === "statusPart";
  return isStatus ? (data as VehicleStatus) : undefined;
}

/** The part that a kind of reading is about. */
export function partOf(kind: ReadKind): StatusPart | undefined {
  return kind === "overview" ? "state" : kind === "location" ? "position" : undefined;
}

export function toldBy(
  kind: ReadKind,
  { data, parts }: Pick<ReadResult, "data" | "parts">,
  source: ReadingSource,
): Told {
  const told: Told = {};
  if (parts) {
    for (const part of statusParts) if (part in parts) told[part] = msOf(parts[part]);
    return told;
  }
  const part = partOf(kind);
  if (!part) return told;
  const status = data as VehicleStatus;
  told[part] = msOf(status.reportedAt);
  // A whole answer holds the position too; a push of the state does not.
  if (part === "state" && source !== "push") told.position = msOf(status.position.measuredAt);
  return told;
}

export function statusOn(page: Page): VehicleStatus | undefined {
  return page.readings.overview?.data;
}

/** Milliseconds, or undefined for what is no time. */
export function msOf(time: string | null | undefined): number | undefined {
  const ms = Date.parse(time ?? "");
  return Number.isNaN(ms) ? undefined : ms;
}

/**
 * When the vehicle last told this part: readings are in order part by part. A vehicle that stands still tells an old time of
 * its position and a new one of its state, and neither is late for that (docs/protocol/segway.md 8).
 */
export function lastTold(page: Page, part: StatusPart): number | undefined {
  const parts = page.readings.overview?.parts;
  if (parts) return parts[part]?.told;
  // Stored by a version that did not keep them.
  const status = statusOn(page);
  return msOf(part === "position" ? status?.position.measuredAt : status?.reportedAt);
}

/**
 * Whether what the book says of the vehicle's state (locked, driving …) can be relied on: the vehicle has pushed it, and has
 * not been silent since for longer than that state explains, or the cloud was asked just now. What pushes of its position, or
 * a restart, have left standing does not count: its push of the state may have been lost meanwhile.
 */
export function stateHolds(entry: BookEntry<"overview"> | undefined, now: number): boolean {
  const state = entry?.parts?.state;
  if (!state || state.by === "stored") return false;
  const status = entry.data;
  if (status.online === false) return false;
  const age = now - (state.by === "push" ? Math.min(state.told ?? state.heard, state.heard) : state.heard);
  return age >= 0 && age < (state.by === "push" ? allowedSilence(status) * 1000 : answerHoldsMs);
}

/** When the last push of the status came, milliseconds by our clock, if nothing but pushes has come since the cloud was asked. */
export function pushedAt({ source, parts = {} }: BookEntry): number | undefined {
  if (source !== "push") return undefined;
  return Math.max(...Object.values(parts).map(({ heard, by }) => (by === "push" ? heard : -Infinity)));
}

/** Until when the state is known, milliseconds, unless that is in the future: newer reports are looked for. */
export function stateKnownUntil(entry: BookEntry<"overview"> | undefined, cloudNow: number): number {
  const time = entry?.parts?.state?.told ?? msOf(entry?.data.reportedAt) ?? 0;
  return time <= cloudNow + futureMs ? time : 0;
}

/** Kept only where the status does not show it. */
export function believe(page: Page, believed: Believed | undefined): void {
  if (!believed) return;
  if (sameBelief(believed, believedOf(statusOn(page)))) delete page.believed;
  else page.believed = believed;
}

/** The cloud was asked and had nothing newer: what is known is as fresh as that. */
export function touch<K extends ReadKind>(page: Page, kind: K, told: Told, now: number): void {
  const entry: BookEntry<K> | undefined = page.readings[kind];
  if (!entry) return;
  const parts = { ...entry.parts };
  for (const part of statusParts) {
    if (part in told && parts[part]) parts[part] = { ...parts[part], heard: now };
  }
  set(page, kind, { ...entry, parts, at: kind === "overview" ? olderOf(parts) : now });
}

/** When each part was told, with what this reading says of it. */
export function withHeard(page: Page, told: Told, { at, source }: BookEntry): NonNullable<BookEntry["parts"]> {
  const parts = { ...page.readings.overview?.parts };
  for (const part of statusParts) {
    if (part in told) parts[part] = { told: told[part] ?? lastTold(page, part), heard: at, by: source };
  }
  return parts;
}

/** When the older part was heard. A position alone is no overview at all. */
export function olderOf({ state, position }: NonNullable<BookEntry["parts"]>): number {
  if (!state) return 0;
  return position ? Math.min(state.heard, position.heard) : state.heard;
}

/** What a restart must know, lest a push that comes a second time be taken for news, or a late one for the newest. */
function savedParts({ parts }: BookEntry): JsonObject {
  if (!parts) return {};
  return { told: Object.fromEntries(statusParts.flatMap((part) => (parts[part] ? [[part, parts[part].told]] : []))) };
}

function restoredParts(row: JsonObject, at: number): Pick<BookEntry, "parts"> {
  const told = own(row, "told");
  if (!isObject(told)) return {};
  const parts: NonNullable<BookEntry["parts"]> = {};
  for (const part of statusParts) {
    if (part in told) parts[part] = { told: finite(told[part]), heard: at, by: "stored" };
  }
  return { parts };
}

/** What a restart keeps: the rest is asked for again when somebody wants it. */
const kept = ["overview", "chargeTarget"] as const satisfies readonly ReadKind[];

/** What is kept of a vehicle, a row for each kind. */
export function savedRows(id: string, page: Page | undefined): JsonObject[] {
  return kept.flatMap((kind) => {
    const entry = page?.readings[kind];
    if (!entry) return [];
    const { at, data } = entry;
    const believed = kind === "overview" ? page?.believed : undefined;
    return [{ id, kind, at, data, ...savedParts(entry), ...savedBelief(believed) }];
  });
}

/** Takes over a row, unless something newer is known; `pageOf` gives the page of its vehicle, and makes one. */
export function restoreRow(pageOf: () => Page, row: JsonObject): void {
  const kind = kept.find((known) => known === own(row, "kind"));
  const at = finite(own(row, "at"));
  const data = own(row, "data");
  if (!kind || at === undefined || !isObject(data)) return;
  const page = pageOf();
  if (page.readings[kind]) return;
  const entry = { at, source: "stored" as const, ...restoredParts(row, at) };
  if (kind === "chargeTarget") page.readings.chargeTarget = { ...entry, data };
  else page.readings.overview = { ...entry, data: { ...emptyStatus(new Date(at).toISOString()), ...data } };
  const believed = restoredBelief(own(row, "believed"));
  if (believed) page.believed = believed;
}
