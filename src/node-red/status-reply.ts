import type { Node } from "node-red";
import { errorToStatus } from "./error-to-status";
import type { LastSent } from "./last-sent";
import { fillArray, fillMessage, type Reading, type Unread } from "./status-message";
import type { StatusSettings } from "./status-settings";
import type { Message, Red, Send } from "./types";

export interface Answer {
  entries: readonly (Reading | Unread)[];
  /** All vehicles were asked for, be it only one. */
  many: boolean;
}

interface Reply {
  message: Message;
  send: Send;
  settings: StatusSettings;
  red: Red;
  node: Node;
  sent: LastSent;
}

/**
 * Sends the answer to a message on that message: one vehicle as it is, all as an array or as one message each, with `parts`, so
 * that core's join makes the array again. Of several messages a vehicle that could not be read goes to Catch, and the
 * others count without it.
 */
export function replyWith({ entries, many }: Answer, reply: Reply): void {
  const { message, send, settings, red, node, sent } = reply;
  const readings = entries.filter((entry): entry is Reading => !("error" in entry));
  const notes = readings.map(({ vehicle, status }) => sent.note(vehicle.id, status));
  if (many && settings.array) {
    send(fillArray(message, entries, settings));
    return;
  }
  for (const entry of entries) {
    if (!("error" in entry)) continue;
    node.error(errorToStatus(node.type, entry.error).error, {
      ...red.util.cloneMessage(message),
      vehicle: { ...entry.vehicle },
    });
  }
  const id = red.util.generateId();
  const outer = message.parts;
  readings.forEach((reading, index) => {
    // The last one may be the message itself: it is copied only as often as it must be.
    const copy = index === readings.length - 1 ? message : red.util.cloneMessage(message);
    fillMessage(copy, reading, notes[index] ?? [], settings);
    if (many) {
      copy.parts = { id, index, count: readings.length, type: "array", len: 1, ...(outer ? { parts: outer } : {}) };
    }
    send(copy);
  });
}
