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

/** The position without its trust; `latitude` and `longitude` are both there or both not. */
export function readPosition(data: JsonObject): VehicleStatus["position"] {
  const latitude = ranged(data.latitude, -90, 90, 6);
  const longitude = ranged(data.longitude, -180, 180, 6);
  const found = typeof latitude === "number" && typeof longitude === "number" && (latitude !== 0 || longitude !== 0);
  const satellites = ranged(data.satelliteNumber, 0, 200);
  if (!found) return given<VehicleStatus["position"]>({ satellites });
  return given<VehicleStatus["position"]>({
    latitude,
    longitude,
    altitudeM: ranged(data.altitude, -1000, 10_000, 1),
    satellites,
    // 99.99 is what a receiver without a fix says.
    hdop: ranged(data.hdop, 0, 99, 2),
    measuredAt: gpsTime(data),
  });
}
