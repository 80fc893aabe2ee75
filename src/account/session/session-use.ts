import type { VehicleCloudError } from "../../base/errors";
import type { ListedVehicle } from "../../vehicle/model";

/** What the session is wanted for. */
export interface SessionUse {
  purpose: "read" | "command" | "list";
  vehicle?: ListedVehicle;
  /** Somebody asked for it; not the schedule. */
  byMessage?: boolean;
  signal?: AbortSignal;
}

/** A command whose bytes left and whose answer never came: sending it again could carry it out twice. */
export function mayBeCarriedOut(error: VehicleCloudError, use: SessionUse): boolean {
  return (
    use.purpose === "command" &&
    (error.code === "TIMEOUT" || error.code === "CLOUD_UNAVAILABLE") &&
    error.platformCode === undefined &&
    error.sent !== false
  );
}
