import { finite, own, parseJson, type JsonObject } from "../../base/json";
import { numberOf } from "../../vehicle/values";

/** A session: the JWT, how long it lives, and what renews it. */
export interface GricTokens {
  accessToken: string;
  /** Absent: the session ends with its token. */
  refreshToken?: string;
  /** Milliseconds since 1970, by the cloud's clock. */
  expiresAt: number;
}

/** Where a token says nothing of its end (docs/protocol/lynkco-geely.md 11). */
const usualLifeMs = 7 * 24 * 3600_000;

/** What can stand in a header. */
export function isToken(value: unknown): value is string {
  return typeof value === "string" && value.length <= 16_384 && /^[\x21-\x7e]+$/.test(value);
}

/** When a JWT ends by its own word; undefined if it says nothing. */
export function endOf(accessToken: string): number | undefined {
  const claims = parseJson(Buffer.from(accessToken.split(".", 2)[1] ?? "", "base64url").toString("utf8"));
  const seconds = finite(own(claims, "exp"));
  return seconds === undefined ? undefined : seconds * 1000;
}

/** A session that the owner has captured; undefined without a usable token. */
export function capturedTokens(accessToken: unknown, refreshToken: unknown, now: number): GricTokens | undefined {
  if (!isToken(accessToken)) return undefined;
  const renewal = isToken(refreshToken) ? { refreshToken } : {};
  return { accessToken, ...renewal, expiresAt: endOf(accessToken) ?? now + usualLifeMs };
}

/**
 * The answer to a renewal: `accessToken`, `refreshToken`, `accessExpiresTimestamp` (brands.md 1.2). `"empty"`: it has succeeded
 * and holds no token, as of another brand's session.
 */
export function answeredTokens(data: unknown, now: number): GricTokens | "empty" | undefined {
  const accessToken = own(data, "accessToken") ?? own(data, "token");
  if (accessToken === "" || accessToken === null || accessToken === undefined) return "empty";
  const tokens = capturedTokens(accessToken, own(data, "refreshToken"), now);
  const told = numberOf(own(data, "accessExpiresTimestamp"));
  // The unit is in no source: what is no time of milliseconds to come is left to the token itself.
  return tokens && typeof told === "number" && told > now ? { ...tokens, expiresAt: told } : tokens;
}

/** What `save` has given, checked: it may come from another version. */
export function storedTokens(stored: JsonObject | undefined): GricTokens | undefined {
  const expiresAt = finite(own(stored, "expiresAt"));
  if (expiresAt === undefined) return undefined;
  const tokens = capturedTokens(own(stored, "accessToken"), own(stored, "refreshToken"), 0);
  return tokens && { ...tokens, expiresAt };
}
