import { metresBetween } from "../fences/geometry";
import { rounded } from "../values";
import type { Facts } from "./event-facts";
import { iso, pendingFrom, type Drive, type Moment, type Pending, type Place } from "./event-types";

/** A stop with the engine off for less is a part of the drive. */
const parkedMs = 120_000;
const movingKmh = 3;
const movedM = 100;
/** Faster than this no car gets from one place to the other (docs/decisions.md, fences): a position that is wrong. */
const fastestMs = 0.07;
/** After so long without a reading, another drive may have ended before this one. */
const silentMs = 3_600_000;
/** Odometers tell whole kilometres: only this much is a drive that no reading fell into. */
const unseenKm = 2;
const seenKm = 1;

interface Spot {
  at: number;
  lat: number;
  lon: number;
}

interface Amounts {
  odometerKm?: number;
  percent?: number;
  litres?: number;
  capacityKwh?: number;
}

export interface Drives {
  phase?: "parked" | "driving";
  ignition?: "on" | "off";
  /** The newest that was told, of each. */
  last: Amounts;
  spot?: Spot;
  /** How the drive began: what was known when the ignition came on. */
  began?: Amounts & { at: number; spot?: Spot; unsure?: true };
  /** Of the last reading. */
  at?: number;
  metres: number;
  stop?: Pending & { spot?: Spot };
}

/** Drives go by no rule. */
export type DriveMoment = Omit<Moment, "rules">;

export function newDrives(): Drives {
  return { last: {}, metres: 0 };
}

/** Finds drives: their start, and their end with what they took. */
export function stepDrives(state: Drives, facts: Facts, moment: DriveMoment): void {
  const before = { ...state.last };
  const spotBefore = state.spot;
  const moved = takeSpot(state, facts);
  if (facts.ignition === "on") {
    if (state.phase === undefined) state.phase = "driving";
    delete state.stop;
    if (!state.began && state.phase === "parked") {
      const { at = facts.at } = state;
      const driven = (facts.odometerKm ?? 0) - (before.odometerKm ?? Infinity);
      const unsure = facts.at - at > silentMs && driven >= unseenKm;
      state.began = { ...before, at: facts.at, ...(spotBefore && { spot: spotBefore }), ...(unsure && { unsure }) };
      state.metres = 0;
    }
    state.metres += moved;
    if (state.phase === "parked" && state.began && drives(state, facts)) {
      state.phase = "driving";
      moment.found.push({ event: "driveStarted", since: state.began.at, at: facts.at });
    }
  } else if (facts.ignition === "off") {
    if (state.phase === "driving") {
      state.metres += moved;
      if (!state.stop) state.stop = pendingFrom(moment, endOf(state, facts), parkedMs);
    } else {
      const began = state.began ?? { ...before, ...(spotBefore && { spot: spotBefore }) };
      delete state.began;
      if (state.phase === "parked") unseen(began, state, facts, moment);
      state.phase = "parked";
    }
  }
  if (facts.ignition) state.ignition = facts.ignition;
  state.at = facts.at;
  for (const key of ["odometerKm", "percent", "litres", "capacityKwh"] as const) {
    if (facts[key] !== undefined) state.last[key] = facts[key];
  }
  dueDrives(state, moment);
}

/** The engine has been off for long enough. */
export function dueDrives(state: Drives, { at, found }: Pick<DriveMoment, "at" | "found">): void {
  const { stop, began } = state;
  if (!stop || at < stop.due) return;
  delete state.stop;
  delete state.began;
  state.phase = "parked";
  found.push({ event: "parked", since: stop.since, at, ...(began && { trip: driveOf(began, state, stop.since) }) });
}

