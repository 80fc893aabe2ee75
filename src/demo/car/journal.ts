import { createRandom } from "../random";
import type { CarModel, CarState, Place } from "./state";

/** A trip as the car has recorded it. Times are the clock's, ms. */
export interface DemoTrip {
  id: number;
  startedAt: number;
  endedAt: number;
  startOdometerKm: number;
  endOdometerKm: number;
  /** Taken from the pack. */
  kwh: number;
  regeneratedKwh: number;
  /** Oldest first. */
  points: Place[];
}

const longestJournal = 200;
/** Steps of the car between two points of a track. */
const stepsPerPoint = 4;
const minute = 60_000;

interface OpenTrip extends DemoTrip {
  startSoc: number;
  steps: number;
}

/** The trips of a car: a few from the days before the demo began, and those it drives, unless recording is off. */
export class Journal {
  readonly #trips: DemoTrip[] = [];
  readonly #model: CarModel;
  #nextId: number;
  #open: OpenTrip | undefined;

  constructor(model: CarModel, state: CarState, now: number, seed: number) {
    this.#model = model;
    const random = createRandom(`${seed}:${model.vin}:journal`);
    this.#nextId = 910_001 + Math.floor(random() * 1000);
    this.#invent(state, now, random);
  }

  /** Oldest first. */
  get trips(): readonly DemoTrip[] {
    return this.#trips;
  }

  /** Forgets all of them, and says how many there were. */
  clear(): number {
    return this.#trips.splice(0).length;
  }

  /** Looks at the car after a step. `at` = clock time. */
  note(state: CarState, at: number): void {
    if (state.trip && !this.#open && state.tripRecording) this.#begin(state, at);
    const open = this.#open;
    if (!open) return;
    if (open.steps++ % stepsPerPoint === 0 && state.position) open.points.push({ ...state.position });
    if (!state.trip) this.#end(open, state, at);
  }

  #begin(state: CarState, at: number): void {
    this.#open = {
      id: this.#nextId++,
      startedAt: at,
      endedAt: at,
      startOdometerKm: state.odometerKm,
      endOdometerKm: state.odometerKm,
      kwh: 0,
      regeneratedKwh: 0,
      points: [],
      startSoc: state.socPercent,
      steps: 0,
    };
  }

  #end({ startSoc, steps: _steps, ...trip }: OpenTrip, state: CarState, at: number): void {
    this.#open = undefined;
    const kwh = Math.max(0, ((startSoc - state.socPercent) / 100) * this.#model.usableKwh);
    if (state.position) trip.points.push({ ...state.position });
    this.#add({ ...trip, endedAt: at, endOdometerKm: state.odometerKm, kwh, regeneratedKwh: kwh * 0.12 });
  }

  #add(trip: DemoTrip): void {
    this.#trips.push(trip);
    if (this.#trips.length > longestJournal) this.#trips.shift();
  }

  /** Three trips there and back on the days before, ending where the car stands. */
  #invent(state: CarState, now: number, random: () => number): void {
    const here = state.position ?? { latitude: 0, longitude: 0, altitudeM: 0 };
    const legs = 6;
    const km = Array.from({ length: legs / 2 }, () => 4 + random() * 14);
    let odometer = state.odometerKm - 2 * km.reduce((sum, one) => sum + one, 0);
    for (let leg = 0; leg < legs; leg++) {
      const way = km[leg >> 1]!;
      const back = leg % 2 === 1;
      const far: Place = {
        latitude: here.latitude + (way * (0.4 + 0.2 * (leg >> 1))) / 111,
        longitude: here.longitude - way / 160,
        altitudeM: here.altitudeM + 12,
      };
      const startedAt = Math.round(now - (3 - (leg >> 1)) * 1440 * minute + (back ? 190 : 0) * minute);
      const kwh = way * (0.15 + random() * 0.04);
      this.#add({
        id: this.#nextId++,
        startedAt,
        endedAt: Math.round(startedAt + (way / 42) * 60 * minute),
        startOdometerKm: odometer,
        endOdometerKm: odometer + way,
        kwh,
        regeneratedKwh: kwh * 0.12,
        points: between(back ? far : here, back ? here : far, 12),
      });
      odometer += way;
    }
  }
}

function between(from: Place, to: Place, parts: number): Place[] {
  const mix = (a: number, b: number, share: number): number => a + (b - a) * share;
  return Array.from({ length: parts + 1 }, (_, index) => {
    const share = index / parts;
    return {
      latitude: mix(from.latitude, to.latitude, share),
      longitude: mix(from.longitude, to.longitude, share),
      altitudeM: mix(from.altitudeM, to.altitudeM, share),
    };
  });
}
