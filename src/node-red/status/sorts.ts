import type { AccountEvent, KindEvent } from "../../account/types";
import { fillKindArray, fillKindMessage, messageData, type KindReading } from "./kind-message";
import type { KindSent } from "./kind-sent";
import type { KindSettings } from "./kind-settings";
import type { LastSent } from "./last-sent";
import type { Underway } from "./read-vehicles";
import type { Sort } from "./by-itself";
import type { StatusDisplay } from "./status-display";
import { fillArray, fillMessage, valueOf, type Reading } from "./status-message";
import type { StatusSettings } from "./status-settings";

interface Shared<S> {
  sent: S;
  display: StatusDisplay;
  underway: Underway;
}

const byMessage = (event: AccountEvent | KindEvent): boolean => "source" in event && event.source === "message";

/** The overview, and once that it has turned stale. */
export function overviews(settings: StatusSettings, { sent, display, underway }: Shared<LastSent>): Sort<Reading> {
  const { rule, watch, valuePath } = settings;
  return {
    readingOf(event) {
      if (event.type !== "reading" && event.type !== "stale") return undefined;
      const { vehicle, status } = event;
      return { vehicle, status, ...(event.type === "reading" ? { raw: event.raw } : {}) };
    },
    show: ({ vehicle, status }) => display.read(vehicle.id, status),
    wants({ vehicle: { id }, status }, event) {
      if (event.type === "stale") return !sent.of(id)?.stale;
      // A reading that a message of this node caused is sent as the answer to that message.
      const answered = underway.has(id) || sent.of(id)?.readAt === status.readAt;
      return !(byMessage(event) && answered) && sent.wants(id, status, rule, watch);
    },
    message(reading) {
      const { vehicle, status } = reading;
      if (valuePath !== undefined && !settings.array && valueOf(status, valuePath) === undefined) return undefined;
      return fillMessage({}, reading, sent.note(vehicle.id, status), settings);
    },
    arrayOf: (entries) => fillArray({}, entries, settings),
  };
}

/** Another kind. */
export function othersOf(
  settings: StatusSettings,
  { kind }: KindSettings,
  { sent, display, underway }: Shared<KindSent>,
): Sort<KindReading> {
  const form = { ...settings, kind };
  return {
    readingOf(event) {
      if (event.type !== "data") return undefined;
      const { vehicle, data, raw, at } = event;
      return { vehicle, kind, data: messageData(kind, data), raw, at };
    },
    show: (reading) => display.readKind(reading),
    wants: (reading, event) =>
      !(byMessage(event) && underway.has(reading.vehicle.id)) && sent.wants(reading, form.rule, form.watch),
    message(reading) {
      sent.note(reading);
      return fillKindMessage({}, reading, form);
    },
    arrayOf: (entries) => fillKindArray({}, entries, form),
  };
}
