import { cloudError } from "../../base/errors";
import { isObject } from "../../base/json";
import type { Drive } from "../events/event-types";
import { combined, type ListedTrip } from "./combine";
import type { TrackPoint, Trip, Trips } from "./trip-types";

/** A trip of the event `parked`, or one of the journal. */
export type AnyTrip = Drive | Trip | ListedTrip;

/** Trips, or a reading of trips, of which each is taken once, oldest first. */
export type TripList = readonly AnyTrip[] | Trips;

/** Both shapes as one; what is unknown is left out, never 0. */
export interface TripFacts {
  startedAt?: string;
  endedAt?: string;
  minutes?: number;
  km?: number;
  kmEstimated?: true;
  startOdometerKm?: number;
  endOdometerKm?: number;
  percentUsed?: number;
  litresUsed?: number;
  energyKwh?: number;
  from?: string;
  to?: string;
  label?: string;
  remark?: string;
  start?: TrackPoint;
  end?: TrackPoint;
  /** Oldest first: the track, or where it began and ended. */
  points: TrackPoint[];
  /** `points` are the ends only: the way between them is unknown. */
  endsOnly: boolean;
}

const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;

/** The trips as facts. INPUT_INVALID for what is no list of trips. */
export function factsOf(given: TripList): TripFacts[] {
  const trips = isReading(given) ? combined(given) : given;
  if (!Array.isArray(trips)) throw cloudError("INPUT_INVALID", "The trips are no list.", { field: "trips" });
  return trips.map((trip: unknown, index) => {
    if (typeof trip !== "object" || trip === null || Array.isArray(trip)) {
      throw cloudError("INPUT_INVALID", `Trip ${index + 1} is no trip.`, { field: "trips" });
    }
    return oneTrip(trip as Record<string, unknown>);
  });
}

/** As an account tells it. */
function isReading(given: TripList): given is Trips {
  return isObject(given) && Array.isArray((given as Partial<Trips>).trips);
}

function oneTrip(trip: Record<string, unknown>): TripFacts {
  const [from, to] = [record(trip["from"]), record(trip["to"])];
  const ends = [point(from), point(to)];
  const track = (Array.isArray(trip["track"]) ? trip["track"] : []).map(point).filter((one) => one !== undefined);
  const points = track.length > 0 ? track : ends.filter((one) => one !== undefined);
  const facts: TripFacts = {
    startedAt: instant(trip["startedAt"]),
    endedAt: instant(trip["endedAt"]),
    minutes: amount(trip["minutes"]),
    km: amount(trip["km"]) ?? amount(trip["distanceKm"]),
    kmEstimated: trip["kmEstimated"] === true ? true : undefined,
    startOdometerKm: amount(trip["startOdometerKm"]),
    endOdometerKm: amount(trip["endOdometerKm"]),
    percentUsed: amount(trip["percentUsed"]),
    litresUsed: amount(trip["litresUsed"]),
    energyKwh: amount(trip["energyKwh"]),
    from: text(from["name"]) ?? text(trip["startAddress"]),
    to: text(to["name"]) ?? text(trip["endAddress"]),
    label: text(trip["label"]),
    remark: text(trip["remark"]),
    start: ends[0] ?? track[0],
    end: ends[1] ?? track.at(-1),
    points,
    endsOnly: track.length === 0,
  };
  if (facts.startedAt && facts.endedAt) {
    const minutes = (Date.parse(facts.endedAt) - Date.parse(facts.startedAt)) / 60_000;
    if (minutes >= 0) facts.minutes ??= Math.round(minutes);
  }
  return facts;
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function amount(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** Without the characters that no XML may hold: a file that cannot be opened helps nobody. */
function text(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  // eslint-disable-next-line no-control-regex
  const plain = value.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "");
  return plain.trim() === "" ? undefined : plain;
}

/** In UTC; a time without its offset could be any, and is left out. */
function instant(value: unknown): string | undefined {
  if (typeof value !== "string" || !time.test(value)) return undefined;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}

/** A place on earth; 0/0 is how receivers say that they have none, and what is marked as not to be trusted draws wrong lines. */
function point(value: unknown): TrackPoint | undefined {
  const { latitude, longitude, altitudeM, trusted } = record(value);
  const [lat, lon, ele] = [amount(latitude), amount(longitude), amount(altitudeM)];
  if (lat === undefined || lon === undefined || trusted === false || (lat === 0 && lon === 0)) return undefined;
  if (Math.abs(lat) > 90 || Math.abs(lon) > 180) return undefined;
  return { latitude: lat, longitude: lon, ...(ele !== undefined && { altitudeM: ele }) };
}
