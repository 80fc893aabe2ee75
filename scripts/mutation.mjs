// `npm run mutation -- [AREA…] [--file PART] [--sample N] [--again]`: changes one place of a source file at a time, runs the tests of its
// area that reach it, and names the changes that none of them notices (docs/mutation.md). `--file` = only files whose path has this in
// it; `--sample` = only each Nth change; `--again` = only what the last run of the area left over.
import { fork } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { clearTimeout, setTimeout } from "node:timers";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { areas } from "./mutation/areas.mjs";
import { mutantsOf, withMarks } from "./mutation/mutants.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    file: { type: "string", default: "" },
    sample: { type: "string", default: "1" },
    again: { type: "boolean" },
  },
});

/** How many mutants are tried at once, each in a process of its own. */
const workers = 2;
/** Milliseconds: of tests too slow to be run for each mutant; of the quick ones that are tried first; of those after them, all told. */
const slowMs = 4_000;
const firstMs = 600;
const restMs = 8_000;

const filesOf = (paths, ending) =>
  paths.flatMap((path) =>
    statSync(join(root, path)).isDirectory()
      ? readdirSync(join(root, path))
          .filter((name) => name.endsWith(ending))
          .map((name) => `${path}/${name}`)
      : [path],
  );

const nameOf = ({ path, kind, original, text }) => [path, kind, original, text].join("\n");

class Worker {
  #child;
  #waiting;

  async #start() {
    this.#child = fork(join(root, "scripts/mutation/worker.cjs"), { stdio: ["ignore", "ignore", "ignore", "ipc"] });
    await new Promise((resolve) => this.#child.once("message", resolve));
    this.#child.on("message", (message) => this.#waiting?.(message));
    this.#child.on("exit", (code) =>
      this.#waiting?.({ failed: `the process ended (${code})`, spoilt: true, hook: true }),
    );
  }

  stop() {
    this.#child?.removeAllListeners("exit");
    this.#child?.kill("SIGKILL");
    this.#child = undefined;
  }

  /** What the tests said; a process that hangs, or that a failure may have spoilt, is not used again. */
  async run(order, patienceMs) {
    if (!this.#child) await this.#start();
    const outcome = await new Promise((resolve) => {
      const timer = setTimeout(() => resolve({ failed: "no end", late: true, spoilt: true }), patienceMs);
      this.#waiting = (message) => {
        clearTimeout(timer);
        resolve(message);
      };
      this.#child.send(order);
    });
    this.#waiting = undefined;
    if (outcome.spoilt || outcome.hook) this.stop();
    return outcome;
  }
}

const staff = Array.from({ length: workers }, () => new Worker());

/** Each of `items` by the first worker that is free. */
async function share(items, work) {
  const left = [...items];
  await Promise.all(
    staff.map(async (worker) => {
      for (let item = left.shift(); item !== undefined; item = left.shift()) await work(worker, item);
    }),
  );
}

/** Every test with its milliseconds and the functions it runs. */
async function survey(files, marks) {
  const known = [];
  await share(files, async (worker, file) => {
    const order = { files: [file], marks, timeout: 60_000 };
    const surveyed = Date.now();
    let outcome = await worker.run(order, 600_000);
    // The first run of a file compiles it, which makes the first test slow; where that counts, it runs again.
    if (!outcome.failed && Date.now() - surveyed < 30_000) outcome = await worker.run(order, 600_000);
    if (outcome.failed) {
      console.log(`${file} is left out, it fails as it is: ${outcome.failed}`);
      worker.stop();
    }
    for (const { id, ms, seen } of outcome.failed ? [] : outcome.tests)
      known.push({ id, file, ms, seen: new Set(seen) });
  });
  return known.sort((a, b) => a.ms - b.ms);
}

