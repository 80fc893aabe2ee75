import { createHash, createHmac } from "node:crypto";

/**
 * The signature of the ECARX cloud: nine lines, HMAC-SHA1 (docs/protocol/ecarx-smart.md 3). Pure; the demo cloud verifies
 * with the same code, and test/platforms/ecarx/session/signing.test.ts holds it against independently computed vectors.
 */

export interface EcarxSigningInput {
  method: string;
  /** Path only: starts with `/`, no host, no query, percent-encoded as it will be sent. */
  path: string;
  /** A record or pairs of plain (not encoded) keys and values. */
  query?: Record<string, string | number | boolean> | readonly (readonly [string, string])[];
  /** Exactly the text that will be sent; absent or empty = no body. */
  body?: string | Buffer | null;
  /** Value of the `accept` header; default `application/json;responseformat=3`. */
  accept?: string;
  nonce: string;
  /** Milliseconds, the same text as in `x-timestamp`. */
  timestamp: string | number;
  /** Key bytes as ASCII text (not base64). */
  secret: string;
}

export interface EcarxSignature {
  /** Send exactly this as the query: the cloud signs what it receives. */
  canonicalQuery: string;
  bodyMd5: string;
  stringToSign: string;
  signature: string;
}

export const ecarxAccept = "application/json;responseformat=3";

/**
 * RFC 3986: unreserved characters stay, everything else is `%XX` in upper case. `!'()*` too: URL libraries send `'` as `%27`,
 * so that a signature over a bare `'` would be refused (ecarx-smart.md 3.2).
 */
export function encodeRfc3986(value: string): string {
  return encodeURIComponent(value.toWellFormed()).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Sorted by key in code-unit order, each part encoded once, empty values keep their `=`. */
export function canonicalQuery(query: EcarxSigningInput["query"]): string {
  if (!query) return "";
  const pairs: (readonly [string, string])[] = Array.isArray(query)
    ? [...(query as readonly (readonly [string, string])[])]
    : Object.entries(query).map(([key, value]) => [key, String(value)] as const);
  return pairs
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([key, value]) => `${encodeRfc3986(key)}=${encodeRfc3986(value)}`)
    .join("&");
}

/** Signs a request to an ECARX host (docs/protocol/ecarx-smart.md 3.1). */
export function signEcarxRequest(input: EcarxSigningInput): EcarxSignature {
  const query = canonicalQuery(input.query);
  return { canonicalQuery: query, ...signCanonical({ ...input, canonicalQuery: query }) };
}

/** The same over a query that is canonical already; what a receiver of the request verifies with. */
export function signCanonical(
  input: Omit<EcarxSigningInput, "query"> & { canonicalQuery: string },
): Omit<EcarxSignature, "canonicalQuery"> {
  const bodyMd5 = createHash("md5")
    .update(input.body ?? "")
    .digest("base64");
  const stringToSign = [
    input.accept ?? ecarxAccept,
    `x-api-signature-nonce:${input.nonce}`,
    "x-api-signature-version:1.0",
    "",
    input.canonicalQuery,
    bodyMd5,
    String(input.timestamp),
    input.method.toUpperCase(),
    input.path,
  ].join("\n");
  const signature = createHmac("sha1", input.secret).update(stringToSign, "utf8").digest("base64");
  return { bodyMd5, stringToSign, signature };
}

export interface GatewaySigningInput {
  method: string;
  /** Percent-encoded path without query. */
  path: string;
  /** Query as it stands in the URL, without `?`. */
  query?: string;
  accept: string;
  contentType: string;
  /** base64 of the body's MD5; empty for GET. */
  contentMd5?: string;
  /** Value of the `date` header; empty if it is not sent. */
  date?: string;
  key: string;
  nonce: string;
  timestamp: string | number;
  /** App secret as ASCII text. */
  secret: string;
}

/** Signs a request to the Alibaba API gateway of the international market (docs/protocol/ecarx-smart.md 2.4). */
export function signGatewayRequest(input: GatewaySigningInput): { stringToSign: string; signature: string } {
  const stringToSign = [
    input.method.toUpperCase(),
    input.accept,
    input.contentMd5 ?? "",
    input.contentType,
    input.date ?? "",
    `x-ca-key:${input.key}`,
    `x-ca-nonce:${input.nonce}`,
    "x-ca-signature-method:HmacSHA256",
    `x-ca-timestamp:${input.timestamp}`,
    input.path + (input.query ? `?${input.query}` : ""),
  ].join("\n");
  return { stringToSign, signature: createHmac("sha256", input.secret).update(stringToSign, "utf8").digest("base64") };
}
