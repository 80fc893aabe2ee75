import { redact, redactForeign } from "./logger";

/**
 * One error family for everything this package can run into. A flow switches on `msg.error.code`, a program on `error.code`.
 * All facts are own properties: Node-RED copies `code` and `cause` to `msg.error` only if they are.
 */

interface CodeFacts {
  /** Key below `status.` in the locale files: what a node shows. */
  statusKey: string;
  /** Whether the same call may succeed later without anybody changing anything. */
  retryable: boolean;
}

/** Every code, what a node shows for it, and whether waiting helps. Codes are stable: flows rely on them. */
export const errorCodes = {
  CONFIG_INVALID: { statusKey: "configInvalid", retryable: false },
  INPUT_INVALID: { statusKey: "inputInvalid", retryable: false },
  SIGN_IN_REJECTED: { statusKey: "signInRejected", retryable: false },
  SIGN_IN_NEEDED: { statusKey: "signInNeeded", retryable: false },
  SIGN_IN_BLOCKED: { statusKey: "signInBlocked", retryable: true },
  SESSION_TAKEN_OVER: { statusKey: "sessionTakenOver", retryable: true },
  VEHICLE_UNKNOWN: { statusKey: "vehicleUnknown", retryable: false },
  NOT_SUPPORTED: { statusKey: "notSupported", retryable: false },
  NOT_PERMITTED: { statusKey: "notPermitted", retryable: false },
  VEHICLE_BUSY: { statusKey: "vehicleBusy", retryable: true },
  VEHICLE_OFFLINE: { statusKey: "vehicleOffline", retryable: true },
  COMMAND_REJECTED: { statusKey: "commandRejected", retryable: false },
  COMMAND_EXPIRED: { statusKey: "commandExpired", retryable: false },
  CONFIRM_MISSING: { statusKey: "confirmMissing", retryable: false },
  RATE_LIMITED: { statusKey: "rateLimited", retryable: true },
  BUDGET_SPENT: { statusKey: "budgetSpent", retryable: true },
  SIGNATURE_REFUSED: { statusKey: "signatureRefused", retryable: false },
  CLOCK_SKEWED: { statusKey: "clockSkewed", retryable: false },
  CLOUD_UNAVAILABLE: { statusKey: "cloudUnavailable", retryable: true },
  CLOUD_ANSWER_INVALID: { statusKey: "cloudAnswerInvalid", retryable: true },
  TIMEOUT: { statusKey: "timeout", retryable: true },
  ABORTED: { statusKey: "aborted", retryable: false },
  INTERNAL: { statusKey: "internal", retryable: false },
} as const satisfies Record<string, CodeFacts>;

export type ErrorCode = keyof typeof errorCodes;

export interface ErrorDetails {
  /** The code the cloud itself gave, as text. */
  platformCode?: string;
  /** Host that was asked. */
  host?: string;
  /** HTTP status, where one was received. */
  httpStatus?: number;
  /** How long to wait before the same call may work, in milliseconds. */
  retryAfterMs?: number;
  /** Overrides the code's own answer. */
  retryable?: boolean;
  /** False if it is certain that the cloud did not receive the request. */
  sent?: boolean;
  /** The vehicle's datum is missing just now: the last reading, marked stale, is a better answer than this error. */
  lastReadingServes?: boolean;
  /** Which field of what came in is wrong. */
  field?: string;
  cause?: unknown;
}

