/**
 * The brand-neutral model of a vehicle's state (docs/nodes.md, vehicle status). Units are in the names.
 * `null` = the vehicle says that it does not know; absent = not told, or not fitted. Messages leave both out.
 */

import type { PlatformId } from "./platform-ids";

export type { PlatformId } from "./platform-ids";

/** A value the vehicle may not know. */
export type Maybe<T> = T | null;

/** A vehicle as it stands in messages (`msg.vehicle`) and in the account's list. */
export interface Vehicle {
  /** VIN of a car, iotCode of a Segway vehicle. */
  id: string;
  /** The user's own name, else model and last four, e.g. `smart #1 0001`. */
  name: string;
  /** What people call the model, e.g. `smart #1`. */
  model: string;
  platform: PlatformId;
}

/** A vehicle as a platform lists it. */
export interface ListedVehicle {
  id: string;
  /** What people call the model. */
  model: string;
  /** The vehicle's name in the vendor's app, if it has one. */
  name?: string;
  /** What the platform itself must remember of it (series, model code, host); plain JSON. */
  facts: Record<string, string | number | boolean>;
}

export type ChargingKind = "ac" | "dc" | "wireless";
export type BatteryState = "unplugged" | "plugged" | "waiting" | "charging" | "complete" | "targetReached" | "error";

/**
 * A car names its corners by the driver's side or by left and right, seen in the direction of travel; a reading holds the names
 * that its car uses, never both. Which of left and right is the driver's such a car does not tell.
 */
export interface Corners<T> {
  driver?: T;
  passenger?: T;
  driverRear?: T;
  passengerRear?: T;
  frontLeft?: T;
  frontRight?: T;
  rearLeft?: T;
  rearRight?: T;
}

export interface Seats {
  driver?: Maybe<number>;
  passenger?: Maybe<number>;
  rearLeft?: Maybe<number>;
  rearRight?: Maybe<number>;
}

export interface Opening {
  open?: Maybe<boolean>;
  /** 0 closed to 100 open. */
  percent?: Maybe<number>;
}

export interface Tyre {
  pressureBar?: Maybe<number>;
  temperatureC?: Maybe<number>;
  warning?: Maybe<boolean>;
}

/** Degrees, in the system that is named: for a map in China, whose maps are in GCJ-02. */
export interface ReportedPlace {
  latitude: number;
  longitude: number;
  system: "WGS-84" | "GCJ-02";
}

export interface BatteryPack {
  port?: number;
  percent?: Maybe<number>;
  voltageV?: Maybe<number>;
  temperatureC?: Maybe<number>;
  cycles?: Maybe<number>;
}

export interface VehicleStatus {
  /** When the vehicle said it, ISO 8601; null if it gave no time. */
  reportedAt: string | null;
  /** When the cloud was asked, ISO 8601. */
  readAt: string;
  /** readAt (or now) − reportedAt, seconds, never negative; null without reportedAt. */
  ageSeconds: number | null;
  /** The vehicle has been silent longer than its state explains; speed, power and climate are then left out of messages. */
  stale: boolean;
  online?: Maybe<boolean>;
  battery: {
    percent?: Maybe<number>;
    /** What a full one holds, where the cloud tells it. */
    capacityKwh?: Maybe<number>;
    rangeKm?: Maybe<number>;
    fullRangeKm?: Maybe<number>;
    targetPercent?: Maybe<number>;
    pluggedIn?: Maybe<boolean>;
    charging?: Maybe<boolean>;
    chargingKind?: Maybe<ChargingKind>;
    state?: Maybe<BatteryState>;
    powerKw?: Maybe<number>;
    powerEstimated?: Maybe<boolean>;
    voltageV?: Maybe<number>;
    currentA?: Maybe<number>;
    minutesToFull?: Maybe<number>;
    temperatureC?: Maybe<number>;
    rangeFactorPercent?: Maybe<number>;
    packs?: BatteryPack[];
  };
  fuel: { litres?: Maybe<number>; percent?: Maybe<number>; rangeKm?: Maybe<number>; averageLPer100Km?: Maybe<number> };
  position: {
    /** Degrees, WGS-84. */
    latitude?: Maybe<number>;
    longitude?: Maybe<number>;
    altitudeM?: Maybe<number>;
    /** Degrees, 0 = north, clockwise. */
    headingDeg?: Maybe<number>;
    trusted?: Maybe<boolean>;
    /** ISO 8601. */
    measuredAt?: Maybe<string>;
    satellites?: Maybe<number>;
    hdop?: Maybe<number>;
    /** What the vehicle itself reported, where that may be another system than WGS-84 (cars in China). */
    reported?: ReportedPlace;
  };
  motion: {
    speedKmh?: Maybe<number>;
    ignition?: Maybe<"off" | "on">;
    gear?: Maybe<string>;
    parkBrake?: Maybe<boolean>;
    /** ISO 8601. */
    parkedSince?: Maybe<string>;
    driving?: Maybe<boolean>;
  };
  locks: { locked?: Maybe<boolean>; doors: Corners<Maybe<boolean>>; trunk?: Maybe<boolean> };
  openings: {
    doors: Corners<Maybe<boolean>>;
    windows: Corners<Opening>;
    trunk?: Maybe<boolean>;
    hood?: Maybe<boolean>;
    chargeLid?: Maybe<boolean>;
    fuelLid?: Maybe<boolean>;
    sunroof?: Opening;
    curtain?: Opening;
  };
  climate: {
    insideC?: Maybe<number>;
    outsideC?: Maybe<number>;
    preconditioning?: Maybe<boolean>;
    defrost?: Maybe<boolean>;
    seatHeating: Seats;
    seatVentilation: Seats;
    steeringWheelHeating?: Maybe<boolean>;
    airBlower?: Maybe<boolean>;
  };
  tyres: Corners<Tyre>;
  odometerKm?: Maybe<number>;
  /** Trip meters A and B, km. */
  trips: { a?: Maybe<number>; b?: Maybe<number> };
  averageSpeedKmh?: Maybe<number>;
  service: {
    days?: Maybe<number>;
    km?: Maybe<number>;
    warning?: Maybe<boolean>;
    brakeFluid?: Maybe<string>;
    washerFluid?: Maybe<string>;
  };
  lowVoltage: { percent?: Maybe<number>; voltageV?: Maybe<number> };
  air: { pm25Inside?: Maybe<number>; pm25Outside?: Maybe<number> };
  security: { alarm?: Maybe<boolean>; crash?: Maybe<boolean>; seatBelts?: Record<string, Maybe<boolean>> };
  ride: {
    speedMode?: Maybe<"low" | "medium" | "high">;
    totalRidingSeconds?: Maybe<number>;
    networkSignalPercent?: Maybe<number>;
    lockVoltageV?: Maybe<number>;
  };
}

/** One difference between two readings. `path` is dotted, e.g. `battery.charging`; a value that is not known is left out. */
export interface Change {
  path: string;
  from?: unknown;
  to?: unknown;
}

/** A status with every group there and nothing known, its age neither. */
export function emptyStatus(readAt: string): VehicleStatus {
  return {
    reportedAt: null,
    readAt,
    ageSeconds: null,
    stale: true,
    battery: {},
    fuel: {},
    position: {},
    motion: {},
    locks: { doors: {} },
    openings: { doors: {}, windows: {} },
    climate: { seatHeating: {}, seatVentilation: {} },
    tyres: {},
    trips: {},
    service: {},
    lowVoltage: {},
    air: {},
    security: {},
    ride: {},
  };
}
