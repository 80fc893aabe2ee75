import { isObject, own, text } from "../../base/json";
import type { FenceWatch } from "../../vehicle/fences/fence-watch";
import type { Geofence } from "../../vehicle/fences/fence-report";
import { vehicleSlug } from "../../vehicle/topic";
import { put } from "../shared/message-property";
import type { Message } from "../shared/types";

/** Who a message is about: `msg.vehicle`, else its topic. Undefined = nobody can tell. */
export interface Who {
  id: string;
  /** First part of the topic of what is sent. */
  slug: string;
}

const longest = 200;

export function whoIn(message: Message): Who | undefined {
  const { vehicle, topic } = message;
  const id = text(isObject(vehicle) ? vehicle.id : vehicle)?.trim();
  if (id && id.length <= longest) {
    const name = text(own(vehicle, "name")) ?? id;
    return { id, slug: vehicleSlug({ id, name, model: text(own(vehicle, "model")) ?? "" }) };
  }
  const by = text(topic)?.trim();
  if (!by || by.length > longest) return undefined;
  return { id: `topic ${by}`, slug: by.replace(/\/status$/, "") };
}

/** Fills a message: `event`, `geofence`, `topic` and, if wanted, `location`; everything else on it is left alone. */
export function fillGeofence(message: Message, { slug }: Who, told: Geofence, location: unknown): Message {
  put(message, "event", told.event);
  message.geofence = told;
  message.topic = `${slug}/geofence`;
  if (location !== undefined) message.location = location;
  return message;
}

/** As node-red-node-geofence tells it, which maps and flows read. */
export function locationOf(watch: FenceWatch, id: string): unknown {
  const place = watch.place(id);
  if (!place) return undefined;
  const rows = watch.distances(id);
  const isat = rows.filter(({ inside }) => inside).map(({ name }) => name);
  const distances = Object.fromEntries(rows.map(({ name, metres }) => [name, metres]));
  return { lat: place.lat, lon: place.lon, inarea: isat.length > 0, isat, distances };
}
