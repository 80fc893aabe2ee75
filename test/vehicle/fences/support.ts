import type { FenceSample } from "../../../src/vehicle/fences/fence-sample";
import { FenceWatch, type WatchRules } from "../../../src/vehicle/fences/fence-watch";
import type { FenceEvent } from "../../../src/vehicle/fences/fence-report";
import { readFences } from "../../../src/vehicle/fences/fences";
import { metresPerDegree } from "../../../src/vehicle/fences/geometry";

/** A field in the middle of nowhere. */
export const middle = { lat: 52, lon: 13 };
export const start = Date.parse("2026-06-01T08:00:00Z");
export const minute = 60_000;

export const east = (metres: number): number =>
  middle.lon + metres / (metresPerDegree * Math.cos((middle.lat * Math.PI) / 180));

export const home = { name: "Home", ...middle, radiusM: 150 };

/** One car that stands or drives on a line through the middle; samples at seconds. */
export function car(rules: Partial<WatchRules> = {}, fences: unknown = [home]) {
  const watch = new FenceWatch({ settleMs: 0, passed: false, ...rules }, readFences(fences));
  return {
    watch,
    at(seconds: number, metresEast: number, more: Partial<FenceSample> = {}): string[] {
      const sample = { at: start + seconds * 1000, lat: middle.lat, lon: east(metresEast), freshMs: 900_000, ...more };
      return names(watch.sample("car", sample, sample.at) ?? []);
    },
    later(seconds: number): string[] {
      return names(watch.due("car", start + seconds * 1000));
    },
  };
}

const names = (events: readonly FenceEvent[]): string[] => events.map(({ event, name }) => `${event} ${name}`);
