import { isObject, objects, text, type JsonObject } from "../../base/json";
import { lock, startCharging, stopCharging, unlock } from "../car/routine";
import { corners, type CarModel, type CarState } from "../car/state";
import { climateEffect } from "./effects-climate";

/** What a command does to a car when the car carries it out. */
export interface Effect {
  /** Name as in docs/nodes.md. */
  name: string;
  /** `now` = clock time. */
  apply(state: CarState, now: number): void;
  /** The climate it switches on ends by itself after so many units of `duration`. */
  climateUnits?: number;
  /** Clock seconds that it takes longer than others. */
  slowSeconds?: number;
  /** What the car does by itself so many clock seconds later; `since` = the `now` that `apply` was given. */
  afterwards?: { seconds: number; apply(state: CarState, since: number): void };
}

export interface TelematicsBody {
  serviceId: string;
  command: "start" | "stop";
  parameters: readonly (readonly [string, string])[];
  durationUnits: number;
  operation?: string;
}

/**
 * A telematics body in the recorded form (docs/protocol/ecarx-smart.md 6.1); undefined if it is not. That texts must be
 * texts and that nothing may be missing is ours: the cloud's own tolerance is not known.
 */
export function readBody(
  body: JsonObject | undefined,
  dialect: "geea2" | "classic" = "geea2",
): TelematicsBody | undefined {
  if (dialect === "classic") return readClassicBody(body);
  const serviceId = text(body?.["serviceId"]);
  const command = body?.["command"];
  const parameters = body?.["serviceParameters"];
  const stamp = text(body?.["timestamp"]) ?? text(body?.["timeStamp"]);
  if (!body || !serviceId || (command !== "start" && command !== "stop") || body["creator"] !== "tc") return undefined;
  if (!stamp || !/^\d+$/.test(stamp) || !Array.isArray(parameters)) return undefined;
  const scheduling = body["operationScheduling"];
  const asksPosition = serviceId === "PAI";
  if (asksPosition ? scheduling !== undefined || body["latest"] !== true : !isObject(scheduling)) return undefined;
  if (asksPosition && text(body["userId"]) === undefined) return undefined;
  const pairs = pairsOf(parameters);
  if (!pairs) return undefined;
  const durationUnits = isObject(scheduling) ? Number(scheduling["duration"]) : 0;
  return Number.isFinite(durationUnits) ? { serviceId, command, parameters: pairs, durationUnits } : undefined;
}

function pairsOf(parameters: unknown[]): TelematicsBody["parameters"] | undefined {
  const pairs = objects(parameters).map(({ key, value }) => [key, value] as const);
  const texts = pairs.every((pair) => pair.every((part) => typeof part === "string"));
  return texts && pairs.length === parameters.length ? (pairs as unknown as TelematicsBody["parameters"]) : undefined;
}

/**
 * The older form (docs/protocol/lynkco-geely.md 8.1): what some clients left out and owners had carried out all the same, the
 * scheduling, the list of parameters and the user, may be missing; the time may be of any form.
 */
function readClassicBody(body: JsonObject | undefined): TelematicsBody | undefined {
  const serviceId = text(body?.["serviceId"]);
  const command = body?.["command"];
  const { serviceParameters = [], timestamp } = body ?? {};
  if (!body || !serviceId || (command !== "start" && command !== "stop") || body["creator"] !== "tc") return undefined;
  if ((typeof timestamp !== "number" && typeof timestamp !== "string") || !Array.isArray(serviceParameters)) {
    return undefined;
  }
  const parameters = pairsOf(serviceParameters);
  return parameters && { serviceId, command, parameters, durationUnits: 0 };
}

/**
 * The effect of a command: those recorded or in use (R, U), and those of the sister brand (S), which the demo's cars obey
 * too. undefined = parameters the car does not know ("failure"); "absent" = the car has no such thing.
 */
export function effectOf(model: CarModel, body: TelematicsBody): Effect | "absent" | undefined {
  const { serviceId, command } = body;
  const values = new Map(body.parameters);
  const only = (key: string, wanted: string): boolean => values.size === 1 && values.get(key) === wanted;
  switch (serviceId.toLowerCase()) {
    case "rdl_2":
    case "rdu_2":
      return command === "start" ? lockEffect(serviceId.toLowerCase() === "rdl_2", values) : undefined;
    case "rce_2":
      return climateEffect(model, body);
    case "rcc_2":
      return only("rcc.ventilation", "cabin") ? { name: "purge", apply: () => undefined } : undefined;
    case "rcs":
      return chargeEffect(command, values);
    case "rws_2":
      return values.size === 1 ? windowEffect(model, command, values.get("target")) : undefined;
    case "rhl":
      return hornEffect(command, values.get("rhl"));
    case "pai":
      return values.get("operation") === "4" && values.get("pai") === "1"
        ? { name: "positionRefresh", apply: () => undefined }
        : undefined;
    default:
      return undefined;
  }
}

function lockEffect(close: boolean, values: Map<string, string>): Effect | undefined {
  if (values.get("door") === "all") {
    return {
      name: close ? "lock" : "unlock",
      apply(state) {
        // An open door cannot be locked: the car does nothing, and its next report says so. Ours.
        if (!close) unlock(state);
        else if (!corners.some((corner) => state.doors[corner])) lock(state);
      },
    };
  }
  if (values.get("target") !== "trunk") return undefined;
  return { name: close ? "trunkLock" : "trunkUnlock", apply: (state) => void (state.trunkLocked = close) };
}

function chargeEffect(command: string, values: Map<string, string>): Effect | undefined {
  const soc = values.get("soc");
  if (soc !== undefined) {
    const percent = Number(soc) / 10;
    const known = values.get("operation") === "4" && values.get("rcs.setting") === "1" && command === "start";
    if (!known || !(percent >= 50 && percent <= 100) || percent % 5 !== 0) return undefined;
    return {
      name: "chargeTarget",
      apply(state, now) {
        state.targetPercent = percent;
        state.targetSetAt = now;
      },
    };
  }
  // Three spellings of stop are in use (docs/protocol/ecarx-smart.md 8); what they share is rcs.terminate.
  if (values.get("rcs.terminate") === "1") return { name: "chargeStop", apply: stopCharging };
  const start = command === "start" && values.get("operation") === "1" && values.get("rcs.restart") === "1";
  return start ? { name: "chargeStart", apply: startCharging } : undefined;
}

function windowEffect(model: CarModel, command: string, target: string | undefined): Effect | "absent" | undefined {
  const open = command === "start";
  const all = (percent: number) => (state: CarState) => {
    for (const corner of corners) state.windows[corner] = percent;
  };
  switch (target) {
    case "window":
      return { name: open ? "windowsOpen" : "windowsClose", apply: all(open ? 100 : 0) };
    case "ventilate":
      return open ? { name: "windowsVent", apply: all(12) } : { name: "windowsClose", apply: all(0) };
    case "sunshade":
      if (!model.hasBlind) return "absent";
      return {
        name: open ? "blindOpen" : "blindClose",
        apply: (state) => void (state.blindPercent = open ? 100 : 0),
      };
    case "sunroof":
      return "absent";
    default:
      return undefined;
  }
}

function hornEffect(command: string, what: string | undefined): Effect | undefined {
  const names: Record<string, string> = { horn: "horn", "light-flash": "lights", "horn-light-flash": "hornAndLights" };
  const name = command === "start" && what !== undefined && Object.hasOwn(names, what) ? names[what] : undefined;
  return name === undefined ? undefined : { name, apply: () => undefined };
}
