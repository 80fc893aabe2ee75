import type { JsonObject } from "../../../base/json";
import type { Seats, VehicleStatus } from "../../../vehicle/model";
import { readIgnition } from "./motion";
import { coded, given, numberOf, ranged, yesNo, type Read } from "../../../vehicle/values";

/** `climateStatus` without its windows and roof (docs/protocol/ecarx-smart.md 5.1). */
export function readClimate(climate: JsonObject): VehicleStatus["climate"] {
  return given<VehicleStatus["climate"]>({
    insideC: ranged(climate.interiorTemp, -60, 90, 1),
    outsideC: ranged(climate.exteriorTemp, -60, 70, 1),
    // The only field that shows that pre-conditioning runs; climateActive does not exist.
    preconditioning: yesNo(climate.preClimateActive),
    defrost: yesNo(climate.defrost),
    seatHeating: given<Seats>({
      driver: readLevel(climate.drvHeatSts),
      passenger: readLevel(climate.passHeatingSts),
      rearLeft: readLevel(climate.rlHeatingSts),
      rearRight: readLevel(climate.rrHeatingSts),
    }),
    seatVentilation: given<Seats>({
      driver: readLevel(climate.drvVentSts),
      passenger: readLevel(climate.passVentSts),
      rearLeft: readLevel(climate.rlVentSts),
      rearRight: readLevel(climate.rrVentSts),
    }),
    // 1 heats, 2 does not, 0 not fitted. Not a level.
    steeringWheelHeating:
      numberOf(climate.steerWhlHeatingSts) === 0 ? undefined : coded(climate.steerWhlHeatingSts, 1, 2),
    airBlower: yesNo(climate.airBlowerActive),
  });
}

/** 0 off to 3. */
function readLevel(value: unknown): Read<number> {
  return ranged(value, 0, 3);
}

/**
 * The same of the older tree, where an inside of exactly 0 °C is a missing sensor if the engine is off and it is far from that
 * outside (docs/protocol/lynkco-geely.md 7.2).
 */
export function readOlderClimate(climate: JsonObject, basic: JsonObject): VehicleStatus["climate"] {
  const result = readClimate(climate);
  const far = typeof result.outsideC !== "number" || Math.abs(result.outsideC) > 10;
  if (result.insideC === 0 && far && readIgnition(basic.engineStatus) !== "on") delete result.insideC;
  return result;
}
