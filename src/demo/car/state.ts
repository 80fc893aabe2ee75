/** Places of the demo: invented points in open country. */
export interface Place {
  latitude: number;
  longitude: number;
  altitudeM: number;
}

/** What does not change about a car. */
export interface CarModel {
  vin: string;
  /** What people call the model. */
  model: string;
  name: string;
  /** `seriesCodeVs`. */
  series: string;
  /** The newer platform: it measures at the DC charger, and tells ten times the ampere elsewhere. */
  measuresDc?: boolean;
  /** Fridge, locker and watch mode (VTM); other cars answer 1405. */
  hasExtras?: boolean;
  modelCode: string;
  matCode: string;
  colorName: string;
  colorCode: string;
  /** Of a combustion car; `usableKwh` is then what its tank is good for. */
  tankLitres?: number;
  usableKwh: number;
  /** Range at 100 % by the standard, km. */
  ratedKm: number;
  /** Pack voltage against the 400 V table. */
  voltageFactor: number;
  acKw: number;
  dcKw: number;
  hasBlind: boolean;
  hasWheelHeating: boolean;
  firmware: string;
}

export type Corner = "driver" | "passenger" | "driverRear" | "passengerRear";
export const corners = ["driver", "passenger", "driverRear", "passengerRear"] as const satisfies readonly Corner[];
export type Seat = "driver" | "passenger" | "rearLeft" | "rearRight";
export type Levels = Record<Seat, number>;

export interface Trip {
  from: Place;
  to: Place;
  km: number;
  doneKm: number;
  cruiseKmh: number;
}

/** Everything about a car that changes. Plain data, so that a report is a copy of it. */
export interface CarState {
  socPercent: number;
  targetPercent: number;
  targetSetAt: number;
  /** What the cable hangs on. */
  plug: "none" | "ac" | "dc";
  charging: boolean;
  /** Why a plugged car does not charge. */
  idle: "plugged" | "waiting" | "targetReached" | "complete";
  /** What the charger delivers now, kW. */
  chargeKw: number;
  /** Output of the station the car is plugged to, kW. */
  stationKw: number;
  trip: Trip | null;
  speedKmh: number;
  headingDeg: number;
  /** null = the car does not tell where it is. */
  position: Place | null;
  odometerKm: number;
  tripA: number;
  tripB: number;
  parkedSince: number;
  locked: boolean;
  trunkLocked: boolean;
  doors: Record<Corner, boolean>;
  /** 0 closed to 100 open. */
  windows: Record<Corner, number>;
  trunkOpen: boolean;
  hoodOpen: boolean;
  blindPercent: number;
  climateOn: boolean;
  climateC: number;
  defrost: boolean;
  insideC: number;
  outsideC: number;
  seatHeating: Levels;
  seatVentilation: Levels;
  wheelHeating: boolean;
  /** Rises with driving, K above the air. */
  tyreWarmthC: number;
  starterPercent: number;
  tripRecording: boolean;
  schedule: { start: string; end: string; active: boolean } | null;
  asleep: boolean;
  /** The position is told in the shifted coordinates of China's maps. */
  shifted?: boolean;
  /** Clock time at which the engine was started from afar, while it runs. */
  engineOnSince?: number;
  /** Clock time at which it was unlocked for a while. */
  unlockedAt?: number;
}

export function allCorners<T>(value: T): Record<Corner, T> {
  return { driver: value, passenger: value, driverRear: value, passengerRear: value };
}

export function allSeats(): Levels {
  return { driver: 0, passenger: 0, rearLeft: 0, rearRight: 0 };
}

/** A car parked and locked at `place`. */
export function parkedAt(place: Place, facts: Partial<CarState>): CarState {
  return {
    socPercent: 60,
    targetPercent: 80,
    targetSetAt: 0,
    plug: "none",
    charging: false,
    idle: "plugged",
    chargeKw: 0,
    stationKw: 0,
    trip: null,
    speedKmh: 0,
    headingDeg: 0,
    position: { ...place },
    odometerKm: 12_000,
    tripA: 213.3,
    tripB: 33.4,
    parkedSince: 0,
    locked: true,
    trunkLocked: true,
    doors: allCorners(false),
    windows: allCorners(0),
    trunkOpen: false,
    hoodOpen: false,
    blindPercent: 0,
    climateOn: false,
    climateC: 21,
    defrost: false,
    insideC: 17,
    outsideC: 14,
    seatHeating: allSeats(),
    seatVentilation: allSeats(),
    wheelHeating: false,
    tyreWarmthC: 0,
    starterPercent: 94,
    tripRecording: true,
    schedule: null,
    asleep: false,
    ...facts,
  };
}
