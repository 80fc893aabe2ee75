import type { CommandPlan } from "./plan";
import {
  telematicsBody,
  type ServiceParameters,
  type TelematicsCommand,
  type TelematicsPurpose,
} from "./telematics-body";

export type { ServiceParameters, TelematicsCommand } from "./telematics-body";

export type Outcome = Pick<CommandPlan, "shows" | "confirmedBy" | "repeatable" | "bound" | "leastPauseSeconds">;

/** A command to the telematics unit, docs/protocol/ecarx-smart.md 6.1. */
export function telematics(
  command: TelematicsCommand,
  outcome: Outcome,
  purpose: TelematicsPurpose = "plain",
): CommandPlan {
  return { body: (facts) => telematicsBody(command, facts, purpose), accepted: "service", ...outcome };
}

/** The same for charging. Stopping is a start too: the parameter `operation` says which. */
export function chargingTelematics(
  parameters: ServiceParameters,
  outcome: Outcome,
  { command = "start", duration = 6 }: Partial<Pick<TelematicsCommand, "command" | "duration">> = {},
): CommandPlan {
  return telematics({ serviceId: "rcs", command, parameters, duration }, outcome, "charging");
}

/** The request for a position (docs/protocol/ecarx-smart.md 6.3). */
export function positionTelematics(outcome: Outcome): CommandPlan {
  const parameters: ServiceParameters = [
    ["operation", "4"],
    ["pai", "1"],
  ];
  return telematics({ serviceId: "PAI", command: "start", parameters, duration: 0 }, outcome, "position");
}
