import type { JsonObject } from "../../../base/json";
import type { BodyFacts, CommandBody, CommandPlan } from "./plan";

/** Order matters, keys may repeat: a level belongs to the place beside it. */
export type ServiceParameters = readonly (readonly [key: string, value: string])[];

export interface TelematicsCommand {
  serviceId: string;
  command: "start" | "stop";
  parameters: ServiceParameters;
  /** As the app sends it; whether minutes or seconds is not known (docs/protocol/ecarx-smart.md 6.1). */
  duration: number;
}

/** Charging and the request for a position have forms of their own with some cars. */
type TelematicsPurpose = "plain" | "charging" | "position";

type Form = (command: TelematicsCommand, facts: BodyFacts) => JsonObject;

/** docs/protocol/ecarx-smart.md 6.1 */
const plain: Form = ({ serviceId, command, parameters, duration }, { now }) => ({
  creator: "tc",
  operationScheduling: { duration, interval: 0, occurs: 1, recurrentOperation: false },
  serviceId,
  command,
  timestamp: String(now),
  serviceParameters: listed(parameters),
});

/** `timeStamp` with a capital, other types in the scheduling. */
const charging: Form = ({ serviceId, command, parameters, duration }, { now }) => ({
  creator: "tc",
  operationScheduling: { scheduledTime: null, interval: 0, occurs: 1, recurrentOperation: 0, duration },
  serviceId,
  command,
  timeStamp: String(now),
  serviceParameters: listed(parameters),
});

/** No scheduling, the account's id, and `latest` (docs/protocol/ecarx-smart.md 6.3). */
const position: Form = ({ serviceId, command, parameters }, { now, userId }) => ({
  creator: "tc",
  latest: true,
  serviceId,
  command,
  timestamp: String(now),
  userId,
  serviceParameters: listed(parameters),
});

/** docs/protocol/lynkco-geely.md 8.1: the time as a number, the account's id, no list where there is nothing to list. */
const classic: Form = ({ serviceId, command, parameters, duration }, { now, userId }) => ({
  command,
  creator: "tc",
  operationScheduling: { duration, interval: 0, occurs: 1, recurrentOperation: false },
  serviceId,
  ...(parameters.length > 0 ? { serviceParameters: listed(parameters) } : {}),
  timestamp: now,
  userId,
});

const forms: Readonly<Record<CommandBody, Readonly<Record<TelematicsPurpose, Form>>>> = {
  geea2: { plain, charging, position },
  classic: { plain: classic, charging: classic, position: classic },
};

function listed(parameters: ServiceParameters): JsonObject[] {
  return parameters.map(([key, value]) => ({ key, value }));
}

export type Outcome = Pick<CommandPlan, "shows" | "confirmedBy" | "repeatable" | "bound" | "leastPauseSeconds">;

/** A command to the telematics unit, in the form that the profile names (docs/protocol/ecarx-smart.md 6.1). */
export function telematics(
  command: TelematicsCommand,
  outcome: Outcome,
  purpose: TelematicsPurpose = "plain",
): CommandPlan {
  return { body: (facts) => forms[facts.form][purpose](command, facts), accepted: "service", ...outcome };
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
