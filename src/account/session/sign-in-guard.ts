import { type Clock, dateOfTick, tickOfDate, ticks } from "../../base/clock";
import { cloudError, errorCodes, type ErrorCode, type VehicleCloudError } from "../../base/errors";
import { finite, own, text, type JsonObject } from "../../base/json";

/** Back-off of a throttled sign-in, docs/protocol/ecarx-smart.md 7.3: the login gateway is what bites, not the reads. */
export const throttle = {
  floorMs: 120_000,
  factor: 1.5,
  capMs: 90 * 60_000,
  reliefMs: 60_000,
  otherMs: 60_000,
} as const;

interface RefusedSignIn {
  platformCode?: string;
  host?: string;
  /** It was a renewal that was refused: on this platform that sends the credentials too. */
  renewal?: true;
}

/**
 * Says whether the credentials may be sent now. A refused password is not sent again: further tries lock the user's account.
 * A throttled sign-in waits longer each time; any other failure waits a minute. Kept over restarts, in the sealed session.
 */
export class SignInGuard {
  readonly #clock: Clock;
  #refused: RefusedSignIn | undefined;
  /** Next wait after a throttled sign-in; 0 = none so far. */
  #delayMs = 0;
  #until = -Infinity;
  /** A renewal was throttled, too: until when the next one waits. */
  #renewalUntil = -Infinity;
  #lastCode: ErrorCode = "SIGN_IN_BLOCKED";

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Throws what the last sign-in failed with while it must not be tried again. */
  check(): void {
    if (this.refusal) throw this.refusal;
    this.#checkWait(this.waitMs);
  }

  #checkWait(wait: number): void {
    if (wait <= 0) return;
    const why =
      this.#lastCode === "SIGN_IN_BLOCKED"
        ? "The cloud has refused sign-ins for now, because there were too many"
        : `The last sign-in failed (${this.#lastCode})`;
    throw cloudError(
      this.#lastCode,
      `${why}; the next one is tried in ${Math.ceil(wait / 1000)} s, by itself. Nothing was sent.`,
      { retryAfterMs: wait, retryable: true, sent: false },
    );
  }

  /**
   * The same for a renewal, which most platforms make without the credentials. Whether this one's sends them shows when they
   * are refused there. One that was throttled itself waits like a sign-in.
   */
  checkRenewal(): void {
    if (this.#refused?.renewal) throw this.#refusal(this.#refused);
    this.#checkWait(Math.min(this.waitMs, this.#renewalUntil - ticks(this.#clock)));
  }

  /** Why the credentials are not sent again; undefined while they may be. */
  get refusal(): VehicleCloudError | undefined {
    return this.#refused && this.#refusal(this.#refused);
  }

  /** Milliseconds until a sign-in may be tried; 0 = now. */
  get waitMs(): number {
    return Math.max(0, this.#until - ticks(this.#clock));
  }

  get state(): "open" | "refused" | "waiting" {
    return this.#refused ? "refused" : this.waitMs > 0 ? "waiting" : "open";
  }

  /** Test sign-in: forgets a refusal and the short wait after other failures, but not that the cloud throttles. */
  lift(): void {
    this.#refused = undefined;
    if (this.#lastCode !== "SIGN_IN_BLOCKED") this.#until = -Infinity;
  }

  succeeded(): void {
    this.#refused = undefined;
    this.#until = -Infinity;
    const relieved = this.#delayMs - throttle.reliefMs;
    this.#delayMs = relieved < throttle.floorMs ? 0 : relieved;
  }

  failed(error: VehicleCloudError, by: "signIn" | "renewal" = "signIn"): void {
    const now = ticks(this.#clock);
    if (error.code === "SIGN_IN_REJECTED") {
      const { platformCode, host } = error;
      this.#refused = { platformCode, host, ...(by === "renewal" ? { renewal: true } : {}) };
    } else if (error.code === "SIGN_IN_BLOCKED") {
      const next = this.#delayMs === 0 ? throttle.floorMs : this.#delayMs * throttle.factor;
      this.#delayMs = Math.min(next, throttle.capMs);
      this.#until = now + Math.min(Math.max(this.#delayMs, error.retryAfterMs ?? 0), throttle.capMs);
      if (by === "renewal") this.#renewalUntil = this.#until;
      this.#lastCode = "SIGN_IN_BLOCKED";
    } else if (error.code !== "ABORTED" && error.code !== "CONFIG_INVALID") {
      this.#until = now + throttle.otherMs;
      this.#lastCode = error.code;
    }
  }

  save(): JsonObject {
    const until = this.waitMs > 0 ? dateOfTick(this.#clock, this.#until) : 0;
    return { refused: this.#refused, delayMs: this.#delayMs, until, lastCode: this.#lastCode };
  }

  /** Takes over what was stored, by this or by another instance of the account: the longer wait counts. */
  restore(stored: unknown): void {
    const refused = own(stored, "refused");
    if (refused !== undefined) {
      this.#refused = {
        platformCode: text(own(refused, "platformCode")),
        host: text(own(refused, "host")),
        ...(own(refused, "renewal") === true ? { renewal: true } : {}),
      };
    }
    const code = text(own(stored, "lastCode"));
    const longest = code === "SIGN_IN_BLOCKED" ? throttle.capMs : throttle.otherMs;
    const until = tickOfDate(this.#clock, finite(own(stored, "until")) ?? 0, longest);
    if (until > this.#until && code !== undefined && Object.hasOwn(errorCodes, code)) {
      this.#until = until;
      this.#lastCode = code as ErrorCode;
    }
    this.#delayMs = Math.max(this.#delayMs, Math.min(finite(own(stored, "delayMs")) ?? 0, throttle.capMs));
  }

  #refusal({ platformCode, host }: RefusedSignIn): VehicleCloudError {
    return cloudError(
      "SIGN_IN_REJECTED",
      `${host ?? "The cloud"} has refused the account's credentials (its password or secret) before. They are not sent again until they are changed in the account, or Test sign-in is pressed.`,
      { platformCode, host, sent: false },
    );
  }
}
