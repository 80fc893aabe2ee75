import type { JsonObject } from "../../../base/json";
import type { VehicleStatus } from "../../../vehicle/model";
import { given, numberOf, ranged, type Read } from "../../../vehicle/values";
import { zeroIsWell } from "./zero-is-well";

/** What `maintenanceStatus` says of the next service (docs/protocol/ecarx-smart.md 5.1). */
export function readService(maintenance: JsonObject): VehicleStatus["service"] {
  return given<VehicleStatus["service"]>({
    days: ranged(maintenance.daysToService, -100_000, 100_000),
    km: ranged(maintenance.distanceToService, -1_000_000, 1_000_000),
    warning: maintenance.serviceWarningStatus === undefined ? undefined : zeroIsWell(maintenance.serviceWarningStatus),
    brakeFluid: readBrakeFluid(maintenance.brakeFluidLevelStatus),
  });
}

/** 3 in all recordings; 1 and 2 from the app's table. */
function readBrakeFluid(value: unknown): Read<string> {
  const code = numberOf(value);
  if (code === undefined) return undefined;
  if (code === 0 || code === 3) return "ok";
  return code === 1 ? "low" : code === 2 ? "tooLow" : null;
}
