import type { JsonObject } from "../../../base/json";
import type { Seats } from "../../../vehicle/model";
import { lacking, type KnownOfCar } from "./known";
import { choiceIn, levelIn, switchIn } from "./parameters";
import type { CommandPlan, Dialect } from "./plan";
import { telematics } from "./telematics";

/**
 * Single seats, steering wheel, defrost and air cleaning, docs/protocol/ecarx-smart.md 6.3: `{seat, level}` (0-3, 0 = off)
 * and `{on}`. Durations are those of the app.
 */
export const comfortCommands: Dialect = {
  seatHeating: { evidence: "sister", plan: (parameters, known) => seat("heating", parameters, known) },
  seatVentilation: { evidence: "sister", plan: (parameters, known) => seat("ventilation", parameters, known) },
  steeringWheelHeating: { evidence: "sister", plan: steeringWheel },
  defrost: { evidence: "sister", plan: defrost },
  purge: { evidence: "sister", functions: ["remote_purification"], plan: purge },
};

/** The driver's seat is front-left in right-hand drive cars too (docs/protocol/ecarx-smart.md 5.1, end). */
export const seatPlaces = {
  driver: "front-left",
  passenger: "front-right",
  rearLeft: "rear-left",
  rearRight: "rear-right",
} as const satisfies Record<keyof Seats, string>;

function seat(what: "heating" | "ventilation", parameters: JsonObject, known: KnownOfCar): CommandPlan {
  const name = choiceIn(parameters, "seat", Object.keys(seatPlaces) as (keyof Seats)[]);
  const level = levelIn(parameters, "level", { required: true });
  const fitted = known.seats(what === "heating" ? "heatedSeats" : "ventilatedSeats");
  if (fitted && !fitted.includes(seatPlaces[name])) throw lacking(`${what} for the seat "${name}"`);
  return telematics(
    {
      serviceId: "RCE_2",
      command: level > 0 ? "start" : "stop",
      // Alone the level stands before its place, with the climate behind it.
      parameters: [
        ["rce.level", String(level)],
        [what === "heating" ? "rce.heat" : "rce.ventilation", seatPlaces[name]],
      ],
      duration: 90,
    },
    {
      shows: ({ climate }) => climate[what === "heating" ? "seatHeating" : "seatVentilation"][name] === level,
      repeatable: level === 0,
    },
  );
}

function steeringWheel(parameters: JsonObject): CommandPlan {
  const on = switchIn(parameters, "on");
  return telematics(
    // Without a level: the wheel has one only.
    { serviceId: "RCE_2", command: word(on), parameters: [["rce.heat", "steering_wheel"]], duration: on ? 48 : 0 },
    { shows: ({ climate }) => climate.steeringWheelHeating === on, repeatable: !on },
  );
}

function defrost(parameters: JsonObject): CommandPlan {
  const on = switchIn(parameters, "on");
  return telematics(
    {
      serviceId: "RCE_2",
      command: word(on),
      parameters: [
        ["rce.conditioner", "2"],
        ["rce.level", "2"],
      ],
      duration: on ? 90 : 0,
    },
    { shows: ({ climate }) => climate.defrost === on, repeatable: !on },
  );
}

function purge(parameters: JsonObject): CommandPlan {
  const on = switchIn(parameters, "on", true);
  return telematics(
    { serviceId: "RCC_2", command: word(on), parameters: [["rcc.ventilation", "cabin"]], duration: 6 },
    { repeatable: !on },
  );
}

const word = (on: boolean): "start" | "stop" => (on ? "start" : "stop");
