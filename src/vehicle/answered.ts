import { isObject, own, type JsonObject } from "../base/json";
import type { VehicleStatus } from "./model";

/** Members that name the vehicle: alone they say nothing about it. */
const noDatum = new Set(["vin", "iotCode", "vehicleCode"]);

/** Whether anything at all is told in there: `{}`, `null` and empty groups are a success without a reading. */
export function holdsDatum(value: unknown, depth = 8): boolean {
  if (depth === 0 || value === undefined || value === null || value === "") return false;
  if (Array.isArray(value)) return value.some((item) => holdsDatum(item, depth - 1));
  if (!isObject(value)) return true;
  return Object.keys(value).some((key) => !noDatum.has(key) && holdsDatum(own(value, key), depth - 1));
}

/** Of a status what says nothing of the vehicle: when it was asked, and what follows from that. */
const ofTheAsking = new Set<string>(["readAt", "ageSeconds", "stale"] satisfies (keyof VehicleStatus)[]);

/**
 * Whether anything is known by a reading. An answer can be full of members that nobody has seen yet, or hold the words of its
 * envelope alone (`{code: 0}`): laid over what was known, it would leave nothing of it. The place that a platform has kept from
 * `previous`, because there is none, counts for nothing.
 */
export function tellsAnything(status: VehicleStatus, previous?: VehicleStatus): boolean {
  const { latitude, longitude } = status.position;
  const kept = latitude === previous?.position.latitude && longitude === previous?.position.longitude;
  const told: object = kept ? { ...status, position: {} } : status;
  return Object.entries(told).some(([name, value]) => !ofTheAsking.has(name) && holdsDatum(value));
}

/** A VIN or an iotCode, whole: what stands deep in an answer may be masked, or a name. */
const wholeId = /^(?:[A-HJ-NPR-Z0-9]{17}|\d{10,20})$/i;
/** Levels of objects below the data in which an id is looked for: that of a smart stands in its `configuration`. */
const deepest = 4;

/**
 * Whether an answer names a vehicle other than the one that was asked for, under one of `names`, in its data or in the
 * groups right under them; or, as a whole id, in a group of these. What stands in a list is another matter.
 */
export function namesAnother(reply: JsonObject, asked: string, names: readonly string[]): boolean {
  const data = own(reply, "data");
  const other = (group: unknown, whole: boolean): boolean =>
    names.some((name) => {
      const told = own(group, name);
      if (typeof told !== "string" && typeof told !== "number") return false;
      const id = String(told).trim();
      return id !== "" && id.toLowerCase() !== asked.toLowerCase() && (!whole || wholeId.test(id));
    });
  const below = (group: unknown, level: number): boolean =>
    level <= deepest &&
    isObject(group) &&
    Object.values(group).some((inner) => other(inner, level > 1) || below(inner, level + 1));
  return other(reply, false) || other(data, false) || below(isObject(data) ? data : reply, 1);
}
