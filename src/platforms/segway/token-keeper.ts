import { type Clock, ticks } from "../../base/clock";
import { untilAborted } from "../../base/abort";
import { asCloudError, cloudError, throwIfAborted, type VehicleCloudError } from "../../base/errors";
import type { JsonObject } from "../../base/json";
import type { Logger } from "../../base/logger";
import { shortestSeconds, storedToken, type SegwayToken } from "./token";

export interface TokenKeeperOptions {
  clock: Clock;
  logger: Logger;
  /** Asks the cloud; one request. */
  fetch(): Promise<SegwayToken>;
  /** Resolves once the session is on disk. */
  changed(): Promise<void>;
  stored?: JsonObject;
}

/** Waits after a failed renewal, seconds; the last one stays (docs/protocol/segway.md 2). */
const renewalWaits = [5, 10, 20, 40, 80, 160, 300];

/**
 * The current token. Calls go on with it while the next one is fetched: both are valid for 300 s. Renewal has no timer: the
 * call that finds it due starts it, so an account that only listens to pushes asks for nothing.
 */
export class TokenKeeper {
  readonly #options: TokenKeeperOptions;
  #token: SegwayToken | undefined;
  /** Fetched, on its way to disk, not yet used. */
  #next: SegwayToken | undefined;
  #fetching: Promise<void> | undefined;
  #forcedAt = -Infinity;
  #failures = 0;
  #notBefore = -Infinity;

  constructor(options: TokenKeeperOptions) {
    this.#options = options;
    this.#token = storedToken(options.stored);
  }

  /** The token to send now; undefined = none, or its life is over. */
  get current(): string | undefined {
    return this.#token && this.#options.clock.now() < this.#token.expiresAt ? this.#token.accessToken : undefined;
  }

  save(): JsonObject | undefined {
    const token = this.#next ?? this.#token;
    return token && { ...token };
  }

  /** Takes over a token that lives longer than the own one. True if it differs. */
  adopt(stored: JsonObject): boolean {
    const token = storedToken(stored);
    const now = this.#options.clock.now();
    if (!token || token.expiresAt <= now || token.accessToken === this.#token?.accessToken) return false;
    if (this.current !== undefined && this.#token && token.expiresAt <= this.#token.expiresAt) return false;
    this.#token = token;
    return true;
  }

  /** A new token; callers at the same time share one request. */
  async renew(signal?: AbortSignal): Promise<void> {
    throwIfAborted(signal, "A sign-in");
    this.#fetching ??= this.#fetch().finally(() => {
      this.#fetching = undefined;
    });
    await untilAborted(this.#fetching, signal, "A sign-in");
  }

  /** Starts a renewal in the background if it is due; its failure costs nothing while the old token lives. */
  renewIfDue(): void {
    const now = this.#options.clock.now();
    const due = this.#token !== undefined && now >= this.#token.refreshAt && now < this.#token.expiresAt;
    if (!due || this.#fetching || ticks(this.#options.clock) < this.#notBefore) return;
    const endsAt = this.#token?.expiresAt ?? now;
    this.renew().catch((error: unknown) => this.#renewalFailed(asCloudError(error), endsAt));
  }

  #renewalFailed(error: VehicleCloudError, endsAt: number): void {
    const { clock, logger } = this.#options;
    if (error.code === "SIGN_IN_REJECTED" || error.code === "CONFIG_INVALID") {
      // Id or secret are wrong, which no waiting mends. The old token serves on; at its end the account meets this once more,
      // and then remembers it.
      this.#notBefore = ticks(clock) + (endsAt - clock.now());
      const minutes = Math.ceil((endsAt - clock.now()) / 60_000);
      logger.warn(`Renewing the token was refused; the old one ends in ${minutes} min. ${error.message}`);
      return;
    }
    const wait = renewalWaits[Math.min(this.#failures++, renewalWaits.length - 1)] ?? shortestSeconds;
    this.#notBefore = ticks(clock) + wait * 1000;
    logger.warn(`Renewing the token failed; tried again after ${wait} s. ${error.message}`);
  }

  /**
   * After the cloud refused `used`: nothing if another token is current by now, else a new one, at most every 30 s
   * (docs/protocol/segway.md 2). Rejects with SIGN_IN_NEEDED when the cloud refused a token that was just made.
   */
  async replace(used: string | undefined, cause: VehicleCloudError, signal?: AbortSignal): Promise<void> {
    const current = this.current;
    if (current !== undefined && used !== undefined && current !== used) return;
    if (this.#fetching) return untilAborted(this.#fetching, signal, "A sign-in");
    if (current !== undefined) {
      this.checkForced(cause);
      this.#forcedAt = ticks(this.#options.clock);
      this.#token = undefined;
    }
    return this.renew(signal);
  }

  /** Throws SIGN_IN_NEEDED while a token that was fetched because of a refusal is younger than 30 s. */
  checkForced(cause?: VehicleCloudError): void {
    const wait = this.#forcedAt + shortestSeconds * 1000 - ticks(this.#options.clock);
    if (wait <= 0) return;
    throw cloudError(
      "SIGN_IN_NEEDED",
      `${cause?.host ?? "Segway's cloud"} refuses a token that it has only just given out. The next one is asked for in ${Math.ceil(wait / 1000)} s at the earliest; if it goes on, check which host the client id belongs to.`,
      { host: cause?.host, platformCode: cause?.platformCode, retryAfterMs: wait, retryable: true, cause },
    );
  }

  async #fetch(): Promise<void> {
    const token = await this.#options.fetch();
    this.#failures = 0;
    this.#notBefore = -Infinity;
    this.#next = token;
    try {
      await this.#options.changed();
    } finally {
      this.#token = token;
      this.#next = undefined;
    }
  }
}
