import { withAge } from "./age";
import { emptyStatus, type VehicleStatus } from "./model";

/** The vehicle cannot say where it is just now: where it was, and when. */
export function lastPosition({ position, readAt }: VehicleStatus): VehicleStatus {
  const reportedAt = position.measuredAt ?? null;
  return { ...withAge({ ...emptyStatus(readAt), reportedAt, position }, Date.parse(readAt)), stale: true };
}
