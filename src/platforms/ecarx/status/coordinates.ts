import { own } from "../../../base/json";
import { gcj02ToWgs84, inChina } from "../../../vehicle/gcj02";
import type { ReportedPlace } from "../../../vehicle/model";
import { numberOf, rounded, yesNo } from "../../../vehicle/values";
import type { EcarxReadingProfile } from "./reading-profile";

/** Where a car is: degrees in WGS-84, to six decimals (11 cm). */
export interface Coordinates {
  latitude: number;
  longitude: number;
  /** As it was told, of cars that may tell it in China's shifted coordinates. */
  reported?: ReportedPlace;
  /** The car says that it is shifted, in a place where nothing is. */
  doubtful?: boolean;
}

/** By the unit that a profile names. */
const unitsPerDegree = { milliarcseconds: 3_600_000, degrees: 1 } as const;

/**
 * The place in a position of the status or of a track; undefined without one, and for 0/0. One in China's shifted coordinates (GCJ-02) is
 * converted, once and within China only: the flag of the car decides, where it says nothing the profile
 * (docs/protocol/brands.md 5.1). A position that was not converted could be 700 m off, and open the wrong garage.
 */
export function readCoordinates(source: unknown, profile: EcarxReadingProfile = {}): Coordinates | undefined {
  const told = readDegrees(source, profile);
  if (!told) return undefined;
  const flag = yesNo(own(source, "marsCoordinates"));
  const shifted = typeof flag === "boolean" ? flag : profile.gcj02Default === true;
  if (!shifted) return profile.gcj02Default === undefined ? told : { ...told, reported: { ...told, system: "WGS-84" } };
  if (!inChina(told)) {
    const system = flag === true ? "GCJ-02" : "WGS-84";
    return { ...told, reported: { ...told, system }, ...(flag === true ? { doubtful: true } : {}) };
  }
  const { latitude, longitude } = gcj02ToWgs84(told);
  return {
    latitude: rounded(latitude, 6),
    longitude: rounded(longitude, 6),
    reported: { ...told, system: "GCJ-02" },
  };
}

interface Degrees {
  latitude: number;
  longitude: number;
}

function readDegrees(source: unknown, profile: EcarxReadingProfile): Degrees | undefined {
  let perDegree: number = unitsPerDegree[profile.positionUnit ?? "milliarcseconds"];
  let north = numberOf(own(source, "latitude"));
  let east = numberOf(own(source, "longitude"));
  if (typeof north !== "number" || typeof east !== "number" || (north === 0 && east === 0)) return undefined;
  if (profile.gcj02Default !== undefined) {
    // Two mix-ups seen with cars in China: degrees where milliarcseconds belong (0.05" from 0/0 otherwise), and the two swapped.
    if (Math.abs(north) <= 180 && Math.abs(east) <= 180) perDegree = 1;
    if (Math.abs(north / perDegree) > 90 && Math.abs(east / perDegree) <= 90) [north, east] = [east, north];
  }
  const latitude = degrees(north / perDegree, 90);
  const longitude = degrees(east / perDegree, 180);
  return latitude === undefined || longitude === undefined ? undefined : { latitude, longitude };
}

/** To six decimals (11 cm); undefined if it is none within ±`most`. */
function degrees(value: number, most: number): number | undefined {
  return Math.abs(value) <= most ? rounded(value, 6) : undefined;
}
