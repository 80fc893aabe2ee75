import { cloudError } from "../../base/errors";
import type { PlatformSession } from "../../platforms/platform";
import type { SignInGuard } from "./sign-in-guard";
import type { TakeoverWatch } from "./takeover";

interface Place {
  session: PlatformSession;
  guard: SignInGuard;
  takeover: TakeoverWatch;
}

/**
 * Lets `take` put a session in the place of the one there is, and ends what kept that one from being used: a refusal, or that it
 * was left to the phone app. False = it is the one there is; rejects with INPUT_INVALID if the cloud has refused that.
 */
export async function takeInPlace(
  { session, guard, takeover }: Place,
  dead: boolean,
  take: (session: PlatformSession) => Promise<boolean>,
): Promise<boolean> {
  const over = dead || guard.refusal !== undefined;
  const replaced = await take(session);
  if (!replaced && over) {
    throw cloudError(
      "INPUT_INVALID",
      "The capture holds the token that the cloud has refused already. Open the app once, so that it gets a new one, and send that; nothing was sent.",
      { sent: false },
    );
  }
  guard.lift();
  takeover.lift();
  return replaced;
}
