import type { Change, VehicleStatus } from "../../vehicle/model";
import type { PlatformOffers } from "../../platforms/platform";
import { defaultPolicy, type ReadPolicy } from "../types";

/** What the schedule knows of a vehicle when it decides when to ask next. */
export interface Situation {
  /** With its age as of now. */
  status?: VehicleStatus;
  /** The last two answers held the same snapshot. */
  unchanged: boolean;
  /** When something worth a closer look changed last, ms. */
  changedAt: number;
  now: number;
}

/** No interval below this, whatever is entered: an account read every second would be noticed. */
const leastSeconds = 10;

/** How long after the last reading one subscriber wants the next, seconds; `least` = what the platform's cloud is spared. */
export function intervalOf(
  policy: ReadPolicy,
  { status, unchanged, changedAt, now }: Situation,
  least?: PlatformOffers["leastPause"],
): number {
  const wanted = spaced({ ...defaultPolicy, ...given(policy) }, least);
  const active: number[] = [];
  if (status?.motion.driving === true) active.push(wanted.drivingSeconds);
  if (status?.battery.charging === true) active.push(wanted.chargingSeconds);
  let seconds: number;
  if (active.length > 0) {
    // Silent in the middle of a drive: it stands in a garage without reception, and is looked for as if it were parked.
    seconds = status?.stale ? wanted.parkedSeconds : Math.min(...active);
  } else if (now - changedAt <= wanted.changedForSeconds * 1000) {
    seconds = Math.min(wanted.changedSeconds, wanted.parkedSeconds);
  } else {
    const asleep = unchanged && (status?.ageSeconds ?? 0) >= wanted.unchangedAfterSeconds;
    seconds = asleep ? Math.max(wanted.unchangedSeconds, wanted.parkedSeconds) : wanted.parkedSeconds;
  }
  return Math.max(leastSeconds, seconds);
}

/** What changes by itself on a parked car: temperatures, pressures, voltages, the fix. Not worth reading more often for. */
const drifts =
  /^(position|tyres|lowVoltage|air|service|trips)\.|^climate\.(inside|outside)C$|^battery\.(voltageV|currentA|powerKw|powerEstimated|temperatureC|minutesToFull|rangeKm|fullRangeKm|rangeFactorPercent|packs)$|^ride\.(networkSignalPercent|lockVoltageV)$|^(online|stale|averageSpeedKmh)$/;

/** Whether a reading shows that somebody is at the vehicle or that it does something. */
export function isNotable(changes: readonly Change[]): boolean {
  return changes.some(({ path }) => !drifts.test(path));
}

type Wanted = ReadPolicy & Record<keyof typeof defaultPolicy, number>;

function spaced(wanted: Wanted, least: PlatformOffers["leastPause"]): Wanted {
  if (!least) return wanted;
  return {
    ...wanted,
    parkedSeconds: Math.max(wanted.parkedSeconds, least.parked),
    changedSeconds: Math.max(wanted.changedSeconds, least.changed),
    drivingSeconds: Math.max(wanted.drivingSeconds, least.driving),
    chargingSeconds: Math.max(wanted.chargingSeconds, least.charging),
  };
}

function given(policy: ReadPolicy): ReadPolicy {
  return Object.fromEntries(Object.entries(policy).filter(([, value]) => value !== undefined && !Number.isNaN(value)));
}
