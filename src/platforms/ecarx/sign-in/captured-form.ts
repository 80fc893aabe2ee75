import { isObject } from "../../../base/json";
import { jwtPart } from "../../../base/jwt";
import type { Credentials } from "../../platform";

/** What is captured, and what it is called. */
const captured = {
  accessToken: "access token",
  authCode: "authCode",
  refreshToken: "refresh token",
  clientId: "client id",
  username: "user id",
} as const satisfies Partial<Record<keyof Credentials, string>>;

/** Longer than any token that was seen, and than any header may be. */
const longest = 8192;
/** Base64 of the 32 bytes with which HS256 signs, the algorithm of this cloud's tokens. */
const signatureLength = 43;

/** What is wrong with captured values, so that it can be seen without asking anybody; a sentence, undefined = nothing. */
export function faultOfCapture(given: Credentials): string | undefined {
  for (const [name, called] of Object.entries(captured)) {
    const value = given[name as keyof Credentials]?.trim() ?? "";
    if (value.length > longest) return `the ${called} is longer than any token (${value.length} characters). ${again}`;
    if (!/^[\x21-\x7e]*$/.test(value)) {
      return `the ${called} holds a line break, a space or a character that no header can carry. ${again}`;
    }
  }
  const token = given.accessToken?.trim() ?? "";
  if (/^bearer$/i.test(token)) return `the access token is the word before it only. ${again}`;
  if (isCut(token)) return `the access token looks cut: it begins like a whole one and does not end like one. ${again}`;
  return undefined;
}

export const again = "Copy it once more from the captured request, whole and on one line; nothing was sent.";

/** A token of three parts says of itself how it ends; others say nothing. */
function isCut(token: string): boolean {
  if (!token.startsWith("eyJ")) return false;
  const [, , signature = "", ...more] = token.split(".");
  return signature === "" || more.length > 0 || !isObject(jwtPart(token, 0)) || !isObject(jwtPart(token, 1));
}

/** The token's signature is not as long as its kind of signature is. */
export function hasWrongLength(token: string): boolean {
  const [, , signature = ""] = token.split(".");
  const about = jwtPart(token, 0);
  return isObject(about) && about["alg"] === "HS256" && signature.length !== signatureLength;
}
