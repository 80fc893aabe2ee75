import { cloudError, type ErrorDetails, type VehicleCloudError } from "../../../base/errors";
import { finite, own, text } from "../../../base/json";
import type { Credentials, SessionContext } from "../../platform";
import { fillOperation } from "../catalogue/operation";
import { canonicalQuery } from "../session/signing";
import type { SessionState } from "../session/state";
import { jwtEnd } from "../../../base/jwt";
import { again, hasWrongLength } from "./captured-form";
import { signInBlocked, signInFailure, throttled } from "./refusal";
import type { CapturedSettings } from "./settings";
import type { SignedIn } from "./ways";

/**
 * The session that the owner has captured, or the one that the cloud gives for a captured authCode. Either is good once: when
 * the cloud has refused it, and its renewal has not helped, it would be refused again. New credentials begin anew. Rejects
 * with SIGN_IN_REJECTED, SIGN_IN_BLOCKED (throttled), or the failure of the way there.
 */
export async function signInWithCapture(
  settings: CapturedSettings,
  context: SessionContext,
  memory: Pick<SessionState, "signInRefusals">,
  signal: AbortSignal,
): Promise<SignedIn> {
  const { accessToken, authCode, refreshToken, username, clientId } = told(context.credentials);
  const what = accessToken ? "captured session" : "session that the authCode gave";
  if (memory.signInRefusals > 0) {
    throw over(
      settings,
      `The ${what} is over, and the cloud does not renew it: its refresh token is missing, too old, or used elsewhere${accessToken ? "" : "; an authCode works once"}`,
    );
  }
  if (!accessToken) return await forAuthCode(settings, context, memory, authCode ?? "", signal);
  const end = jwtEnd(accessToken);
  if (!refreshToken && end !== undefined && end <= context.http.cloudNow()) {
    throw over(
      settings,
      `The captured access token ended at ${new Date(end).toISOString()}, and there is no refresh token to renew it with`,
    );
  }
  if (hasWrongLength(accessToken)) {
    throw cloudError(
      "CONFIG_INVALID",
      `The access token of the account is too short or too long to be whole. ${again}`,
      {
        sent: false,
      },
    );
  }
  memory.signInRefusals = 1;
  return { api: { token: accessToken, userId: username ?? "", refresh: refreshToken, clientId } };
}

/** docs/protocol/lynkco-geely.md 4.1: unsigned, and no more is known of it. */
async function forAuthCode(
  settings: CapturedSettings,
  { http }: SessionContext,
  memory: Pick<SessionState, "signInRefusals">,
  authCode: string,
  signal: AbortSignal,
): Promise<SignedIn> {
  const { exchange } = settings;
  if (!exchange) throw over(settings, "This cloud gives no session for an authCode");
  const { method, path, query, body, headers } = fillOperation(exchange.operation, () => ({ authCode }));
  try {
    const answer = await http.call(
      () => ({
        method,
        origin: exchange.origin,
        path,
        query: canonicalQuery(query),
        headers: { ...exchange.headers, ...headers, "content-type": "application/json" },
        body: JSON.stringify(body?.() ?? {}),
      }),
      { meter: { purpose: "signIn" }, signal },
    );
    const given = own(answer.json, "data");
    const [token, userId] = [text(own(given, "accessToken")), text(own(given, "userId"))];
    if (token && userId && finite(own(answer.json, "code")) === 1000) {
      memory.signInRefusals = 1;
      return {
        api: { token, userId, refresh: text(own(given, "refreshToken")), clientId: text(own(given, "clientId")) },
      };
    }
    if (answer.status === 403 || answer.status === 429) throw throttled(answer);
    const code = text(own(answer.json, "code"))?.slice(0, 40);
    if (code === undefined && answer.status >= 500) {
      throw signInBlocked(answer.host, "gives no session for the authCode just now", { httpStatus: answer.status });
    }
    memory.signInRefusals = 1;
    throw over(
      settings,
      `${answer.host} gives no session for this authCode (${code ? `code ${code}` : `HTTP ${answer.status}`}): it works once and for a short time, so most likely it is used or too old`,
      { host: answer.host, platformCode: code },
    );
  } catch (error) {
    throw signInFailure(error);
  }
}

function over({ appName }: CapturedSettings, why: string, details: ErrorDetails = { sent: false }): VehicleCloudError {
  return cloudError(
    "SIGN_IN_REJECTED",
    `${why}. Capture anew what the app ${appName} sends, and enter it in the account. Nothing is tried again until then.`,
    details,
  );
}

function told(given: Credentials): Credentials {
  const trimmed = Object.entries(given as Record<string, string | undefined>).map(
    ([name, value]) => [name, value?.trim() || undefined] as const,
  );
  return Object.fromEntries(trimmed);
}
