import type { JsonObject } from "../../../base/json";
import type { VehicleStatus } from "../../../vehicle/model";
import { coded, given, group, isoTime, numberOf, ranged, yesNo, type Read } from "../../../vehicle/values";

/** Speed, ignition, gear and parking (docs/protocol/ecarx-smart.md 5.1). */
export function readMotion(
  vehicle: JsonObject,
  basic: JsonObject,
  additional: JsonObject,
  safety: JsonObject,
  battery: VehicleStatus["battery"],
  older = false,
): VehicleStatus["motion"] {
  // The older tree tells no validity.
  const valid =
    older && basic.speedValidity === undefined ? basic.speed !== undefined || undefined : yesNo(basic.speedValidity);
  const speedKmh = valid === true ? ranged(basic.speed, 0, 500, 1) : valid === undefined ? undefined : null;
  const ignition = readIgnition(basic.engineStatus);
  const driving = readDriving(ignition, speedKmh, battery.pluggedIn);
  const gear = numberOf(group(additional.drivingBehaviourStatus).gearAutoStatus);
  return given<VehicleStatus["motion"]>({
    speedKmh,
    ignition,
    // Only the code of parked cars is known.
    gear: gear === undefined ? undefined : gear === 0 && driving !== true ? "P" : null,
    parkBrake: readParkBrake(safety.electricParkBrakeStatus, older ? safety.handBrakeStatus : undefined),
    // The last parking: of no meaning while the car is on its way.
    parkedSince: driving === true ? undefined : isoTime(group(vehicle.parkTime).status),
    driving,
  });
}

/** `engine_running` is drive-ready; other brands write it in capitals. */
export function readIgnition(value: unknown): Read<"off" | "on"> {
  if (value === undefined) return undefined;
  if (value === "engine_off") return "off";
  if (value === "engine_running") return "on";
  if (typeof value !== "string" || value.length > 40) return null;
  const word = value.toLowerCase();
  return word.includes("running") ? "on" : word.endsWith("off") ? "off" : null;
}

/** Drive-ready or moving; not while a cable holds the car. */
function readDriving(ignition: Read<"off" | "on">, speedKmh: Read<number>, pluggedIn: Read<boolean>): Read<boolean> {
  if (typeof speedKmh === "number" && speedKmh > 0) return true;
  if (typeof ignition === "string") return ignition === "on" && pluggedIn !== true;
  return ignition;
}

/**
 * 1 and 3 engaged, 0 and 9 released; a code that nobody knows is left out. Where a lever is told beside the electric one and
 * the two disagree, nothing is said: a parked car has been seen with 0 and 1 (docs/protocol/lynkco-geely.md 7.2).
 */
function readParkBrake(electric: unknown, lever?: unknown): boolean | undefined {
  const code = numberOf(electric);
  const told = code === 1 || code === 3 ? true : code === 0 || code === 9 ? false : undefined;
  return lever === undefined || coded(lever, 1, 0) === told ? told : undefined;
}
