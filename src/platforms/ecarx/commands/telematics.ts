import type { JsonObject } from "../../../base/json";
import { encodeRfc3986 } from "../signing";
import type { CommandPlan } from "./plan";

/** Order matters, keys may repeat: a level belongs to the place before it. */
export type ServiceParameters = readonly (readonly [key: string, value: string])[];

export interface TelematicsCommand {
  serviceId: string;
  command: "start" | "stop";
  parameters: ServiceParameters;
  /** As the app sends it; whether minutes or seconds is not known (docs/protocol/ecarx-smart.md 6.1). */
  duration: number;
}

type Outcome = Pick<CommandPlan, "shows" | "confirmedBy" | "repeatable" | "bound">;

const path = (id: string): string => `/remote-control/vehicle/telematics/${encodeRfc3986(id)}`;

function listed(parameters: ServiceParameters): JsonObject[] {
  return parameters.map(([key, value]) => ({ key, value }));
}

/** A command to the telematics unit, docs/protocol/ecarx-smart.md 6.1. */
export function telematics(command: TelematicsCommand, outcome: Outcome): CommandPlan {
  return {
    method: "PUT",
    path,
    body: (nowMs) => ({
      creator: "tc",
      operationScheduling: { duration: command.duration, interval: 0, occurs: 1, recurrentOperation: false },
      serviceId: command.serviceId,
      command: command.command,
      timestamp: String(nowMs),
      serviceParameters: listed(command.parameters),
    }),
    accepted: "service",
    ...outcome,
  };
}

/** The same for charging, which has a form of its own: `timeStamp` with a capital, other types in the scheduling. */
export function chargingTelematics(parameters: ServiceParameters, outcome: Outcome): CommandPlan {
  return {
    method: "PUT",
    path,
    body: (nowMs) => ({
      creator: "tc",
      operationScheduling: { scheduledTime: null, interval: 0, occurs: 1, recurrentOperation: 0, duration: 6 },
      serviceId: "rcs",
      // Stopping is a start too: the parameter `operation` says which.
      command: "start",
      timeStamp: String(nowMs),
      serviceParameters: listed(parameters),
    }),
    accepted: "service",
    ...outcome,
  };
}
