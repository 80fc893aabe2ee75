import { cloudError } from "../../base/errors";
import { finite, isObject, own, text, type JsonObject } from "../../base/json";
import type { HttpAnswer } from "../../http/client";

/** A token with its life by the local clock, milliseconds since 1970. */
export interface SegwayToken {
  accessToken: string;
  receivedAt: number;
  refreshAt: number;
  expiresAt: number;
}

/** Old and new token are both valid for this long at the change-over, seconds (docs/protocol/segway.md 2). */
export const overlapSeconds = 300;
/** No token is asked for sooner than this after the last one, seconds. */
export const shortestSeconds = 30;
const longestSeconds = 86_400;

/**
 * Seconds after which a token of `expiresIn` seconds is renewed: 300 s and the jitter before its end, at half of a life of
 * at most 300 s, never sooner than 30 s. A small `expires_in` is no error: the cloud hands out its current token with the
 * life that is left of it (docs/protocol/segway.md 2).
 */
export function refreshSeconds(expiresIn: number, jitterSeconds: number): number {
  const wanted = expiresIn <= overlapSeconds ? expiresIn / 2 : expiresIn - overlapSeconds - jitterSeconds;
  return Math.max(shortestSeconds, wanted);
}

/** Reads the answer of the token call, which has no envelope. Throws what a refusal means. */
export function readToken(answer: HttpAnswer, now: number, jitterSeconds: number): SegwayToken {
  const { json, host, status } = answer;
  const accessToken = text(own(json, "access_token"));
  if (status < 200 || status >= 300 || accessToken === undefined) throw refusal(answer);
  if (!/^[\x21-\x7e]{1,4096}$/.test(accessToken)) {
    throw cloudError("CLOUD_ANSWER_INVALID", `${host} sent a token that cannot stand in a header.`, {
      host,
      retryable: false,
    });
  }
  // Absent or absurd: as short as the vendor ever makes it, so that it is renewed soon but not in a loop.
  const told = finite(own(json, "expires_in")) ?? overlapSeconds;
  const life = Math.min(Math.max(told, shortestSeconds), longestSeconds);
  return {
    accessToken,
    receivedAt: now,
    refreshAt: now + refreshSeconds(life, jitterSeconds) * 1000,
    expiresAt: now + life * 1000,
  };
}

function refusal(answer: HttpAnswer): Error {
  const { json, host, status } = answer;
  const reason = text(own(json, "error")) ?? text(own(json, "code"));
  const details = { host, httpStatus: status, ...(reason === undefined ? {} : { platformCode: reason }) };
  if (status === 401 || reason === "invalid_client" || reason === "unauthorized_client") {
    return cloudError(
      "SIGN_IN_REJECTED",
      `${host} does not accept the client id and secret (${reason ?? "HTTP 401"}). Enter the pair that Segway gave you for this region; nothing is tried again until you change it or test the sign-in.`,
      details,
    );
  }
  if (reason === "15100") {
    return cloudError(
      "CONFIG_INVALID",
      `${host} says that the client id does not belong to it. Check the id.`,
      details,
    );
  }
  if (status === 403) {
    return cloudError("SIGN_IN_BLOCKED", `${host} refuses the sign-in for now (HTTP 403).`, details);
  }
  return cloudError(
    "CLOUD_ANSWER_INVALID",
    `${host} answered the request for a token with HTTP ${status} and no token.`,
    { ...details, retryable: status < 400 },
  );
}

/** A token as it was stored; undefined if it is none. */
export function storedToken(stored: JsonObject | undefined): SegwayToken | undefined {
  if (!isObject(stored)) return undefined;
  const { accessToken, receivedAt, refreshAt, expiresAt } = stored;
  if (typeof accessToken !== "string" || !/^[\x21-\x7e]{1,4096}$/.test(accessToken)) return undefined;
  const times = [receivedAt, refreshAt, expiresAt];
  if (!times.every((time) => typeof time === "number" && Number.isFinite(time))) return undefined;
  return {
    accessToken,
    receivedAt: receivedAt as number,
    refreshAt: refreshAt as number,
    expiresAt: expiresAt as number,
  };
}
