import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sampleIn } from "../src/vehicle/fences/fence-sample";
import { FenceWatch } from "../src/vehicle/fences/fence-watch";
import { heap, medianOf, placesIn, town, watched, type Plain } from "./fences";

export interface GeofenceNodeBench {
  vehicles: number;
  fences: number;
  rounds: number;
  /** Positions a second of ours over theirs: median of the alternating rounds. */
  ratio: number;
  spread: [least: number, most: number];
  perSecond: number;
  otherPerSecond: number;
  /** What was run: its version, and that of the package it measures with. */
  versions: { node: string; geolib: string };
  /** Heap that the million positions added once each vehicle was known, bytes. */
  addedHeapBytes: number;
  /** Sides on which both agree, of all that were compared. */
  agreed: number;
  compared: number;
}

const name = "node-red-node-geofence";
const version = "0.3.4";
const perRound = 20;

interface TheirMessage {
  payload: { lat: number; lon: number };
}
type Input = (message: TheirMessage, send: (sent: unknown) => void, done: () => void) => void;

/** A node of the published package for each fence, fetched to a folder of its own; its code is run as it is. */
function theirNodes(
  folder: string,
  plain: readonly Plain[],
  seen: (fence: number) => void,
): ((message: TheirMessage) => void)[] {
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "apart", private: true }));
  const quiet = ["--silent", "--no-audit", "--no-fund", "--prefer-offline", "--ignore-scripts"];
  execFileSync("npm", ["install", ...quiet, `${name}@${version}`], { cwd: folder });
  let make: (this: object, settings: object) => void = () => undefined;
  const load = createRequire(join(folder, "package.json"))(`${name}/geofence.js`) as (red: object) => void;
  load({
    nodes: { createNode: () => undefined, registerType: (_type: string, node: typeof make) => (make = node) },
    httpAdmin: { get: () => undefined },
  });
  return plain.map(({ lat, lon, radiusM, corners }, index) => {
    let input: Input | undefined;
    const node = {
      on: (_event: string, listener: Input) => (input = listener),
      error: (text: string) => {
        throw new Error(text);
      },
    };
    // Its least work: the message goes on if the place is inside. No distances, no list of names.
    make.call(node, {
      inside: "true",
      ...(corners
        ? { mode: "polyline", points: corners.map(([latitude, longitude]) => ({ latitude, longitude })) }
        : { mode: "circle", centre: { latitude: lat, longitude: lon }, rad: radiusM }),
    });
    return (message) =>
      input!(
        message,
        () => seen(index),
        () => undefined,
      );
  });
}

function versionIn(folder: string, of: string): string {
  const text = readFileSync(join(folder, "node_modules", of, "package.json"), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}

/**
 * Positions a second beside the published `node-red-node-geofence`, which has one fence a node: a message goes to a node of each
 * fence. Its nodes are called directly, without Node-RED between them, and only asked whether the place is inside; ours gets the
 * message too, and knows margins, doubt and times besides.
 */
export function benchGeofenceNode({ vehicles = 1000, fences = 100, rounds = 7 } = {}): GeofenceNodeBench {
  const folder = mkdtempSync(join(tmpdir(), "vehicle-cloud-bench-"));
  try {
    const plain = town(fences);
    let insides = new Set<number>();
    const inputs = theirNodes(folder, plain, (fence) => insides.add(fence));
    const watch = new FenceWatch({ settleMs: 0, passed: false }, watched(plain));
    const ids = Array.from({ length: vehicles }, (_, i) => `bike ${i}`);
    let [turns, events] = [0, 0];
    type Both = { id: string; at: number; message: TheirMessage };
    const next = (): Both[] => {
      const at = 1.78e12 + turns * 60_000;
      const found: Both[] = [];
      placesIn(ids, turns++, (id, lat, lon) => found.push({ id, at, message: { payload: { lat, lon } } }));
      return found;
    };
    const ours = (all: readonly Both[]): void => {
      for (const { id, at, message } of all) {
        const sample = sampleIn(message, at)!;
        events += watch.sample(id, sample, at)?.length ?? 0;
      }
    };
    const theirs = (all: readonly Both[]): void => {
      for (const { message } of all) for (const input of inputs) input(message);
    };
    const warm = next();
    ours(warm);
    theirs(warm);
    const before = heap();
    const times = Array.from({ length: rounds }, (_, round) => {
      // Ours needs more of them to be timed: theirs gets the first.
      const positions = Array.from({ length: perRound }, next);
      const other = (): number => seconds(() => theirs(positions[0]!));
      const first = round % 2 === 0 ? other() : undefined;
      const own = seconds(() => positions.forEach(ours)) / perRound;
      return [own, first ?? other()] as const;
    });
    for (let done = rounds * perRound * vehicles; done < 1_000_000; done += vehicles) ours(next());
    const addedHeapBytes = heap() - before;
    if (events === 0) throw new Error("no vehicle came into a fence");
    const ratios = times.map(([own, other]) => other / own).sort((a, b) => a - b);
    const fresh = new FenceWatch({ settleMs: 0, passed: false }, watched(plain));
    let [agreed, compared] = [0, 0];
    for (const { id, at, message } of next()) {
      insides = new Set();
      for (const input of inputs) input(message);
      fresh.sample(id, sampleIn(message, at)!, at);
      fresh.distances(id).forEach(({ inside }, index) => {
        compared++;
        if (inside === insides.has(index)) agreed++;
      });
    }
    return {
      ...{ vehicles, fences, rounds, addedHeapBytes, agreed, compared },
      ratio: medianOf(ratios),
      spread: [ratios[0]!, ratios.at(-1)!],
      perSecond: vehicles / medianOf(times.map(([own]) => own)),
      otherPerSecond: vehicles / medianOf(times.map(([, other]) => other)),
      versions: { node: versionIn(folder, name), geolib: versionIn(folder, "geolib") },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function seconds(work: () => void): number {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start) / 1e9;
}

if (require.main === module) process.stdout.write(`${JSON.stringify(benchGeofenceNode(), null, 2)}\n`);
