import { isUtf8 } from "node:buffer";
import { finite } from "../../base/json";
import { yesNo } from "../../vehicle/values";

/** One pair of a form body, as it stands on the wire and decoded. */
export interface FormPair {
  key: string;
  value: string;
  rawKey: string;
  rawValue: string;
}

/**
 * Whether one of the body's keys is one of `names`. Values are not decoded, nor keys longer than any spelling of the names:
 * what nobody has signed is turned away before it costs anything.
 */
export function hasKey(body: Uint8Array | string, names: readonly string[]): boolean {
  const text =
    typeof body === "string" ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("latin1");
  const longest = 3 * Math.max(...names.map((name) => name.length));
  // With too many pairs it is refused for that.
  if (text.split("&", mostPairs + 1).length > mostPairs) return true;
  let at = 0;
  while (at >= 0) {
    const end = text.indexOf("&", at);
    const equals = text.indexOf("=", at);
    const stop = Math.min(...[end, equals, text.length].filter((place) => place >= 0));
    if (stop - at <= longest && names.includes(decode(text.slice(at, stop)) ?? "")) return true;
    at = end < 0 ? -1 : end + 1;
  }
  return false;
}

/**
 * A real push has a dozen pairs. A body of 64 KB can hold thirty thousand, each of which would be decoded, sorted and digested
 * before the signature is found to be wrong: 18 to 38 ms of everybody's time for nothing.
 */
export const mostPairs = 200;

/**
 * The pairs of an `application/x-www-form-urlencoded` body in their order of arrival, repeated keys included, or undefined if
 * it is none: not UTF-8 (as bytes or percent-encoded), empty, or JSON; with too many of them, none is looked at. `+` is a space,
 * a `%` without two hex digits stays one. Body parsers would do more (arrays, nested keys, dropped `__proto__`), which changes
 * what was signed.
 */
