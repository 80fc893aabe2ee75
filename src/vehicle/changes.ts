import { isObject, type JsonObject } from "../base/json";
import type { Change, VehicleStatus } from "./model";

export { mergeStatus } from "./merge";

/** When something was said or asked is no change of the vehicle. */
const times = new Set(["reportedAt", "readAt", "ageSeconds", "position.measuredAt"]);

/**
 * What differs between two readings, sorted by path. `null` and absent are both "not known" and equal to each other; a side
 * that is not known is left out of its change. Without a previous reading nothing has changed.
 */
export function changesBetween(previous: VehicleStatus | undefined, next: VehicleStatus): Change[] {
  const changes: Change[] = [];
  if (previous) compare(previous, next, "", changes);
  return changes.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function compare(from: unknown, to: unknown, path: string, changes: Change[]): void {
  // A group that a push did not touch is shared by both.
  if (from === to) return;
  if (isObject(from) || isObject(to)) {
    // A group that has gone, or come, changes each of its values.
    const before: JsonObject = isObject(from) ? from : {};
    const after: JsonObject = isObject(to) ? to : {};
    for (const key of keysOfBoth(before, after)) {
      const inner = path === "" ? key : `${path}.${key}`;
      if (!times.has(inner)) {
        compare(
          Object.hasOwn(before, key) ? before[key] : undefined,
          Object.hasOwn(after, key) ? after[key] : undefined,
          inner,
          changes,
        );
      }
    }
    return;
  }
  const known = { from: from ?? undefined, to: to ?? undefined };
  if (sameLeaf(known.from, known.to)) return;
  const change: Change = { path };
  if (known.from !== undefined) change.from = known.from;
  if (known.to !== undefined) change.to = known.to;
  changes.push(change);
}

function keysOfBoth(before: JsonObject, after: JsonObject): string[] {
  const keys = Object.keys(before);
  for (const key of Object.keys(after)) if (!Object.hasOwn(before, key)) keys.push(key);
  return keys;
}

/** Lists (battery packs) are compared and told as a whole. */
function sameLeaf(from: unknown, to: unknown): boolean {
  if (Array.isArray(from) && Array.isArray(to)) return JSON.stringify(from) === JSON.stringify(to);
  return Object.is(from, to);
}

/**
 * The changes as an object of the reading's form, holding only what differs: `changed.battery.charging === false` means
 * that charging has just ended. Values that became unknown are left out.
 */
export function sparseChanges(changes: readonly Change[]): JsonObject {
  const changed: JsonObject = {};
  for (const { path, to } of changes) {
    if (to === undefined || to === null) continue;
    const keys = path.split(".");
    const last = keys.pop()!;
    let target = changed;
    for (const key of keys) {
      if (!Object.hasOwn(target, key) || !isObject(target[key])) define(target, key, {});
      target = target[key] as JsonObject;
    }
    define(target, last, to);
  }
  return changed;
}

/** An own property whatever its name; an assignment to `__proto__` would be none. */
function define(target: JsonObject, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true });
}
