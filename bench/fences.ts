import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { FenceWatch } from "../src/vehicle/fences/fence-watch";
import { readFences, type Fence } from "../src/vehicle/fences/fences";

export interface FencesBench {
  vehicles: number;
  fences: number;
  rounds: number;
  /** Time of a plain loop over our time: median of the alternating rounds. */
  ratio: number;
  spread: [least: number, most: number];
  microsPerSample: number;
  plainMicrosPerSample: number;
  /** Heap that a million samples added after the first round, bytes. */
  addedHeapBytes: number;
}

export interface Plain {
  lat: number;
  lon: number;
  radiusM?: number;
  corners?: [lat: number, lon: number][];
}

const radians = Math.PI / 180;

function haversine(latA: number, lonA: number, latB: number, lonB: number): number {
  const a = Math.sin(((latB - latA) * radians) / 2) ** 2;
  const b = Math.sin(((lonB - lonA) * radians) / 2) ** 2;
  return 12_742_017.6 * Math.asin(Math.sqrt(a + Math.cos(latA * radians) * Math.cos(latB * radians) * b));
}

function within({ lat, lon, radiusM, corners }: Plain, atLat: number, atLon: number): boolean {
  if (!corners) return haversine(lat, lon, atLat, atLon) <= radiusM!;
  let inside = false;
  for (let i = 0, j = corners.length - 1; i < corners.length; j = i++) {
    const [[y, x], [toY, toX]] = [corners[i]!, corners[j]!];
    if (y > atLat !== toY > atLat && atLon < ((toX - x) * (atLat - y)) / (toY - y) + x) inside = !inside;
  }
  return inside;
}

/** Every other fence a circle, the others of eight corners, on a grid of 10 by 10 in a town of some 20 km. */
export function town(count: number): Plain[] {
  return Array.from({ length: count }, (_, i) => {
    const [lat, lon] = [52 + 0.02 * (i % 10), 13 + 0.03 * Math.floor(i / 10)];
    if (i % 2 === 0) return { lat, lon, radiusM: 300 };
    const corner = (n: number): [number, number] => {
      const angle = (n * Math.PI) / 4;
      return [lat + 0.003 * Math.sin(angle), lon + 0.005 * Math.cos(angle)];
    };
    return { lat, lon, corners: Array.from({ length: 8 }, (__, n) => corner(n)) };
  });
}

/** The same fences for a watch. */
export function watched(plain: readonly Plain[]): readonly Fence[] {
  return readFences(
    plain.map(({ corners, ...circle }, i) => ({
      name: `Fence ${i}`,
      ...(corners ? { polygon: corners.map(([lat, lon]) => ({ lat, lon })) } : circle),
    })),
  );
}

/** Where each vehicle is in a turn: all about the town, some 60 m from where it was in the turn before. */
export function placesIn(
  ids: readonly string[],
  turn: number,
  each: (id: string, lat: number, lon: number) => void,
): void {
  ids.forEach((id, i) => each(id, 52 + ((i * 7 + turn) % 400) * 0.0005, 13 + ((i * 13 + turn) % 600) * 0.0005));
}

/**
 * What a sample costs beside a loop that asks of each fence whether the place is in it (haversine, ray casting) and remembers
 * yes or no for each vehicle. The loop does less: no margin, no doubt, no times.
 */
export function benchFences({ vehicles = 1000, fences = 100, rounds = 15, heapSamples = 1_000_000 } = {}): FencesBench {
  const plain = town(fences);
  const watch = new FenceWatch({ settleMs: 0, passed: false }, watched(plain));
  const ids = Array.from({ length: vehicles }, (_, i) => `bike ${i}`);
  const sides = new Map(ids.map((id) => [id, new Uint8Array(fences)]));
  let turns = 0;
  const places = (each: (id: string, lat: number, lon: number, at: number) => void): void => {
    const at = 1.78e12 + turns * 60_000;
    placesIn(ids, turns, (id, lat, lon) => each(id, lat, lon, at));
  };
  let found = 0;
  const ours = (): void =>
    places((id, lat, lon, at) => (found += watch.sample(id, { at, lat, lon, freshMs: 900_000 }, at)!.length));
  const theirs = (): void =>
    places((id, lat, lon) => {
      const known = sides.get(id)!;
      for (let i = 0; i < fences; i++) {
        const side = within(plain[i]!, lat, lon) ? 1 : 0;
        if (known[i] !== side) found++;
        known[i] = side;
      }
    });
  const perRound = 20;
  const round = (): [number, number] => {
    let [own, other] = [0, 0];
    for (let i = 0; i < perRound; i++, turns++) {
      own += time(ours);
      other += time(theirs);
    }
    return [own, other];
  };
  round();
  const before = heap();
  const times = Array.from({ length: rounds }, round);
  for (let done = rounds * perRound * vehicles; done < heapSamples; done += vehicles, turns++) ours();
  const addedHeapBytes = heap() - before;
  if (found === 0) throw new Error("no vehicle came into a fence");
  const ratios = times.map(([own, other]) => other / own).sort((a, b) => a - b);
  const micros = (index: 0 | 1): number => (medianOf(times.map((pair) => pair[index])) * 1000) / (perRound * vehicles);
  return {
    ...{ vehicles, fences, rounds, addedHeapBytes },
    ratio: medianOf(ratios),
    spread: [ratios[0]!, ratios.at(-1)!],
    microsPerSample: micros(0),
    plainMicrosPerSample: micros(1),
  };
}

export function heap(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  return process.memoryUsage().heapUsed;
}

function time(work: () => void): number {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start) / 1e6;
}

export function medianOf(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
