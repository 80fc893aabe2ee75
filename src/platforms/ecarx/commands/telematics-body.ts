import type { JsonObject } from "../../../base/json";
import type { BodyFacts, CommandBody } from "./plan";

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
export type TelematicsPurpose = "plain" | "charging" | "position";

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

/** What is sent to the telematics unit, in the form that the profile names. */
export function telematicsBody(command: TelematicsCommand, facts: BodyFacts, purpose: TelematicsPurpose): JsonObject {
  return forms[facts.form][purpose](command, facts);
}

function listed(parameters: ServiceParameters): JsonObject[] {
  return parameters.map(([key, value]) => ({ key, value }));
}
