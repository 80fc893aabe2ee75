import { finite, own, type JsonObject } from "../../base/json";
import { jwtEnd } from "../../base/jwt";
import { numberOf } from "../../vehicle/values";
import { isToken } from "../token-session";

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

/** A session that the owner has captured; undefined without a usable token. */
export function capturedTokens(accessToken: unknown, refreshToken: unknown, now: number): GricTokens | undefined {
  if (!isToken(accessToken)) return undefined;
  const renewal = isToken(refreshToken) ? { refreshToken } : {};
  return { accessToken, ...renewal, expiresAt: jwtEnd(accessToken) ?? now + usualLifeMs };
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
