import { cloudError } from "../../base/errors";
import { own, type JsonObject } from "../../base/json";
import { timeOf } from "../values";

/** A stretch of time, milliseconds since 1970. */
export interface Window {
  from: number;
  to: number;
}

/** A time of `params`: ISO 8601, or seconds or milliseconds since 1970. Throws INPUT_INVALID. */
export function timeIn(params: JsonObject, name: string): number | undefined {
  const value = own(params, name);
  if (value === undefined || value === null || value === "") return undefined;
  const date = value instanceof Date ? value.getTime() : typeof value === "string" ? Date.parse(value) : NaN;
  const time = timeOf(value instanceof Date ? date : value) ?? (Number.isFinite(date) ? date : undefined);
  if (time !== undefined) return time;
  throw refuse(`"${name}" must be a time: ISO 8601 text, or milliseconds since 1970.`);
}

const usualMs = 7 * 86_400_000;

/** `from` to `to` of the parameters; usual: 7 days up to `now`. Throws INPUT_INVALID. */
export function windowIn(params: JsonObject, now: number): Window {
  const to = timeIn(params, "to") ?? now;
  return checkWindow({ from: timeIn(params, "from") ?? to - usualMs, to });
}

/** Throws INPUT_INVALID if the window ends before it begins. */
export function checkWindow(window: Window): Window {
  if (window.to > window.from) return window;
  throw refuse('"to" must be later than "from".');
}

/** A whole number within a range. Throws INPUT_INVALID. */
export function wholeIn(params: JsonObject, name: string, min: number, max: number, usual: number): number {
  const value = own(params, name) ?? usual;
  if (typeof value === "number" && Number.isInteger(value) && value >= min && value <= max) return value;
  throw refuse(`"${name}" must be a whole number from ${min} to ${max}.`);
}

export function refuse(message: string): Error {
  return cloudError("INPUT_INVALID", `${message} Nothing was sent.`, { sent: false });
}
