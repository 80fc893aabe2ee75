import { randomUUID } from "node:crypto";
import { cloudError } from "../../../base/errors";
import { dig, finite, own, text } from "../../../base/json";
import type { HttpAnswer, HttpClient } from "../../../http/client";
import type { Credentials } from "../../platform";
import type { IamSettings } from "./settings";
import { encodeRfc3986 } from "../session/signing";
import type { OauthTokens, SessionState } from "../session/state";
import { isThrottling, refusedPassword, signInBlocked, signInFailure, throttled } from "./refusal";

const service = "/iam/service/api/v1";
/** A sign-in token is taken for dead after a day, or earlier if the service says so (docs/protocol/ecarx-smart.md 2.2). */
const longestSeconds = 86_400;

/**
 * Step 1 of docs/protocol/ecarx-smart.md 2.2: e-mail and password for the sign-in tokens. Rejects with SIGN_IN_REJECTED
 * (the service's own code, or HTTP 400 or 401), SIGN_IN_BLOCKED (throttled, or refused without a code), or the failure of the way there.
 */
export async function signInWithIam(
  settings: IamSettings,
  { username = "", password = "" }: Credentials,
  http: HttpClient,
  memory: Pick<SessionState, "signInRefusals">,
  signal?: AbortSignal,
): Promise<OauthTokens> {
  try {
    const asked = http.cloudNow();
    const body = JSON.stringify({ email: username.trim(), password });
    const answer = await http.call(
      () => ({
        method: "POST",
        origin: settings.origin,
        path: `${service}/login`,
        headers: headers(settings, http),
        body,
      }),
      { meter: { purpose: "signIn" }, signal },
    );
    if (!succeeded(answer)) throw refusedPassword(answer, "e-mail address", settings, memory);
    const access = text(dig(answer.json, "result", "accessToken"));
    if (!access) throw signInBlocked(answer.host, "accepted the sign-in but gave no token");
    memory.signInRefusals = 0;
    const seconds = finite(dig(answer.json, "result", "expiresIn")) ?? longestSeconds;
    return {
      access,
      refresh: text(dig(answer.json, "result", "refreshToken")),
      id: text(dig(answer.json, "result", "idToken")),
      until: asked + Math.min(Math.max(seconds, 0), longestSeconds) * 1000,
    };
  } catch (error) {
    throw signInFailure(error);
  }
}

/** Step 2: a code that is good for one exchange. Rejects with SIGN_IN_NEEDED if the sign-in token is dead. */
export async function codeForSession(
  settings: IamSettings,
  { access, id }: OauthTokens,
  http: HttpClient,
  signal?: AbortSignal,
): Promise<string> {
  const answer = await http.call(
    () => ({
      method: "GET",
      origin: settings.origin,
      path: `${service}/oauth20/authorize`,
      query: `accessToken=${encodeRfc3986(access)}`,
      headers: { ...headers(settings, http), ...(id ? { "Xs-Auth-Token": id } : {}) },
    }),
    { meter: { purpose: "session" }, signal },
  );
  const { host, status } = answer;
  if (status === 403 || isThrottling(text(own(answer.json, "message")))) throw throttled(answer);
  const result = own(answer.json, "result");
  const code = text(result) ?? text(own(result, "authCode"));
  if (succeeded(answer) && code) return code;
  throw cloudError("SIGN_IN_NEEDED", `${host} does not accept the stored sign-in any more.`, {
    host,
    platformCode: text(own(answer.json, "code")),
    ...(status === 200 ? {} : { httpStatus: status }),
  });
}

/** The gateway wants a number and a time with every request; a signature it does not check here. */
function headers(settings: IamSettings, http: HttpClient): Record<string, string> {
  return {
    ...settings.headers,
    "X-Ca-Key": settings.key,
    "X-Ca-Nonce": randomUUID(),
    "X-Ca-Timestamp": String(http.cloudNow()),
  };
}

/** The code is the text "200" here. */
function succeeded({ json, status }: HttpAnswer): boolean {
  return status < 300 && text(own(json, "code")) === "200";
}