/** A whole position that can be: metres since the last one. */
function takeSpot(state: Drives, { place }: Facts): number {
  if (!place) return 0;
  const { spot } = state;
  if (spot && place.at <= spot.at) return 0;
  const next = { at: place.at, lat: place.lat, lon: place.lon };
  const metres = spot ? metresBetween(spot.lat, spot.lon, next.lat, next.lon) : 0;
  if (spot && metres > (next.at - spot.at) * fastestMs) return 0;
  state.spot = next;
  return metres;
}

function drives({ began, spot }: Drives, { speedKmh, odometerKm }: Facts): boolean {
  if (speedKmh !== undefined && speedKmh > movingKmh) return true;
  if (odometerKm !== undefined && began?.odometerKm !== undefined && odometerKm >= began.odometerKm + 1) return true;
  if (!began?.spot || !spot) return false;
  return metresBetween(began.spot.lat, began.spot.lon, spot.lat, spot.lon) > movedM;
}

/** When it came to stand: as the vehicle says, if that is within the drive. */
function endOf({ began }: Drives, { at, parkedSince }: Facts): number {
  return parkedSince !== undefined && began && parkedSince > began.at && parkedSince <= at ? parkedSince : at;
}

/** Parked in both readings, or once with the ignition on and not away yet, and driven in between. */
function unseen(
  began: Partial<NonNullable<Drives["began"]>>,
  state: Drives,
  facts: Facts,
  { found }: DriveMoment,
): void {
  const { at, odometerKm, parkedSince } = facts;
  if (odometerKm === undefined || began.odometerKm === undefined) return;
  const driven = odometerKm - began.odometerKm;
  if (driven < (began.at === undefined ? unseenKm : seenKm) || driven > 2000) return;
  const since = parkedSince !== undefined && parkedSince <= at ? parkedSince : at;
  const ended: Drives = { ...state, last: { ...state.last, ...amountsOf(facts) } };
  const trip = driveOf(began, ended, since);
  // When it began, nobody knows.
  found.push({ event: "parked", since, at, trip: began.at === undefined ? { ...trip, unseen: true } : trip });
}

function amountsOf({ odometerKm, percent, litres }: Facts): Amounts {
  return {
    ...(odometerKm !== undefined && { odometerKm }),
    ...(percent !== undefined && { percent }),
    ...(litres !== undefined && { litres }),
  };
}

function driveOf(began: Partial<NonNullable<Drives["began"]>>, { last, spot, metres }: Drives, endedAt: number): Drive {
  const used = (key: "percent" | "litres"): number | undefined => {
    const [from, to] = [began[key], last[key]];
    return from !== undefined && to !== undefined && to <= from ? rounded(from - to, 1) : undefined;
  };
  const odometer = [began.odometerKm, last.odometerKm];
  const byOdometer = odometer[0] !== undefined && odometer[1] !== undefined ? odometer[1] - odometer[0] : -1;
  const [percentUsed, litresUsed] = [used("percent"), used("litres")];
  return {
    ...(began.at !== undefined && !began.unsure && { startedAt: iso(began.at) }),
    endedAt: iso(endedAt),
    ...(byOdometer >= 0
      ? { km: rounded(byOdometer, 1) }
      : metres > 0 && { km: rounded(metres / 1000, 1), kmEstimated: true as const }),
    ...(began.odometerKm !== undefined && { startOdometerKm: rounded(began.odometerKm, 1) }),
    ...(last.odometerKm !== undefined && { endOdometerKm: rounded(last.odometerKm, 1) }),
    ...(percentUsed !== undefined && { percentUsed }),
    ...(percentUsed !== undefined &&
      last.capacityKwh !== undefined && {
        kwh: rounded((percentUsed * last.capacityKwh) / 100, 1),
        kwhEstimated: true as const,
      }),
    ...(litresUsed !== undefined && { litresUsed }),
    ...(began.spot && { from: placeOf(began.spot) }),
    ...(spot && { to: placeOf(spot) }),
  };
}

function placeOf({ lat, lon }: Spot): Place {
  return { latitude: lat, longitude: lon };
}
