import type { CallOptions } from "./call-types";

/** What a session captured anew was, without anything secret. */
export interface CaptureReceipt {
  /** As the paste in the account's dialog names it, e.g. `signed`, `gric`. */
  generation: string;
  /** False: it is the session that the account has already. */
  replaced: boolean;
  /** A refresh token came with it: the session is renewed without another capture. */
  renews: boolean;
  /** ISO 8601; absent = the token does not say. */
  validUntil?: string;
}

/** Of accounts whose session is one that the owner has captured. */
export interface TakesCaptures {
  /**
   * Takes a request, reply or token captured anew (as `readPaste`: cURL, raw, header lines, fetch, HAR, JSON, bare; at most 256 kB)
   * in the place of the session there is, which may be over or paused; asks the cloud nothing. Rejects, and changes nothing, with
   * NOT_SUPPORTED where the account does not allow it (`allow.captures`) or has no captured session, with INPUT_INVALID where the
   * capture is of another generation, app or user, holds no token or several, or one that has ended. Absent = as NOT_SUPPORTED.
   */
  takeCapture?(capture: string, options?: CallOptions): Promise<CaptureReceipt>;
}
