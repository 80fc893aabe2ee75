import type { JsonObject } from "../../../base/json";
import type { VehicleStatus } from "../../../vehicle/model";
import { given, group, isoTime, ranged, yesNo } from "../../../vehicle/values";
import { readCoordinates } from "./coordinates";
import type { StatusReadOptions } from "./read-status";
import type { EcarxReadingProfile } from "./reading-profile";

type Position = VehicleStatus["position"];

/**
 * `basicVehicleStatus.position` (docs/protocol/ecarx-smart.md 5.1). The fields are empty while the GPS is off; 0/0 is no
 * place either. Then, and where the car says that its position cannot be trusted, the last fix stays, flagged.
 */
export function readPosition(basic: JsonObject, options: StatusReadOptions, reportedAt: string | null): Position {
  const source = positionOf(basic, options.profile ?? {});
  const trustTold = options.profile?.positionTrustMeaningful === false ? undefined : source.posCanBeTrusted;
  const trusted = trustTold === undefined ? undefined : yesNo(trustTold) === true;
  const place = readCoordinates(source, options.profile);
  if (!place || trusted === false) {
    const kept = lastFix(options.previous);
    if (kept) return { ...kept, trusted: false };
    if (!place) return basic.position === undefined ? {} : { trusted: false };
  }
  return given<Position>({
    latitude: place.latitude,
    longitude: place.longitude,
    ...readRest(source, basic),
    trusted: place.doubtful ? false : trusted,
    // Most have no time of their own: they are of the snapshot.
    measuredAt: isoTime(source.sysTimestamp) ?? reportedAt ?? undefined,
    reported: place.reported,
  });
}

/** The older tree tells a second one with its time, `extPosition`: it serves where the first holds no place. */
function positionOf(basic: JsonObject, profile: EcarxReadingProfile): JsonObject {
  const first = group(basic.position);
  if (profile.olderTree !== true || readCoordinates(first, profile)) return first;
  const second = group(basic.extPosition);
  return readCoordinates(second, profile) ? second : first;
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
