import type { TrackPoint } from "./trip-types";
import { factsOf, type TripList, type TripFacts } from "./trip-facts";

const signs: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;" };

/**
 * Trips as GPX 1.1, one track each, numbered from 1; without a known place a track has no segment. Only the ends of a trip have
 * times: no point of a track has one. WGS-84 degrees, metres, UTC. Pure. INPUT_INVALID for what is no list of trips.
 */
export function tripsToGpx(trips: TripList): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<gpx version="1.1" creator="node-red-vehicle-cloud" xmlns="http://www.topografix.com/GPX/1/1">',
    ...factsOf(trips).map(track),
    "</gpx>",
    "",
  ].join("\n");
}

/** The schema's order: name, desc, number, segments. */
function track(facts: TripFacts, index: number): string {
  const { from, to, km, points, endsOnly } = facts;
  const name = facts.label ?? facts.startedAt ?? facts.endedAt;
  const way = from !== undefined || to !== undefined ? `${from ?? "?"} → ${to ?? "?"}` : undefined;
  const desc = [way, km === undefined ? undefined : `${km} km`, facts.remark].filter((part) => part !== undefined);
  const segment = points.map((point) => trackPoint(point, endsOnly ? timeAt(facts, point) : undefined));
  return [
    "  <trk>",
    ...(name === undefined ? [] : [`    <name>${escaped(name)}</name>`]),
    ...(desc.length === 0 ? [] : [`    <desc>${escaped(desc.join(", "))}</desc>`]),
    `    <number>${index + 1}</number>`,
    ...(segment.length === 0 ? [] : ["    <trkseg>", ...segment, "    </trkseg>"]),
    "  </trk>",
  ].join("\n");
}

function timeAt({ start, startedAt, endedAt }: TripFacts, point: TrackPoint): string | undefined {
  return point === start ? startedAt : endedAt;
}

function trackPoint({ latitude, longitude, altitudeM }: TrackPoint, time: string | undefined): string {
  // The schema's longitudes end below 180, and its decimals have no exponent.
  const lon = longitude === 180 ? -180 : longitude;
  const inner = `${altitudeM === undefined ? "" : `<ele>${decimal(altitudeM)}</ele>`}${time ? `<time>${time}</time>` : ""}`;
  return `      <trkpt lat="${decimal(latitude)}" lon="${decimal(lon)}">${inner}</trkpt>`;
}

function decimal(value: number): string {
  return value.toFixed(7);
}

function escaped(text: string): string {
  return text.replace(/[&<>"\r]/g, (sign) => signs[sign]!);
}
