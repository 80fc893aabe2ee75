import type { JsonObject } from "../../base/json";
import { group, numberOf } from "../../vehicle/values";
import type { VehicleStatus } from "../../vehicle/model";
import type { EcarxReadingProfile } from "../ecarx/status/reading-profile";
import { readStatus } from "../ecarx/status/read-status";

/** Positions are degrees without a word on their system: in China taken for GCJ-02 unless the owner says otherwise. */
const reading: EcarxReadingProfile = {
  positionTrustMeaningful: false,
  gcj02Default: true,
  positionUnit: "degrees",
  olderTree: true,
};

export interface GricReadOptions {
  previous?: VehicleStatus;
  readAt: number;
  /** False: positions are WGS-84 already. */
  gcj02: boolean;
}

/**
 * Reads `data` of the gateway's status, v2.0: the leaves of the classic tree in five groups side by side, as one car has been
 * recorded to send them (docs/protocol/lynkco-geely.md 4.5, brands.md 1.2). Takes any JSON value; what is missing stays unknown.
 */
export function readGricStatus(data: unknown, { previous, readAt, gcj02 }: GricReadOptions): VehicleStatus {
  const told = group(data);
  const maintenance = group(told.additionalMaintenanceStatus);
  const safety = group(told.drivingSafetyStatus);
  const tree: JsonObject = {
    updateTime: told.updateTime,
    basicVehicleStatus: told.basic,
    additionalVehicleStatus: {
      runningStatus: told.runningStatus,
      climateStatus: told.climateStatus,
      drivingSafetyStatus: withoutGuess(safety),
      electricVehicleStatus: told.electricVehicleStatus,
      maintenanceStatus: { mainBatteryStatus: { voltage: maintenance.voltage }, ...maintenance },
    },
  };
  return readStatus(tree, { profile: { ...reading, gcj02Default: gcj02 }, previous, readAt });
}

/** Of the central lock only 1, locked, has been seen here; elsewhere its 0 stands on locked cars, so 0 says nothing. */
function withoutGuess(safety: JsonObject): JsonObject {
  const central = safety.centralLockingStatus;
  if (central === undefined || numberOf(central) === 1) return safety;
  return { ...safety, centralLockingStatus: "" };
}
