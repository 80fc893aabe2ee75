import type { Trip, TrackPoint } from "../../../vehicle/read-data";
import { dig, finite, isObject, objects, own, text } from "../../../base/json";
import { readCoordinates } from "../status/coordinates";
import type { EcarxReadingProfile } from "../status/reading-profile";
import { given, isoTime, numberOf, ranged, rounded, timeOf, yesNo } from "../../../vehicle/values";

/**
 * A point of a track; undefined without a place, and where the car says that it is shifted, as nothing is outside China.
 */
export function readTrackPoint(position: unknown, profile?: EcarxReadingProfile): TrackPoint | undefined {
  const found = readCoordinates(position, profile);
  if (!found || found.doubtful) return undefined;
  const altitude = ranged(own(position, "altitude"), -1000, 10_000, 1);
  const trusted = yesNo(own(position, "posCanBeTrusted"));
  return given<TrackPoint>({
    latitude: found.latitude,
    longitude: found.longitude,
    altitudeM: typeof altitude === "number" ? altitude : undefined,
    trusted: typeof trusted === "boolean" ? trusted : undefined,
  });
}

/**
 * Reads the answer of `journalLogV4` (docs/protocol/ecarx-smart.md 5.8); `total` = how many the cloud has in the time asked
 * for. Takes any JSON value without throwing.
 */
export function readTrips(reply: unknown, profile?: EcarxReadingProfile): { trips: Trip[]; total: number } {
  const trips = objects(dig(reply, "data", "list")).map((row) => readTrip(row, profile));
  // The spelling is the cloud's.
  const total = finite(dig(reply, "data", "pagination", "totleSize"));
  return { trips, total: Math.max(total ?? 0, trips.length) };
}

function readTrip(row: Record<string, unknown>, profile?: EcarxReadingProfile): Trip {
  const start = timeOf(row["startTime"]);
  const end = timeOf(row["endTime"]);
  const lasted = typeof start === "number" && typeof end === "number" && end >= start ? end - start : undefined;
  const distance = numberOf(row["traveledDistance"]);
  const consumption = numberOf(row["electricConsumption"]);
  const computable = typeof distance === "number" && typeof consumption === "number";
  return given<Trip>({
    id: text(row["tripId"]),
    startedAt: isoTime(row["startTime"]) ?? null,
    endedAt: isoTime(row["endTime"]) ?? null,
    minutes: lasted === undefined ? undefined : rounded(lasted / 60_000, 1),
    distanceKm: ranged(row["traveledDistance"], 0, 100_000, 2),
    averageSpeedKmh: ranged(row["avgSpeed"], 0, 500, 1),
    consumptionKwhPer100Km: ranged(row["electricConsumption"], -1000, 1000, 2),
    energyKwh: computable ? ranged((consumption * distance) / 100, -1000, 1000, 2) : undefined,
    recuperatedKwh: ranged(row["regeneratedEnergy"], 0, 1000, 2),
    startOdometerKm: ranged(row["startOdometer"], 0, 10_000_000, 1),
    endOdometerKm: ranged(row["endOdometer"], 0, 10_000_000, 1),
    startAddress: text(row["tripStartAddr"]),
    endAddress: text(row["tripEndAddr"]),
    label: text(row["tripLabel"]),
    remark: text(row["tripRemark"]),
    track: objects(row["trackpoints"]).flatMap((point) => {
      const found = readTrackPoint(isObject(point["position"]) ? point["position"] : point, profile);
      return found ? [found] : [];
    }),
  });
}
