import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export interface LoadBench {
  /** What loading and registering all nodes takes over as many empty modules, milliseconds: median of the pairs. At most 10. */
  addedMs: number;
  /** Smallest and largest of a pair. */
  spread: [least: number, most: number];
  /** Heap added over the empty modules, after garbage collection, bytes: median of the pairs. At most 2 MB. */
  addedHeapBytes: number;
  /** Files of this package that were read. */
  files: number;
  /** Files of other packages that were read: none, they load at first use. */
  foreignFiles: number;
  pairs: number;
}

interface Run {
  ms: number;
  heap: number;
  files: number;
  foreign: number;
}

/** Runs in a process of its own: loads the modules as Node-RED does, with an API that only takes note. */
const script = `
const { performance } = require("node:perf_hooks");
const [root, ...modules] = process.argv.slice(2);
const take = () => undefined;
const red = {
  auth: { needsPermission: () => take },
  httpAdmin: { get: take, post: take },
  nodes: { createNode: take, registerType: take },
};
const heapUsed = () => {
  for (let i = 0; i < 4; i++) globalThis.gc();
  return process.memoryUsage().heapUsed;
};
// Once for nothing: what the first use of clock, counter and loader costs is not the modules'.
require(__dirname + "/warm-up.js");
performance.now();
heapUsed();
const heap = heapUsed();
const start = performance.now();
for (const module of modules) {
  const register = require(module);
  if (typeof register === "function") register(red);
}
const ms = performance.now() - start;
const added = heapUsed() - heap;
const loaded = Object.keys(require.cache).filter((file) => !file.startsWith(__dirname));
const own = loaded.filter((file) => file.startsWith(root) && !file.includes("node_modules"));
process.stdout.write(JSON.stringify({
  ms, heap: added, files: own.length, foreign: loaded.length - own.length,
}));
`;

function load(loader: string, root: string, modules: readonly string[]): Run {
  const options = { encoding: "utf8", env: { PATH: process.env["PATH"] } } as const;
  const args = ["--expose-gc", loader, root, ...modules];
  return JSON.parse(execFileSync(process.execPath, args, options)) as Run;
}

/** Needs a built dist/. Pairs of fresh processes, ours and empty modules in turn, so that a slow moment strikes both. */
export function benchLoad({ pairs = 25 } = {}): LoadBench {
  const root = resolve(__dirname, "..");
  const facts = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    "node-red": { nodes: Record<string, string> };
  };
  const ours = Object.values(facts["node-red"].nodes).map((path) => join(root, path));
  const folder = mkdtempSync(join(tmpdir(), "vehicle-cloud-bench-"));
  try {
    const empty = ours.map((_, index) => join(folder, `empty-${index}.js`));
    for (const path of [...empty, join(folder, "warm-up.js")])
      writeFileSync(path, "module.exports = () => undefined;\n");
    const loader = join(folder, "loader.js");
    writeFileSync(loader, script);
    const added: { ms: number; heap: number }[] = [];
    let last: Run | undefined;
    for (let pair = 0; pair < pairs; pair++) {
      // Who goes first alternates too.
      const runs = pair % 2 === 0 ? [ours, empty] : [empty, ours];
      const [a, b] = runs.map((modules) => load(loader, root, modules)) as [Run, Run];
      const [own, base] = pair % 2 === 0 ? [a, b] : [b, a];
      added.push({ ms: own.ms - base.ms, heap: own.heap - base.heap });
      last = own;
    }
    const times = added.map(({ ms }) => ms).sort((a, b) => a - b);
    const heaps = added.map(({ heap }) => heap).sort((a, b) => a - b);
    const middle = Math.floor(pairs / 2);
    return {
      addedMs: round(times[middle]!),
      spread: [round(times[0]!), round(times.at(-1)!)],
      addedHeapBytes: heaps[middle]!,
      files: last!.files,
      foreignFiles: last!.foreign,
      pairs,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
