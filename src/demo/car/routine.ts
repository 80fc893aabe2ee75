import type { CarModel, CarState, Place } from "./state";

/** What a car's people do with it, one after the other, over and over. */
export type Activity =
  | { kind: "park"; minutes: number; /** Locked only so many minutes after it was left. */ forgottenMinutes?: number }
  | { kind: "drive"; to: Place; cruiseKmh: number }
  | {
      kind: "charge";
      how: "ac" | "dc";
      stationKw: number;
      /** Stays plugged so long after the end. */ stayMinutes: number;
    };

/** Something that happens at a moment; the car reports it unless `quiet`. */
export interface Step {
  afterSeconds: number;
  act: (state: CarState) => void;
  quiet?: boolean;
}

export interface Plan {
  /** The first one is under way when the demo starts. */
  activities: readonly Activity[];
  /** After the last one, the plan goes on from here. */
  repeatFrom: number;
}

/** A car of the demo: what it is, how it stands when the demo starts, and what its people do with it. */
export interface FleetCar {
  model: CarModel;
  state: (now: number) => CarState;
  plan: Plan;
}

/** The steps with which an activity begins. */
export function stepsOf(activity: Activity, depart: (state: CarState, to: Place, cruiseKmh: number) => void): Step[] {
  switch (activity.kind) {
    case "park":
      return [
        { afterSeconds: 12, act: (state) => (state.doors.driver = true) },
        { afterSeconds: 24, act: (state) => (state.doors.driver = false), quiet: true },
        { afterSeconds: 30 + (activity.forgottenMinutes ?? 0) * 60, act: lock },
      ];
    case "drive":
      return [
        { afterSeconds: 0, act: unlock },
        { afterSeconds: 10, act: (state) => (state.doors.driver = true) },
        { afterSeconds: 20, act: (state) => (state.doors.driver = false), quiet: true },
        { afterSeconds: 35, act: (state) => depart(unplugged(closed(state)), activity.to, activity.cruiseKmh) },
      ];
    case "charge":
      return [
        { afterSeconds: 15, act: (state) => (state.doors.driver = true) },
        { afterSeconds: 25, act: (state) => (state.doors.driver = false), quiet: true },
        { afterSeconds: 40, act: (state) => plugIn(state, activity.how, activity.stationKw) },
        { afterSeconds: 55, act: startCharging },
        { afterSeconds: 70, act: lock },
      ];
  }
}

export function lock(state: CarState): void {
  state.locked = true;
  state.trunkLocked = true;
}

export function unlock(state: CarState): void {
  state.locked = false;
  state.trunkLocked = false;
}

export function plugIn(state: CarState, how: "ac" | "dc", stationKw: number): void {
  state.plug = how;
  state.stationKw = stationKw;
  state.idle = "plugged";
}

/** Begins to charge if there is a cable and something left to charge. */
export function startCharging(state: CarState): void {
  if (state.plug === "none" || state.socPercent >= state.targetPercent) return;
  state.charging = true;
}

export function stopCharging(state: CarState): void {
  if (state.charging) state.idle = "plugged";
  state.charging = false;
  state.chargeKw = 0;
}

export function unplugged(state: CarState): CarState {
  stopCharging(state);
  state.plug = "none";
  state.stationKw = 0;
  return state;
}

function closed(state: CarState): CarState {
  state.trunkOpen = false;
  state.hoodOpen = false;
  for (const corner of Object.keys(state.doors) as (keyof CarState["doors"])[]) state.doors[corner] = false;
  return state;
}
