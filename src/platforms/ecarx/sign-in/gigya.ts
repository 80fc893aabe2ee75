import { cloudError, isVehicleCloudError, type VehicleCloudError } from "../../../base/errors";
import { dig, finite, own, text } from "../../../base/json";
import type { HttpClient } from "../../../http/client";
import { isProxyFailure } from "../../../http/proxy";
import type { Credentials } from "../../platform";
import type { GigyaSettings } from "./settings";
import { encodeRfc3986 } from "../session/signing";
import type { OauthTokens } from "../session/state";
import { deviceCookie } from "./bootstrap";
import { gigyaRefusal, signInFailure } from "./refusal";
import { parameter, walk } from "./walk";

/** Gigya's code for a wrong login or password. */
const wrongPassword = 403042;

/**
 * Signs in as the app does since May 2026 (docs/protocol/ecarx-smart.md 1.2, steps 1 to 4), without the session exchange.
 * Rejects with SIGN_IN_REJECTED (wrong password), SIGN_IN_BLOCKED (anything the services refuse before or after that), or the
 * failure of the way there, naming the host.
 */
export async function signInWithGigya(
  settings: GigyaSettings,
  credentials: Credentials,
  http: HttpClient,
  signal?: AbortSignal,
): Promise<OauthTokens> {
  let blocked: VehicleCloudError | undefined;
  try {
    const { start, webHeaders, apiKey, authOrigin } = settings;
    const context = await walk({
      http,
      start: `${start.origin}${start.path}?${start.query}`,
      headers: webHeaders,
      startHeaders: settings.startHeaders,
      look: (address) => parameter(address, "context"),
      goal: "a sign-in context",
      signal,
    });
    const device = await deviceCookie(settings, http, signal);
    const cookie = device.text;
    blocked = device.blocked;
    const loginToken = await login(settings, credentials, cookie, http, signal);
    const query = `context=${encodeRfc3986(context)}&login_token=${encodeRfc3986(loginToken)}`;
    return await walk({
      http,
      start: `${authOrigin}/oidc/op/v1.0/${apiKey}/authorize/continue?${query}`,
      headers: { ...webHeaders, cookie: `${cookie}; glt_${apiKey}=${loginToken}` },
      look: tokensOf,
      goal: "the tokens",
      signal,
    });
  } catch (error) {
    throw withoutPreparation(signInFailure(error), blocked);
  }
}

/** What failed after the cookie could not be fetched says that as well: it may be the same trouble, or the reason. */
function withoutPreparation(error: unknown, blocked: VehicleCloudError | undefined): unknown {
  if (!blocked || !isVehicleCloudError(error) || isProxyFailure(error)) return error;
  if (error.code === "SIGN_IN_REJECTED" || error.code === "ABORTED") return error;
  return cloudError(
    error.code,
    `${error.message} Before that, ${blocked.host} could not be asked to prepare the sign-in: ${blocked.message} Allow ${blocked.host} where an ad blocker (Pi-hole, AdGuard) or firewall blocks it.`,
    { ...error, cause: error },
  );
}

/** Recorded in the query; another client reads them from the fragment. */
function tokensOf(address: string): OauthTokens | undefined {
  const access = parameter(address, "access_token");
  if (!access) return undefined;
  return { access, refresh: parameter(address, "refresh_token"), id: parameter(address, "id_token") };
}

/** Step 3. HTTP is 200 even when the password is wrong. */
async function login(
  settings: GigyaSettings,
  { username = "", password = "" }: Credentials,
  cookie: string,
  http: HttpClient,
  signal?: AbortSignal,
): Promise<string> {
  const { authOrigin, proxyOrigin, webHeaders } = settings;
  const answer = await http.call(
    () => ({
      method: "POST",
      origin: authOrigin,
      path: "/accounts.login",
      headers: {
        ...webHeaders,
        accept: "*/*",
        origin: proxyOrigin,
        "content-type": "application/x-www-form-urlencoded",
        cookie,
      },
      body: form({
        loginID: username.trim(),
        password,
        sessionExpiration: "2592000",
        targetEnv: "jssdk",
        include: "profile,data,emails,subscriptions,preferences,",
        includeUserInfo: "true",
        loginMode: "standard",
        lang: settings.language,
        APIKey: settings.apiKey,
        source: "showScreenSet",
        sdk: "js_latest",
        pageURL: settings.pageUrl,
        sdkBuild: "15482",
        format: "json",
      }),
    }),
    { meter: { purpose: "signIn" }, signal },
  );
  const errorCode = finite(own(answer.json, "errorCode"));
  if (errorCode === wrongPassword) {
    throw cloudError(
      "SIGN_IN_REJECTED",
      `${answer.host} does not accept the e-mail address or password (code ${wrongPassword}). Try them in the app "${settings.appName}" and correct them in the account. Nothing is tried again until they change or Test sign-in is pressed.`,
      { host: answer.host, platformCode: String(wrongPassword) },
    );
  }
  if (errorCode !== 0) throw gigyaRefusal(answer, "refused the sign-in");
  const token = text(dig(answer.json, "sessionInfo", "login_token"));
  if (!token) {
    throw gigyaRefusal(answer, "accepted the sign-in but gave no session, as it does when its preparation failed");
  }
  return token;
}

/** Each value is encoded once. */
function form(fields: Record<string, string>): string {
  return Object.entries(fields)
    .map(([key, value]) => `${key}=${encodeRfc3986(value)}`)
    .join("&");
}
