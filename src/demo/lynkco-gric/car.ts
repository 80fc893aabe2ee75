import type { JsonObject } from "../../base/json";
import { SteppedCar } from "../car/stepped-car";
import type { CarTime } from "../car/time";

/** The true state of the demo's Lynk & Co 01 with an engine only. */
export interface GricCarState {
  locked: boolean;
  driving: boolean;
  window: boolean;
  trunk: boolean;
  fuelLitres: number;
  odometerKm: number;
  insideC: number;
  latitude: number;
  longitude: number;
  /** Its people leave it alone. */
  still: boolean;
}

/** Degrees as a car in China tells them; invented points in open country. */
const home = { latitude: 30.312, longitude: 119.054 };
const work = { latitude: 30.278, longitude: 119.231 };
const tankLitres = 54;
const kmPerLitre = 13;

/** What its people do, over and over; minutes. */
const day = [
  { at: home, minutes: 55, drives: false },
  { at: work, minutes: 25, drives: true },
  { at: work, minutes: 60, drives: false },
  { at: home, minutes: 25, drives: true },
] as const;
/** While it drives it tells this often how it is; parked only what has changed. */
const tellsEverySeconds = 60;

/** One car: what it does by itself, and what it has told. */
export class GricCar extends SteppedCar {
  readonly state: GricCarState = {
    ...{ locked: true, driving: false, window: false, trunk: false, still: false },
    ...{ fuelLitres: 35.8, odometerKm: 23_456, insideC: 21, ...home },
  };
  #told: JsonObject = {};
  #toldAt = -Infinity;
  #activity = 0;
  #left: number = day[0].minutes * 60;

  constructor(vin: string, time: CarTime) {
    super(vin, time);
    this.tell();
  }

  /** What the cloud knows of it: `data` of the status, in the recorded shape (docs/protocol/brands.md 1.2). */
  get report(): JsonObject {
    return this.#told;
  }

  tell(): void {
    this.#toldAt = this.now;
    const { state } = this;
    const corners = ["Driver", "Passenger", "DriverRear", "PassengerRear"];
    const each = (prefix: string, values: readonly string[]): JsonObject =>
      Object.fromEntries(corners.map((corner, at) => [prefix + corner, values[at] ?? values[0]]));
    this.#told = {
      basic: {
        distanceToEmpty: String(Math.round(state.fuelLitres * kmPerLitre)),
        usageMode: "1",
        position: { latitude: state.latitude, longitude: state.longitude },
      },
      runningStatus: {
        fuelLevelPct: String(Math.round((state.fuelLitres / tankLitres) * 100)),
        fuelLevel: state.fuelLitres.toFixed(1),
        engineCoolantTemperature: state.driving ? "88" : "34",
        aveFuelConsumption: "7.7",
      },
      climateStatus: {
        interiorTemp: String(state.insideC),
        ...each("winPos", [state.window ? "100" : "0", "0", "0", "0"]),
        sunroofPos: "0",
      },
      drivingSafetyStatus: {
        centralLockingStatus: state.locked ? "1" : "0",
        electricParkBrakeStatus: state.driving ? "0" : "1",
        ...each("doorOpenStatus", ["0"]),
        trunkOpenStatus: state.trunk ? "1" : "0",
        engineHoodOpenStatus: "0",
      },
      additionalMaintenanceStatus: {
        odometer: String(Math.floor(state.odometerKm)),
        voltage: state.driving ? "14.1" : "12.4",
        daysToService: "211",
        distanceToService: String(10_000 - (Math.floor(state.odometerKm) % 10_000)),
        ...each("tyreStatus", ["236", "235", "231", "232"]),
        ...each("tyreTemp", [state.driving ? "31" : "19"]),
      },
      updateTime: String(this.stamp),
    };
  }

  protected override step(seconds: number): void {
    const { state } = this;
    if (!state.still && (this.#left -= seconds) <= 0) this.#next();
    if (!state.driving) return;
    const km = (seconds / 3600) * 45;
    state.odometerKm += km;
    state.fuelLitres = Math.max(4, state.fuelLitres - km / kmPerLitre);
    if (this.now - this.#toldAt >= tellsEverySeconds * 1000) this.tell();
  }

  protected override patched(silent: boolean): void {
    if (!silent) this.tell();
  }

  #next(): void {
    const { state } = this;
    this.#activity = (this.#activity + 1) % day.length;
    const { at, minutes, drives } = day[this.#activity]!;
    this.#left = minutes * 60;
    state.driving = drives;
    state.locked = !drives;
    if (!drives) Object.assign(state, at);
    if (state.fuelLitres < 8) state.fuelLitres = tankLitres;
    this.tell();
  }
}
