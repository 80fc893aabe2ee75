import { sleep, type Clock } from "../../base/clock";
import { asCloudError, throwIfAborted, type VehicleCloudError } from "../../base/errors";
import type { Logger } from "../../base/logger";
import type { HttpClient } from "../../http/client";
import type { PlatformSession, Reaction } from "../../platforms/platform";
import { linked, untilAborted } from "../../base/abort";
import { Renewal } from "./renewal";
import type { Kept, SessionStore } from "./session-store";
import { mayBeCarriedOut, type SessionUse } from "./session-use";
import type { SessionWatch } from "./session-watch";
import type { SignInGuard } from "./sign-in-guard";
import { takeInPlace } from "./take-in-place";
import type { TakeoverWatch } from "./takeover";

export interface SessionCareOptions {
  session: PlatformSession;
  http: HttpClient;
  store: SessionStore;
  guard: SignInGuard;
  takeover: TakeoverWatch;
  clock: Clock;
  logger: Logger;
  /** Fires when the account closes. */
  closing: AbortSignal;
  /** Writes everything that is kept with the session. */
  persist: () => Promise<void>;
  /** Hears what another instance of this account stored. */
  onStored: (kept: Kept) => void;
  /** Hears of each failure, for Diagnostics. */
  onFailure: (error: VehicleCloudError) => void;
  /** Hears what that means for the session. */
  watch: SessionWatch;
}

/** What a wait inside a call may last at most; a longer one is for the caller to decide. */
const longestWaitMs = 60_000;

/** So often a session of another instance may turn out to be void, within one call, before that is told as a failure. */
const mostAdopted = 3;

/**
 * The one way to a session: every use of it goes through `withSession`, which answers failures by the platform's table, each
 * reaction once per call, and sees to it that there is one renewal at a time.
 */
export class SessionCare {
  readonly #options: SessionCareOptions;
  readonly #renewals: Renewal;
  #renewal: Promise<void> | undefined;
  /** Of the last one that was no renewal, but took a capture: whose failure is nobody else's. */
  #taking: Promise<void> | undefined;
  /** Counts sessions: a call that fails with an older one needs no renewal. */
  #epoch = 0;
  /** The session of this count is another instance's: that it is refused says nothing about a renewal of our own. */
  #adopted = -1;
  #forced = false;

  constructor(options: SessionCareOptions) {
    this.#options = options;
    this.#renewals = new Renewal({ ...options, adopt: () => this.#adopt() });
  }

