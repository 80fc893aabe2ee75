import type { JsonObject } from "../../../base/json";
import type { VehicleStatus } from "../../../vehicle/model";
import { given, ranged } from "../../../vehicle/values";
import { readPercent } from "./battery";

/** The 12 V battery. 5 V with 0 % is what a car says that does not know; 0 % with a sound voltage is no value either. */
export function readLowVoltage(battery: JsonObject, older = false): VehicleStatus["lowVoltage"] {
  const percent = readPercent(battery.chargeLevel);
  const voltageV = ranged(battery.voltage, 0, 60, 2);
  return given<VehicleStatus["lowVoltage"]>({
    percent: percent === 0 ? (older ? undefined : null) : percent,
    voltageV: voltageV === 0 || (voltageV === 5 && percent === 0) ? null : voltageV,
  });
}
