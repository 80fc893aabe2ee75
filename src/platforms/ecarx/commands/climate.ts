import type { JsonObject } from "../../../base/json";
import { seatPlaces } from "./comfort";
import type { KnownOfCar } from "./known";
import { levelIn, levelsIn, numberIn } from "./parameters";
import type { CommandPlan, Dialect } from "./plan";
import { telematics, type ServiceParameters } from "./telematics";

const duration = 180;
const usualTemperature = 21;

const seats: Readonly<Record<string, string>> = { driver: seatPlaces.driver, passenger: seatPlaces.passenger };

/**
 * Pre-conditioning, docs/protocol/ecarx-smart.md 6.2. Of two climate commands close together the second is ignored, so seats
 * and wheel go with the first: `temperature` (16-30 °C or what the car takes, steps of 0.5, default 21), `seats: {driver, passenger}` (0-3),
 * `steeringWheel` (0-3).
 */
export const climateCommands: Dialect = {
  climateOn: { evidence: "used", plan: climateOn },
  climateOff: {
    evidence: "used",
    plan: () =>
      telematics(
        { serviceId: "RCE_2", command: "stop", parameters: [["rce.conditioner", "1"]], duration },
        { shows: (status) => status.climate.preconditioning === false, repeatable: true },
      ),
  },
};

function climateOn(parameters: JsonObject, known: KnownOfCar): CommandPlan {
  const range = known.temperature;
  const usual = Math.min(Math.max(usualTemperature, range.min), range.max);
  const degrees = numberIn(parameters, "temperature", range, usual);
  const levels = [...levelsIn(parameters, "seats", Object.keys(seats))].map(
    ([seat, level]) => [seats[seat] ?? seat, level] as const,
  );
  const warm = [...levels, ["steering_wheel", levelIn(parameters, "steeringWheel")] as const];
  const heating: ServiceParameters = warm
    .filter(([, level]) => level > 0)
    .flatMap(([place, level]) => [["rce.heat", place] as const, ["rce.level", String(level)] as const]);
  return telematics(
    {
      serviceId: "RCE_2",
      command: "start",
      parameters: [["rce.conditioner", "1"], ["rce.temp", degrees.toFixed(1)], ...heating],
      duration,
    },
    { shows: (status) => status.climate.preconditioning === true, repeatable: false },
  );
}
