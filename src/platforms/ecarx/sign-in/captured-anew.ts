import type { CapturedSession, Credentials } from "../../platform";
import { captureRefused, otherSubject } from "../../captured-session";
import type { EcarxProfile } from "../profiles/profile";
import type { ApiSession, SessionState } from "../session/state";
import { faultOfCapture, hasWrongLength } from "./captured-form";

/**
 * The session that a new capture makes in the place of the one there is; undefined = it is that one. A refresh token belongs to
 * its access token (docs/protocol/lynkco-geely.md 4.1), so that without a new one there is none. Throws INPUT_INVALID.
 */
export function capturedApi(
  captured: CapturedSession,
  { headers, title }: EcarxProfile,
  state: SessionState,
  credentials: Credentials,
): Omit<ApiSession, "since"> | undefined {
  const { accessToken, refreshToken, userId, appId } = captured;
  const { api } = state;
  const app = headers["x-app-id"];
  if (appId !== undefined && appId.toLowerCase() !== app?.toLowerCase())
    throw captureRefused(`it is of another app than this account, which is for ${title}. Send what that app sends`);
  const clientId = captured.clientId ?? api?.clientId ?? credentials.clientId?.trim();
  const fault = faultOfCapture({ accessToken, refreshToken, username: userId, clientId });
  if (fault) throw captureRefused(fault.replace("; nothing was sent.", ""));
  if (hasWrongLength(accessToken)) throw captureRefused("its token is too short or too long to be whole");
  const ours = api?.userId ?? (credentials.username?.trim() || undefined);
  const user = userId ?? ours;
  if (user === undefined)
    throw captureRefused(
      "neither it nor the account says whose it is. Enter the user id in the account, or send a whole request",
    );
  if ((ours !== undefined && user !== ours) || otherSubject(api?.token ?? credentials.accessToken?.trim(), accessToken))
    throw captureRefused("it is another user's. Enter it in an account of its own");
  const entered = api === undefined && state.signInRefusals === 0 && accessToken === credentials.accessToken?.trim();
  const same = entered || api?.token === accessToken;
  if (same && (refreshToken === undefined || refreshToken === (api?.refresh ?? credentials.refreshToken?.trim())))
    return undefined;
  // Good once, as one that was entered.
  state.signInRefusals = 1;
  return { token: accessToken, userId: user, refresh: refreshToken, clientId };
}
