import { cloudError, type ErrorCode, type VehicleCloudError } from "../../../base/errors";
import { finite, isObject, own, text, type JsonObject } from "../../../base/json";
import type { HttpAnswer } from "../../../http/client";
import type { Envelope } from "../profiles/profile";
import type { CodeRow, CodeTable } from "./codes";

/** What a call is for, as far as the meaning of its codes depends on it. `session` = exchange and renewal. */
export type EnvelopeUse = "read" | "command" | "list" | "select" | "session";

/** An answer of the cloud that is not what was asked for. */
export interface Refusal {
  host: string;
  /** The cloud's code as text; absent where only the HTTP status tells. */
  code?: string;
  httpStatus: number;
  /** What the cloud says, for the log. */
  message?: string;
}

/**
 * The envelope `{code, data, success, message}`. HTTP is 200 even for failures; `code` is text on vehicle calls and a number
 * on the session's, so it is compared as a number (docs/protocol/ecarx-smart.md 5.0). An answer without a code is taken as
 * it is: some services have none. One of the flat form is given as if it had been enveloped.
 */
export function readEnvelope(
  answer: HttpAnswer,
  form: Envelope = "enveloped",
): { reply: JsonObject } | { refusal: Refusal } {
  const { host, status: httpStatus, json } = answer;
  const code = isObject(json) ? text(own(json, "code"))?.slice(0, longestCode) : undefined;
  if (code !== undefined && !succeeded(code)) {
    return { refusal: { host, httpStatus, code, message: text(own(json, "message")) } };
  }
  if (code === undefined && httpStatus >= 300) return { refusal: { host, httpStatus } };
  if (isObject(json)) return { reply: form === "flat" && code === undefined ? { data: json } : json };
  throw cloudError(
    "CLOUD_ANSWER_INVALID",
    `${host} answered with JSON of a kind that was not expected. It is not tried again by itself.`,
    { host, httpStatus, retryable: false },
  );
}

/** Codes are numbers or a word; anything longer is not one, and is not to fill a message. */
const longestCode = 40;

function succeeded(code: string): boolean {
  const number = finite(code);
  return number === 1000 || number === 200 || number === 0;
}

/** The row of a code, or of the HTTP status where there is none; `undefined` for what nothing is known of. */
export function rowOf(table: CodeTable, error: { platformCode?: string; httpStatus?: number }): CodeRow | undefined {
  const { platformCode: code = `http ${error.httpStatus}` } = error;
  const plain = finite(code) === undefined ? code.toLowerCase() : String(finite(code));
  return Object.hasOwn(table, plain) ? table[plain] : undefined;
}

/** On a session call these codes say something about the request; all others say that the token is dead. */
const aboutTheRequest: readonly ErrorCode[] = ["SIGNATURE_REFUSED", "CLOCK_SKEWED", "CONFIG_INVALID", "RATE_LIMITED"];

/** The error for a refusal (docs/decisions.md, code table). `missingCalls` = calls in a row that did not find the vehicle. */
export function refusalError(
  table: CodeTable,
  refusal: Refusal,
  use: EnvelopeUse,
  missingCalls = 0,
): VehicleCloudError {
  const { host, code, httpStatus } = refusal;
  const details = { host, httpStatus, platformCode: code };
  const said = `${host}${code === undefined ? ` (HTTP ${httpStatus})` : ` (code ${code})`}`;
  const row = rowOf(table, details);
  if (use === "session" && !(row && aboutTheRequest.includes(row.error))) {
    if (code === undefined && httpStatus === 403) return gatewayRefusal("SIGN_IN_BLOCKED", host, details);
    return cloudError("SIGN_IN_NEEDED", `${said} does not accept the stored sign-in any more.`, details);
  }
  if (row?.finalAfter !== undefined && missingCalls >= row.finalAfter) {
    return cloudError(
      "VEHICLE_UNKNOWN",
      `${said} has not found the vehicle in the account ${missingCalls} times in a row. Look in the app whether it is there; if not, add it again.`,
      details,
    );
  }
  if (row) {
    return cloudError(row.error, `${said} ${row.says}.`, {
      ...details,
      retryAfterMs: row.retryAfterMs,
      lastReadingServes: row.lastReadingServes,
    });
  }
  if (use === "command") {
    return cloudError(
      "COMMAND_REJECTED",
      `${said} refused the command for a reason that is not known. It was not accepted and is not repeated.`,
      details,
    );
  }
  if (code === undefined && httpStatus === 403) return gatewayRefusal("CLOUD_UNAVAILABLE", host, details);
  return cloudError(
    "CLOUD_UNAVAILABLE",
    `${said} did not answer the question, for a reason that is not known. It is asked again at the next reading.`,
    details,
  );
}

function gatewayRefusal(error: ErrorCode, host: string, details: object): VehicleCloudError {
  return cloudError(
    error,
    `The gateway of ${host} refused the request (HTTP 403), as it does when it is asked too often. Wait; it is tried again later.`,
    { ...details, ...(error === "SIGN_IN_BLOCKED" ? { retryAfterMs: 120_000 } : {}) },
  );
}
