import type { TrackPoint, TripTrack } from "../../../vehicle/read-data";
import { dig, finite, objects } from "../../../base/json";
import type { JsonObject } from "../../../base/json";
import type { ListedVehicle } from "../../../vehicle/model";
import type { ReadOptions, ReadResult } from "../../platform";
import { orNothing, type ReadDeps } from "./read-deps";
import { readTrackPoint } from "./trip-journal";
import { checkWindow, refuse, timeIn } from "../../../vehicle/trips/trip-window";

const pageSize = 500;
const mostPages = 10;
const longestWindowMs = 48 * 3600_000;

/**
 * Where a car went between `params.from` and `params.to` (at most 48 h, docs/protocol/ecarx-smart.md 5.9): the times of a trip
 * find its track. Needs no consent; asking for one first does harm. Throws INPUT_INVALID.
 */
export async function readTripTrack(
  deps: ReadDeps,
  vehicle: ListedVehicle,
  { params = {}, signal }: ReadOptions,
): Promise<ReadResult<"tripTrack">> {
  const [from, to] = [timeIn(params, "from"), timeIn(params, "to")];
  if (from === undefined || to === undefined) throw refuse('A track needs "from" and "to", the times of the trip.');
  checkWindow({ from, to });
  if (to - from > longestWindowMs) throw refuse("A track is at most 48 h long.");
  const pages: JsonObject[] = [];
  const points: TrackPoint[] = [];
  let rows = 0;
  let total = 0;
  for (let page = 0; page < mostPages; page++) {
    const raw = await orNothing(
      deps,
      deps.caller.askVehicle(vehicle, "tripTrack", { values: { from, to, page, pageSize }, signal }),
    );
    pages.push(raw);
    const list = objects(dig(raw, "data", "list"));
    rows += list.length;
    total = Math.max(finite(dig(raw, "data", "pagination", "totleSize")) ?? 0, rows);
    for (const row of list) {
      const point = readTrackPoint(dig(row, "basicVehicleStatus", "position"), deps.profile.reading);
      if (point) points.push(point);
    }
    if (list.length === 0 || rows >= total) break;
  }
  // The newest comes first.
  points.reverse();
  const data: TripTrack = {
    points,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    cut: rows < total,
  };
  return { data, raw: pages.length > 1 ? pages : pages[0] };
}
