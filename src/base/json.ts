/** Guards for values of unknown origin: a cloud's answer, a file on disk, a message. None of them throws. */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The own property `key` of `value`, or undefined; inherited ones (`constructor`, `__proto__`) are never seen. */
export function own(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** Walks own properties: `dig(reply, "data", "list")`. */
export function dig(value: unknown, ...path: string[]): unknown {
  return path.reduce(own, value);
}

/** Non-empty text, or undefined. A number becomes its text, so that an id sent as a number is still read. */
export function text(value: unknown): string | undefined {
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/**
 * The same text in memory of its own. One that was cut from a longer text keeps that alive: ids of a fleet, each kept for ever
 * and cut from a push, would take the pushes with them.
 */
export function detached(part: string): string {
  return Buffer.from(part, "utf8").toString("utf8");
}

/** A longer text is no number that anybody has sent, and is not looked at. */
const longestNumber = 100;
/** Nothing in it can match the same text in two ways: `\d+\.?\d*` would take seconds for a long one that is none. */
const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?$/i;

/** Without slashes at its end. A pattern that ends in `$` would be tried at every slash of a text. */
export function withoutEndSlashes(address: string): string {
  let end = address.length;
  while (end > 0 && address.charAt(end - 1) === "/") end--;
  return address.slice(0, end);
}

/** A finite number from a number or from plain decimal text, or undefined. */
export function finite(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value !== "string" || value.length > longestNumber || !decimal.test(value.trim())) return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

export function objects(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** Whether it has more levels than so many. What is nested by the thousand ends the stack of whoever walks through it. */
export function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}

/** JSON.parse that answers undefined instead of throwing. */
export function parseJson(source: string): unknown {
  try {
    return JSON.parse(source) as unknown;
  } catch {
    return undefined;
  }
}
