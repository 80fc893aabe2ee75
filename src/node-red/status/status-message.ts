import { asCloudError, type VehicleCloudError } from "../../base/errors";
import type { JsonObject } from "../../base/json";
import { sparseChanges } from "../../vehicle/changes";
import { messageReading, topicOf, valueAt } from "../../vehicle/message";
import type { Change, Vehicle, VehicleStatus } from "../../vehicle/model";
import type { Message } from "../shared/types";

/** A reading of one vehicle, ready to be sent. */
export interface Reading {
  vehicle: Vehicle;
  status: VehicleStatus;
  raw?: unknown;
}

/** A vehicle that could not be read. */
export interface Unread {
  vehicle: Vehicle;
  error: unknown;
}

/** The form a status node's messages have. */
export interface MessageForm {
  valuePath: string | undefined;
  raw: boolean;
}

/** The one value of a reading, as a message tells it: undefined if it is not known. */
export function valueOf(status: VehicleStatus, path: string): unknown {
  return valueAt(messageReading(status), path);
}

/** Sets a property, or takes it away if it has no value: an upstream one of that name would be mistaken for ours. */
export function put(message: Message, name: string, value: unknown): void {
  if (value === undefined) delete message[name];
  else message[name] = value;
}

/**
 * Fills a message with a reading: `payload`, `topic`, `vehicle`, `changed`, `changes` and, if wanted, `raw`; everything else
 * on it is left alone. A single value that is not known leaves the message without `payload`.
 */
export function fillMessage(
  message: Message,
  reading: Reading,
  changes: readonly Change[],
  form: MessageForm,
): Message {
  const { vehicle, status, raw } = reading;
  put(message, "payload", form.valuePath === undefined ? messageReading(status) : valueOf(status, form.valuePath));
  message.topic = topicOf(vehicle, "status");
  message.vehicle = { ...vehicle };
  message.changed = sparseChanges(changes);
  message.changes = changes.map((change) => ({ ...change }));
  if (form.raw) put(message, "raw", raw);
  return message;
}

/** What a row of several vehicles tells of a failure. */
export function errorRow({ code, message, retryable, retryAfterMs, platformCode }: VehicleCloudError): JsonObject {
  const error: JsonObject = { code, message, retryable };
  if (retryAfterMs !== undefined) error.retryAfterMs = retryAfterMs;
  if (platformCode !== undefined) error.platformCode = platformCode;
  return error;
}

function row(entry: Reading | Unread, { valuePath }: MessageForm): JsonObject {
  const vehicle = { ...entry.vehicle };
  if ("error" in entry) return { vehicle, error: errorRow(asCloudError(entry.error)) };
  if (valuePath === undefined) return { vehicle, ...messageReading(entry.status) };
  const value = valueOf(entry.status, valuePath);
  return value === undefined ? { vehicle } : { vehicle, value };
}

/** Fills a message with all vehicles as rows `{vehicle, …reading}`, or `{vehicle, error}` for one that cannot be read. */
export function fillArray(message: Message, entries: readonly (Reading | Unread)[], form: MessageForm): Message {
  message.payload = entries.map((entry) => row(entry, form));
  message.topic = "all/status";
  for (const ofOneVehicle of ["vehicle", "changed", "changes"]) delete message[ofOneVehicle];
  if (form.raw) message.raw = entries.map((entry) => ("error" in entry ? null : (entry.raw ?? null)));
  return message;
}
