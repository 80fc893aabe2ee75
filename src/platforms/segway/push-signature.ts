import * as crypto from "node:crypto";
import { timeOf } from "../../vehicle/values";
import {
  checkPushFields,
  fixOf,
  hasKey,
  readForm,
  segwayPushKinds,
  type FormPair,
  type SegwayPushFields,
  type SegwayPushKind,
} from "./push-fields";

/**
 * The signature of Segway's pushes (docs/protocol/segway.md 5.1): MD5 over all pairs, sorted, with the client secret behind
 * them. Pure; test/platforms/segway/vectors.test.ts holds it against independently computed vectors.
 *
 * The scheme is weak: it has no nonce, so a captured push can be sent again, and no delimiters, so that
 * `alertStatus=1%26code%3D2` signs like `alertStatus=1&code=2`. Hence the checks that follow the signature, and HTTPS.
 */

/** Why a push is refused. */
export type SegwayPushReason =
  | "tooLarge"
  | "notForm"
  | "repeatedKey"
  | "nested"
  | "signatureMissing"
  | "signature"
  | "delimiter"
  | "platform"
  | "fieldMissing"
  | "fieldType"
  | "replay";

/** What the pairs were taken for when they were signed. `withoutEmpty`: decoded, pairs without a value left out. */
export type SegwaySignedForm = "decoded" | "raw" | "withoutEmpty";

export interface SegwayPushOptions {
  /** Which push it is (the last part of its path): its fields are then checked. */
  kind?: SegwayPushKind;
  /** `decoded` (default), `raw`, or `auto`: decoded, then raw, then without empty values. */
  signatureMode?: "decoded" | "raw" | "auto";
  /** The platformCode (client id) that the secret belongs to; another one is refused. */
  platformCode?: string;
  /** Milliseconds since 1970, for the replay window. Default: the machine's clock. */
  now?: number | Date;
  /** Pushes whose own time is older are refused. Off by default: locked vehicles may deliver late. */
  replayWindowSeconds?: number;
}

export interface SegwayPushVerdict {
  ok: boolean;
  reason?: SegwayPushReason;
  /** Of `fieldMissing` and `fieldType`: which field. */
  field?: string;
  /** The form whose digest matched. */
  mode?: SegwaySignedForm;
  /** Digest of what was received, 32 hex digits in lower case; the key to know a repeated push by. Empty if unreadable. */
  digest: string;
  /** The decoded fields, without the signature. */
  fields: SegwayPushFields;
}

/** Larger bodies are not looked at, nor those with more than 200 pairs; a real push has a quarter of a kilobyte and a dozen. */
export const longestPushBytes = 64 * 1024;

/** A body above this must show a signature before it is read at all. */
const longestUnsigned = 2048;

type Pair = readonly [key: string, value: string];
type SignedPair = Pick<FormPair, "key" | "value">;

/**
 * The signature of a push, 32 hex digits in lower case. `fields` are decoded, as a record or as pairs; their `signature` (or,
 * without one, `signatrue`) is left out. Values are signed as text: give `"10.0"`, not 10.
 */
export function signSegwayPush(
  fields: Record<string, string | number | boolean> | readonly Pair[],
  clientSecret: string,
): string {
  const pairs: Pair[] = Array.isArray(fields)
    ? [...(fields as readonly Pair[])]
    : Object.entries(fields).map(([key, value]) => [key, String(value)] as const);
  const signed = signatureKey(pairs.map(([key]) => key));
  const kept = pairs.filter(([key]) => key !== signed);
  return digestOf(
    kept.map(([key, value]) => ({ key, value })),
    clientSecret,
  );
}

/**
 * Checks a push: `rawBody` exactly as received. The signature comes first, in constant time, then what its weakness leaves
 * open. Never throws; a body that cannot be read is refused.
 */
export function verifySegwayPush(
  rawBody: Uint8Array | string,
  clientSecret: string,
  options: SegwayPushOptions = {},
): SegwayPushVerdict {
  const unread = { ok: false, digest: "", fields: {} };
  const size = Buffer.byteLength(rawBody);
  if (size > longestPushBytes) return { ...unread, reason: "tooLarge" };
  if (size > longestUnsigned && !hasKey(rawBody, ["signature", "signatrue"])) {
    return { ...unread, reason: "signatureMissing" };
  }
  const received = readForm(rawBody);
  if (!received) return { ...unread, reason: "notForm" };
  if (received === "tooMany") return { ...unread, reason: "tooLarge" };

  const signatureName = signatureKey(received.map(({ key }) => key));
  const pairs = received.filter(({ key }) => key !== signatureName);
  const fields = fieldsOf(pairs);
  const forms = digests(pairs, clientSecret, options.signatureMode ?? "decoded");
  const seen = { digest: forms[0]!.digest, fields };
  const refuse = (reason: SegwayPushReason): SegwayPushVerdict => ({ ok: false, reason, ...seen });

  if (Object.keys(fields).length !== pairs.length || received.length > pairs.length + 1) return refuse("repeatedKey");
  // A body parser would make objects and lists of such keys, each its own.
  if (received.some(({ key }) => key.includes("[") || key.includes("]"))) return refuse("nested");
  const signature = received.find(({ key }) => key === signatureName)?.value ?? "";
  if (signature === "") return refuse("signatureMissing");
  const matched = clientSecret === "" ? undefined : forms.find(({ digest }) => sameDigest(signature, digest));
  if (!matched) return refuse("signature");

  const verified = { mode: matched.mode, digest: matched.digest, fields };
  const problem = afterSignature(fields, options);
  return problem ? { ok: false, ...problem, ...verified } : { ok: true, ...verified };
}

