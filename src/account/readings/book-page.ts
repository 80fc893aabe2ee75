import { finite, isObject, own, type JsonObject } from "../../base/json";
import type { ReadResult, StatusPart } from "../../platforms/platform";
import { allowedSilence, setAge } from "../../vehicle/age";
import { futureMs, laterOf, mergeStatus } from "../../vehicle/merge";
import type { VehicleStatus } from "../../vehicle/model";
import type { ReadData, ReadKind } from "../../vehicle/read-data";
import { believedOf, plausible, sameBelief, type Believed } from "../../vehicle/plausible";
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

type Readings = { [K in ReadKind]?: BookEntry<K> };

/** When the vehicle said the parts that a reading holds, milliseconds; undefined for one that it gave no time. */
export type Told = Partial<Record<StatusPart, number | undefined>>;

const statusParts: readonly StatusPart[] = ["state", "position"];

/** An answer of the cloud says how things are for this long, milliseconds (freshness, docs/decisions.md). */
const answerHoldsMs = 60_000;

function set<K extends ReadKind>({ readings }: Page, kind: K, entry: BookEntry<K>): void {
  Object.assign(readings, { [kind]: entry });
}

/** The data of the kinds that give (part of) a status. */
function statusIn(kind: ReadKind, data: ReadData[ReadKind]): VehicleStatus | undefined {
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
  const status = statusIn(kind, data);
  if (!status) return told;
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

/** The data without what cannot be, and what is believed of the vehicle then; other kinds are no part of the status. */
export function weigh<K extends ReadKind>(
  page: Page,
  kind: K,
  data: ReadData[K],
): { data: ReadData[K]; believed?: Believed } {
  const status = statusIn(kind, data);
  if (!status) return { data };
  const { reading, believed } = plausible(status, page.believed ?? believedOf(statusOn(page)));
  return { data: reading as ReadData[K], believed };
}

/** Kept only where the status does not show it. */
export function believe(page: Page, believed: Believed | undefined): void {
  if (!believed) return;
  if (sameBelief(believed, believedOf(statusOn(page)))) delete page.believed;
  else page.believed = believed;
}

/** Writes a reading that is not late, and returns the whole status after it. `apart`: it tells no more than these parts. */
export function enter<K extends ReadKind>(
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
  const reportedAt = laterOf(before.reportedAt, reading.reportedAt, reading.readAt);
  return setAge(
    { ...reading, ...(older ? { position: before.position } : {}), reportedAt },
    Date.parse(reading.readAt),
  );
}

function withHeard(page: Page, told: Told, { at, source }: BookEntry): NonNullable<BookEntry["parts"]> {
  const parts = { ...page.readings.overview?.parts };
  for (const part of statusParts) {
    if (part in told) parts[part] = { told: told[part] ?? lastTold(page, part), heard: at, by: source };
  }
  return parts;
}

/** A position alone is no overview at all. */
function olderOf({ state, position }: NonNullable<BookEntry["parts"]>): number {
  if (!state) return 0;
  return position ? Math.min(state.heard, position.heard) : state.heard;
}

/** What a restart must know, lest a push that comes a second time be taken for news, or a late one for the newest. */
export function savedParts({ parts }: BookEntry): JsonObject {
  if (!parts) return {};
  return { told: Object.fromEntries(statusParts.flatMap((part) => (parts[part] ? [[part, parts[part].told]] : []))) };
}

export function restoredParts(row: JsonObject, at: number): Pick<BookEntry, "parts"> {
  const told = own(row, "told");
  if (!isObject(told)) return {};
  const parts: NonNullable<BookEntry["parts"]> = {};
  for (const part of statusParts) {
    if (part in told) parts[part] = { told: finite(told[part]), heard: at, by: "stored" };
  }
  return { parts };
}

/** The charge target is asked for on its own and shown with the rest of the battery. */
function withTarget(page: Page, status: VehicleStatus): VehicleStatus {
  const target = page.readings.chargeTarget?.data.targetPercent;
  if (typeof target !== "number" || status.battery.targetPercent === target) return status;
  return { ...status, battery: { ...status.battery, targetPercent: target } };
}
