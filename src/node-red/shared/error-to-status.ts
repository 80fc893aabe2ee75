import { asCloudError, cloudError, type ErrorCode, type VehicleCloudError } from "../../base/errors";
import { redact } from "../../base/logger";
import { statusText, type ControlStatusKey, type StatusKey } from "./texts";
import type { StatusLine } from "./types";

export interface Failure {
  /** For `done` or `node.error`: own `code`, no secrets, no objects of the HTTP library. */
  error: VehicleCloudError;
  /** What the node shows; undefined if the failure is only that the node was closed. */
  line: StatusLine | undefined;
}

/** Status keys that say more than the error's code does, e.g. `noAccount` for CONFIG_INVALID. */
const keys = new WeakMap<VehicleCloudError, StatusKey | ControlStatusKey>();

/** An error of this layer, with the status text that fits it best. */
export function nodeError(code: ErrorCode, key: StatusKey | ControlStatusKey, message: string): VehicleCloudError {
  const error = cloudError(code, message);
  keys.set(error, key);
  return error;
}

/**
 * Node-RED copies `cause` into the message of a Catch node; a cause from the HTTP library would carry the request, headers
 * and all. A flow gets its redacted text instead.
 */
function forFlow(error: VehicleCloudError): VehicleCloudError {
  if (error.cause === undefined) return error;
  const { message, code, retryable, retryAfterMs, platformCode, host, httpStatus, sent, stack } = error;
  const cause = error.cause instanceof Error ? redact(error.cause.message) : undefined;
  const clean = cloudError(code, message, { retryable, retryAfterMs, platformCode, host, httpStatus, sent, cause });
  if (stack !== undefined) clean.stack = stack;
  return clean;
}

/** Any thrown value as the error a flow gets and the status the node shows. Every handler ends here. */
export function errorToStatus(type: string, thrown: unknown): Failure {
  const error = asCloudError(thrown);
  if (error.code === "ABORTED") return { error: forFlow(error), line: undefined };
  const text = statusText(type, keys.get(error) ?? error.statusKey);
  // Yellow: it mends itself, wait. Red: somebody has to do something.
  return { error: forFlow(error), line: { fill: error.retryable ? "yellow" : "red", shape: "ring", text } };
}
