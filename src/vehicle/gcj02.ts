/**
 * China's public maps are shifted (GCJ-02), by 40 to 680 m, and some cars report their position so. The formula is public;
 * its inverse is not closed, so it is found by fixed-point rounds, of a fixed number: after four no place in China is off by
 * more than 0.01 mm (test/vehicle/gcj02.test.ts; docs/protocol/brands.md 5.1).
 */

/** Degrees. */
export interface Place {
  latitude: number;
  longitude: number;
}

/** Semi-major axis of the ellipsoid of Krassowski, and its eccentricity, squared. */
const axis = 6_378_245;
const eccentricity = 0.006_693_421_622_965_943;
const rounds = 4;

/** The rectangle around China in which positions are converted; outside of it GCJ-02 and WGS-84 are the same. */
const china = { west: 73.5, east: 135.1, south: 3.8, north: 53.6 } as const;

/** Whether the place lies in the rectangle in which positions are shifted (73.5–135.1° E, 3.8–53.6° N). */
export function inChina({ latitude, longitude }: Place): boolean {
  return latitude >= china.south && latitude <= china.north && longitude >= china.west && longitude <= china.east;
}

/** The shifted place (GCJ-02) of one in WGS-84, degrees; outside China the same. Pure; not for a place that is shifted already. */
export function wgs84ToGcj02(place: Place): Place {
  return inChina(place) ? shifted(place) : { latitude: place.latitude, longitude: place.longitude };
}

/** The place in WGS-84 of a shifted one (GCJ-02), degrees; outside China the same. Pure; not for a place in WGS-84. */
export function gcj02ToWgs84(place: Place): Place {
  let { latitude, longitude } = place;
  if (!inChina(place)) return { latitude, longitude };
  for (let round = 0; round < rounds; round++) {
    const guess = shifted({ latitude, longitude });
    latitude += place.latitude - guess.latitude;
    longitude += place.longitude - guess.longitude;
  }
  return { latitude, longitude };
}

/** Defined everywhere: near the border a round may step over it. */
function shifted({ latitude, longitude }: Place): Place {
  const x = longitude - 105;
  const y = latitude - 35;
  const root = Math.sqrt(Math.abs(x));
  const fine = (20 * wave(6 * x) + 20 * wave(2 * x)) * (2 / 3);
  const north =
    -100 +
    2 * x +
    3 * y +
    0.2 * y * y +
    0.1 * x * y +
    0.2 * root +
    fine +
    (20 * wave(y) + 40 * wave(y / 3)) * (2 / 3) +
    (160 * wave(y / 12) + 320 * wave(y / 30)) * (2 / 3);
  const east =
    300 +
    x +
    2 * y +
    0.1 * x * x +
    0.1 * x * y +
    0.1 * root +
    fine +
    (20 * wave(x) + 40 * wave(x / 3)) * (2 / 3) +
    (150 * wave(x / 12) + 300 * wave(x / 30)) * (2 / 3);
  const radians = (latitude * Math.PI) / 180;
  const curve = 1 - eccentricity * Math.sin(radians) ** 2;
  const meridian = (axis * (1 - eccentricity)) / (curve * Math.sqrt(curve));
  const parallel = (axis / Math.sqrt(curve)) * Math.cos(radians);
  return {
    latitude: latitude + (north * 180) / (meridian * Math.PI),
    longitude: longitude + (east * 180) / (parallel * Math.PI),
  };
}

function wave(halfTurns: number): number {
  return Math.sin(halfTurns * Math.PI);
}
