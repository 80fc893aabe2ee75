import { cloudError, isVehicleCloudError, type VehicleCloudError } from "../../../base/errors";
import { own, text } from "../../../base/json";
import { redactForeign } from "../../../base/logger";
import type { HttpAnswer } from "../../../http/client";
import { isProxyFailure } from "../../../http/proxy";
import type { SessionState } from "../session/state";
import type { SignInSettings } from "./settings";

/** First wait after a throttled sign-in and after any other failure; the account makes it longer (docs/protocol/ecarx-smart.md 7.3). */
const throttledWaitMs = 120_000;
const failedWaitMs = 60_000;

/** Words by which a gateway says with HTTP 200 that it is asked too often. */
const throttling = /rate limit|quota|too many|throttl|try again later|forbidden/i;

export function isThrottling(message: string | undefined): boolean {
  return throttling.test(message ?? "");
}

export interface RefusalDetails {
  code?: string;
  /** What the service says; shown after secrets were taken out. */
  message?: string;
  httpStatus?: number;
  /** Asked too often. */
  slow?: boolean;
}

/** SIGN_IN_BLOCKED: nothing was said about the password; trying again at once makes it worse. */
export function signInBlocked(host: string, what: string, details: RefusalDetails = {}): VehicleCloudError {
  const { code, message, httpStatus } = details;
  const slow = details.slow === true || isThrottling(message);
  const said = [code && `code ${code}`, message && `"${redactForeign(message).slice(0, 200)}"`]
    .filter(Boolean)
    .join(", ");
  return cloudError(
    "SIGN_IN_BLOCKED",
    `${host} ${what}${said ? ` (${said})` : ""}. This says nothing about the password. It is tried again later${slow ? ", after a longer and longer pause" : ""}; trying by hand in between does not help.`,
    { host, platformCode: code, httpStatus, retryAfterMs: slow ? throttledWaitMs : failedWaitMs },
  );
}

/** Gigya's code for too many calls from one place or account, whatever its text says. */
const rateLimited = "403048";

/** What Gigya said no to, with its code and words. */
export function gigyaRefusal({ host, status, json }: HttpAnswer, what: string): VehicleCloudError {
  const errorCode = text(own(json, "errorCode"));
  const said = [text(own(json, "errorMessage")), text(own(json, "errorDetails"))].filter(Boolean);
  return signInBlocked(host, what, {
    code: errorCode === "0" ? undefined : errorCode,
    message: said.join(": ") || undefined,
    httpStatus: status === 200 ? undefined : status,
    slow: status === 403 || errorCode === rateLimited,
  });
}

/** A failure on the way to a host, in terms of the sign-in. */
export function signInFailure(error: unknown): unknown {
  if (!isVehicleCloudError(error)) return error;
  const { host = "the sign-in service" } = error;
  if (error.code === "RATE_LIMITED" && error.httpStatus === 429) {
    const wait = error.retryAfterMs ?? 0;
    return cloudError(
      "SIGN_IN_BLOCKED",
      `${host} asks for a pause (HTTP 429). This says nothing about the password. It is tried again in ${Math.ceil(Math.max(wait, throttledWaitMs) / 1000)} s at the earliest.`,
      { host, httpStatus: 429, retryAfterMs: Math.max(wait, throttledWaitMs), cause: error },
    );
  }
  // Ad blockers answer a blocked name with nothing, or with an address where nobody listens.
  if (isProxyFailure(error)) return error;
  if (error.code === "CLOUD_UNAVAILABLE" && error.sent === false && error.retryable) {
    // A name that was not found is told with that advice already.
    const advice = error.message.includes("ad blocker")
      ? ""
      : ` An ad blocker in the network (Pi-hole, AdGuard) often blocks hosts of the sign-in: allow ${host} there.`;
    return cloudError("CLOUD_UNAVAILABLE", `The sign-in cannot reach ${host}: ${error.message}${advice}`, {
      host,
      sent: false,
      cause: error.cause,
    });
  }
  return error;
}

/** Asked too often, by the service's own code and words. */
export function throttled({ host, json, status }: HttpAnswer): VehicleCloudError {
  return signInBlocked(host, "refused the sign-in", {
    code: text(own(json, "code")),
    message: spoken(json),
    httpStatus: status === 200 ? undefined : status,
    slow: true,
  });
}

/**
 * No code of a wrong password is recorded of these services: any that is no success is treated as one
 * (docs/protocol/ecarx-smart.md 2.2). What has no code, or one like an HTTP 5xx, is believed when HTTP says so too, or when it
 * comes again. `called`: what the user name is called there.
 */
export function refusedPassword(
  answer: HttpAnswer,
  called: string,
  { appName }: Pick<SignInSettings, "appName">,
  memory: Pick<SessionState, "signInRefusals">,
): VehicleCloudError {
  const { host, json, status } = answer;
  const code = text(own(json, "code"))?.slice(0, 40);
  const message = spoken(json);
  if (status === 403 || isThrottling(message)) return throttled(answer);
  memory.signInRefusals++;
  const said = [code && `code ${code}`, message && `"${redactForeign(message).slice(0, 200)}"`]
    .filter(Boolean)
    .join(", ");
  const what = `${host} refuses the sign-in${said ? ` (${said})` : ` (HTTP ${status})`}.`;
  const details = { host, platformCode: code, ...(status === 200 ? {} : { httpStatus: status }) };
  const believed = code !== undefined && !/^5\d\d$/.test(code);
  if (believed || status === 400 || status === 401 || memory.signInRefusals > 1) {
    return cloudError(
      "SIGN_IN_REJECTED",
      `${what} Most likely the ${called} or password is wrong: try them in the app "${appName}" and correct them in the account. Nothing is tried again until they change or Test sign-in is pressed.`,
      details,
    );
  }
  return cloudError(
    "SIGN_IN_BLOCKED",
    `${what} The ${called} or password may be wrong, or the service has a fault: try them in the app "${appName}". The sign-in is tried once more after a pause.`,
    { ...details, retryAfterMs: 120_000 },
  );
}

/** Flat answers have a name of their own for it. */
function spoken(json: unknown): string | undefined {
  return text(own(json, "message")) ?? text(own(json, "resultMessage"));
}
