import { cloudError } from "../../../base/errors";
import type { Credentials } from "../../platform";
import type { SessionState } from "../session/state";
import type { CapturedSettings } from "./settings";
import type { SignedIn } from "./ways";

/**
 * The session that the owner has captured. It is good once: when the cloud has refused it, and its renewal has not helped, it
 * would be refused again. New credentials begin anew. Rejects with SIGN_IN_REJECTED.
 */
export function signInWithCapture(
  { appName }: CapturedSettings,
  { accessToken = "", refreshToken, username = "", clientId }: Credentials,
  memory: Pick<SessionState, "signInRefusals">,
): SignedIn {
  if (memory.signInRefusals > 0) {
    throw cloudError(
      "SIGN_IN_REJECTED",
      `The captured session is over, and the cloud does not renew it. Capture the tokens of the app ${appName} anew and enter them in the account. Nothing was sent.`,
      { sent: false },
    );
  }
  memory.signInRefusals = 1;
  const told = (value: string | undefined): string | undefined => value?.trim() || undefined;
  return {
    api: {
      token: accessToken.trim(),
      userId: username.trim(),
      refresh: told(refreshToken),
      clientId: told(clientId),
    },
  };
}