export function readForm(body: Uint8Array | string): FormPair[] | "tooMany" | undefined {
  const text = typeof body === "string" ? body : utf8(body);
  if (text === undefined || (typeof body === "string" && !text.isWellFormed()) || /^\s*(?:[{[]|$)/.test(text))
    return undefined;
  const parts = text.split("&", mostPairs + 1);
  if (parts.length > mostPairs) return "tooMany";
  const pairs: FormPair[] = [];
  for (const part of parts) {
    if (part === "") continue;
    const at = part.indexOf("=");
    const rawKey = at < 0 ? part : part.slice(0, at);
    const rawValue = at < 0 ? "" : part.slice(at + 1);
    const key = decode(rawKey);
    const value = decode(rawValue);
    if (key === undefined || value === undefined) return undefined;
    pairs.push({ key, value, rawKey, rawValue });
  }
  return pairs;
}

function utf8(bytes: Uint8Array): string | undefined {
  if (!isUtf8(bytes)) return undefined;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
}

/** In one pass over the bytes: `decodeURIComponent` throws at a `%` that stays one, and to mend those first cost 5 ms for a body of them. */
function decode(raw: string): string | undefined {
  if (!raw.includes("%")) return raw.includes("+") ? raw.replaceAll("+", " ") : raw;
  const bytes = Buffer.from(raw, "utf8");
  let length = 0;
  for (let at = 0; at < bytes.length; at++) {
    let byte = bytes[at]!;
    if (byte === plus) byte = space;
    else if (byte === percent) {
      const coded = 16 * hexDigit(bytes[at + 1]) + hexDigit(bytes[at + 2]);
      if (!Number.isNaN(coded)) {
        byte = coded;
        at += 2;
      }
    }
    bytes[length++] = byte;
  }
  return utf8(bytes.subarray(0, length));
}

const [percent, plus, space] = [0x25, 0x2b, 0x20];

function hexDigit(byte = 0): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : NaN;
}

export type SegwayPushKind = "alert" | "fault" | "location" | "status";
export const segwayPushKinds: readonly SegwayPushKind[] = ["alert", "fault", "location", "status"];

export type SegwayPushFields = Record<string, string>;

type Check = (value: string) => boolean;

const imei: Check = (value) => /^\d{10,20}$/.test(value);
const word: Check = (value) => value !== "";
const number: Check = (value) => finite(value) !== undefined;
/** A field of another kind of push. */
const never: Check = () => false;
/** A measurement may be empty: without a fix a vehicle has none. */
const measure: Check = (value) => value === "" || number(value);
/** The page writes true and false; any case, 1 and 0 are taken for them. */
const flag: Check = (value) => typeof yesNo(value) === "boolean";
const oneOf =
  (...words: string[]): Check =>
  (value) =>
    words.includes(value);

const everywhere: Record<string, Check> = { iotCode: imei, platformCode: word };

/** The tables of the vendor's page (docs/protocol/segway.md 5). Names in one key, parted by `|`, are spellings of one field. */
const mandatory: Record<SegwayPushKind, Record<string, Check>> = {
  // alertStatus is missing in the page's own example: absent is read as appearing.
  alert: { ...everywhere, statusUtcTime: number, code: number },
  fault: { ...everywhere, statusUtcTime: number, faultStatus: oneOf("0", "1"), code: number },
  location: {
    ...everywhere,
    locationStatus: (value) => value === "" || typeof fixOf(value) === "boolean",
    latitude: measure,
    longitude: measure,
    satelliteNumber: measure,
    hdop: measure,
    altitude: measure,
    "gpsUtcTime|gpsUTCTime": measure,
  },
  status: {
    ...everywhere,
    online: flag,
    locked: flag,
    lockVoltage: measure,
    networkSignal: measure,
    charging: flag,
    powerPercent: measure,
    speed: measure,
    odometer: measure,
    "remainingRange|remainderRange": measure,
    totalRidingSecs: measure,
    statusUtcTime: number,
  },
};

const optional: Record<SegwayPushKind, Record<string, Check>> = {
  // Nothing that is signed names the kind: a fault that somebody has read on its way would pass as an alert, since
  // alertStatus may be absent. The other way round a fault's own field is missing.
  // What alertStatus and speedMode hold is not checked: a word that nobody knows is read as if the field were missing.
  alert: { faultStatus: never },
  fault: {},
  location: {},
  status: {},
};

/** Whether a location says that it comes from a fix: `valid` or `invalid` on the page. Undefined: it does not say. */
export function fixOf(value: unknown): boolean | undefined {
  const word = typeof value === "string" ? value.trim().toLowerCase() : value;
  if (word === "valid") return true;
  if (word === "invalid") return false;
  return yesNo(word) ?? undefined;
}

export interface FieldProblem {
  reason: "fieldMissing" | "fieldType";
  /** Its name as the page has it. */
  field: string;
}

/** What is wrong with the fields of a push of this kind, if anything. Fields that nobody knows are let through. */
export function checkPushFields(kind: SegwayPushKind, fields: SegwayPushFields): FieldProblem | undefined {
  const wrong = (name: string, check: Check): boolean => Object.hasOwn(fields, name) && !check(fields[name]!);
  for (const [names] of spellings[kind].mandatory) {
    if (!names.some((name) => Object.hasOwn(fields, name))) {
      return { reason: "fieldMissing", field: names[0]! };
    }
  }
  for (const [names, check] of spellings[kind].all) {
    for (const name of names) if (wrong(name, check)) return { reason: "fieldType", field: name };
  }
  return undefined;
}

type Spellings = readonly (readonly [names: readonly string[], check: Check])[];

/** The tables taken apart once: thousands of pushes a second go through here. */
const spellings = Object.fromEntries(
  segwayPushKinds.map((kind) => {
    const apart = (table: Record<string, Check>): Spellings =>
      Object.entries(table).map(([names, check]) => [names.split("|"), check] as const);
    return [kind, { mandatory: apart(mandatory[kind]), all: [...apart(mandatory[kind]), ...apart(optional[kind])] }];
  }),
) as unknown as Record<SegwayPushKind, { mandatory: Spellings; all: Spellings }>;
