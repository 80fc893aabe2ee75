import { cloudError, type VehicleCloudError } from "../../../base/errors";
import { finite, isObject, own, type JsonObject } from "../../../base/json";

/** INPUT_INVALID, before anything left. */
export function invalid(message: string): VehicleCloudError {
  return cloudError("INPUT_INVALID", `${message} Nothing was sent.`, { sent: false });
}

export interface Range {
  min: number;
  max: number;
  step: number;
  unit: string;
}

/** A number within its range and on its step; text that is a number counts. Throws INPUT_INVALID. */
export function numberIn(parameters: JsonObject, name: string, range: Range, fallback?: number): number {
  const given = own(parameters, name);
  if ((given === undefined || given === null || given === "") && fallback !== undefined) return fallback;
  const { min, max, step, unit } = range;
  const number = finite(given);
  if (number === undefined || number < min || number > max || !isOnStep(number, step)) {
    const of = unit ? ` ${unit}` : "";
    throw invalid(`"${name}" must be a number from ${min} to ${max}${of} in steps of ${step}.`);
  }
  return number;
}

/** Exactly: what is sent is what was given, and 70.0000000001 is no 70. Steps have few decimals, whatever binary makes of them. */
function isOnStep(number: number, step: number): boolean {
  return number === Number((Math.round(number / step) * step).toFixed(6));
}

/** A place on the map, degrees; any precision. Throws INPUT_INVALID. */
export function degreesIn(parameters: JsonObject, name: string, limit: 90 | 180): number {
  const number = finite(own(parameters, name));
  if (number === undefined || Math.abs(number) > limit) {
    throw invalid(`"${name}" must be a number from -${limit} to ${limit}, in degrees.`);
  }
  return number;
}

/** Longer texts are no names or addresses; what the cloud would do with them is not known. */
const longestText = 200;

/** Text of one line. With a fallback it may be absent. Throws INPUT_INVALID. */
export function textIn(parameters: JsonObject, name: string, fallback?: string): string {
  const given = own(parameters, name) ?? fallback;
  const clean = typeof given === "string" ? given.trim() : "";
  if (typeof given !== "string" || (clean === "" && fallback === undefined)) {
    throw invalid(`"${name}" must be a text that is not empty.`);
  }
  // eslint-disable-next-line no-control-regex -- refusing them is the purpose
  if (clean.length > longestText || /[\u0000-\u001f\u007f]/.test(clean)) {
    throw invalid(`"${name}" must be one line of at most ${longestText} characters.`);
  }
  return clean;
}

/** Levels 0 to 3 by place; absent = none. Throws INPUT_INVALID for another place. */
export function levelsIn(parameters: JsonObject, name: string, places: readonly string[]): Map<string, number> {
  const given = own(parameters, name);
  const levels = new Map<string, number>();
  if (given === undefined || given === null) return levels;
  if (!isObject(given)) throw invalid(`"${name}" must be an object with levels for ${places.join(", ")}.`);
  for (const place of Object.keys(given)) {
    if (!places.includes(place)) throw invalid(`"${name}" knows ${places.join(" and ")}, but not "${place}".`);
    levels.set(place, levelIn(given, place));
  }
  return levels;
}

/** A level from 0 (off) to 3; absent = 0 unless it is required. Throws INPUT_INVALID. */
export function levelIn(parameters: JsonObject, name: string, { required = false } = {}): number {
  return numberIn(parameters, name, { min: 0, max: 3, step: 1, unit: "(level)" }, required ? undefined : 0);
}

/** One of the given words. Throws INPUT_INVALID. */
export function choiceIn<T extends string>(parameters: JsonObject, name: string, words: readonly T[]): T {
  const given = own(parameters, name);
  const word = words.find((one) => one === given);
  if (word === undefined) throw invalid(`"${name}" must be one of ${words.join(", ")}.`);
  return word;
}

/** On or off: true or false, or one of these words. Throws INPUT_INVALID. */
export function switchIn(parameters: JsonObject, name: string, fallback?: boolean): boolean {
  const given = own(parameters, name);
  if ((given === undefined || given === null || given === "") && fallback !== undefined) return fallback;
  if (given === true || given === "true" || given === "on") return true;
  if (given === false || given === "false" || given === "off") return false;
  throw invalid(`"${name}" must be true or false.`);
}

/** A time of day, "HH:MM" with two digits each. Throws INPUT_INVALID. */
export function timeIn(
  parameters: JsonObject,
  name: string,
  { fallback, not }: { fallback?: string; not?: string } = {},
): string {
  const given = own(parameters, name) ?? fallback;
  const time = typeof given === "string" ? given.trim() : "";
  if (!/^(?:[01]\d|2[0-3]):[0-5]\d$/.test(time)) throw invalid(`"${name}" must be a time of day such as 06:30.`);
  if (time === not) throw invalid(`"${name}" must be another time than the one before it.`);
  return time;
}
