import { isObject, own, parseJson, text } from "./json";

/** What a JWT says of itself, not verified; undefined if it is none. */
export function readJwt(word: string): { algorithm: string; payload: Record<string, unknown> } | undefined {
  if (!word.startsWith("eyJ") || word.length > 8_000) return undefined;
  const [head, payload, signature] = word
    .split(".")
    .map((part) => parseJson(Buffer.from(part, "base64url").toString("utf8")) ?? part);
  if (!isObject(head) || !isObject(payload) || signature === undefined) return undefined;
  return { algorithm: text(own(head, "alg")) ?? "", payload };
}
