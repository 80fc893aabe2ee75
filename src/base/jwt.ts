import { finite, isObject, own, parseJson, text } from "./json";

/** A part of a JWT as JSON: 0 is its head, 1 what it says of itself. Undefined where that is none. Nothing is verified. */
export function jwtPart(token: string, part: 0 | 1): unknown {
  return parseJson(Buffer.from(token.split(".", 2)[part] ?? "", "base64url").toString("utf8"));
}

/** When a JWT ends by its own word (`exp`, RFC 7519 4.1.4), milliseconds since 1970; undefined if it says nothing that can be a time. */
export function jwtEnd(token: string): number | undefined {
  const seconds = finite(own(jwtPart(token, 1), "exp"));
  return seconds !== undefined && Math.abs(seconds) < 1e11 ? seconds * 1000 : undefined;
}

/** What a JWT says of itself, not verified; undefined if it is none. */
export function readJwt(word: string): { algorithm: string; payload: Record<string, unknown> } | undefined {
  if (!word.startsWith("eyJ") || word.length > 8_000 || word.split(".", 3).length < 3) return undefined;
  const [head, payload] = [jwtPart(word, 0), jwtPart(word, 1)];
  return isObject(head) && isObject(payload) ? { algorithm: text(own(head, "alg")) ?? "", payload } : undefined;
}
