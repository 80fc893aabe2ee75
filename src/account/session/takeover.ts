import { type Clock, dateOfTick, tickOfDate, ticks } from "../../base/clock";
import { cloudError, type VehicleCloudError } from "../../base/errors";
import { finite, own, type JsonObject } from "../../base/json";
import type { Takeover } from "../types";

/** A second refusal this soon after our own renewal means that somebody else signs in (docs/decisions.md). */
export const takeoverWindowMs = 10 * 60_000;
export const giveWayMs = 15 * 60_000;

/**
 * Tells a session that ran out from one that the phone app has taken. The clouds allow one session per account at times
 * (docs/protocol/ecarx-smart.md 7.4): two that take it from each other for ever would sign the user's phone out all day.
 */
export class TakeoverWatch {
  readonly #clock: Clock;
  readonly #policy: Takeover;
  readonly #shared: boolean;
  #renewedAt = -Infinity;
  #heldUntil = -Infinity;

  /** `shared`: several clients use one session, none takes it from another; one that is refused has only run out. */
  constructor(clock: Clock, policy: Takeover, shared = false) {
    this.#shared = shared;
    this.#clock = clock;
    this.#policy = policy;
  }

  /** The session was renewed because it had been refused. */
  renewed(): void {
    this.#renewedAt = ticks(this.#clock);
    this.#heldUntil = -Infinity;
  }

  /** The session was refused again. Whether that means that another client has taken it. */
  get takenOver(): boolean {
    const since = ticks(this.#clock) - this.#renewedAt;
    return !this.#shared && since >= 0 && since < takeoverWindowMs;
  }

  get held(): boolean {
    return this.waitMs > 0;
  }

  /** Begins to wait as the account says, and returns the error; undefined if the session is to be taken back. */
  give(cause?: VehicleCloudError): VehicleCloudError | undefined {
    if (this.#policy === "takeBack") return undefined;
    this.#heldUntil = this.#policy === "giveWay" ? ticks(this.#clock) + giveWayMs : Infinity;
    return this.error(cause);
  }

  /** Throws SESSION_TAKEN_OVER while the session is left to the other. A message ends the wait of the policy `wait`. */
  check(byMessage: boolean): void {
    if (byMessage && this.#heldUntil === Infinity) this.lift();
    if (this.held) throw this.error();
  }

  /** Test sign-in: the session is wanted back now. */
  lift(): void {
    this.#heldUntil = -Infinity;
    this.#renewedAt = -Infinity;
  }

  error(cause?: VehicleCloudError): VehicleCloudError {
    const wait = this.waitMs;
    const then =
      this.#policy === "takeBack"
        ? "It is taken back at the next request."
        : wait === Infinity
          ? "Nothing is asked until a message comes in or Test sign-in is pressed."
          : `It is left to the other for ${Math.ceil(wait / 60_000)} min, then signed in again.`;
    return cloudError(
      "SESSION_TAKEN_OVER",
      `Another client, usually the phone app, has taken this account's session. ${then} A second account to which the vehicle is shared avoids this.`,
      {
        host: cause?.host,
        platformCode: cause?.platformCode,
        ...(Number.isFinite(wait) && wait > 0 ? { retryAfterMs: wait } : {}),
        lastReadingServes: true,
        cause,
      },
    );
  }

  save(): JsonObject {
    const kept = (value: number): number | "message" | undefined =>
      value === Infinity ? "message" : Number.isFinite(value) ? dateOfTick(this.#clock, value) : undefined;
    return { renewedAt: kept(this.#renewedAt), heldUntil: kept(this.#heldUntil) };
  }

  restore(stored: unknown): void {
    const held = own(stored, "heldUntil");
    const renewed = finite(own(stored, "renewedAt"));
    if (renewed !== undefined) this.#renewedAt = tickOfDate(this.#clock, renewed, 0);
    if (held === "message") this.#heldUntil = this.#policy === "wait" ? Infinity : -Infinity;
    else if (finite(held) !== undefined) this.#heldUntil = tickOfDate(this.#clock, finite(held)!, giveWayMs);
  }

  /** For how long the session is left to the other; Infinity = until a message or Test sign-in. */
  get waitMs(): number {
    if (this.#policy === "takeBack") return 0;
    const wait = this.#heldUntil - ticks(this.#clock);
    if (wait === Infinity) return Infinity;
    return Math.max(0, wait);
  }
}
