import type { JsonObject } from "../../base/json";
import { group } from "../../vehicle/values";
import type { VehicleStatus } from "../../vehicle/model";
import { lynkcoParts, type LynkcoPart } from "./endpoints";

/** What is known of one part. */
export interface HeldPart {
  /** The last answer that told anything. */
  raw?: JsonObject;
  /** When it was asked for last, answered or not; milliseconds of the clock's ticks. */
  askedAt: number;
  /** When it answered last. */
  answeredAt?: number;
  /** When it first failed to answer since then. */
  failingSince?: number;
}

/** What is known of one vehicle, part by part. */
export interface HeldParts {
  parts: Partial<Record<LynkcoPart, HeldPart>>;
  /** When all parts were asked for last. */
  allAt?: number;
  /** When `vehicle_data` told something else than before. */
  changedAt?: number;
  /** What was known of the vehicle before the start; `at`: when it was first laid under a reading. */
  before?: { status: VehicleStatus; at: number };
}

/** All parts are asked for so often; `vehicle_data` each time. A parked car costs 48 + 6 × 6 requests a day then. */
const allEveryMs = 4 * 3600_000;
/** What drains during a drive is asked for less often than where it leads. */
const drainsEveryMs = 15 * 60_000;
/** After a change, e.g. somebody who has unlocked it and plugged it in. */
const lookLongerMs = 15 * 60_000;
/** What a part told that no longer answers: as long as what else is not asked again for, and one more reading. */
const standsMs = allEveryMs + 3600_000;
/** One that fails is asked again with the next reading, then after as long as it has failed already. */
const failsAtLeastMs = 15 * 60_000;
/** A call that is repeated after a refresh does not ask again for what has just answered. */
const justAnsweredMs = 10_000;

/**
 * Which parts a reading asks for. `whole` = somebody asks for the vehicle now, or `vehicle_data` has just changed. Only
 * `vehicle_data` says that anything has happened at the car, so it is the part that is asked for while nothing happens.
 */
export function partsDue(held: HeldParts, now: number, whole: boolean): LynkcoPart[] {
  const fitted = lynkcoParts.filter((part) => part !== "fuel_state" || !isElectric(held));
  const wanted = whole || isAllDue(held, now) ? fitted : partsWorthwhile(held, now).filter((p) => fitted.includes(p));
  return wanted.filter((part) => now - (held.parts[part]?.answeredAt ?? -Infinity) >= justAnsweredMs);
}

export function isAllDue({ allAt, parts }: HeldParts, now: number): boolean {
  return allAt === undefined || !parts.vehicle_data?.raw || now - allAt >= allEveryMs;
}

function partsWorthwhile(held: HeldParts, now: number): LynkcoPart[] {
  const wanted = new Set<LynkcoPart>(["vehicle_data"]);
  if (isDriving(held)) {
    wanted.add("location_state");
    for (const part of ["charge_state", "fuel_state"] as const) {
      if (now - (held.parts[part]?.askedAt ?? -Infinity) >= drainsEveryMs) wanted.add(part);
    }
  }
  if (isCharging(held)) wanted.add("charge_state");
  if (isAirConditioned(held)) wanted.add("climate_state");
  if (now - (held.changedAt ?? -Infinity) < lookLongerMs) {
    wanted.add("charge_state");
    wanted.add("climate_state");
  }
  for (const part of lynkcoParts) if (isWorthAnotherTry(held.parts[part], now)) wanted.add(part);
  return lynkcoParts.filter((part) => wanted.has(part));
}

/** One that has never answered is asked for with all of them only: it may not be there. */
function isWorthAnotherTry(part: HeldPart | undefined, now: number): boolean {
  if (!part?.raw || part.failingSince === undefined) return false;
  return now - part.askedAt >= Math.max(failsAtLeastMs, part.askedAt - part.failingSince);
}

/**
 * Whether what a part told last still says how the vehicle is. One that is merely not asked for is taken for unchanged; of one
 * that does not answer that is not known once something has happened at the car, or time has passed.
 */
export function stands(held: HeldParts, part: LynkcoPart, now: number): boolean {
  const { raw, answeredAt, failingSince } = held.parts[part] ?? {};
  if (!raw || answeredAt === undefined) return false;
  if (failingSince === undefined) return true;
  const changed = part !== "vehicle_data" && held.changedAt !== undefined && held.changedAt > answeredAt;
  return !changed && now - answeredAt < (isBusy(held) ? drainsEveryMs : standsMs);
}

/** What was known before the start stands for as long under the parts that have not answered since. */
export function standsBefore(held: HeldParts, now: number): boolean {
  return held.before !== undefined && held.changedAt === undefined && now - held.before.at < standsMs;
}

function isBusy(held: HeldParts): boolean {
  return isDriving(held) || isCharging(held) || isAirConditioned(held);
}

/** Whether `vehicle_data` tells something else now. */
export function differs(before: JsonObject | undefined, after: JsonObject): boolean {
  return before !== undefined && JSON.stringify(before) !== JSON.stringify(after);
}

function isDriving({ parts }: HeldParts): boolean {
  return group(parts.vehicle_data?.raw)["driveModeEnabled"] === true;
}

function isCharging({ parts }: HeldParts): boolean {
  return group(group(parts.charge_state?.raw)["batteryState"])["status"] === "CHARGING";
}

export function isAirConditioned({ parts }: HeldParts): boolean {
  return String(group(parts.climate_state?.raw)["status"]).startsWith("ACTIVE_");
}

/** A purely electric car has no fuel part. */
function isElectric({ parts }: HeldParts): boolean {
  return group(group(parts.vehicle_metadata?.raw)["vehicle"])["propulsionType"] === "BEV";
}
