import { finite, isObject, objects, text, type JsonObject } from "../../base/json";
import type { DemoCar } from "../car/car";
import type { Seat } from "../car/state";
import type { DemoFate } from "../types";
import type { Commands } from "./commands";
import { refused, type Refused } from "./envelope";
import type { Effect } from "./effects";

/** Writes beside the telematics path (docs/protocol/ecarx-smart.md 6.4): charging plan, trip recording, destination. */

export function setCharge(
  commands: Commands,
  car: DemoCar,
  body: JsonObject | undefined,
  fate?: DemoFate,
): object | Refused {
  const effect = body && (body["bizType"] === "7" ? warmUpEffect(body) : scheduleEffect(body, car.model.vin));
  if (!effect) return refused("1400", "not a charging plan in the known form");
  return commands.take(car, effect, { fate }) ?? done;
}

const done = { serviceResult: { error: null, operationResult: 1 } };
const clockTime = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

/** Clock seconds until a schedule shows, on top of the usual ones: about 30 in all. */
const scheduleSeconds = 23;

function scheduleEffect(body: JsonObject, vin: string): Effect | undefined {
  const start = text(body["rbcStartTime"]) ?? "";
  const end = text(body["rbcEndTime"]) ?? "";
  const command = body["command"];
  if (body["bizType"] !== "6" || body["chargeModel"] === undefined) return undefined;
  if (body["pin"] !== vin || body["vin"] !== vin) return undefined;
  if ((command !== "start" && command !== "stop") || !clockTime.test(start) || !clockTime.test(end)) return undefined;
  return {
    name: command === "start" ? "scheduleSet" : "scheduleClear",
    slowSeconds: scheduleSeconds,
    apply(state) {
      state.schedule = { start, end, active: command === "start" };
    },
  };
}

/** Places of this service; the rear seats have none. */
const places: Readonly<Record<string, Seat>> = { "11": "driver", "19": "passenger" };

/** Which of the members must be there is ours, but that it is taken without `sw`: the wheel then stays as it is. */
function warmUpEffect(body: JsonObject): Effect | undefined {
  const { command, ac, temp, duration, heat = [], vlt, paa, sw, timestamp } = body;
  const words = [ac, vlt, ...(sw === undefined ? [] : [sw])].every((word) => word === "true" || word === "false");
  if (command !== "immediately" || !words || paa !== "0" || !/^\d{13}$/.test(text(timestamp) ?? "")) return undefined;
  const celsius = finite(temp);
  if (typeof temp !== "string" || celsius === undefined || celsius < 15.5 || celsius > 30) return undefined;
  if (typeof duration !== "string" || !/^\d+$/.test(duration) || !Array.isArray(heat)) return undefined;
  const levels = objects(heat).map(({ pos, level }) => [places[text(pos) ?? ""], text(level) ?? ""] as const);
  if (levels.length !== heat.length || levels.some(([seat, level]) => !seat || !/^[0-3]$/.test(level)))
    return undefined;
  return {
    name: "warmUp",
    climateUnits: Number(duration),
    apply(state) {
      state.climateOn = ac === "true";
      state.climateC = celsius;
      if (sw !== undefined) state.wheelHeating = sw === "true";
      for (const [seat, level] of levels) if (seat) state.seatHeating[seat] = Number(level);
    },
  };
}

/** Trip recording in the car: service JOU. */
export function setRecording(
  commands: Commands,
  car: DemoCar,
  body: JsonObject | undefined,
  fate?: DemoFate,
): object | Refused {
  const [parameter] = objects(body?.["serviceParameters"]);
  const command = body?.["command"];
  const on = command === "start";
  const wanted = on ? "enable" : "disable";
  const known = body?.["serviceId"] === "JOU" && parameter?.["key"] === "jou" && parameter["value"] === wanted;
  if (!known || (!on && command !== "stop") || !isObject(body?.["operationScheduling"])) {
    return refused("1400", "not a JOU body");
  }
  const name = on ? "tripRecordingOn" : "tripRecordingOff";
  return commands.take(car, { name, apply: (state) => void (state.tripRecording = on) }, { fate }) ?? done;
}

export function sendDestination(
  commands: Commands,
  car: DemoCar,
  body: JsonObject | undefined,
  fate?: DemoFate,
): object | Refused {
  const { lat, lon, name, address } = body ?? {};
  const place =
    typeof lat === "number" && typeof lon === "number" && finite(lat) !== undefined && finite(lon) !== undefined;
  if (!place || text(name) === undefined || typeof address !== "string") return refused("1400", "not a destination");
  return commands.take(car, { name: "sendDestination", apply: () => undefined }, { fate }) ?? done;
}
