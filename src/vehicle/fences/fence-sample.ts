import { finite, isObject, own, parseJson } from "../../base/json";
import { allowedSilence, silence } from "../age";
import { emptyStatus, type VehicleStatus } from "../model";

/** A place that something was at. */
export interface FenceSample {
  /** By the vehicle's own clock, milliseconds since 1970. */
  at: number;
  lat: number;
  lon: number;
  hdop?: number;
  /** Ignition off; undefined = not told. */
  parked?: boolean;
  odometerKm?: number;
  /** How long it counts as where the vehicle is, milliseconds. */
  freshMs: number;
}

/** A clock that is further ahead is wrong. */
const aheadMs = 600_000;

/**
 * The sample in a message: a reading's `payload.position`, or any object with latitude and longitude (OwnTracks' `lat, lon,
 * tst`; `msg.location`). Undefined if it cannot count: half a position, 0/0, out of range, not trusted, from the future.
 * What has a position but tells no time was measured now. `latest`: the date by which the future begins, if it is not now.
 */
export function sampleIn(message: unknown, now: number, latest = now): FenceSample | undefined {
  const whole = own(message, "payload");
  const payload = typeof whole === "string" && whole.length < 100_000 ? parseJson(whole) : whole;
  const position = own(payload, "position");
  if (isObject(position)) return sampleOf(position, payload, now, latest);
  for (const source of [payload, own(message, "location"), message]) {
    if (placeKeys.some((key) => own(source, key) !== undefined)) return sampleOf(source, payload, now, latest);
  }
  return undefined;
}

const placeKeys = ["latitude", "longitude", "lat", "lon", "lng"];

function first(source: unknown, ...keys: string[]): unknown {
  return keys.map((key) => own(source, key)).find((value) => value !== undefined && value !== null);
}

function sampleOf(position: unknown, payload: unknown, now: number, latest: number): FenceSample | undefined {
  const lat = finite(first(position, "latitude", "lat"));
  const lon = finite(first(position, "longitude", "lon", "lng"));
  if (lat === undefined || lon === undefined || (lat === 0 && lon === 0)) return undefined;
  if (Math.abs(lat) > 90 || Math.abs(lon) > 180 || own(position, "trusted") === false) return undefined;
  const at = measured(position, payload, now);
  if (at === undefined || at > latest + aheadMs) return undefined;
  const hdop = finite(first(position, "hdop"));
  const odometerKm = finite(own(payload, "odometerKm"));
  const ignition = own(own(payload, "motion"), "ignition");
  return {
    at,
    lat,
    lon,
    ...(hdop !== undefined && hdop > 0 && { hdop: Math.min(hdop, 99) }),
    ...((ignition === "off" || ignition === "on") && { parked: ignition === "off" }),
    ...(odometerKm !== undefined && odometerKm > 0 && { odometerKm }),
    freshMs: freshMs(payload),
  };
}

function measured(position: unknown, payload: unknown, now: number): number | undefined {
  const given =
    first(position, "measuredAt") ??
    first(payload, "reportedAt") ??
    first(position, "tst", "timestamp", "time") ??
    first(payload, "tst", "timestamp", "time");
  return given === undefined ? now : milliseconds(given);
}

/** Text as ISO 8601, or a number of seconds or milliseconds since 1970; undefined if it is no time. */
function milliseconds(given: unknown): number | undefined {
  if (given instanceof Date) return Number.isFinite(given.getTime()) ? given.getTime() : undefined;
  const number = finite(given);
  // Seconds reach this in the year 5138, milliseconds have since 1973.
  if (number !== undefined) return number <= 0 ? undefined : Math.round(number < 1e11 ? number * 1000 : number);
  const time = typeof given === "string" ? Date.parse(given) : NaN;
  return Number.isFinite(time) ? time : undefined;
}

/** As long as a reading may be silent before it is stale; what tells nothing of what it is doing, a quarter of an hour. */
function freshMs(payload: unknown): number {
  if (own(own(payload, "motion"), "ignition") === undefined && !isObject(own(payload, "ride"))) {
    return silence.drivingOrCharging * 1000;
  }
  const known = Object.entries(emptyStatus("")).map(([key, empty]) => {
    const group = own(payload, key);
    return [key, isObject(empty) && isObject(group) ? group : empty] as const;
  });
  return allowedSilence(Object.fromEntries(known) as unknown as VehicleStatus) * 1000;
}
