import { finite, isObject, own, type JsonObject } from "../base/json";
import { setAge } from "./age";
import type { VehicleStatus } from "./model";

/**
 * A newer, partial status (a push, a location read) over an older whole one: each value that the newer one tells, `null`
 * included, replaces the older; what it does not tell stays, but for the rest of a position: trust, precision and time are
 * those of one fix. `reportedAt` is the later of the two, so that a late
 * partial status does not make the whole look older. Age and `stale` are those of the newer one's `readAt`.
 */
export function mergeStatus(previous: VehicleStatus | undefined, partial: VehicleStatus): VehicleStatus {
  if (!previous) return partial;
  const merged = mergeMembers(previous as unknown as JsonObject, partial as unknown as JsonObject);
  const status = (merged === (previous as unknown) ? { ...merged } : merged) as unknown as VehicleStatus;
  if (typeof partial.position.latitude === "number") status.position = partial.position;
  status.reportedAt = laterOf(previous.reportedAt, partial.reportedAt, partial.readAt);
  return setAge(status, Date.parse(partial.readAt));
}

/** What the newer one does not change is shared with the older one: most groups of a push are empty. */
function mergeMembers(older: JsonObject, newer: JsonObject): JsonObject {
  let result = older;
  for (const key in newer) {
    const value = newer[key];
    if (value === undefined || key === "__proto__" || !Object.hasOwn(newer, key)) continue;
    const before = Object.hasOwn(older, key) ? older[key] : undefined;
    const after = isObject(value) ? (isObject(before) ? mergeMembers(before, value) : value) : value;
    if (after === before && before !== undefined) continue;
    if (result === older) result = { ...older };
    result[key] = after;
  }
  return result;
}

/** A time this far ahead of ours, milliseconds, is a wrong clock's; it must not outrank all that follow. */
export const futureMs = 5 * 60_000;

/** The later of two times; the earlier one of a clock that is ahead of `readAt` does not count. All ISO 8601. */
export function laterOf(older: string | null, newer: string | null, readAt: string): string | null {
  if (older === null || newer === null) return newer ?? older;
  const before = Date.parse(older);
  return Date.parse(newer) >= before || before > Date.parse(readAt) + futureMs ? newer : older;
}

/** A measured position. `at`: when, by the vehicle's clock, milliseconds. */
interface Fix {
  latitude: number;
  longitude: number;
  at: number;
}

/** What a new reading is held against. */
export interface Believed {
  odometerKm?: number;
  fix?: Fix;
  /** Measured, but too far from `fix` to have been driven there. */
  doubted?: Fix;
}

/** docs/decisions.md: no car, and no train or ferry that carries one, is faster; and no usable fix is further off. */
const fastestKmh = 300;
const scatterKm = 1;

/**
 * The reading without what cannot be, and what the next one is held against:
 * - An odometer of 0 after a greater one is left out. Cars tell it for a while (after the 12 V battery was off, during an
 *   update). One that was really set back comes through with the first distance it counts.
 * - A fix further from the last believed one than a car comes in the time between is `trusted: false`, until a later one
 *   agrees with it: then the vehicle is there, however it was carried.
 */
export function plausible(reading: VehicleStatus, believed: Believed): { reading: VehicleStatus; believed: Believed } {
  let result = reading;
  const next: Believed = { ...believed };
  const { odometerKm } = reading;
  if (odometerKm === 0 && (believed.odometerKm ?? 0) > 0) {
    result = { ...reading };
    delete result.odometerKm;
  } else if (typeof odometerKm === "number") next.odometerKm = odometerKm;

  const fix = fixOf(reading);
  if (!fix) return { reading: result, believed: next };
  const { fix: last, doubted } = believed;
  const agrees = doubted !== undefined && fix.at > doubted.at && reachable(doubted, fix);
  if (!last || agrees || reachable(last, fix)) {
    next.fix = fix;
    delete next.doubted;
    return { reading: result, believed: next };
  }
  // The same one told again is no second witness.
  next.doubted = doubted && doubted.at > fix.at ? doubted : fix;
  return { reading: { ...result, position: { ...result.position, trusted: false } }, believed: next };
}

/** What the status that is on the page lets one believe: of most vehicles that is all. */
export function believedOf(status: VehicleStatus | undefined): Believed {
  if (!status) return {};
  const { odometerKm } = status;
  const fix = fixOf(status);
  return { ...(typeof odometerKm === "number" ? { odometerKm } : {}), ...(fix ? { fix } : {}) };
}

export function sameBelief(one: Believed, other: Believed): boolean {
  return one.odometerKm === other.odometerKm && sameFix(one.fix, other.fix) && sameFix(one.doubted, other.doubted);
}

/** From what a restart kept; anything else believes nothing. */
export function restoredBelief(stored: unknown): Believed | undefined {
  if (!isObject(stored)) return undefined;
  const odometerKm = finite(own(stored, "odometerKm"));
  const [fix, doubted] = [storedFix(own(stored, "fix")), storedFix(own(stored, "doubted"))];
  return {
    ...(odometerKm === undefined ? {} : { odometerKm }),
    ...(fix ? { fix } : {}),
    ...(doubted ? { doubted } : {}),
  };
}

/** One that the source itself denies is none, nor one without its time. */
function fixOf({ position }: VehicleStatus): Fix | undefined {
  const { latitude, longitude, measuredAt, trusted } = position;
  const at = Date.parse(measuredAt ?? "");
  if (trusted === false || typeof latitude !== "number" || typeof longitude !== "number" || Number.isNaN(at)) {
    return undefined;
  }
  return { latitude, longitude, at };
}

function reachable(from: Fix, to: Fix): boolean {
  return distanceKm(from, to) <= scatterKm + (fastestKmh * Math.abs(to.at - from.at)) / 3_600_000;
}

function distanceKm(one: Fix, other: Fix): number {
  const radians = Math.PI / 180;
  const north = Math.sin(((other.latitude - one.latitude) * radians) / 2) ** 2;
  const east = Math.sin(((other.longitude - one.longitude) * radians) / 2) ** 2;
  const share = north + Math.cos(one.latitude * radians) * Math.cos(other.latitude * radians) * east;
  return 2 * 6371 * Math.asin(Math.sqrt(Math.min(1, share)));
}

function sameFix(one: Fix | undefined, other: Fix | undefined): boolean {
  if (!one || !other) return one === other;
  return one.at === other.at && one.latitude === other.latitude && one.longitude === other.longitude;
}

function storedFix(stored: unknown): Fix | undefined {
  const [latitude, longitude, at] = ["latitude", "longitude", "at"].map((key) => finite(own(stored, key)));
  if (latitude === undefined || longitude === undefined || at === undefined) return undefined;
  return { latitude, longitude, at };
}

export function savedBelief(believed: Believed | undefined): JsonObject {
  return believed ? { believed: believed } : {};
}
