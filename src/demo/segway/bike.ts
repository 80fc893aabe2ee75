/** A place on a plane small enough for it: degrees WGS-84. */
export interface Place {
  latitude: number;
  longitude: number;
}

/** Seconds between two reports, as `setting.interval` takes them. */
export interface Intervals {
  locationInterval: { unlockStatus: number; lockStatus: number };
  statusInterval: { ridingStatus: number; nonRiding: number; lockStatus: number };
}

/** Alerts of the vendor's push; 2 and 4 are the same fall, told apart by the lock (docs/protocol/segway.md 5). */
export const alertCodes = { moving: 1, fallenLocked: 2, dismantled: 3, fallenUnlocked: 4, lowPower: 12 } as const;

/** What provokes the documented refusals; set through `control.set`. */
export interface Hindrances {
  /** false: 15300. */
  active: boolean;
  /** 15500. */
  upgrading: boolean;
  /** 15990 on lock and unlock. */
  restricted: boolean;
  /** 15603. */
  handlebarBlocked: boolean;
  /** Stands where parking is forbidden: 15996. */
  parkingForbidden: boolean;
  /** 15601, 15611, 15638. */
  lockFails: boolean;
  unlockFails: boolean;
  coverFails: boolean;
  /** The network breaks after lock or unlock were carried out: 15602, 15612. */
  networkLost: boolean;
  /** Carries commands out but its answer never comes: 15302. */
  unresponsive: boolean;
  /** Commands do not reach it: 15303. */
  undeliverable: boolean;
  /** Its firmware lacks the interval setting: 15707. */
  oldFirmware: boolean;
}

export const noHindrances: Hindrances = {
  active: true,
  upgrading: false,
  restricted: false,
  handlebarBlocked: false,
  parkingForbidden: false,
  lockFails: false,
  unlockFails: false,
  coverFails: false,
  networkLost: false,
  unresponsive: false,
  undeliverable: false,
  oldFirmware: false,
};

/** One e-bike of the demo's fleet: its true state. What the cloud knows of it is in its reports. */
export interface Bike extends Place, Hindrances {
  readonly iotCode: string;
  readonly name: string;
  readonly index: number;
  /** Own numbers, so that what is done to one bike does not change the others' day. */
  readonly random: () => number;
  online: boolean;
  locked: boolean;
  charging: boolean;
  /** 0 to 100. */
  percent: number;
  /** km/h. */
  speed: number;
  speedMode: 1 | 2 | 3;
  odometerM: number;
  ridingSeconds: number;
  headingDeg: number;
  fix: boolean;
  fallen: boolean;
  moving: boolean;
  dismantled: boolean;
  faults: Set<number>;
  /** Lives no life of its own: for tests. */
  still: boolean;
  /** Vehicle time (s) at which what it is doing ends. */
  until: number;
  /** Vehicle time (s) before which no rider takes it. */
  restUntil: number;
  bluetoothKey: string;
  intervals: Intervals;
  /** Bodies of the last settings, by endpoint. */
  settings: Record<string, Record<string, unknown>>;
  lowPowerValue: number;
  executions: Record<string, number>;
}

/** What a bike reports of itself when something in it changes, beyond the cadence. */
export function reportedState(bike: Bike): string {
  return [bike.online, bike.locked, bike.charging, bike.speed > 0].join();
}

/** Codes of the alerts that are open. */
export function openAlerts(bike: Bike): number[] {
  const codes: number[] = [];
  if (bike.moving) codes.push(alertCodes.moving);
  if (bike.fallen) codes.push(bike.locked ? alertCodes.fallenLocked : alertCodes.fallenUnlocked);
  if (bike.dismantled) codes.push(alertCodes.dismantled);
  if (bike.percent < bike.lowPowerValue) codes.push(alertCodes.lowPower);
  return codes;
}

const metresPerDegree = 111_320;

export function move(place: Place, metres: number, headingDeg: number): void {
  const radians = (headingDeg * Math.PI) / 180;
  place.latitude += (metres * Math.cos(radians)) / metresPerDegree;
  place.longitude += (metres * Math.sin(radians)) / (metresPerDegree * Math.cos((place.latitude * Math.PI) / 180));
}

export function metresBetween(a: Place, b: Place): number {
  const north = (a.latitude - b.latitude) * metresPerDegree;
  const east = (a.longitude - b.longitude) * metresPerDegree * Math.cos((a.latitude * Math.PI) / 180);
  return Math.hypot(north, east);
}

/** Compass bearing from one place to another, degrees. */
export function bearing(from: Place, to: Place): number {
  const north = to.latitude - from.latitude;
  const east = (to.longitude - from.longitude) * Math.cos((from.latitude * Math.PI) / 180);
  return ((Math.atan2(east, north) * 180) / Math.PI + 360) % 360;
}
