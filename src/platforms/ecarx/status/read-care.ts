import type { JsonObject } from "../../../base/json";
import type { Maybe, VehicleStatus } from "../../../vehicle/model";
import { given, group, numberOf, ranged, yesNo, type Read } from "../../../vehicle/values";
import { readPercent } from "./read-battery";

/** Service, 12 V battery and safety (docs/protocol/ecarx-smart.md 5.1). */

export function readService(maintenance: JsonObject): VehicleStatus["service"] {
  return given<VehicleStatus["service"]>({
    days: ranged(maintenance.daysToService, -100_000, 100_000),
    km: ranged(maintenance.distanceToService, -1_000_000, 1_000_000),
    // 0 is well; what other codes mean is not known, so they are no warning.
    warning: maintenance.serviceWarningStatus === undefined ? undefined : readZero(maintenance.serviceWarningStatus),
    brakeFluid: readBrakeFluid(maintenance.brakeFluidLevelStatus),
  });
}

function readZero(value: unknown): Maybe<boolean> {
  return numberOf(value) === 0 ? false : null;
}

/** 3 in all recordings; 1 and 2 from the app's table. */
function readBrakeFluid(value: unknown): Read<string> {
  const code = numberOf(value);
  if (code === undefined) return undefined;
  if (code === 0 || code === 3) return "ok";
  return code === 1 ? "low" : code === 2 ? "tooLow" : null;
}

/** The 12 V battery. 5 V with 0 % is what a car says that does not know; 0 % with a sound voltage is no value either. */
export function readLowVoltage(battery: JsonObject): VehicleStatus["lowVoltage"] {
  const percent = readPercent(battery.chargeLevel);
  const voltageV = ranged(battery.voltage, 0, 60, 2);
  return given<VehicleStatus["lowVoltage"]>({
    percent: percent === 0 ? null : percent,
    voltageV: voltageV === 0 || (voltageV === 5 && percent === 0) ? null : voltageV,
  });
}

export function readSecurity(safety: JsonObject): VehicleStatus["security"] {
  const alarm = group(safety.vehicleAlarm);
  const seatBelts = given<Record<string, Maybe<boolean> | undefined>>({
    driver: yesNo(safety.seatBeltStatusDriver),
    passenger: yesNo(safety.seatBeltStatusPassenger),
    driverRear: yesNo(safety.seatBeltStatusDriverRear),
    middleRear: yesNo(safety.seatBeltStatusMidRear),
    passengerRear: yesNo(safety.seatBeltStatusPassengerRear),
  }) as Record<string, Maybe<boolean>>;
  return given<VehicleStatus["security"]>({
    // 0 = nothing has triggered it; what the other sources are is not known.
    alarm: alarm.alrmTrgSrc === undefined ? undefined : readZero(alarm.alrmTrgSrc),
    crash: yesNo(safety.srsCrashStatus),
    seatBelts: hasMembers(seatBelts) ? seatBelts : undefined,
  });
}

function hasMembers(object: object): boolean {
  for (const _ in object) return true;
  return false;
}
