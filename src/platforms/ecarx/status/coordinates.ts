import { own } from "../../../base/json";
import { numberOf, rounded, yesNo } from "../../../vehicle/values";
import type { EcarxReadingProfile } from "./reading-profile";

/** By the unit that a profile names. */
const unitsPerDegree = { milliarcseconds: 3_600_000, degrees: 1 } as const;

/** A place in degrees, to six decimals (11 cm). */
export interface Coordinates {
  latitude: number;
  longitude: number;
  /** China's offset coordinates (GCJ-02), up to 700 m off on a WGS-84 map. */
  mars: boolean;
}

/** Latitude and longitude as the brand's cars tell them; undefined where there is no place: none told, none on earth, or 0/0. */
export function readCoordinates(source: unknown, profile: EcarxReadingProfile = {}): Coordinates | undefined {
  const perDegree = unitsPerDegree[profile.positionUnit ?? "milliarcseconds"];
  const latitude = degrees(own(source, "latitude"), 90, perDegree);
  const longitude = degrees(own(source, "longitude"), 180, perDegree);
  if (latitude === undefined || longitude === undefined || (latitude === 0 && longitude === 0)) return undefined;
  const flag = yesNo(own(source, "marsCoordinates"));
  return { latitude, longitude, mars: typeof flag === "boolean" ? flag : profile.gcj02Default === true };
}

function degrees(value: unknown, most: number, perDegree: number): number | undefined {
  const raw = numberOf(value);
  if (typeof raw !== "number") return undefined;
  const result = raw / perDegree;
  return Math.abs(result) <= most ? rounded(result, 6) : undefined;
}
