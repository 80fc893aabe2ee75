import { cloudError } from "../../base/errors";
import { finite, own, type JsonObject } from "../../base/json";
import type { Clock } from "../../base/clock";
import { RateLimiter, type RateLimit } from "../../http/rate-limit";

/** What an account may say about its platform (`VehicleAccountOptions.profile`). */
export interface SegwaySettings {
  /** Default 5 per second, burst 10: the vendor publishes no limit, but restricts callers (15990). */
  rate: RateLimit;
  /** Which battery query the fleet answers. Default mopeds (C80). */
  batteryFamily: "mopeds" | "kickscooters";
  signatureMode: "decoded" | "raw" | "auto";
  /** Pushes older than this are refused; absent = none, since locked vehicles may deliver late. */
  replayWindowSeconds?: number;
}

export const defaultRate: RateLimit = { perSecond: 5, burst: 10 };

/** Reads `{requestsPerSecond, burst, batteryFamily, signatureMode, replayWindowSeconds}`; throws CONFIG_INVALID. */
export function readSettings(profile: JsonObject | undefined): SegwaySettings {
  const number = (name: string, least: number, most: number): number | undefined => {
    const value = own(profile, name);
    if (value === undefined || value === null || value === "") return undefined;
    const read = finite(value);
    if (read !== undefined && read >= least && read <= most) return read;
    throw cloudError("CONFIG_INVALID", `The account's ${name} must be a number from ${least} to ${most}.`);
  };
  const choice = <T extends string>(name: string, choices: readonly T[]): T => {
    const value = own(profile, name) ?? choices[0];
    if (choices.includes(value as T)) return value as T;
    throw cloudError("CONFIG_INVALID", `The account's ${name} must be one of ${choices.join(", ")}.`);
  };
  return {
    rate: {
      perSecond: number("requestsPerSecond", 0.1, 1000) ?? defaultRate.perSecond,
      burst: number("burst", 1, 1000) ?? defaultRate.burst,
    },
    batteryFamily: choice("batteryFamily", ["mopeds", "kickscooters"]),
    signatureMode: choice("signatureMode", ["decoded", "raw", "auto"]),
    replayWindowSeconds: number("replayWindowSeconds", 1, 31_536_000),
  };
}

const limiters = new WeakMap<Clock, Map<string, RateLimiter>>();
/** Of clients that are typed into a dialog and tried, each has one: the oldest that nobody waits for go. */
const mostLimiters = 200;

/** One limiter per client id and process, however many accounts use it: the cloud counts the client. The last setting holds. */
export function limiterFor(clientId: string, clock: Clock, rate: RateLimit): RateLimiter {
  const known = limiters.get(clock) ?? new Map<string, RateLimiter>();
  limiters.set(clock, known);
  const limiter = known.get(clientId);
  if (!limiter) {
    const created = new RateLimiter(clock, rate);
    for (const [other, { waiting }] of known) {
      if (known.size < mostLimiters) break;
      if (waiting === 0) known.delete(other);
    }
    known.set(clientId, created);
    return created;
  }
  if (limiter.limit.perSecond !== rate.perSecond || limiter.limit.burst !== rate.burst) limiter.adjust(rate);
  return limiter;
}
