import { chargingPower, consumption, packPower } from "./battery";
import type { CarModel, CarState, Place, Trip } from "./state";

/** What happened to the car in a step that it reports at once. */
export type Happening = "arrived" | "targetReached";

/** Lets a car live `seconds` (a few at a time). `hour` = local hour of the day, for the weather. */
export function live(model: CarModel, state: CarState, seconds: number, hour: number): Happening | undefined {
  const hours = seconds / 3600;
  weather(state, seconds, hour);
  state.chargeKw = chargingPower(model, state);
  if (state.chargeKw > 0) addEnergy(model, state, packPower(state) * hours);
  if (state.climateOn && state.plug === "none") addEnergy(model, state, -2 * hours);
  const starter = state.trip || state.charging ? 4 : state.asleep ? -0.02 : -0.2;
  state.starterPercent = Math.min(98, Math.max(70, state.starterPercent + starter * hours));
  if (state.trip) return drive(model, state, state.trip, seconds);
  state.tyreWarmthC *= Math.exp(-hours / 0.7);
  if (state.charging && state.socPercent >= state.targetPercent) {
    state.charging = false;
    state.chargeKw = 0;
    state.idle = state.targetPercent >= 100 ? "complete" : "targetReached";
    return "targetReached";
  }
  return undefined;
}

export function depart(state: CarState, to: Place, cruiseKmh: number): void {
  const from = state.position ?? to;
  // Roads are longer than the straight line.
  const km = Math.max(0.5, distanceKm(from, to) * 1.3);
  state.trip = { from: { ...from }, to, km, doneKm: 0, cruiseKmh };
  state.headingDeg = bearing(from, to);
  state.asleep = false;
}

/** Ends a trip where the car is. */
export function stopTrip(state: CarState): void {
  state.trip = null;
  state.speedKmh = 0;
}

export function midTrip(state: CarState, to: Place, cruiseKmh: number, remainingKm: number): void {
  depart(state, to, cruiseKmh);
  const trip = state.trip!;
  trip.doneKm = Math.max(0, trip.km - remainingKm);
  state.position = along(trip);
  state.speedKmh = cruiseKmh;
}

function drive(model: CarModel, state: CarState, trip: Trip, seconds: number): Happening | undefined {
  const left = trip.km - trip.doneKm;
  // Pulls away and brakes over some 300 m; in between the traffic breathes.
  const near = Math.min(1, (trip.doneKm + 0.03) / 0.3, (left + 0.03) / 0.3);
  state.speedKmh = trip.cruiseKmh * (0.88 + 0.12 * Math.sin(trip.doneKm * 2.1)) * Math.sqrt(near);
  const km = Math.min(left, (state.speedKmh * seconds) / 3600);
  trip.doneKm += km;
  state.odometerKm += km;
  state.tripA += km;
  state.tripB += km;
  state.tyreWarmthC += (12 - state.tyreWarmthC) * (1 - Math.exp(-seconds / 900));
  addEnergy(model, state, -km * consumption(state.speedKmh));
  if (state.position) state.position = along(trip);
  if (trip.doneKm < trip.km - 1e-6) return undefined;
  stopTrip(state);
  return "arrived";
}

function addEnergy(model: CarModel, state: CarState, kwh: number): void {
  state.socPercent = Math.min(100, Math.max(1, state.socPercent + (kwh / model.usableKwh) * 100));
}

function weather(state: CarState, seconds: number, hour: number): void {
  const air = 12 - 6 * Math.cos(((hour - 4) / 24) * 2 * Math.PI);
  state.outsideC += (air - state.outsideC) * (1 - Math.exp(-seconds / 3600));
  const [goal, inertia] = state.climateOn || state.trip ? [state.climateC, 240] : [state.outsideC + 2, 3600];
  state.insideC += (goal - state.insideC) * (1 - Math.exp(-seconds / inertia));
}

function along({ from, to, km, doneKm }: Trip): Place {
  const share = Math.min(1, doneKm / km);
  return {
    latitude: from.latitude + (to.latitude - from.latitude) * share,
    longitude: from.longitude + (to.longitude - from.longitude) * share,
    altitudeM: from.altitudeM + (to.altitudeM - from.altitudeM) * share,
  };
}

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Flat earth: the demo's places lie a few kilometres apart. */
function distanceKm(a: Place, b: Place): number {
  const x = radians(b.longitude - a.longitude) * Math.cos(radians((a.latitude + b.latitude) / 2));
  return 6371 * Math.hypot(x, radians(b.latitude - a.latitude));
}

function bearing(a: Place, b: Place): number {
  const x = (b.longitude - a.longitude) * Math.cos(radians(a.latitude));
  return Math.round((Math.atan2(x, b.latitude - a.latitude) * 180) / Math.PI + 360) % 360;
}
