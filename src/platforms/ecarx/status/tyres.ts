import type { JsonObject } from "../../../base/json";
import type { Tyre, VehicleStatus } from "../../../vehicle/model";
import { given, numberOf, ranged, rounded, type Read } from "../../../vehicle/values";

/** The tyres of `maintenanceStatus` (docs/protocol/ecarx-smart.md 5.1). */
export function readTyres(maintenance: JsonObject): VehicleStatus["tyres"] {
  const m = maintenance;
  return given<VehicleStatus["tyres"]>({
    driver: readTyre(m.tyreStatusDriver, m.tyreTempDriver, m.tyreTempWarningDriver, m.tyrePreWarningDriver),
    passenger: readTyre(
      m.tyreStatusPassenger,
      m.tyreTempPassenger,
      m.tyreTempWarningPassenger,
      m.tyrePreWarningPassenger,
    ),
    driverRear: readTyre(
      m.tyreStatusDriverRear,
      m.tyreTempDriverRear,
      m.tyreTempWarningDriverRear,
      m.tyrePreWarningDriverRear,
    ),
    passengerRear: readTyre(
      m.tyreStatusPassengerRear,
      m.tyreTempPassengerRear,
      m.tyreTempWarningPassengerRear,
      m.tyrePreWarningPassengerRear,
    ),
  });
}

/** Gauge pressure in kPa (older clients said hPa), steps of 1.373: two decimals of a bar are what it can mean. */
function readTyre(pressure: unknown, temperature: unknown, hot: unknown, soft: unknown): Tyre | undefined {
  if (pressure === undefined && temperature === undefined && hot === undefined && soft === undefined) return undefined;
  const kPa = ranged(pressure, 0, 1000, 3);
  return given<Tyre>({
    pressureBar: typeof kPa === "number" ? rounded(kPa / 100, 2) : kPa,
    temperatureC: ranged(temperature, -60, 200, 1),
    warning: readTyreWarning(hot, soft),
  });
}

/** 0 is well, every other code a warning. */
function readTyreWarning(hot: unknown, soft: unknown): Read<boolean> {
  const a = numberOf(hot);
  const b = numberOf(soft);
  if ((typeof a === "number" && a !== 0) || (typeof b === "number" && b !== 0)) return true;
  return a === 0 || b === 0 ? false : a === undefined ? b : a;
}