type Problem = Pick<SegwayPushVerdict, "reason" | "field">;

function afterSignature(fields: SegwayPushFields, options: SegwayPushOptions): Problem | undefined {
  const { kind, platformCode, replayWindowSeconds } = options;
  for (const key in fields) if (isDelimited(key) || isDelimited(fields[key]!)) return { reason: "delimiter" };
  const problem = kind && segwayPushKinds.includes(kind) ? checkPushFields(kind, fields) : undefined;
  if (problem) return problem;
  if (platformCode !== undefined && fields.platformCode !== platformCode) return { reason: "platform" };
  if (replayWindowSeconds === undefined) return undefined;
  const said = timeOf(fields.statusUtcTime ?? fields.gpsUtcTime ?? fields.gpsUTCTime);
  // A location without a fix often has no time either: there is nothing to hold against it, and it tells no place.
  if (typeof said !== "number") {
    return isLost(fields)
      ? undefined
      : { reason: "fieldMissing", field: kind === "location" ? "gpsUtcTime" : "statusUtcTime" };
  }
  const now = Number(options.now ?? Date.now());
  return now - said > replayWindowSeconds * 1000 ? { reason: "replay" } : undefined;
}

/** Only a location has a locationStatus, and no other time than that of its fix. */
const isLost = (fields: SegwayPushFields): boolean =>
  fixOf(fields.locationStatus) === false && fields.statusUtcTime === undefined;

/** The page's table of the location push spells it `signatrue`. Only the one that is used stays out of the digest. */
function signatureKey(keys: readonly string[]): "signature" | "signatrue" {
  return keys.includes("signature") || !keys.includes("signatrue") ? "signature" : "signatrue";
}

function digests(
  pairs: readonly FormPair[],
  clientSecret: string,
  mode: "decoded" | "raw" | "auto",
): { mode: SegwaySignedForm; digest: string }[] {
  const forms: { mode: SegwaySignedForm; digest: string }[] = [];
  const add = (form: SegwaySignedForm, signed: SignedPair[]): void =>
    void forms.push({ mode: form, digest: digestOf(signed, clientSecret) });
  if (mode !== "raw") add("decoded", [...pairs]);
  if (mode !== "decoded")
    add(
      "raw",
      pairs.map(({ rawKey, rawValue }) => ({ key: rawKey, value: rawValue })),
    );
  if (mode === "auto")
    add(
      "withoutEmpty",
      pairs.filter(({ value }) => value !== ""),
    );
  return forms;
}

/** Own properties whatever their names: an assignment to `__proto__` would be none. */
function fieldsOf(pairs: readonly FormPair[]): SegwayPushFields {
  const fields: SegwayPushFields = {};
  for (const { key, value } of pairs) {
    if (key !== "__proto__") fields[key] = value;
    else Object.defineProperty(fields, key, { value, enumerable: true, writable: true, configurable: true });
  }
  return fields;
}

const isDelimited = (text: string): boolean => text.includes("&") || text.includes("=");

/** Sorted by code unit: `lockVoltage` stands before `locked`, which a locale would turn round. The secret is verbatim. */
function digestOf(pairs: SignedPair[], clientSecret: string): string {
  pairs.sort(({ key: a }, { key: b }) => (a < b ? -1 : a > b ? 1 : 0));
  let joined = "";
  for (const { key, value } of pairs) joined += `${key}=${value}&`;
  // The delimiter before the secret stands there without a pair too.
  return md5(`${pairs.length === 0 ? "&" : joined}client_secret=${clientSecret}`);
}

/** In one call where Node has it (20.12 and later): a third of the time. */
const md5: (text: string) => string =
  typeof crypto.hash === "function"
    ? (text) => crypto.hash("md5", text, "hex")
    : (text) => crypto.createHash("md5").update(text, "utf8").digest("hex");

function sameDigest(received: string, computed: string): boolean {
  const given = Buffer.from(received.toLowerCase(), "utf8");
  const expected = Buffer.from(computed, "utf8");
  return given.length === expected.length && crypto.timingSafeEqual(given, expected);
}
