import { isObject, type JsonObject } from "../base/json";
import { withAge } from "./age";
import type { VehicleStatus } from "./model";

/**
 * A newer, partial status (a push, a location read) over an older whole one: each value that the newer one tells, `null`
 * included, replaces the older; what it does not tell stays. `reportedAt` is the later of the two, so that a late
 * partial status does not make the whole look older. Age and `stale` are those of the newer one's `readAt`.
 */
export function mergeStatus(previous: VehicleStatus | undefined, partial: VehicleStatus): VehicleStatus {
  if (!previous) return partial;
  const merged = mergeMembers(previous as unknown as JsonObject, partial as unknown as JsonObject);
  const status = merged as unknown as VehicleStatus;
  status.reportedAt = later(previous.reportedAt, partial.reportedAt);
  return withAge(status, Date.parse(status.readAt));
}

function mergeMembers(older: JsonObject, newer: JsonObject): JsonObject {
  const result = { ...older };
  for (const key of Object.keys(newer)) {
    const value = newer[key];
    if (value === undefined || key === "__proto__") continue;
    const before = Object.hasOwn(older, key) ? older[key] : undefined;
    result[key] = isObject(value) ? mergeMembers(isObject(before) ? before : {}, value) : value;
  }
  return result;
}

function later(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return Date.parse(b) >= Date.parse(a) ? b : a;
}
