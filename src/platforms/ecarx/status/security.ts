import type { JsonObject } from "../../../base/json";
import type { Maybe, VehicleStatus } from "../../../vehicle/model";
import { given, group, yesNo } from "../../../vehicle/values";
import { zeroIsWell } from "./zero-is-well";

/** Alarm, crash and belts of `drivingSafetyStatus` (docs/protocol/ecarx-smart.md 5.1). */
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
    alarm: alarm.alrmTrgSrc === undefined ? undefined : zeroIsWell(alarm.alrmTrgSrc),
    crash: yesNo(safety.srsCrashStatus),
    seatBelts: hasMembers(seatBelts) ? seatBelts : undefined,
  });
}

function hasMembers(object: object): boolean {
  for (const _ in object) return true;
  return false;
}
