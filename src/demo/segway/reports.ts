import type { Bike } from "./bike";

/** What the vendor's cloud knows of a bike: copied from it when it reports. */
export interface StatusReport {
  online: boolean;
  locked: boolean;
  charging: boolean;
  lockVoltage: number;
  networkSignal: number;
  powerPercent: number;
  speedMode: number;
  speed: number;
  odometer: number;
  remainingRange: number;
  totalRidingSecs: number;
  /** Seconds since 1970. */
  statusUtcTime: number;
}

export interface LocationReport {
  valid: boolean;
  latitude: number;
  longitude: number;
  satelliteNumber: number;
  hdop: number;
  altitude: number;
  /** Seconds since 1970. */
  gpsUtcTime: number;
}

/** Every fourth bike has an older firmware: `remainderRange` and `signatrue` (docs/protocol/segway.md 6). */
export const spellsOldStyle = (bike: Bike): boolean => bike.index % 4 === 3;

export function statusReport(bike: Bike, atMs: number): StatusReport {
  return {
    online: bike.online,
    locked: bike.locked,
    charging: bike.charging,
    lockVoltage: 395 + (bike.index % 20),
    networkSignal: bike.online ? 12 + ((bike.index * 7) % 20) : 2,
    powerPercent: Math.floor(bike.percent),
    speedMode: bike.speedMode,
    speed: bike.speed,
    odometer: bike.odometerM,
    // Counted in 10 m: 60 km with a full battery.
    remainingRange: Math.floor(bike.percent * 60),
    totalRidingSecs: bike.ridingSeconds,
    statusUtcTime: Math.floor(atMs / 1000),
  };
}

/** Without a fix the device sends 0/0, which public receivers have met (docs/protocol/segway.md 5). */
export function locationReport(bike: Bike, atMs: number): LocationReport {
  const gpsUtcTime = Math.floor(atMs / 1000);
  if (!bike.fix) {
    return { valid: false, latitude: 0, longitude: 0, satelliteNumber: 0, hdop: 99.9, altitude: 0, gpsUtcTime };
  }
  return {
    valid: true,
    latitude: round(bike.latitude),
    longitude: round(bike.longitude),
    satelliteNumber: 6 + (bike.index % 8),
    hdop: 0.9 + (bike.index % 6) / 10,
    altitude: 48 + (bike.index % 5),
    gpsUtcTime,
  };
}

const round = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;
