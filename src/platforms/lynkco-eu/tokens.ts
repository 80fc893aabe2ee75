import { cloudError } from "../../base/errors";
import { finite, own, text, type JsonObject } from "../../base/json";
import { jwtEnd, jwtPart } from "../../base/jwt";
import { isToken } from "../token-session";

/** A session: the two tokens, and what the access token says of itself. */
export interface LynkcoTokens {
  accessToken: string;
  refreshToken: string;
  /** Milliseconds since 1970, by the cloud's clock. */
  expiresAt: number;
  snowflakeId: string;
  customerNumber: string;
}

/** Where a token says nothing of its end. */
const usualLifeMs = 3600_000;

/** Claims of an access token, not verified: it is the cloud that does. Undefined if it is no JWT with the claim that signs. */
export function claimsOf(
  accessToken: string,
): { snowflakeId: string; customerNumber: string; expiresAt?: number } | undefined {
  const claims = jwtPart(accessToken, 1);
  const snowflakeId = text(own(claims, "snowflakeId"));
  if (!isToken(snowflakeId)) return undefined;
  const number = text(own(claims, "customerNumber"));
  const expiresAt = jwtEnd(accessToken);
  return {
    snowflakeId,
    customerNumber: isToken(number) ? number : "",
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

/**
 * A session from what an account or the token call gives; `before` = the refresh token that was sent, which stays where no other
 * comes (docs/protocol/brands.md 1.1). Undefined if it makes none.
 */
export function tokensOf(
  given: { accessToken?: unknown; refreshToken?: unknown; expiresIn?: unknown },
  now: number,
  before?: string,
): LynkcoTokens | undefined {
  const { accessToken, expiresIn } = given;
  const refreshToken = given.refreshToken ?? before;
  if (!isToken(accessToken) || !isToken(refreshToken)) return undefined;
  const claims = claimsOf(accessToken);
  if (!claims) return undefined;
  const life = finite(expiresIn);
  const expiresAt = claims.expiresAt ?? now + (life === undefined ? usualLifeMs : life * 1000);
  return { accessToken, refreshToken, ...claims, expiresAt };
}

/** The answer of the token call. Throws CLOUD_ANSWER_INVALID. */
export function readTokens(json: unknown, host: string, now: number, before?: string): LynkcoTokens {
  const tokens = tokensOf(
    {
      accessToken: own(json, "access_token"),
      refreshToken: own(json, "refresh_token"),
      expiresIn: own(json, "expires_in"),
    },
    now,
    before,
  );
  if (tokens) return tokens;
  throw cloudError(
    "CLOUD_ANSWER_INVALID",
    `${host} answered the sign-in without the tokens that belong to it. Try again later; if it stays, report it with the Diagnostics.`,
    { host, retryable: false },
  );
}

/** What `save` has given, checked: it may come from another version. */
export function storedTokens(stored: JsonObject | undefined): LynkcoTokens | undefined {
  const expiresAt = finite(own(stored, "expiresAt"));
  const tokens = tokensOf(
    { accessToken: own(stored, "accessToken"), refreshToken: own(stored, "refreshToken") },
    expiresAt ?? 0,
  );
  return tokens && expiresAt !== undefined ? { ...tokens, expiresAt } : undefined;
}
