import type { JsonObject } from "../../base/json";
import { lynkcoParts, type LynkcoPart } from "../../platforms/lynkco-eu/endpoints";
import { SteppedCar } from "../car/stepped-car";
import type { CarTime } from "../car/time";

/** Degrees; invented points in open country. */
const home = { latitude: 58.31, longitude: 13.27 };
const work = { latitude: 58.42, longitude: 13.09 };

/** The true state of the demo's Lynk & Co 08, a plug-in hybrid. */
export interface LynkcoCarState {
  locked: boolean;
  driving: boolean;
  charging: boolean;
  plugged: boolean;
  climate: boolean;
  percent: number;
  fuelPercent: number;
  limit: number;
  odometerKm: number;
  insideC: number;
  latitude: number;
  longitude: number;
  doors: string;
  window: string;
  sunroof: string;
  trunk: string;
  /** Its people leave it alone. */
  still: boolean;
}

/** What its people do, over and over; minutes. */
const day = [
  { what: "park", minutes: 50 },
  { what: "drive", minutes: 25 },
  { what: "park", minutes: 60 },
  { what: "drive", minutes: 25 },
  { what: "charge", minutes: 120 },
] as const;

const capacityKwh = 39.8;
const chargerKw = 7.2;

/** One car: what it is, what it does by itself, and what it has told of it, part by part. */
export class LynkcoCar extends SteppedCar {
  readonly executions: Record<string, number> = {};
  readonly state: LynkcoCarState = {
    ...{ locked: true, driving: false, charging: false, plugged: false, climate: false, still: false },
    ...{ percent: 64, fuelPercent: 71, limit: 90, odometerKm: 12_345, insideC: 18, ...home },
    ...{ doors: "CLOSED", window: "CLOSED", sunroof: "CLOSED", trunk: "CLOSED" },
  };
  readonly #told = new Map<LynkcoPart, { text: string; at: number }>();
  #place = { ...home };
  #activity = 0;
  #left = day[0].minutes * 60;
  #pending: { at: number; act: () => void }[] = [];

  constructor(vin: string, time: CarTime) {
    super(vin, time);
    this.tell();
  }

  override live(extraSeconds: number): void {
    super.live(extraSeconds);
    this.tell();
  }

  /** A command reaches it in some seconds. */
  later(seconds: number, name: string, act: () => void): void {
    const run = (): void => {
      this.executions[name] = (this.executions[name] ?? 0) + 1;
      act();
    };
    this.#pending.push({ at: this.now + seconds * 1000, act: run });
  }

  /** What it tells of a part; `vehicle_data` and `vehicle_metadata` carry no time. */
  report(part: LynkcoPart): JsonObject {
    return this.#content(part, new Date(this.#told.get(part)?.at ?? this.stamp).toISOString());
  }

  /** Notes which parts have changed. */
  tell(): void {
    const { driving, latitude, longitude } = this.state;
    // It tells where it is when it has stopped.
    if (!driving) this.#place = { latitude, longitude };
    for (const part of lynkcoParts) {
      const text = JSON.stringify(this.#content(part, ""));
      if (this.#told.get(part)?.text !== text) this.#told.set(part, { text, at: this.stamp });
    }
  }

  /** It is asked where it is, and tells it anew. */
  locate(): void {
    this.#told.delete("location_state");
  }

  protected override step(seconds: number): void {
    const due = this.#pending.filter(({ at }) => at <= this.now);
    this.#pending = this.#pending.filter(({ at }) => at > this.now);
    for (const { act } of due) act();
    const { state } = this;
    if (!state.still && (this.#left -= seconds) <= 0) this.#next();
    if (state.driving) this.#drive(seconds);
    if (state.charging) {
      state.percent = Math.min(state.limit, state.percent + (chargerKw / capacityKwh / 36) * seconds);
      if (state.percent >= state.limit) state.charging = false;
    }
    this.tell();
  }

  protected override patched(): void {
    this.tell();
  }

  #next(): void {
    const { state } = this;
    this.#activity = (this.#activity + 1) % day.length;
    const { what, minutes } = day[this.#activity]!;
    this.#left = minutes * 60;
    state.driving = what === "drive";
    state.locked = !state.driving;
    state.climate = false;
    state.plugged = what === "charge";
    state.charging = state.plugged && state.percent < state.limit;
    if (!state.driving) Object.assign(state, this.#activity === 2 ? work : home);
  }

  #drive(seconds: number): void {
    const { state } = this;
    const km = (seconds / 3600) * 45;
    state.odometerKm += km;
    if (state.percent > 15) state.percent -= km * 0.55;
    else state.fuelPercent = Math.max(5, state.fuelPercent - km * 0.13);
  }

  #content(part: LynkcoPart, updatedAt: string): JsonObject {
    const { state } = this;
    switch (part) {
      case "vehicle_data":
        return {
          centralLock: { status: state.locked ? "LOCKED" : "UNLOCKED" },
          driveModeEnabled: state.driving,
          climateControl: { status: state.climate ? "ACTIVE" : "INACTIVE" },
        };
      case "vehicle_metadata":
        return {
          vehicle: { model: "DX11", propulsionType: "PHEV", odometer: Math.floor(state.odometerKm), year: 2026 },
          fuelInfo: { fuelType: "PETROL", tankCapacity: 60 },
          batteryInfo: { batteryCapacity: capacityKwh },
        };
      case "charge_state":
        return {
          batteryState: {
            stateOfCharge: Math.floor(state.percent) / 100,
            remainingRange: Math.round(state.percent * 1.9),
            status: state.charging ? "CHARGING" : "NOT_CHARGING",
            remainingChargingTime: state.charging
              ? Math.round((((state.limit - state.percent) / 100) * capacityKwh * 60) / chargerKw)
              : 0,
            chargingSpeed: { kW: state.charging ? chargerKw : 0 },
            chargeLimit: { value: state.limit, min: 50, max: 100, suggestedLimit: 90 },
            updatedAt,
          },
        };
      case "climate_state":
        return {
          status: state.climate ? "ACTIVE_HEATING" : state.driving ? "DRIVE_MODE_ENABLED" : "INACTIVE",
          interiorTemperature: state.insideC,
          targetTemperature: 22,
          minAvailableHvacTemperature: 16,
          maxAvailableHvacTemperature: 28,
          updatedAt,
        };
      case "doors_windows_state":
        return this.#openings(updatedAt);
      case "location_state":
        return { vehicleLocation: { coordinates: { ...this.#place }, status: "AVAILABLE", updatedAt } };
      case "fuel_state":
        return {
          fuelState: {
            percentageOfRemainingFuel: Math.floor(state.fuelPercent) / 100,
            remainingRange: Math.round(state.fuelPercent * 8.2),
            averageConsumption: 6.1,
            updatedAt,
          },
        };
    }
  }

  #openings(updatedAt: string): JsonObject {
    const { doors, window, sunroof, trunk } = this.state;
    const corners = ["FrontLeft", "FrontRight", "RearLeft", "RearRight"];
    return {
      ...Object.fromEntries(
        corners.map((corner) => [`door${corner}Status`, corner === "FrontLeft" ? doors : "CLOSED"]),
      ),
      ...Object.fromEntries(
        corners.map((corner) => [`window${corner}Status`, corner === "FrontLeft" ? window : "CLOSED"]),
      ),
      ...{ sunroofStatus: sunroof, hoodStatus: "CLOSED", trunkStatus: trunk, tankFlapStatus: "CLOSED" },
      ...{ chargeLidStatus: this.state.plugged ? "OPEN" : "CLOSED", updatedAt },
    };
  }
}
