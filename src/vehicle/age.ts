import type { VehicleStatus } from "./model";

/** How long a vehicle may be silent, by what it was doing when it last spoke (docs/nodes.md, vehicle status). Seconds. */
export const silence = {
  /** A car that drives or charges reports every few minutes. */
  drivingOrCharging: 15 * 60,
  /** A sleeping car speaks about once a day. */
  parked: 26 * 3600,
  /** A Segway vehicle reports every 10 s while unlocked … */
  riding: 60,
  /** … and every 900 s while locked; one report may be missed (docs/protocol/segway.md 8). */
  locked: 1900,
} as const;

/** The longest silence, in seconds, that the status itself explains. */
export function allowedSilence(status: VehicleStatus): number {
  const { ride, motion, locks, battery } = status;
  // Only sharing vehicles tell anything of a ride.
  if (Object.keys(ride).length > 0) {
    return locks.locked === false || motion.driving === true ? silence.riding : silence.locked;
  }
  return motion.driving === true || battery.charging === true ? silence.drivingOrCharging : silence.parked;
}

/**
 * The status as it stands at `nowMs` (milliseconds since 1970): `ageSeconds` and `stale` anew, the rest shared with the
 * original. A report from the future, i.e. from a clock that is ahead of ours, is 0 s old. Without `reportedAt` the age is
 * null and `stale` true: how long the vehicle has been silent is then not known, and unknown is not fresh.
 */
export function withAge(status: VehicleStatus, nowMs: number): VehicleStatus {
  return setAge({ ...status }, nowMs);
}

/** As `withAge`, on a status that nobody else has yet. */
export function setAge(status: VehicleStatus, nowMs: number): VehicleStatus {
  const reported = status.reportedAt === null ? NaN : Date.parse(status.reportedAt);
  const known = Number.isFinite(reported) && Number.isFinite(nowMs);
  status.ageSeconds = known ? Math.max(0, Math.round((nowMs - reported) / 1000)) : null;
  status.stale = status.ageSeconds === null || status.ageSeconds > allowedSilence(status);
  return status;
}
