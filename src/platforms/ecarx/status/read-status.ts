import type { JsonObject } from "../../../base/json";
import { withAge } from "../../../vehicle/age";
import type { PlatformId, VehicleStatus } from "../../../vehicle/model";
import { given, group, isoTime, numberOf, ranged, type Read } from "../../../vehicle/values";
import { readingOf } from "../profiles/readings";
import { readBattery } from "./battery";
import { hasEngineOnly, readFuel } from "./fuel";
import { readLocks } from "./locks";
import { readLowVoltage } from "./low-voltage";
import { readClimate, readOlderClimate } from "./climate";
import { readMotion } from "./motion";
import { readPosition } from "./position";
import type { EcarxReadingProfile } from "./reading-profile";
import { readOpenings } from "./openings";
import { readSecurity } from "./security";
import { readService } from "./service";
import { readTyres } from "./tyres";

export type { EcarxReadingProfile } from "./reading-profile";
export { readChargeTarget } from "./charge-target";

export interface EcarxReadOptions {
  /** Of the cars of a brand, by the id of its platform, or what is known of them; what it leaves open is as with a smart. */
  profile?: EcarxReadingProfile | PlatformId;
  /** Series of the car, e.g. `HX11`; decides how DC power is worked out. */
  series?: string;
  /** Answer of `qrvs`, where it was asked for: measured DC values. */
  qrvs?: unknown;
  /** The reading before this one: keeps the last fix, the charge target, and the power over a moment of 0. */
  previous?: VehicleStatus;
  /** When the cloud was asked; default now. */
  readAt?: string | number | Date;
}

/** The same with all that the profile says. */
export interface StatusReadOptions extends EcarxReadOptions {
  profile?: EcarxReadingProfile;
}

/**
 * Reads an ECARX vehicle status (docs/protocol/ecarx-smart.md 5.1) from the whole envelope, its `data` or the
 * `vehicleStatus` in it. Pure; takes any JSON value without throwing, and never gives NaN, Infinity or -0. What is missing
 * or makes no sense stays unknown. What `options.profile` leaves open is as with the cars that are known best.
 */
export function readEcarxStatus(reply: unknown, options: EcarxReadOptions = {}): VehicleStatus {
  return readStatus(reply, { ...options, profile: readingOf(options.profile) });
}

/**
 * The same for the cars of a profile, which says all that is known of them.
 *
 * Left out on purpose, because they say the same on every car: relHumSts, indPowerConsumption, engineHrsToService,
 * stateOfCharge of the 12 V battery, washerFluidLevelStatus, tankFlapStatus, chargeLidAcStatus.
 */
export function readStatus(reply: unknown, options: StatusReadOptions): VehicleStatus {
  const vehicle = findVehicleStatus(reply);
  const basic = group(vehicle.basicVehicleStatus);
  const additional = group(vehicle.additionalVehicleStatus);
  const safety = group(additional.drivingSafetyStatus);
  const climate = group(additional.climateStatus);
  const maintenance = group(additional.maintenanceStatus);
  const running = group(additional.runningStatus);
  const pollution = group(additional.pollutionStatus);

  const readAtMs = toMs(options.readAt);
  // The car's own time: a sleeping car's snapshot is repeated for hours.
  const reportedAt = isoTime(vehicle.updateTime) ?? null;
  const older = options.profile?.olderTree === true;
  const engineOnly = older && hasEngineOnly(vehicle, additional, options.previous);
  const battery = engineOnly ? {} : readBattery(additional, options);
  const status: VehicleStatus = {
    reportedAt,
    readAt: new Date(readAtMs).toISOString(),
    ageSeconds: null,
    stale: false,
    battery,
    fuel: older ? readFuel(basic, running, engineOnly) : {},
    position: readPosition(basic, options, reportedAt),
    motion: readMotion(vehicle, basic, additional, safety, battery, older),
    locks: readLocks(safety),
    openings: readOpenings(safety, climate, group(additional.electricVehicleStatus), older),
    climate: older ? readOlderClimate(climate, basic) : readClimate(climate),
    tyres: readTyres(maintenance),
    trips: given<VehicleStatus["trips"]>({
      a: ranged(running.tripMeter1, 0, 10_000_000, 1),
      b: ranged(running.tripMeter2, 0, 10_000_000, 1),
    }),
    service: readService(older ? { ...maintenance, brakeFluidLevelStatus: undefined } : maintenance),
    lowVoltage: readLowVoltage(group(maintenance.mainBatteryStatus), older),
    air: given<VehicleStatus["air"]>({
      pm25Inside: readDust(pollution.interiorPM25),
      pm25Outside: readDust(pollution.exteriorPM25),
    }),
    security: readSecurity(safety),
    ride: {},
  };
  const odometerKm = ranged(maintenance.odometer, 0, 10_000_000, 1);
  if (odometerKm !== undefined) status.odometerKm = odometerKm;
  const averageSpeedKmh = ranged(running.avgSpeed, 0, 500, 1);
  if (averageSpeedKmh !== undefined) status.averageSpeedKmh = averageSpeedKmh;
  return withAge(status, readAtMs);
}

/** 65535 (sixteen bits full): there is no sensor. */
function readDust(value: unknown): Read<number> {
  return numberOf(value) === 65_535 ? undefined : ranged(value, 0, 10_000);
}

function findVehicleStatus(reply: unknown): JsonObject {
  let found = group(reply);
  if (typeof found.data === "object" && found.data !== null) found = group(found.data);
  return typeof found.vehicleStatus === "object" ? group(found.vehicleStatus) : found;
}

function toMs(readAt: EcarxReadOptions["readAt"]): number {
  const ms = readAt === undefined ? NaN : new Date(readAt).getTime();
  return Number.isFinite(ms) ? ms : Date.now();
}
