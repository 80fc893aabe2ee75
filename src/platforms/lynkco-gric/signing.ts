import { createHash, createHmac } from "node:crypto";

export interface GricRequest {
  method: string;
  /** Without query. */
  path: string;
  /** As it goes on the wire, without `?`; keys sorted. */
  query?: string;
  body?: string;
  /** All that are sent. */
  headers: Readonly<Record<string, string>>;
}

/**
 * Signature of the gateway's version 2.1 (docs/protocol/lynkco-geely.md 3.2): the language, the token and every `x-` header by
 * name, then the query or the MD5 of the body, the method and the path, each a line; HMAC-SHA256 with the app's key, which the
 * owner brings. Which of query and body comes first where there are both, sources disagree: such a request is never made.
 */
export function signGric({ method, path, query, body, headers }: GricRequest, key: string): string {
  const signed = Object.entries(headers)
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name, value]) => isSigned(name) && value !== "")
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}:${value}`);
  const lines = [
    ...signed,
    ...(query ? [query] : []),
    ...(body ? [createHash("md5").update(body).digest("base64")] : []),
    method,
    path,
  ];
  return createHmac("sha256", key).update(lines.join("\n")).digest("base64");
}

function isSigned(name: string): boolean {
  return name === "accept-language" || name === "authorization" || (name.startsWith("x-") && name !== "x-signature");
}
