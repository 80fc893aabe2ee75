import type { SessionState } from "../../account/types";
import { isObject, text, type JsonObject } from "../../base/json";
import type { EventName, VehicleEvent } from "../../vehicle/events/event-types";
import { whoIn } from "../geofence/message";
import { put } from "../shared/message-property";
import type { Message } from "../shared/types";
import type { Known } from "./memory";

export const sessionEvents: Record<SessionState, EventName> = {
  takenOver: "sessionTaken",
  signInNeeded: "signInNeeded",
  back: "back",
};

const parts = ["value", "reason", "what", "charge", "trip", "place", "late", "unconfirmed"] as const;

/** Fills a message with an event: a sentence for people, and everything for flows; the rest of it is left alone. */
export function fillEvent(
  message: Message,
  told: VehicleEvent,
  sentence: string,
  vehicle: JsonObject | undefined,
  topic: string,
): Message {
  message.payload = sentence;
  message.topic = topic;
  message.event = told.event;
  message.since = told.since;
  put(message, "vehicle", vehicle);
  for (const part of parts) put(message, part, told[part]);
  return message;
}

/** Whom a message is about, and its reading; undefined = nobody can tell. */
export function knownIn(message: Message): { id: string; known: Known } | undefined {
  const { vehicle, payload } = message;
  const who = whoIn(message);
  if (!who) return undefined;
  const name = text(vehicle) ?? who.slug;
  const told = isObject(vehicle) ? { ...vehicle } : { id: name, name };
  return { id: who.id, known: { slug: who.slug, vehicle: told, reading: payload } };
}
