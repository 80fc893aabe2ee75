import { isObject, parseJson } from "../../base/json";
import { redact } from "../../base/logger";

/** Members whose content is nobody's business in a public report: where, who, which car, and what opens something. */
const telling =
  /lat|lon|lng|position|coord|addr|street|city|district|province|postal|zip|name|nick|mail|phone|mobile|msisdn|token|secret|passw|ticket|sign|key|vin|iccid|imei|imsi|engineno|serial|user|plate|person|birth|gender|card|device|session|code$|id$/i;
/** Of these only what is a person's words: parts of a car are called so, too, and what they hold are numbers. */
const words = /owner|driver|holder|contact|recipient|alias|remark|comment|label/i;
/** Below such a name every text and every number is a place. */
const place =
  /position|coord|location|place|poi|geo|destination|cent(?:er|re)|points?$|track|path|route|polygon|corner/i;

const hidden = "•••";
/** A coordinate, written as degrees: a car tells nothing else as finely. */
const fine = /(?<![\d.])-?\d{1,3}\.\d{4,}/g;
const isFine = /^-?\d{1,3}\.\d{4,}$/;
/** A picture, a certificate or a token: without a gap, and longer than any word. */
const opaque = /^[\w+/=.~-]{40,}$/;

/** What lies deeper is hidden whole: nobody reads it, and it must not end the stack. */
const deepest = 100;

/** The shape of an answer with what it tells of a person, a place or a car taken out. */
export function masked(value: unknown, name = "", below = false, depth = 0): unknown {
  if (depth > deepest) return hidden;
  if (Array.isArray(value)) return value.map((item) => masked(item, name, below, depth + 1));
  if (isObject(value)) {
    const inside = below || place.test(name);
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [redact(key), masked(inner, key, inside, depth + 1)]),
    );
  }
  if (value === null || typeof value === "boolean" || value === "") return value;
  if (telling.test(name) && name !== "code") return hidden;
  if (below || place.test(name)) return isCount(value) ? value : hidden;
  if (typeof value === "string") return maskedText(value, name, depth);
  return typeof value === "number" && isFine.test(String(value)) ? hidden : value;
}

/** A small whole number, or yes and no: how many there are, which kind it is. */
function isCount(value: unknown): boolean {
  return /^(?:\d{1,4}|true|false)$/.test(String(value));
}

function maskedText(text: string, name: string, depth: number): string {
  // Some members of this cloud hold JSON as a text.
  const inner = /^\s{0,9}[[{]/.test(text) ? parseJson(text) : undefined;
  if (inner !== undefined) return JSON.stringify(masked(inner, name, false, depth + 1));
  if (words.test(name) && !/^[\d.]+$|^(?:true|false)$/.test(text)) return hidden;
  if (opaque.test(text)) return hidden;
  // What stands behind an address may be what opens it.
  return redact(text)
    .replace(/(https?:[^\s?#]{0,2000})[?#]\S{0,8000}/g, `$1?${hidden}`)
    .replace(fine, hidden);
}