  /**
   * Lets `work` use the session, signed in and with the vehicle prepared. Rejects with what `work` rejects with once the
   * reactions are used up, with SIGN_IN_*, SESSION_TAKEN_OVER, or ABORTED.
   */
  withSession<T>(use: SessionUse, work: (session: PlatformSession, signal: AbortSignal) => Promise<T>): Promise<T> {
    return linked([this.#options.closing, use.signal], (signal) => this.#use({ ...use, signal }, work));
  }

  async #use<T>(
    use: SessionUse & { signal: AbortSignal },
    work: (session: PlatformSession, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const { session, watch } = this.#options;
    const tried = new Set<Reaction>();
    let adopted = 0;
    let again = false;
    for (;;) {
      throwIfAborted(use.signal, "A request");
      this.#checkHeld(use.byMessage === true);
      if (this.#renewals.dead || !session.usable) await this.#renew(undefined, this.#epoch, use.signal);
      const epoch = this.#epoch;
      const stood = watch.now;
      try {
        if (use.vehicle) await session.prepare(use.vehicle, { again, signal: use.signal });
        again = false;
        const result = await work(session, use.signal);
        // One that was lost meanwhile is not back because a request from before got through.
        if (watch.now === stood) watch.works();
        return result;
      } catch (thrown) {
        const error = asCloudError(thrown);
        this.#options.onFailure(error);
        const reaction = mayBeCarriedOut(error, use) ? "none" : session.react(error, use);
        if (reaction === "none") throw error;
        const others = reaction === "refresh" && this.#adopted === epoch && adopted++ < mostAdopted;
        if (tried.has(reaction) && !others) throw reaction === "refresh" ? this.#refusedAgain(error, epoch) : error;
        tried.add(reaction);
        again = reaction === "prepare";
        await this.#answer(reaction, error, epoch, use);
      }
    }
  }

  /** Test sign-in: the next renewal tries the credentials even after a refusal, and the session is wanted back now. */
  force(): void {
    this.#forced = true;
    this.#options.guard.lift();
    this.#options.takeover.lift();
  }

  /**
   * Works with a session that `take` has given to the platform's session, in the place of one that is over or paused too:
   * nobody signs in for it. False = it is the one there is; rejects with INPUT_INVALID if that one has been refused.
   */
  async replace(take: (session: PlatformSession) => Promise<boolean>): Promise<boolean> {
    // A renewal that ends later would lay its session over this one.
    while (this.#renewal) await this.idle();
    let replaced = false;
    this.#taking = this.#alone(async () => {
      throwIfAborted(this.#options.closing, "Taking a capture");
      replaced = await takeInPlace(this.#options, this.#renewals.dead, take);
      if (!replaced) return;
      this.#renewed();
      await this.#options.persist();
    });
    await this.#taking;
    return replaced;
  }

  /** The stored session is gone: the next use signs in. */
  forget(): void {
    this.#renewals.dead = true;
    this.#epoch++;
  }

  /** Resolves when no renewal is under way. */
  async idle(): Promise<void> {
    await this.#renewal?.catch(() => undefined);
  }

  async #answer(reaction: Reaction, error: VehicleCloudError, epoch: number, use: SessionUse): Promise<void> {
    const { session, http, clock, logger } = this.#options;
    logger.debug(`${error.code}${error.platformCode ? ` (${error.platformCode})` : ""}: ${reaction}, then once more`);
    switch (reaction) {
      case "refresh":
        return this.#renew(error, epoch, use.signal);
      case "resign":
        if (error.code === "CLOCK_SKEWED") http.useCloudTime();
        return;
      case "otherHost":
        if (!use.vehicle || !session.switchHost?.(use.vehicle)) throw error;
        return;
      case "wait": {
        const wait = error.retryAfterMs ?? 0;
        if (wait > longestWaitMs) throw error;
        return sleep(clock, wait, use.signal);
      }
      default:
        return;
    }
  }

  /** Throws SESSION_TAKEN_OVER while the session is left to another client. */
  #checkHeld(byMessage: boolean): void {
    const { takeover, watch } = this.#options;
    try {
      takeover.check(byMessage);
    } catch (error) {
      // News, where another instance of the account has given it up.
      watch.failed(asCloudError(error));
      throw error;
    }
  }

  /** A renewed session is refused too, in the same call. */
  #refusedAgain(error: VehicleCloudError, epoch: number): VehicleCloudError {
    const { takeover } = this.#options;
    if (!takeover.takenOver || epoch !== this.#epoch || this.#byUs(error)) return error;
    const lost = takeover.give(error) ?? takeover.error(error);
    this.#options.watch.failed(lost);
    void this.#options.persist();
    return lost;
  }

  /** One renewal for all who need one; a caller that gives up does not stop it. */
  async #renew(cause: VehicleCloudError | undefined, epoch: number, signal: AbortSignal | undefined): Promise<void> {
    const waiting = "Waiting for the sign-in";
    while (this.#renewal && this.#renewal === this.#taking) await untilAborted(this.idle(), signal, waiting);
    if (this.#epoch !== epoch) return;
    await untilAborted(this.#renewal ?? this.#alone(() => this.#renewNow(cause)), signal, waiting);
  }

  #alone(work: () => Promise<void>): Promise<void> {
    const { store, closing } = this.#options;
    this.#renewal = store.alone(work, closing).finally(() => {
      this.#renewal = undefined;
    });
    this.#renewal.catch(() => undefined);
    return this.#renewal;
  }

  async #renewNow(cause: VehicleCloudError | undefined): Promise<void> {
    const { guard, takeover, closing, watch } = this.#options;
    throwIfAborted(closing, "A sign-in");
    if (await this.#adopt()) return;
    // A token that we have made void ourselves says nothing about other clients.
    const refused = cause && !this.#byUs(cause);
    if (refused && takeover.takenOver) {
      const held = takeover.give(cause);
      watch.failed(held ?? takeover.error(cause));
      await this.#options.persist();
      if (held) throw held;
    }
    const forced = this.#forced;
    if (forced) guard.lift();
    this.#forced = false;
    const ours = await this.#renewals.run(cause, forced).catch((error: unknown) => {
      watch.failed(asCloudError(error));
      throw error;
    });
    if (!ours) return;
    watch.works();
    if (refused) takeover.renewed();
    this.#renewed();
    await this.#options.persist();
  }

  /** Another instance of this account may have been quicker: its session is as good as one of our own. */
  async #adopt(): Promise<boolean> {
    const { session, store, onStored } = this.#options;
    const stored = await store.reload();
    if (stored) onStored(stored);
    if (!stored?.session || !session.adopt(stored.session)) return false;
    this.#renewed();
    this.#adopted = this.#epoch;
    return true;
  }

  #byUs(error: VehicleCloudError): boolean {
    return this.#options.session.replacedByUs?.(error) === true;
  }

  #renewed(): void {
    this.#epoch++;
    this.#renewals.dead = false;
  }
}
