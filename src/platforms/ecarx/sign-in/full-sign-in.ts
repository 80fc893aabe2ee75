import { onAbort } from "../../../base/abort";
import { cloudError, isVehicleCloudError } from "../../../base/errors";
import type { SessionContext } from "../../platform";
import type { EcarxProfile } from "../profiles/profile";
import type { SessionState } from "../session/state";
import { signInBlocked } from "./refusal";
import { wayOf, type SignedIn } from "./ways";

/** A whole sign-in, all its requests together (docs/decisions.md). */
const wholeSignInMs = 90_000;

/**
 * Signs in by the profile's way and hands what it gave to `take`, which makes them a session; both within 90 s.
 * Rejects with SIGN_IN_REJECTED, SIGN_IN_BLOCKED, TIMEOUT, ABORTED, or the failure of the way there.
 */
export async function fullSignIn(
  profile: EcarxProfile,
  context: SessionContext,
  memory: Pick<SessionState, "signInRefusals">,
  take: (given: SignedIn, until: AbortSignal) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const stop = new AbortController();
  let late = false;
  const timer = context.clock.setTimeout(() => {
    late = true;
    stop.abort();
  }, wholeSignInMs);
  const off = onAbort(signal, () => stop.abort(signal?.reason));
  try {
    const { signIn } = profile;
    await take(await wayOf(signIn).signIn(signIn, context, memory, stop.signal), stop.signal);
  } catch (error) {
    if (late && isVehicleCloudError(error, "ABORTED")) {
      throw cloudError(
        "TIMEOUT",
        `The sign-in of ${profile.title} was not through within ${wholeSignInMs / 1000} s and was given up. It is tried again later.`,
        { cause: error },
      );
    }
    if (isVehicleCloudError(error, "SIGN_IN_NEEDED")) {
      const { host = profile.title, platformCode: code } = error;
      throw signInBlocked(host, "did not give a session for a fresh sign-in", { code });
    }
    throw error;
  } finally {
    context.clock.clearTimeout(timer);
    off();
  }
}
