import { cloudError } from "../../base/errors";
import { finite, isObject, type JsonObject } from "../../base/json";
import { park, type DemoCar } from "./car";
import { depart } from "./physics";
import { plugIn, unplugged, lock, unlock, startCharging, stopCharging } from "./routine";
import { corners, type Place } from "./state";

/**
 * What control.set may change, and how. The car's people then go on from there; `routine: false` keeps them away, so that a
 * car stays as it was set.
 *
 * | key | value |
 * |---|---|
 * | socPercent | 0 to 100 |
 * | targetPercent | 50 to 100 |
 * | locked | true, false (all doors and the trunk) |
 * | doors | {driver, passenger, driverRear, passengerRear}: true = open |
 * | windows | the same places: 0 closed to 100 open, or true, false |
 * | trunkOpen, hoodOpen | true, false |
 * | pluggedIn | true (AC), "ac", "dc", false |
 * | charging | "ac", "dc" (plugs in too), false |
 * | driving | true (sets out for some place), false (stops where it is) |
 * | asleep | true (reports no more), false |
 * | deaf | true: asleep it carries out nothing but a request for its position, which wakes it |
 * | climateOn | true, false |
 * | position | {latitude, longitude} in degrees, or null = the owner has switched location off |
 * | shifted | true = tells its position in the shifted coordinates of China's maps (cars in China) |
 * | odometerKm | km, 0 to 2000000 |
 * | insideC, outsideC | degrees, -50 to 80 |
 * | tripRecording | true, false |
 * | routine | false = nobody uses the car until true |
 * | silent | true = no report follows |
 */
const setters: Record<string, (car: DemoCar, value: unknown, key: string) => void> = {
  socPercent: ({ state }, value, key) => (state.socPercent = number(key, value, 0, 100)),
  targetPercent({ state, time }, value, key) {
    state.targetPercent = number(key, value, 50, 100);
    state.targetSetAt = time.stamp(time.lived);
  },
  locked: ({ state }, value, key) => (flag(key, value) ? lock(state) : unlock(state)),
  doors: ({ state }, value, key) => eachCorner(key, value, (corner, one) => (state.doors[corner] = flag(key, one))),
  windows: ({ state }, value, key) =>
    eachCorner(key, value, (corner, one) => {
      state.windows[corner] = typeof one === "boolean" ? (one ? 100 : 0) : number(key, one, 0, 100);
    }),
  trunkOpen: ({ state }, value, key) => (state.trunkOpen = flag(key, value)),
  hoodOpen: ({ state }, value, key) => (state.hoodOpen = flag(key, value)),
  pluggedIn: setPlug,
  charging: setCharging,
  driving: setDriving,
  asleep: ({ state }, value, key) => (state.asleep = flag(key, value)),
  deaf: (car, value, key) => (car.deaf = flag(key, value)),
  climateOn: ({ state }, value, key) => (state.climateOn = flag(key, value)),
  position: ({ state }, value, key) => (state.position = value === null ? null : placeOf(key, value)),
  shifted: ({ state }, value, key) => (state.shifted = flag(key, value)),
  odometerKm: ({ state }, value, key) => (state.odometerKm = number(key, value, 0, 2_000_000)),
  insideC: ({ state }, value, key) => (state.insideC = number(key, value, -50, 80)),
  outsideC: ({ state }, value, key) => (state.outsideC = number(key, value, -50, 80)),
  tripRecording: ({ state }, value, key) => (state.tripRecording = flag(key, value)),
  routine: (car, value, key) => (car.routine = flag(key, value)),
  silent: (_car, value, key) => flag(key, value),
};

/** Applies a patch of control.set. Throws INPUT_INVALID for an unknown key or value; nothing of the patch is applied then. */
export function patchCar(car: DemoCar, patch: JsonObject): void {
  const keys = Object.keys(patch);
  const unknown = keys.find((key) => !Object.hasOwn(setters, key));
  if (unknown !== undefined) {
    throw cloudError(
      "INPUT_INVALID",
      `The demo's cars have no "${unknown}". Known: ${Object.keys(setters).join(", ")}.`,
    );
  }
  const before = structuredClone(car.state);
  try {
    car.wake();
    // Told last, whatever its place in the patch: the other changes wake the car.
    for (const key of keys.sort((a, b) => Number(a === "asleep") - Number(b === "asleep"))) {
      setters[key]!(car, patch[key], key);
    }
  } catch (error) {
    Object.assign(car.state, before);
    throw error;
  }
  if (patch["silent"] === true) car.state.asleep = patch["asleep"] === undefined ? before.asleep : car.state.asleep;
  else car.tell();
}

function setPlug(car: DemoCar, value: unknown, key: string): void {
  const how = value === true ? "ac" : value;
  if (how !== "ac" && how !== "dc" && how !== false) throw wrong(key, "true, false, ac or dc");
  halt(car);
  unplugged(car.state);
  if (how === false) car.follow({ kind: "park", minutes: 60 });
  else {
    plugIn(car.state, how, how === "dc" ? 150 : 11);
    car.follow({ kind: "charge", how, stationKw: car.state.stationKw, stayMinutes: 60 });
  }
}

function setCharging(car: DemoCar, value: unknown, key: string): void {
  if (value === false) {
    stopCharging(car.state);
    return;
  }
  if (value !== "ac" && value !== "dc") throw wrong(key, "ac, dc or false");
  setPlug(car, value, key);
  if (car.state.socPercent >= car.state.targetPercent) car.state.targetPercent = 100;
  startCharging(car.state);
}

function setDriving(car: DemoCar, value: unknown, key: string): void {
  if (!flag(key, value)) {
    halt(car);
    car.follow({ kind: "park", minutes: 60 });
    return;
  }
  const { state } = car;
  const from = state.position ?? { latitude: 49.65, longitude: 8.55, altitudeM: 105 };
  const to = { ...from, latitude: from.latitude + 0.09, longitude: from.longitude + 0.05 };
  unplugged(state);
  depart(state, to, 60);
  // On the road already: a report that says "driving" at 0 km/h would be true and useless.
  state.speedKmh = 55;
  if (state.trip) state.trip.doneKm = 0.3;
  car.follow({ kind: "drive", to, cruiseKmh: 60 });
}

function halt(car: DemoCar): void {
  park(car, car.time.stamp(car.time.lived));
}

function eachCorner(key: string, value: unknown, act: (corner: (typeof corners)[number], one: unknown) => void): void {
  if (!isObject(value)) throw wrong(key, `an object with some of ${corners.join(", ")}`);
  for (const [name, one] of Object.entries(value)) {
    const corner = corners.find((known) => known === name);
    if (!corner) throw wrong(`${key}.${name}`, `one of ${corners.join(", ")}`);
    act(corner, one);
  }
}

function placeOf(key: string, value: unknown): Place {
  if (!isObject(value)) throw wrong(key, "{latitude, longitude} or null");
  return {
    latitude: number(`${key}.latitude`, value["latitude"], -90, 90),
    longitude: number(`${key}.longitude`, value["longitude"], -180, 180),
    altitudeM: finite(value["altitudeM"]) ?? 100,
  };
}

function number(key: string, value: unknown, least: number, most: number): number {
  if (typeof value !== "number" || !(value >= least && value <= most))
    throw wrong(key, `a number from ${least} to ${most}`);
  return value;
}

function flag(key: string, value: unknown): boolean {
  if (typeof value !== "boolean") throw wrong(key, "true or false");
  return value;
}

function wrong(key: string, wanted: string): Error {
  return cloudError("INPUT_INVALID", `"${key}" of a demo car must be ${wanted}.`);
}
