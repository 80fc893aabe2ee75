import type { JsonObject } from "../../base/json";
import type { VehicleStatus } from "../../vehicle/model";
import { given, isoTime, ranged, type Read } from "../../vehicle/values";
import { dataOf, partialStatus, type SegwayReadOptions } from "./read-partial";

/**
 * Reads the answer of the location query (docs/protocol/segway.md 3.1), whole or its `data`, into a status that holds only the
 * position. `reportedAt` is the GPS time. 0/0 is no place. Takes any JSON value without throwing.
 */
export function readSegwayLocation(reply: unknown, options: SegwayReadOptions = {}): VehicleStatus {
  const data = dataOf(reply);
  const position = readPosition(data);
  return partialStatus(gpsTime(data), options, { position });
}

/** The page's tables say gpsUtcTime; a public receiver reads gpsUTCTime. */
export function gpsTime(data: JsonObject): Read<string> {
  return isoTime(data.gpsUtcTime ?? data.gpsUTCTime);
}

/** From here on a fix says no more than the town (docs/decisions.md). */
const uselessHdop = 20;

/** The position, with its trust only where the receiver itself denies it; `latitude` and `longitude` are both there or both not. */
export function readPosition(data: JsonObject): VehicleStatus["position"] {
  const latitude = ranged(data.latitude, -90, 90, 6);
  const longitude = ranged(data.longitude, -180, 180, 6);
  const found = typeof latitude === "number" && typeof longitude === "number" && (latitude !== 0 || longitude !== 0);
  const satellites = ranged(data.satelliteNumber, 0, 200);
  if (!found) return given<VehicleStatus["position"]>({ satellites });
  // 99.99 is what a receiver without a fix says.
  const hdop = ranged(data.hdop, 0, 99, 2);
  // A fix of no satellite, or of no or a useless precision, is vouched for by nothing.
  const vouchedFor =
    satellites !== 0 && hdop !== 0 && hdop !== null && !(typeof hdop === "number" && hdop > uselessHdop);
  return given<VehicleStatus["position"]>({
    latitude,
    longitude,
    altitudeM: ranged(data.altitude, -1000, 10_000, 1),
    satellites,
    hdop,
    ...(vouchedFor ? {} : { trusted: false }),
    measuredAt: gpsTime(data),
  });
}
