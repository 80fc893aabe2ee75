import { isObject, type JsonObject } from "../../base/json";
import type { ReadKind } from "../../platforms/platform";
import { messageReading } from "../../vehicle/message";
import type { Vehicle, VehicleStatus } from "../../vehicle/model";

/** A reading of one vehicle, of whatever kind. */
export interface Reading {
  vehicle: Vehicle;
  kind: ReadKind;
  /** As the account tells it, shared with others: a message gets what `told` makes of it. */
  data: unknown;
  raw?: unknown;
  /** When the cloud was asked, milliseconds since 1970; an overview says itself how old it is. */
  at?: number;
}

/** A reading that is an overview. */
export interface Overview extends Reading {
  kind: "overview";
  data: VehicleStatus;
}

/** A vehicle that could not be read. */
export interface Unread {
  vehicle: Vehicle;
  error: unknown;
}

export function isOverview(reading: Reading): reading is Overview {
  return reading.kind === "overview";
}

/** These are a status or a part of one, and stand in messages as one. */
const statusLike: readonly ReadKind[] = ["overview", "location", "batteryDetails"];

/**
 * A reading as a message tells it, a copy of its own: a flow may do with it as it likes. What is not known is left out; what is
 * marked unverified is passed on as it came.
 */
export function told({ kind, data }: Reading): JsonObject {
  if (statusLike.includes(kind) && isObject(data)) return messageReading(data as unknown as VehicleStatus);
  return isObject(data) ? (knownOnly(data) as JsonObject) : { value: data };
}

/** A copy without what is null; groups stay, at least empty, and what the cloud's answer holds below `raw` stays as it is. */
function knownOnly(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(knownOnly);
  if (!isObject(value) || Buffer.isBuffer(value)) return value;
  const members = Object.entries(value).filter(([, member]) => member !== null && member !== undefined);
  return Object.fromEntries(
    members.map(([key, member]) => [key, key === "raw" ? structuredClone(member) : knownOnly(member)]),
  );
}
