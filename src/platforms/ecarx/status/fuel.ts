import type { JsonObject } from "../../../base/json";
import type { VehicleStatus } from "../../../vehicle/model";
import { given, group, numberOf, ranged } from "../../../vehicle/values";

/**
 * Whether a car of the older tree has an engine and no traction battery. None of them says so where it sends no
 * `configuration` group, so it is inferred (docs/protocol/brands.md 3, row 8): no charge, no electric range, nothing of a
 * charger, and fuel. A hybrid with an empty battery that told a charge before stays one.
 */
export function hasEngineOnly(
  vehicle: JsonObject,
  additional: JsonObject,
  previous: VehicleStatus | undefined,
): boolean {
  const electric = group(additional.electricVehicleStatus);
  const none = (value: unknown): boolean => value === undefined || value === "" || numberOf(value) === 0;
  return (
    vehicle.configuration === undefined &&
    (numberOf(group(additional.runningStatus).fuelLevel) ?? 0) > 0 &&
    none(electric.chargeLevel) &&
    none(electric.distanceToEmptyOnBatteryOnly) &&
    none(electric.chargerState) &&
    none(electric.statusOfChargerConnection) &&
    typeof previous?.battery?.percent !== "number"
  );
}

/**
 * Fuel of the older tree (docs/protocol/lynkco-geely.md 7.2). `distanceToEmpty` is that of the fuel on cars without a
 * traction battery; of a hybrid nobody knows whether it counts the electric range, so there it is left out. `fuelLevelStatus`
 * is a code, no percentage.
 */
export function readFuel(basic: JsonObject, running: JsonObject, engineOnly: boolean): VehicleStatus["fuel"] {
  return given<VehicleStatus["fuel"]>({
    litres: ranged(running.fuelLevel, 0, 500, 1),
    percent: ranged(running.fuelLevelPct, 0, 100, 1),
    rangeKm: engineOnly ? ranged(basic.distanceToEmpty, 0, 5000, 1) : undefined,
    averageLPer100Km: ranged(running.aveFuelConsumption, 0, 100, 1),
  });
}
