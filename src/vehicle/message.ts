import { isObject, own, type JsonObject } from "../base/json";
import type { VehicleStatus } from "./model";

export { topicOf, vehicleSlug } from "./topic";

/** Groups that a message always holds, so that a switch may look into them without asking first (docs/nodes.md). */
const groups: readonly (readonly string[])[] = [
  ["battery"],
  ["fuel"],
  ["position"],
  ["motion"],
  ["locks"],
  ["locks", "doors"],
  ["openings"],
  ["openings", "doors"],
  ["openings", "windows"],
  ["climate"],
  ["climate", "seatHeating"],
  ["climate", "seatVentilation"],
  ["tyres"],
  ["trips"],
  ["service"],
  ["lowVoltage"],
  ["air"],
  ["security"],
  ["ride"],
];

/** What says nothing any more once a reading is stale. */
const momentary = new Set([
  "motion.speedKmh",
  "battery.powerKw",
  "battery.powerEstimated",
  "battery.voltageV",
  "battery.currentA",
  "climate",
]);

/**
 * The reading as it stands in a message: what is not known is left out, every group is there, at least `{}`. While it is
 * stale, speed, power and climate are left out too. The status itself is not touched, nor shared with the result.
 */
export function messageReading(status: VehicleStatus): JsonObject {
  const reading = knownMembers(status as unknown as JsonObject, "", status.stale) ?? {};
  for (const path of groups) {
    let target = reading;
    for (const key of path) {
      if (!isObject(target[key])) target[key] = {};
      target = target[key] as JsonObject;
    }
  }
  return reading;
}

/** `path` is needed, and made, for stale readings only. */
function knownMembers(source: JsonObject, path: string, stale: boolean): JsonObject | undefined {
  let result: JsonObject | undefined;
  for (const key in source) {
    const inner = stale ? (path === "" ? key : `${path}.${key}`) : "";
    if (key === "__proto__" || !Object.hasOwn(source, key) || (stale && momentary.has(inner))) continue;
    const value = known(source[key], inner, stale);
    if (value !== undefined) (result ??= {})[key] = value;
  }
  return result;
}

function known(value: unknown, path: string, stale: boolean): unknown {
  if (typeof value !== "object") return value;
  if (value === null) return undefined;
  if (Array.isArray(value)) return value.map((item) => known(item, path, stale)).filter((item) => item !== undefined);
  return knownMembers(value as JsonObject, path, stale);
}

/** The value at a dotted path of a reading (`battery.percent`), or undefined if it is not there. */
export function valueAt(reading: unknown, path: string): unknown {
  return path.split(".").reduce((value: unknown, key) => {
    if (Array.isArray(value)) return /^\d{1,4}$/.test(key) ? (value as unknown[])[Number(key)] : undefined;
    return own(value, key);
  }, reading);
}
