import type { JsonObject } from "../../base/json";
import { group, numberOf } from "../../vehicle/values";
import type { VehicleStatus } from "../../vehicle/model";

/** What this cloud's cars mean by the words of the classic tree; the rest is as with the older ones. */
interface TreeProfile {
  positionTrustMeaningful: boolean;
  /** Positions are told without a word on their system. */
  gcj02Default: boolean;
  positionUnit: "degrees";
  olderTree: boolean;
}

/** The reader of the classic tree, which belongs to the ECARX cloud; the registry hands it over. */
export type ReadTree = (
  tree: JsonObject,
  options: { profile: TreeProfile; previous?: VehicleStatus; readAt: number },
) => VehicleStatus;

export interface GricReadOptions {
  previous?: VehicleStatus;
  readAt: number;
  /** Positions are in China's shifted coordinates; false: in WGS-84. */
  gcj02: boolean;
}

/**
 * Reads `data` of the gateway's status, v2.0: the leaves of the classic tree in five groups side by side, as one car has been
 * recorded to send them (docs/protocol/lynkco-geely.md 4.5, brands.md 1.2). Takes any JSON value; what is missing stays unknown.
 */
export function readGricStatus(
  readTree: ReadTree,
  data: unknown,
  { previous, readAt, gcj02 }: GricReadOptions,
): VehicleStatus {
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
  const profile = {
    positionTrustMeaningful: false,
    gcj02Default: gcj02,
    positionUnit: "degrees",
    olderTree: true,
  } as const;
  return readTree(tree, { profile, previous, readAt });
}

/** Of the central lock only 1, locked, has been seen here; elsewhere its 0 stands on locked cars, so 0 says nothing. */
function withoutGuess(safety: JsonObject): JsonObject {
  const central = safety.centralLockingStatus;
  if (central === undefined || numberOf(central) === 1) return safety;
  return { ...safety, centralLockingStatus: "" };
}
