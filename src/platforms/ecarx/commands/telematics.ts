import type { JsonObject } from "../../../base/json";
import { encodeRfc3986 } from "../session/signing";
import type { CommandPlan } from "./plan";

/** Order matters, keys may repeat: a level belongs to the place beside it. */
export type ServiceParameters = readonly (readonly [key: string, value: string])[];

export interface TelematicsCommand {
  serviceId: string;
  command: "start" | "stop";
  parameters: ServiceParameters;
  /** As the app sends it; whether minutes or seconds is not known (docs/protocol/ecarx-smart.md 6.1). */
  duration: number;
}

export type Outcome = Pick<CommandPlan, "shows" | "confirmedBy" | "repeatable" | "bound" | "leastPauseSeconds">;

const path = (id: string): string => `/remote-control/vehicle/telematics/${encodeRfc3986(id)}`;

function listed(parameters: ServiceParameters): JsonObject[] {
  return parameters.map(([key, value]) => ({ key, value }));
}

/** A command to the telematics unit, docs/protocol/ecarx-smart.md 6.1. */
export function telematics(command: TelematicsCommand, outcome: Outcome): CommandPlan {
  return {
    method: "PUT",
    path,
    body: ({ now }) => ({
      creator: "tc",
      operationScheduling: { duration: command.duration, interval: 0, occurs: 1, recurrentOperation: false },
      serviceId: command.serviceId,
      command: command.command,
      timestamp: String(now),
      serviceParameters: listed(command.parameters),
    }),
    accepted: "service",
    ...outcome,
  };
}

/** The same for charging, which has a form of its own: `timeStamp` with a capital, other types in the scheduling. */
export function chargingTelematics(
  parameters: ServiceParameters,
  outcome: Outcome,
  // Stopping is a start too: the parameter `operation` says which.
  { command = "start", duration = 6 }: Partial<Pick<TelematicsCommand, "command" | "duration">> = {},
): CommandPlan {
  return {
    method: "PUT",
    path,
    body: ({ now }) => ({
      creator: "tc",
      operationScheduling: { scheduledTime: null, interval: 0, occurs: 1, recurrentOperation: 0, duration },
      serviceId: "rcs",
      command,
      timeStamp: String(now),
      serviceParameters: listed(parameters),
    }),
    accepted: "service",
    ...outcome,
  };
}

/** The form of the position request: no scheduling, the account's id, and `latest` (docs/protocol/ecarx-smart.md 6.3). */
export function positionTelematics(outcome: Outcome): CommandPlan {
  return {
    method: "PUT",
    path,
    body: ({ now, userId }) => ({
      creator: "tc",
      latest: true,
      serviceId: "PAI",
      command: "start",
      timestamp: String(now),
      userId,
      serviceParameters: listed([
        ["operation", "4"],
        ["pai", "1"],
      ]),
    }),
    accepted: "service",
    ...outcome,
  };
}
