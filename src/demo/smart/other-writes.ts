import { finite, isObject, objects, text, type JsonObject } from "../../base/json";
import type { DemoCar } from "../car/car";
import type { Commands } from "./commands";
import { refused, type Refused } from "./envelope";
import type { Effect } from "./effects";

/** Writes beside the telematics path (docs/protocol/ecarx-smart.md 6.4): charging plan, trip recording, destination. */

export function setCharge(commands: Commands, car: DemoCar, body: JsonObject | undefined): object | Refused {
  const effect = body && chargeSetEffect(body);
  if (!effect) return refused("1400", "not a charging plan in the known form");
  return commands.take(car, effect) ?? done;
}

const done = { serviceResult: { error: null, operationResult: 1 } };
const clockTime = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

function chargeSetEffect(body: JsonObject): Effect | undefined {
  if (body["bizType"] === "7" && body["command"] === "immediately") {
    return { name: "warmUp", apply: (state) => void (state.climateOn = true) };
  }
  const start = text(body["rbcStartTime"]) ?? "";
  const end = text(body["rbcEndTime"]) ?? "";
  const command = body["command"];
  if (body["bizType"] !== "6" || body["chargeModel"] === undefined) return undefined;
  if ((command !== "start" && command !== "stop") || !clockTime.test(start) || !clockTime.test(end)) return undefined;
  return {
    name: command === "start" ? "scheduleSet" : "scheduleClear",
    apply(state) {
      state.schedule = { start, end, active: command === "start" };
    },
  };
}

/** Trip recording in the car: service JOU. */
export function setRecording(commands: Commands, car: DemoCar, body: JsonObject | undefined): object | Refused {
  const [parameter] = objects(body?.["serviceParameters"]);
  const command = body?.["command"];
  const on = command === "start";
  const wanted = on ? "enable" : "disable";
  const known = body?.["serviceId"] === "JOU" && parameter?.["key"] === "jou" && parameter["value"] === wanted;
  if (!known || (!on && command !== "stop") || !isObject(body?.["operationScheduling"])) {
    return refused("1400", "not a JOU body");
  }
  const name = on ? "tripRecordingOn" : "tripRecordingOff";
  return commands.take(car, { name, apply: (state) => void (state.tripRecording = on) }) ?? done;
}

export function sendDestination(commands: Commands, car: DemoCar, body: JsonObject | undefined): object | Refused {
  const { lat, lon, name, address } = body ?? {};
  const place =
    typeof lat === "number" && typeof lon === "number" && finite(lat) !== undefined && finite(lon) !== undefined;
  if (!place || text(name) === undefined || typeof address !== "string") return refused("1400", "not a destination");
  return commands.take(car, { name: "sendDestination", apply: () => undefined }) ?? done;
}
