import type { TrackPoint } from "./trip-types";
import { factsOf, type TripList } from "./trip-facts";

type Position = number[];

export interface TripFeature {
  type: "Feature";
  geometry:
    | { type: "Point"; coordinates: Position }
    | { type: "LineString"; coordinates: Position[] }
    | { type: "MultiLineString"; coordinates: Position[][] }
    | null;
  /** Units in the names; what is unknown is left out. `endsOnly`: a straight line, the way is unknown. */
  properties: Record<string, string | number | boolean>;
}

export interface TripFeatures {
  type: "FeatureCollection";
  features: TripFeature[];
}

/**
 * Trips as GeoJSON (RFC 7946), one feature each: its track, else a line from where it began to where it ended, a point if only
 * one is known, no geometry if none is. Lines are cut at the antimeridian. WGS-84 degrees, metres of altitude. Pure.
 * INPUT_INVALID for what is no list of trips.
 */
export function tripsToGeoJson(trips: TripList): TripFeatures {
  const features = factsOf(trips).map(
    ({ points, start: _start, end: _end, endsOnly, ...facts }, index): TripFeature => {
      const known = Object.entries(facts).filter(
        (pair): pair is [string, string | number | true] => pair[1] !== undefined,
      );
      const properties = {
        number: index + 1,
        ...Object.fromEntries(known),
        ...(endsOnly && points.length === 2 && { endsOnly }),
      };
      return { type: "Feature", geometry: geometryOf(points), properties };
    },
  );
  return { type: "FeatureCollection", features };
}

function geometryOf(points: TrackPoint[]): TripFeature["geometry"] {
  const [first, ...more] = points.map(({ latitude, longitude, altitudeM }) =>
    altitudeM === undefined ? [longitude, latitude] : [longitude, latitude, altitudeM],
  );
  if (!first) return null;
  if (more.length === 0) return { type: "Point", coordinates: first };
  const lines = cut(first, more);
  return lines.length === 1
    ? { type: "LineString", coordinates: lines[0]! }
    : { type: "MultiLineString", coordinates: lines };
}

/** RFC 7946 3.1.9: no line crosses the antimeridian. */
function cut(first: Position, more: Position[]): Position[][] {
  let line = [first];
  const lines = [line];
  let [lon, lat] = first as [number, number];
  for (const next of more) {
    const [nextLon, nextLat] = next as [number, number];
    if (Math.abs(nextLon - lon) > 180) {
      const edge = lon < 0 ? -180 : 180;
      const far = nextLon + 2 * edge;
      const at = lat + ((nextLat - lat) * (edge - lon)) / (far - lon || 1);
      line.push([edge, at]);
      lines.push((line = [[-edge, at]]));
    }
    line.push(next);
    [lon, lat] = [nextLon, nextLat];
  }
  return lines;
}
