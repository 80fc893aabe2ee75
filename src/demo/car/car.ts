import { createRandom } from "../random";
import { chargingPower } from "./battery";
import { Journal } from "./journal";
import { depart, live, stopTrip } from "./physics";
import { stepsOf, unplugged, type Activity, type Plan, type Step } from "./routine";
import type { CarModel, CarState } from "./state";
import type { CarTime } from "./time";

/** Vehicle time between two steps; results do not depend on how often the demo is asked. */
const gridMs = 5000;
/** After a longer pause the car has lived only so much: three days keep a wake-up below half a second. */
const longestGapMs = 3 * 86_400_000;

/** How often a car reports by itself, in vehicle seconds; ours, plausible against what owners see. */
const reportEvery = { driving: 60, charging: 180, awake: 300 };
/** Parked and left alone for so long, a car falls asleep. Ours. */
const awakeForMs = 10 * 60_000;

interface Due extends Step {
  at: number;
  /** Belongs to the routine: dropped when the routine changes. */
  routine: boolean;
}

export interface Report {
  /** Clock time, ms. */
  at: number;
  state: CarState;
}

/** One simulated car: it lives in steps, does what its plan or a command says, and reports as a real one does. */
export class DemoCar {
  readonly state: CarState;
  readonly journal: Journal;
  readonly #random: () => number;
  #lived = 0;
  #due: Due[] = [];
  #activity: Activity;
  #next: number;
  #began = 0;
  #finished: number | undefined;
  #touched = 0;
  #reported = 0;
  #variation = 1;
  #report: Report;
  /** Asleep it carries out nothing: see control.set, `deaf`. */
  deaf = false;
  /** Its people leave it alone: see control.set, `routine`. */
  routine = true;

  constructor(
    readonly model: CarModel,
    state: CarState,
    readonly plan: Plan,
    readonly time: CarTime,
    seed: number,
  ) {
    this.state = state;
    this.#random = createRandom(`${seed}:${model.vin}`);
    this.journal = new Journal(model, state, time.startedAt, seed);
    this.#activity = plan.activities[0]!;
    this.#next = 1 % plan.activities.length;
    live(model, state, 1, this.#hour(0));
    this.#report = { at: time.stamp(0) - 1000 * Math.round(20 * this.#random()), state: structuredClone(state) };
    if (this.#activity.kind === "park") {
      this.#schedule(stepsOf(this.#activity, depart).slice(-1), 0);
    }
  }

  /** What the cloud holds of the car: its last report. */
  get report(): Report {
    return this.#report;
  }

  /** Lives up to the vehicles' present. */
  tick(): void {
    const now = this.time.lived;
    if (now - this.#lived > longestGapMs) this.#skip(now - longestGapMs);
    for (let grid = this.#lived - (this.#lived % gridMs) + gridMs; grid <= now; grid += gridMs) {
      this.#doDue(grid);
      this.#step(grid);
    }
    this.#doDue(now);
    this.#lived = now;
  }

  /** Does `act` at a moment of vehicle time. */
  at(lived: number, act: (state: CarState) => void): void {
    this.#insert({ at: lived, act, afterSeconds: 0, routine: false });
  }

  /** Wakes the car and keeps it awake a while. */
  wake(): void {
    this.state.asleep = false;
    this.#touched = Math.max(this.#touched, this.#lived, this.time.lived);
  }

  /** Sends a report now. Each is later than the one before, even if the clock stands still. */
  tell(lived = this.time.lived): void {
    const at = Math.max(this.time.stamp(lived), this.#report.at + 1);
    this.state.chargeKw = chargingPower(this.model, this.state);
    this.#report = { at, state: structuredClone(this.state) };
    this.#reported = lived;
  }

  /** What the car's people do from now on, as if they had begun it themselves; then the plan goes on. */
  follow(activity: Activity): void {
    this.#due = this.#due.filter(({ routine }) => !routine);
    this.#activity = activity;
    this.#began = this.time.lived;
    this.#finished = undefined;
  }

  #skip(to: number): void {
    const gap = to - this.#lived;
    for (const due of this.#due) due.at += gap;
    this.#began += gap;
    this.#touched += gap;
    if (this.#finished !== undefined) this.#finished += gap;
    this.#lived = to;
  }

  #step(lived: number): void {
    const { state, model } = this;
    const happened = live(model, state, gridMs / 1000, this.#hour(lived));
    this.#lived = lived;
    this.journal.note(state, this.time.stamp(lived));
    if (happened === "arrived") {
      state.parkedSince = this.time.stamp(lived);
      this.#touched = lived;
    }
    if (happened) this.tell(lived);
    if (this.routine && this.#activityEnded(lived)) this.#goOn(lived);
    const busy = state.trip !== null || state.charging || state.climateOn;
    if (busy) this.#touched = lived;
    if (!busy && !state.asleep && lived - this.#touched > awakeForMs) state.asleep = true;
    const every = state.trip ? reportEvery.driving : state.charging ? reportEvery.charging : reportEvery.awake;
    if (!state.asleep && lived - this.#reported >= every * 1000) this.tell(lived);
  }

  #activityEnded(lived: number): boolean {
    const { state } = this;
    const activity = this.#activity;
    const pending = this.#due.some(({ routine }) => routine);
    if (activity.kind === "park") return !pending && lived - this.#began >= activity.minutes * this.#stretch();
    if (pending) return false;
    if (activity.kind === "drive") return state.trip === null;
    if (state.charging) {
      this.#finished = undefined;
      return false;
    }
    this.#finished ??= lived;
    return lived - this.#finished >= activity.stayMinutes * this.#stretch();
  }

  /** Milliseconds per planned minute: no two days are alike, but one activity keeps its length. */
  #stretch(): number {
    return 60_000 * this.#variation;
  }

  #goOn(lived: number): void {
    const { activities, repeatFrom } = this.plan;
    // Nobody sets out on an empty battery: the car is plugged in where it stands.
    const next = activities[this.#next]!;
    const empty = next.kind === "drive" && this.state.socPercent < 12;
    this.#activity = empty ? { kind: "charge", how: "ac", stationKw: 11, stayMinutes: 5 } : next;
    if (!empty) this.#next = this.#next + 1 < activities.length ? this.#next + 1 : repeatFrom;
    this.#began = lived;
    this.#finished = undefined;
    this.#variation = 0.8 + 0.4 * this.#random();
    if (this.#activity.kind === "charge") unplugged(this.state);
    this.#schedule(stepsOf(this.#activity, depart), lived);
  }

  #schedule(steps: readonly Step[], from: number): void {
    for (const step of steps) {
      this.#insert({ ...step, at: from + step.afterSeconds * 1000, routine: true });
    }
  }

  #insert(due: Due): void {
    this.#due.push(due);
    this.#due.sort((a, b) => a.at - b.at);
  }

  #doDue(until: number): void {
    for (let due = this.#due[0]; due && due.at <= until; due = this.#due[0]) {
      this.#due.shift();
      if (due.routine && !this.routine) continue;
      this.#touched = Math.max(this.#touched, due.at);
      this.state.asleep = false;
      due.act(this.state);
      if (!due.quiet) this.tell(due.at);
    }
  }

  #hour(lived: number): number {
    return ((this.time.startedAt + lived) / 3_600_000) % 24;
  }
}

/** Ends whatever the car does and leaves it parked. */
export function park(car: DemoCar, now: number): void {
  if (!car.state.trip) return;
  stopTrip(car.state);
  car.state.parkedSince = now;
}
