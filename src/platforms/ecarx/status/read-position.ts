import type { JsonObject } from "../../../base/json";
import type { VehicleStatus } from "../../../vehicle/model";
import { given, group, numberOf, ranged, rounded, yesNo } from "../../../vehicle/values";
import type { EcarxReadOptions } from "./read-status";

type Position = VehicleStatus["position"];

/** By the unit that a profile names. */
const unitsPerDegree = { milliarcseconds: 3_600_000, degrees: 1 } as const;

/** Degrees to six decimals (11 cm), or undefined if it is none within ±`most`. */
function degrees(value: unknown, most: number, perDegree: number): number | undefined {
  const raw = numberOf(value);
  if (typeof raw !== "number") return undefined;
  const result = raw / perDegree;
  return Math.abs(result) <= most ? rounded(result, 6) : undefined;
}

/**
 * `basicVehicleStatus.position` (docs/protocol/ecarx-smart.md 5.1). The fields are empty while the GPS is off; 0/0 is no
 * place either. Then, and where the car says that its position cannot be trusted, the last fix stays, flagged.
 */
export function readPosition(basic: JsonObject, options: EcarxReadOptions, reportedAt: string | null): Position {
  const source = group(basic.position);
  const trustTold = options.profile?.positionTrustMeaningful === false ? undefined : source.posCanBeTrusted;
  const trusted = trustTold === undefined ? undefined : yesNo(trustTold) === true;
  const perDegree = unitsPerDegree[options.profile?.positionUnit ?? "milliarcseconds"];
  const latitude = degrees(source.latitude, 90, perDegree);
  const longitude = degrees(source.longitude, 180, perDegree);
  const found = latitude !== undefined && longitude !== undefined && (latitude !== 0 || longitude !== 0);

  const mars = yesNo(source.marsCoordinates);
  if (found && (mars === true || (typeof mars !== "boolean" && options.profile?.gcj02Default === true))) {
    // China's offset coordinates (GCJ-02), up to 700 m off on a WGS-84 map. Until they are converted no position is
    // given: a wrong one would open garages.
    return given<Position>({ ...readRest(source, basic), trusted });
  }
  if (!found || trusted === false) {
    const kept = lastFix(options.previous);
    if (kept) return { ...kept, trusted: false };
    if (!found) return basic.position === undefined ? {} : { trusted: false };
  }
  return given<Position>({
    latitude,
    longitude,
    ...readRest(source, basic),
    trusted,
    // A fix has no time of its own: it is of the snapshot.
    measuredAt: reportedAt ?? undefined,
  });
}

function readRest(source: JsonObject, basic: JsonObject): Pick<Position, "altitudeM" | "headingDeg"> {
  return { altitudeM: ranged(source.altitude, -1000, 10_000, 1), headingDeg: readHeading(basic.direction) };
}

function readHeading(value: unknown): Position["headingDeg"] {
  const heading = ranged(value, 0, 360);
  return heading === 360 ? 0 : heading;
}

function lastFix(previous: VehicleStatus | undefined): Position | undefined {
  const position = previous?.position;
  return typeof position?.latitude === "number" && typeof position.longitude === "number" ? position : undefined;
}
