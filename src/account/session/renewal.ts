import { sleep, type Clock } from "../../base/clock";
import { asCloudError, cloudError, type VehicleCloudError } from "../../base/errors";
import type { PlatformSession } from "../../platforms/platform";
import { within } from "../../base/abort";
import type { SessionStore } from "./session-store";
import type { SignInGuard } from "./sign-in-guard";

export interface RenewalOptions {
  session: PlatformSession;
  store: SessionStore;
  guard: SignInGuard;
  clock: Clock;
  /** Fires when the account closes. */
  closing: AbortSignal;
  persist: () => Promise<void>;
  onFailure: (error: VehicleCloudError) => void;
  /** Takes over what another instance has stored; false = nothing that helps. */
  adopt: () => Promise<boolean>;
}

/** A whole sign-in, all its requests (docs/decisions.md, constants). A renewal before it has as long. */
const signInTimeoutMs = 90_000;

/**
 * When to look after a refused renewal, milliseconds. The other instance that used up what both renew with is moments ahead: it
 * must still make the rest of its requests, seal the session and save it, all of which a slow machine or store draws out.
 */
const looksAtMs = [1000, 3000, 7000, 20_000] as const;

/** How a session is had anew: without the credentials, from another instance, with the credentials. In this order, once. */
export class Renewal {
  readonly #options: RenewalOptions;
  /** The session cannot be renewed without the credentials; trying it would only cost requests. */
  dead = false;

  constructor(options: RenewalOptions) {
    this.#options = options;
  }

  /** False if the session is another instance's after all. `forced`: Test sign-in, which waits for no other instance. */
  async run(cause: VehicleCloudError | undefined, forced: boolean): Promise<boolean> {
    try {
      const renewed = await this.#limited((signal) => this.#refresh(cause, signal));
      if (renewed === "done") return true;
      if (await this.#adopt(renewed === "refused" && !forced)) return false;
      this.#options.guard.check();
    } catch (thrown) {
      const error = asCloudError(thrown);
      this.#options.onFailure(error);
      throw error;
    }
    await this.#signIn();
    return true;
  }

  /** `none` = there is nothing to renew. */
  async #refresh(cause: VehicleCloudError | undefined, signal: AbortSignal): Promise<"done" | "refused" | "none"> {
    const { session, guard, onFailure, persist } = this.#options;
    if (this.dead || (!cause && !session.save())) return "none";
    guard.checkRenewal();
    try {
      await session.refresh(cause ?? cloudError("SIGN_IN_NEEDED", "The stored session has run out."), signal);
      return "done";
    } catch (thrown) {
      const error = asCloudError(thrown);
      if (error.code === "SIGN_IN_NEEDED") {
        this.dead = true;
        onFailure(error);
        return "refused";
      }
      if (error.code === "SIGN_IN_BLOCKED") guard.failed(error, "renewal");
      if (error.code === "SIGN_IN_REJECTED") {
        // Where there is no way to renew but to sign in (Segway), these were the credentials.
        this.dead = true;
        guard.failed(error, "renewal");
        await persist();
      }
      throw error;
    }
  }

  /**
   * What we renewed with may be used up because another instance has renewed with it. On a shared store its session is waited
   * for: with the password we would take the session from it, and be the second device that signs in.
   */
  async #adopt(refused: boolean): Promise<boolean> {
    const { store, clock, closing, adopt } = this.#options;
    if (await adopt()) return true;
    if (!refused || !store.shared) return false;
    let waitedMs = 0;
    for (const at of looksAtMs) {
      await sleep(clock, at - waitedMs, closing);
      waitedMs = at;
      if (await adopt()) return true;
    }
    return false;
  }

  async #signIn(): Promise<void> {
    const { session, guard, onFailure, persist } = this.#options;
    try {
      await this.#limited((signal) => session.signIn(signal));
      guard.succeeded();
    } catch (thrown) {
      const error = asCloudError(thrown);
      onFailure(error);
      guard.failed(error);
      await persist();
      throw error;
    }
  }

  #limited<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { clock, closing } = this.#options;
    return within({ clock, ms: signInTimeoutMs, signal: closing, what: "The sign-in" }, work);
  }
}