/** What every failure of this package is. Raised as one of the subclasses below, which only group the codes; INTERNAL as itself. */
export class VehicleCloudError extends Error {
  readonly code: ErrorCode;
  readonly statusKey: string;
  readonly retryable: boolean;
  declare readonly retryAfterMs?: number;
  declare readonly platformCode?: string;
  declare readonly host?: string;
  declare readonly httpStatus?: number;
  declare readonly sent?: boolean;
  declare readonly lastReadingServes?: boolean;
  declare readonly field?: string;
  declare readonly cause?: unknown;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(redact(message));
    this.name = new.target.name;
    this.code = code;
    this.statusKey = errorCodes[code].statusKey;
    this.retryable = details.retryable ?? errorCodes[code].retryable;
    for (const key of [
      "retryAfterMs",
      "platformCode",
      "host",
      "httpStatus",
      "sent",
      "lastReadingServes",
      "field",
      "cause",
    ] as const) {
      const value = key === "platformCode" && details[key] !== undefined ? redactForeign(details[key]) : details[key];
      if (value !== undefined) Object.defineProperty(this, key, { value, enumerable: key !== "cause" });
    }
  }

  /** The sentence alone: Node-RED gives `String(error)` to Catch nodes and to the debug sidebar, and `code` already says which. */
  override toString(): string {
    return this.message;
  }
}

/** Settings or a message are wrong: somebody has to change them. CONFIG_INVALID, INPUT_INVALID, CONFIRM_MISSING, ABORTED. */
export class UsageError extends VehicleCloudError {}
/** The session: SIGN_IN_*, SESSION_TAKEN_OVER. */
export class SessionError extends VehicleCloudError {}
/** The vehicle, or a command to it: VEHICLE_*, NOT_*, COMMAND_*. */
export class VehicleError extends VehicleCloudError {}
/** The cloud or the way there: CLOUD_*, TIMEOUT, RATE_LIMITED, BUDGET_SPENT, SIGNATURE_REFUSED, CLOCK_SKEWED. */
export class CloudError extends VehicleCloudError {}

function classOf(code: ErrorCode): typeof VehicleCloudError {
  if (code === "INTERNAL") return VehicleCloudError;
  if (code.startsWith("SIGN_IN") || code === "SESSION_TAKEN_OVER") return SessionError;
  if (code.startsWith("VEHICLE_") || code.startsWith("NOT_") || code.startsWith("COMMAND_")) return VehicleError;
  if (code === "CONFIG_INVALID" || code === "INPUT_INVALID" || code === "CONFIRM_MISSING" || code === "ABORTED") {
    return UsageError;
  }
  return CloudError;
}

/**
 * Makes the error for a code, in the subclass that groups it.
 * `message` says what happened, which host, who must do what, and whether it is retried; no secret, no full VIN.
 */
export function cloudError(code: ErrorCode, message: string, details?: ErrorDetails): VehicleCloudError {
  return new (classOf(code))(code, message, details);
}

/** Whether it is one of this family, with one of the codes if any are given. */
export function isVehicleCloudError(value: unknown, ...codes: ErrorCode[]): value is VehicleCloudError {
  return value instanceof VehicleCloudError && (codes.length === 0 || codes.includes(value.code));
}

/** The name of 0.1, which reads as if the class CloudError alone were meant. */
export const isCloudError: typeof isVehicleCloudError = isVehicleCloudError;

/**
 * Any thrown value as one of ours. What is not ours was not foreseen, so it is a fault of this package or of the machine:
 * INTERNAL, with the original as `cause`. The cloud is not blamed for it, and no other try mends it.
 */
export function asCloudError(value: unknown, context = "Something failed within this package"): VehicleCloudError {
  if (value instanceof VehicleCloudError) return value;
  const text = redact(value instanceof Error ? `${value.name}: ${value.message}` : String(value));
  return cloudError(
    "INTERNAL",
    `${context} (${text}). This is a fault here, not the cloud's; please report it with the Diagnostics of the account. It is not tried again by itself.`,
    { cause: value },
  );
}

/** What was thrown, in its own words. */
export function wordsOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

export function aborted(what: string, cause?: unknown): VehicleCloudError {
  return cloudError("ABORTED", `${what} was stopped before it ended; nothing further is sent.`, { cause });
}

/** Throws ABORTED if the signal has fired. */
export function throwIfAborted(signal: AbortSignal | undefined, what: string): void {
  if (signal?.aborted) throw aborted(what, signal.reason);
}
