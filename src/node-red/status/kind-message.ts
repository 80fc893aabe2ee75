import { asCloudError } from "../../base/errors";
import { isObject, type JsonObject } from "../../base/json";
import type { ReadKind } from "../../platforms/platform";
import { messageReading, topicOf, valueAt } from "../../vehicle/message";
import { topicKind } from "../../vehicle/topic";
import type { Vehicle, VehicleStatus } from "../../vehicle/model";
import { errorRow, put, type MessageForm, type Unread } from "./status-message";
import type { Message } from "../shared/types";

/** A reading of one vehicle that is not its overview. */
export interface KindReading {
  vehicle: Vehicle;
  kind: ReadKind;
  /** As a message tells it: its own copy, and what is not known left out. */
  data: JsonObject;
  raw?: unknown;
  /** When the cloud was asked, milliseconds since 1970. */
  at: number;
}

/** These are a part of a status, and stand in messages as one. */
const partsOfStatus: readonly ReadKind[] = ["location", "batteryDetails"];

/** A platform's digest as a message tells it. What is marked unverified is passed on as it came. */
export function messageData(kind: ReadKind, data: unknown): JsonObject {
  if (partsOfStatus.includes(kind) && isObject(data)) return messageReading(data as unknown as VehicleStatus);
  return isObject(data) ? copyOf(data) : { value: data };
}

/** A copy to be handed out: a flow may do with its message as it likes. */
export function copyOf(data: JsonObject): JsonObject {
  return knownOnly(data) as JsonObject;
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

/** As an overview fills a message; `changed` and `changes` are not told of these kinds. */
export function fillKindMessage(message: Message, reading: KindReading, { valuePath, raw }: MessageForm): Message {
  put(message, "payload", valuePath === undefined ? reading.data : valueAt(reading.data, valuePath));
  message.topic = topicOf(reading.vehicle, reading.kind);
  message.vehicle = { ...reading.vehicle };
  for (const ofOverviews of ["changed", "changes"]) delete message[ofOverviews];
  if (raw) put(message, "raw", reading.raw);
  return message;
}

/** All vehicles as rows `{vehicle, …data}`, `{vehicle, value}` or `{vehicle, error}`. */
export function fillKindArray(
  message: Message,
  entries: readonly (KindReading | Unread)[],
  { kind, valuePath, raw }: MessageForm & { kind: ReadKind },
): Message {
  message.payload = entries.map((entry) => {
    const vehicle = { ...entry.vehicle };
    if ("error" in entry) return { vehicle, error: errorRow(asCloudError(entry.error)) };
    if (valuePath === undefined) return { ...entry.data, vehicle };
    const value = valueAt(entry.data, valuePath);
    return value === undefined ? { vehicle } : { vehicle, value };
  });
  message.topic = `all/${topicKind(kind)}`;
  for (const ofOneVehicle of ["vehicle", "changed", "changes"]) delete message[ofOneVehicle];
  if (raw) message.raw = entries.map((entry) => ("error" in entry ? null : (entry.raw ?? null)));
  return message;
}