async function judge(worker, mutant, known) {
  const mark = `${mutant.path} ${mutant.within}`;
  const tests = known.filter(({ seen }) => seen.has(mark));
  if (tests.length === 0) return { verdict: "not run" };
  let sum = 0;
  const within = tests.filter(({ ms }) => (sum += ms) <= firstMs + restMs);
  sum = 0;
  const first = within.filter(({ ms }) => (sum += ms) <= firstMs);
  for (const chosen of [first, within.slice(first.length)]) {
    if (chosen.length === 0) continue;
    const files = [...new Set(chosen.map(({ file }) => file))];
    // A test that takes twenty times as long as it should hangs.
    const timeout = 2000 + 20 * chosen.at(-1).ms;
    const order = { files, only: chosen.map(({ id }) => id), mutant, timeout };
    const patienceMs = 30_000 + timeout + 4 * chosen.reduce((all, { ms }) => all + ms, 0);
    let outcome = await worker.run(order, patienceMs);
    // A hook that fails may do so for what the mutant before has left behind.
    if (outcome.hook) outcome = await worker.run(order, patienceMs);
    if (outcome.failed) return { verdict: outcome.late ? "timed out" : "killed", by: outcome.failed };
  }
  return { verdict: "survived" };
}

const shown = (text) => {
  const line = text.replace(/\s+/g, " ");
  return line.length > 90 ? `${line.slice(0, 60)} … ${line.slice(-25)}` : line;
};

const isLeft = ({ verdict }) => verdict === "survived" || verdict === "not run";

const described = ({ path, line, kind, verdict, original, text }) =>
  `${path}:${line} ${kind}${verdict === "survived" ? "" : ` (${verdict})`}: ${shown(original)} → ${shown(text)}`;

async function runArea(area) {
  const began = Date.now();
  const report = join(root, "reports", `mutation-${area}.json`);
  const before = existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : [];
  const sources = filesOf(areas[area].mutate, ".ts").filter((path) => path.includes(values.file));
  const texts = Object.fromEntries(sources.map((path) => [path, readFileSync(join(root, path), "utf8")]));
  let mutants = sources.flatMap((path) => mutantsOf(path, texts[path]));
  if (values.again) {
    const left = new Set(before.map(nameOf));
    mutants = mutants.filter((mutant) => left.has(nameOf(mutant)));
  }
  mutants = mutants.filter((_, index) => index % Number(values.sample) === 0);
  const marks = Object.fromEntries(sources.map((path) => [path, withMarks(path, texts[path])]));
  const all = await survey(filesOf(areas[area].tests, ".test.ts"), marks);
  const known = all.filter(({ ms }) => ms <= slowMs);
  console.log(`${area}: ${mutants.length} mutants, ${known.length} of ${all.length} tests (the rest are too slow)`);
  const results = [];
  await share(mutants, async (worker, mutant) => {
    const result = { ...mutant, ...(await judge(worker, mutant, known)) };
    results.push(result);
    if (isLeft(result)) console.log(described(result));
    if (results.length % 50 === 0) console.error(`${results.length}, ${Math.round((Date.now() - began) / 1000)} s`);
  });
  const order = (a, b) => sources.indexOf(a.path) - sources.indexOf(b.path) || a.start - b.start;
  const left = results.filter(isLeft).sort(order);
  const count = (verdict) => results.filter((result) => result.verdict === verdict).length;
  console.log(
    `${area}: ${results.length} mutants, ${count("killed")} killed, ${count("timed out")} timed out, ${count("survived")} survived, ` +
      `${count("not run")} not run; ${Math.round((Date.now() - began) / 1000)} s\n`,
  );
  mkdirSync(dirname(report), { recursive: true });
  writeFileSync(report, JSON.stringify(left));
  writeFileSync(report.replace(".json", "-killed.json"), JSON.stringify(results.filter(({ by }) => by).sort(order)));
}

try {
  for (const area of positionals.length > 0 ? positionals : Object.keys(areas)) await runArea(area);
} finally {
  for (const worker of staff) worker.stop();
}
