import type { CommandResult } from "../../account/types";
import type { JsonObject } from "../../base/json";
import { messageReading, topicOf } from "../../vehicle/message";
import type { Vehicle, VehicleStatus } from "../../vehicle/model";
import type { Message } from "../shared/types";

/** What came of a command: the client's result, or `skipped` where a node did not send it (yet). */
export type Outcome =
  | CommandResult
  | {
      command: string;
      outcome: "confirmed" | "skipped";
      reason: string;
      retryAfterSeconds?: number;
      seconds: 0;
      reads: 0;
      reading?: VehicleStatus;
    };

/** Fills a message with a result: `payload`, `topic`, `vehicle`; everything else on it is left alone. */
export function fillResult(message: Message, vehicle: Vehicle, kind: "command" | "charge", outcome: Outcome): Message {
  const payload: JsonObject = {};
  for (const [name, value] of Object.entries(outcome)) {
    if (value !== undefined && value !== null) {
      payload[name] = name === "reading" ? messageReading(value as VehicleStatus) : value;
    }
  }
  message.payload = payload;
  message.topic = topicOf(vehicle, kind);
  message.vehicle = { ...vehicle };
  return message;
}
