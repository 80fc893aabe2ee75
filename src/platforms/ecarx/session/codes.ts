import { cloudError, type ErrorCode, type VehicleCloudError } from "../../../base/errors";
import { finite } from "../../../base/json";
import type { Reaction } from "../../platform";

/** What one code of the cloud means: the error if the reaction does not help, the reaction, and what a driver is told. */
export interface CodeRow {
  error: ErrorCode;
  reaction: Reaction;
  /** Reaction on a command, where it is another one. */
  onCommand?: Reaction;
  /** Ends the sentence that begins with the host. */
  says: string;
  retryAfterMs?: number;
  lastReadingServes?: boolean;
  /** This many answers in a row, counted per vehicle and call, make it VEHICLE_UNKNOWN. */
  finalAfter?: number;
  /** The vehicle or the feature is not on this host; it may be on the other. */
  wrongHost?: boolean;
  /** The sign-in itself has run out: no session can be had for it any more. */
  signInDead?: boolean;
  /** There is no such datum, which is an answer where there may be none (trips, schedules). */
  noDatum?: boolean;
  /** It stood before: what was asked for is so. */
  stoodBefore?: boolean;
  /** What is said of this call holds for the vehicle, whatever other calls say. */
  lacking?: "read" | "command";
}

/** Keyed by the code as text, and by `http 401` and the like for answers without one. A profile may replace rows. */
export type CodeTable = Readonly<Record<string, CodeRow>>;

const expired: CodeRow = {
  error: "SIGN_IN_NEEDED",
  reaction: "refresh",
  says: "no longer accepts the session: it has run out, or another sign-in with this account has taken its place. It is renewed by itself; if this comes back often, give the flow an account of its own",
};

const signInExpired: CodeRow = {
  error: "SIGN_IN_NEEDED",
  reaction: "refresh",
  says: "says that the sign-in has run out. It is renewed by itself, with the credentials if nothing else helps",
  signInDead: true,
};

const notSelected: CodeRow = {
  error: "VEHICLE_UNKNOWN",
  reaction: "prepare",
  says: "does not see this vehicle in the account, even after selecting it anew. Look in the app whether the vehicle is still in this account, and whether it is the one shared with it",
};

const otherHost: CodeRow = {
  error: "VEHICLE_UNKNOWN",
  reaction: "otherHost",
  wrongHost: true,
  says: "does not know this vehicle, and neither does the other host of this brand. Look in the app whether the vehicle is still in this account",
};

const signatureRefused =
  "Requests are not repeated. This is a fault of this package or a change of the cloud: please report it";

/**
 * The codes of this cloud, docs/protocol/ecarx-smart.md 7.1 and the table of docs/decisions.md. Codes that are not listed are
 * CLOUD_UNAVAILABLE on a read and COMMAND_REJECTED on a command.
 */
export const usualCodes: CodeTable = {
  "1402": expired,
  // Without a code in the body.
  "http 401": expired,
  "1501": signInExpired,
  "1502": signInExpired,
  "4038": notSelected,
  "8006": notSelected,
  "8040": {
    error: "CLOUD_UNAVAILABLE",
    reaction: "prepare",
    says: "does not find the vehicle in the account just now. That usually passes by itself, often right after a renewed session; the last reading serves meanwhile",
    lastReadingServes: true,
    finalAfter: 3,
  },
  "8060": otherHost,
  "8063": otherHost,
  "1405": {
    error: "NOT_SUPPORTED",
    reaction: "otherHost",
    onCommand: "none",
    wrongHost: true,
    lacking: "command",
    says: "does not offer this for the vehicle. It is not asked for again until the account is restarted",
  },
  "1404": {
    error: "NOT_SUPPORTED",
    reaction: "none",
    lacking: "read",
    says: "says that this is not available for the vehicle, or not in its present state. It is not tried again by itself",
  },
  "1442": {
    error: "CLOCK_SKEWED",
    reaction: "resign",
    says: "refuses the time of the request, even after correcting it. Set this machine's clock (NTP) and its time zone",
  },
  "1443": {
    error: "SIGNATURE_REFUSED",
    reaction: "resign",
    says: `has seen the number of this request before, and refused a new one too. ${signatureRefused}`,
  },
  "1445": { error: "SIGNATURE_REFUSED", reaction: "none", says: `refuses the signature. ${signatureRefused}` },
  "1440": {
    error: "CONFIG_INVALID",
    reaction: "none",
    says: "does not know the app id, operator code or signing key. Check the account's platform and its profile",
  },
  "1400": {
    error: "INPUT_INVALID",
    reaction: "none",
    says: "refuses a parameter of the request. Check the values; the request is not repeated",
  },
  "8200": {
    error: "INPUT_INVALID",
    reaction: "none",
    says: "refuses a value of the request. Check the values; the request is not repeated",
  },
  "8070": {
    error: "VEHICLE_BUSY",
    reaction: "wait",
    retryAfterMs: 15_000,
    says: "says that the vehicle is still busy with the last command. Wait some 15 s before the next",
  },
  "8153": {
    error: "VEHICLE_OFFLINE",
    reaction: "none",
    noDatum: true,
    lastReadingServes: true,
    says: "has no data of the vehicle just now. The last reading serves meanwhile; it is asked again at the next reading",
  },
  "8160": {
    error: "NOT_PERMITTED",
    reaction: "none",
    says: "says that this account may not do this. On a shared car, its owner must widen the rights in the app",
  },
  failure: {
    error: "COMMAND_REJECTED",
    reaction: "none",
    says: "refused the operation; usually a value does not fit this vehicle. It was not carried out and is not repeated",
  },
  "7065": {
    error: "RATE_LIMITED",
    reaction: "none",
    retryAfterMs: 60_000,
    stoodBefore: true,
    says: "was asked for the same consent again too soon. Wait a minute",
  },
};

/** The same where the owner of the car brings the secret of the signature: that is what is wrong most likely, not this package. */
export const ownSecretCodes: CodeTable = {
  ...usualCodes,
  "1440": {
    ...usualCodes["1440"]!,
    says: "does not know the app that the request names: the tokens and the secret are those of another region or brand. Choose the platform that they belong to; nothing was changed",
  },
  "1445": {
    ...usualCodes["1445"]!,
    says: "refuses the signature; most likely the signing secret of the account is not that of the app which the tokens are of. Enter it again, without spaces; requests are not repeated",
  },
};

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
