import type { JsonObject } from "../base/json";
import type { Maybe } from "./model";

/**
 * How leaves of a cloud's answer become values of the model, whatever type they arrive in. Three outcomes throughout:
 * a value; `null` = something was said, but it is empty, a sentinel or nonsense; `undefined` = nothing was said.
 * A reading is made of about a hundred of these, so there is no pattern matching here (bench/reading.ts).
 */
export type Read<T> = Maybe<T> | undefined;

const nothing: JsonObject = Object.freeze({});

/** A group of an answer; anything that is no object reads as one without members. */
export function group(value: unknown): JsonObject {
  return typeof value === "object" && value !== null ? (value as JsonObject) : nothing;
}

/**
 * A finite number from a number or decimal text. `Number` alone would take "" for 0 and "0x10" for 16.
 */
export function numberOf(value: unknown): Read<number> {
  if (value === undefined) return undefined;
  if (typeof value === "number") return Number.isFinite(value) ? value + 0 : null;
  if (typeof value !== "string" || value === "") return null;
  const first = value.charCodeAt(0);
  const second = value.charCodeAt(1);
  // Blanks, letters in front, and 0x, 0o, 0b; an exponent (1e3) may follow the first digit.
  if (first <= 32 || first > 57 || (second > 57 && second !== 101 && second !== 69)) return null;
  const number = Number(value);
  // Adding 0 turns -0 into 0: clouds do send "-0.0".
  return Number.isFinite(number) ? number + 0 : null;
}

/** A number within [least, most], rounded to `decimals`; outside it is nonsense, hence null. */
export function ranged(value: unknown, least: number, most: number, decimals = 0): Read<number> {
  const number = numberOf(value);
  if (number === undefined || number === null) return number;
  return number >= least && number <= most ? rounded(number, decimals) : null;
}

const scales = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];

/** Rounded to at most six decimals, never -0. */
export function rounded(number: number, decimals: number): number {
  const scale = scales[decimals] ?? 1_000_000;
  return Math.round(number * scale) / scale + 0;
}

/** true/false in the spellings that were seen: JSON, text, and 1/0 as either. */
export function yesNo(value: unknown): Read<boolean> {
  if (value === undefined) return undefined;
  const word = typeof value === "string" ? value.toLowerCase() : value;
  if (word === true || word === "true" || word === "1" || word === 1) return true;
  if (word === false || word === "false" || word === "0" || word === 0) return false;
  return null;
}

/** A code that means yes, one that means no; any other is unknown. */
export function coded(value: unknown, yes: number, no: number): Read<boolean> {
  const code = numberOf(value);
  if (code === undefined || code === null) return code;
  return code === yes ? true : code === no ? false : null;
}

/** 2010 to 2100: a vehicle's clock outside of it was never set. */
const earliest = Date.UTC(2010, 0);
const latest = Date.UTC(2100, 0);

/**
 * Milliseconds since 1970 from seconds or milliseconds, number or text. From 10^11 on they are milliseconds
 * (docs/protocol/segway.md 3.1; ECARX sends milliseconds).
 */
export function timeOf(value: unknown): Read<number> {
  const number = numberOf(value);
  if (number === undefined || number === null) return number;
  const ms = Math.round(number >= 1e11 ? number : number * 1000);
  return ms >= earliest && ms < latest ? ms : null;
}

/** `timeOf` as ISO 8601. */
export function isoTime(value: unknown): Read<string> {
  const ms = timeOf(value);
  return typeof ms === "number" ? new Date(ms).toISOString() : ms;
}

/** The same members without those that are undefined: absent must be absent, not a key without value. */
export function given<T extends object>(members: T): T {
  for (const key in members) {
    if (members[key] === undefined) return withoutUndefined(members);
  }
  return members;
}

function withoutUndefined<T extends object>(members: T): T {
  const result = {} as T;
  for (const key in members) {
    if (members[key] !== undefined) result[key] = members[key];
  }
  return result;
}
