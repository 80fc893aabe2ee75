import { finite, isObject, own, type JsonObject } from "../../../base/json";
import { choiceIn, invalid, numberIn, textIn } from "./parameters";
import type { CommandPlan, Dialect } from "./plan";
import { chargingTelematics, telematics, type Outcome, type ServiceParameters } from "./telematics";

const longestList = 20;

/**
 * A telematics command of the user's own, docs/protocol/ecarx-smart.md 6.1: `serviceId`, `action` (start or stop: the
 * body's `command`), `duration`
 * (a number as the app would send it, default 0), `parameters` (list of `{key, value}`, order kept). What it does is for the
 * user to know: acceptance is final, and it is bound to the vehicle's header like an unlock, which it may be.
 */
export const customCommands: Dialect = { custom: { evidence: "used", plan: custom } };

/** Services that are sent in another form, and the command that knows it. */
const ownForm: Readonly<Record<string, string>> = {
  pai: "positionRefresh",
  jou: "tripRecordingOn or tripRecordingOff",
};

function custom(parameters: JsonObject): CommandPlan {
  const serviceId = textIn(parameters, "serviceId");
  if (!/^[A-Za-z][A-Za-z0-9_]{1,19}$/.test(serviceId)) {
    throw invalid('"serviceId" must be an id of the cloud, such as RCE_2: letters, digits and underscores.');
  }
  const other = ownForm[serviceId.toLowerCase()];
  if (other) throw invalid(`The service "${serviceId}" is sent in a form of its own: use the command ${other}.`);
  const command = choiceIn(parameters, "action", ["start", "stop"]);
  const duration = numberIn(parameters, "duration", { min: 0, max: 1440, step: 1, unit: "" }, 0);
  const pairs = pairsIn(own(parameters, "parameters"));
  const outcome: Outcome = { repeatable: false, bound: true };
  if (serviceId.toLowerCase() === "rcs") return chargingTelematics(pairs, outcome, { command, duration });
  return telematics({ serviceId, command, parameters: pairs, duration }, outcome);
}

function pairsIn(given: unknown): ServiceParameters {
  if (given === undefined || given === null) return [];
  if (!Array.isArray(given) || given.length > longestList || !given.every(isObject)) {
    throw invalid(`"parameters" must be a list of at most ${longestList} objects {key, value}.`);
  }
  return given.map((row) => {
    const [key, value] = [own(row, "key"), own(row, "value")];
    if (typeof key !== "string" || !/^[A-Za-z][\w.-]{0,39}$/.test(key)) {
      throw invalid('Each key of "parameters" must be a name of the cloud, such as rce.heat.');
    }
    // The cloud takes texts only; a number is one that was not quoted.
    const plain = typeof value === "number" && finite(value) !== undefined ? String(value) : value;
    if (typeof plain !== "string" || plain.length > 100 || !/^[\x20-\x7e]*$/.test(plain)) {
      throw invalid(`The value of "${key}" must be a plain text of at most 100 characters.`);
    }
    return [key, plain] as const;
  });
}
