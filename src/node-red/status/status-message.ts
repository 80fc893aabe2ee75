import type { Node } from "node-red";
import { asCloudError, type VehicleCloudError } from "../../base/errors";
import { isObject, type JsonObject } from "../../base/json";
import type { ReadKind } from "../../platforms/platform";
import { sparseChanges } from "../../vehicle/changes";
import { messageReading, topicOf, valueAt } from "../../vehicle/message";
import type { Change, Vehicle, VehicleStatus } from "../../vehicle/model";
import { topicKind } from "../../vehicle/topic";
import { errorToStatus } from "../shared/error-to-status";
import { put } from "../shared/message-property";
import type { Message, Red, Send } from "../shared/types";
import { tripsAs, type TripForm } from "./trip-files";

/** A reading of one vehicle, of whatever kind. */
export interface Reading {
  vehicle: Vehicle;
  kind: ReadKind;
  /** As the account tells it, shared with others: a message gets what `told` makes of it. */
  data: unknown;
  raw?: unknown;
  /** When the cloud was asked, milliseconds since 1970; an overview says itself how old it is. */
  at?: number;
}

/** A reading that is an overview. */
export interface Overview extends Reading {
  kind: "overview";
  data: VehicleStatus;
}

/** A vehicle that could not be read. */
export interface Unread {
  vehicle: Vehicle;
  error: unknown;
}

export function isOverview(reading: Reading): reading is Overview {
  return reading.kind === "overview";
}

/** These are a status or a part of one, and stand in messages as one. */
const statusLike: readonly ReadKind[] = ["overview", "location", "batteryDetails"];

/**
 * A reading as a message tells it, a copy of its own: a flow may do with it as it likes. What is not known is left out; what is
 * marked unverified is passed on as it came.
 */
export function told({ kind, data }: Reading): JsonObject {
  if (statusLike.includes(kind) && isObject(data)) return messageReading(data as unknown as VehicleStatus);
  return isObject(data) ? (knownOnly(data) as JsonObject) : { value: data };
}

/** A copy without what is null; groups stay, at least empty, and what the cloud's answer holds below `raw` stays as it is. */
function knownOnly(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(knownOnly);
  if (!isObject(value) || Buffer.isBuffer(value)) return value;
  const members = Object.entries(value).filter(([, member]) => member !== null && member !== undefined);
  return Object.fromEntries(
    members.map(([key, member]) => [key, key === "raw" ? structuredClone(member) : knownOnly(member)]),
  );
}

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

export interface Answer {
  entries: readonly (Reading | Unread)[];
  /** All vehicles were asked for, be it only one. */
  many: boolean;
}

interface Reply {
  message: Message;
  send: Send;
  /** Many vehicles as one array. */
  array: boolean;
  form: MessageForm;
  /** What has changed since what the node sent before. */
  changes: ReadonlyMap<Reading, readonly Change[] | undefined>;
  red: Red;
  node: Node;
}

/**
 * Sends the answer to a message on that message: one vehicle as it is, all as an array or as one message each, with `parts`, so
 * that core's join makes the array again. Of several messages a vehicle that could not be read goes to Catch, and the
 * others count without it.
 */
export function replyWith({ entries, many }: Answer, reply: Reply): void {
  const { message, send, array, form, changes, red, node } = reply;
  if (many && array) {
    fillArray(message, entries, form);
    send(message);
    return;
  }
  for (const entry of entries) {
    if (!("error" in entry)) continue;
    node.error(errorToStatus(node.type, entry.error).error, {
      ...red.util.cloneMessage(message),
      vehicle: { ...entry.vehicle },
    });
  }
  const readings = entries.filter((entry): entry is Reading => !("error" in entry));
  const id = red.util.generateId();
  const outer = message.parts;
  readings.forEach((reading, index) => {
    // The last one may be the message itself: it is copied only as often as it must be.
    const copy = index === readings.length - 1 ? message : red.util.cloneMessage(message);
    fillMessage(copy, reading, changes.get(reading), form);
    if (many) {
      copy.parts = { id, index, count: readings.length, type: "array", len: 1, ...(outer ? { parts: outer } : {}) };
    }
    send(copy);
  });
}
