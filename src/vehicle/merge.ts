import { isObject, type JsonObject } from "../base/json";
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
