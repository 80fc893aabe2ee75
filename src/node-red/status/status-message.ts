import { asCloudError, type VehicleCloudError } from "../../base/errors";
import type { JsonObject } from "../../base/json";
import type { ReadKind } from "../../platforms/platform";
import { sparseChanges } from "../../vehicle/changes";
import { topicOf, valueAt } from "../../vehicle/message";
import type { Change } from "../../vehicle/model";
import { topicKind } from "../../vehicle/topic";
import { put } from "../shared/message-property";
import type { Message } from "../shared/types";
import { tripsAs, type TripForm } from "./trip-files";
import { told, type Reading, type Unread } from "./reading";

/** The form a status node's messages have. */
export interface MessageForm {
  kind: ReadKind;
  valuePath: string | undefined;
  raw: boolean;
  /** Trips as a list or a file. */
  tripForm?: TripForm;
}

/** The one value of a reading, as a message tells it: undefined if it is not known. */
export function valueOf(reading: Reading, path: string): unknown {
  return valueAt(told(reading), path);
}

/**
 * Fills a message with a reading: `payload`, `topic`, `vehicle`, of an overview `changed` and `changes`, and, if wanted, `raw`;
 * everything else on it is left alone. A single value that is not known leaves the message without `payload`.
 */
export function fillMessage(
  message: Message,
  reading: Reading,
  changes: readonly Change[] | undefined,
  { kind, valuePath, raw, tripForm }: MessageForm,
): Message {
  const file = tripForm && tripsAs(told(reading), tripForm);
  put(message, "payload", file ?? (valuePath === undefined ? told(reading) : valueOf(reading, valuePath)));
  message.topic = topicOf(reading.vehicle, nameOf(kind));
  message.vehicle = { ...reading.vehicle };
  put(message, "changed", changes && sparseChanges(changes));
  put(
    message,
    "changes",
    changes?.map((change) => ({ ...change })),
  );
  if (raw) put(message, "raw", reading.raw);
  return message;
}

/** The last part of a topic. */
const nameOf = (kind: ReadKind): string => (kind === "overview" ? "status" : kind);

/** What a row of several vehicles tells of a failure. */
export function errorRow({ code, message, retryable, retryAfterMs, platformCode }: VehicleCloudError): JsonObject {
  const error: JsonObject = { code, message, retryable };
  if (retryAfterMs !== undefined) error.retryAfterMs = retryAfterMs;
  if (platformCode !== undefined) error.platformCode = platformCode;
  return error;
}

function row(entry: Reading | Unread, { valuePath, tripForm }: MessageForm): JsonObject {
  const vehicle = { ...entry.vehicle };
  if ("error" in entry) return { vehicle, error: errorRow(asCloudError(entry.error)) };
  if (tripForm) return { vehicle, value: tripsAs(told(entry), tripForm) };
  // First for whoever looks at it, and never the reading's own member of that name.
  if (valuePath === undefined) return Object.assign({ vehicle }, told(entry), { vehicle });
  const value = valueOf(entry, valuePath);
  return value === undefined ? { vehicle } : { vehicle, value };
}

/** Fills a message with all vehicles as rows `{vehicle, …reading}`, `{vehicle, value}`, or `{vehicle, error}`. */
export function fillArray(message: Message, entries: readonly (Reading | Unread)[], form: MessageForm): Message {
  const { kind, raw } = form;
  message.payload = entries.map((entry) => row(entry, form));
  message.topic = `all/${topicKind(nameOf(kind))}`;
  for (const ofOneVehicle of ["vehicle", "changed", "changes"]) delete message[ofOneVehicle];
  if (raw) message.raw = entries.map((entry) => ("error" in entry ? null : (entry.raw ?? null)));
  return message;
}
