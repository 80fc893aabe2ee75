import type { Node } from "node-red";
import { errorToStatus } from "../shared/error-to-status";
import type { Reading, Unread } from "./reading";
import type { Message, Red, Send } from "../shared/types";

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
  red: Red;
  node: Node;
  fill(message: Message, reading: Reading): void;
  fillArray(message: Message, entries: readonly (Reading | Unread)[]): void;
}

/**
 * Sends the answer to a message on that message: one vehicle as it is, all as an array or as one message each, with `parts`, so
 * that core's join makes the array again. Of several messages a vehicle that could not be read goes to Catch, and the
 * others count without it.
 */
export function replyWith({ entries, many }: Answer, reply: Reply): void {
  const { message, send, array, red, node } = reply;
  if (many && array) {
    reply.fillArray(message, entries);
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
    reply.fill(copy, reading);
    if (many) {
      copy.parts = { id, index, count: readings.length, type: "array", len: 1, ...(outer ? { parts: outer } : {}) };
    }
    send(copy);
  });
}
