/** `npm run bench`: measures what docs/architecture.md promises and writes docs/benchmarks.md. Fails if a promise is not kept. */
import { writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join, resolve } from "node:path";
import { benchFirstValue, type Spread } from "./first-value";
import { benchInstall } from "./install";
import { benchLoad } from "./load";
import { lynkcoRows } from "./lynkco";
import { benchReading } from "./reading";
import { benchRequests } from "./requests";
import { commandRows, fenceRows, historyRows, paletteRows, pushRows, stateRows, type Row } from "./rows";

const megabyte = 1_000_000;
const exact = "exact count";

async function measure(): Promise<[title: string, rows: Row[]][]> {
  const requests = await benchRequests();
  const count = (what: string, figure: number, limit: number): Row => ({ what, figure, unit: "", limit, note: exact });
  const load = benchLoad();
  const reading = benchReading();
  const install = benchInstall();
  const first = await benchFirstValue();
  const seconds = ({ median, least, most }: Spread, what: string, limit: number, requests: number): Row => ({
    what,
    figure: round(median / 1000),
    unit: "s",
    limit,
    note: `median of ${first.rounds}, ${round(least / 1000)} to ${round(most / 1000)} s; ${requests} request${requests > 1 ? "s" : ""}`,
  });
  const times = ({ median, least, most }: Spread, what: string, limit: number): Row => ({
    what,
    figure: median,
    unit: "times",
    limit,
    note: `median of ${first.rounds} alternating rounds, ${least} to ${most}`,
  });
  return [
    [
      "Requests to the cloud",
      [
        count("one overview", requests.overview, 1),
        count("one overview with the charge target", requests.overviewAndTarget, 2),
        count("after a restart, up to the first value, stored session alive", requests.afterRestart, 2),
        count("the same, the cloud having ended the session", requests.afterRestartExpired, 4),
        count("a day, default settings, parked and asleep, eight expiries", requests.parkedDayAsleep, 100),
        count("a day, default settings, parked and reporting, eight expiries", requests.parkedDayAwake, 100),
      ],
    ],
    [
      `The first value after a deploy, on a cloud that answers after ${first.latencyMs} ms`,
      [
        seconds(first.storedMs, "stored session alive", 0.5, first.storedRequests),
        seconds(first.coldMs, "nothing stored: sign-in, list, selection, reading", 3, first.coldRequests),
        times(first.storedToFour, "stored session, over 4 plain calls in a row (a known client's update)", 0.5),
        times(first.storedToTwenty, "stored session, over 20 plain calls in a row (another's)", 0.1),
        times(first.coldToFour, `nothing stored, over ${first.signInRequests} + 4 plain calls in a row`, 2),
        times(first.coldToTwenty, `nothing stored, over ${first.signInRequests} + 20 plain calls in a row`, 1),
      ],
    ],
    ["Seeing that a command was carried out", await commandRows()],
    ["Receiving pushes, 50 connections", await pushRows()],
    ["What the sidebar costs who does not look", await historyRows()],
    ["A fleet's state on disk", await stateRows()],
    [
      "What Node-RED loads at start",
      [
        {
          what: "loading all nodes, over empty modules, in a fresh process",
          figure: load.addedMs,
          unit: "ms",
          limit: 10,
          note: `median of ${load.pairs} alternating pairs, ${load.spread.join(" to ")} ms`,
        },
        {
          what: "heap that stays after it",
          figure: round(load.addedHeapBytes / megabyte),
          unit: "MB",
          limit: 2,
          note: `median, after garbage collection; ${load.files} files of this package are read`,
        },
        { what: "files of other packages read for it", figure: load.foreignFiles, unit: "", limit: 0, note: exact },
      ],
    ],
    ["What the editor loads at its start", paletteRows()],
    [
      "Reading a status",
      [
        {
          what: "`readEcarxStatus` over `JSON.parse` of the same bytes",
          figure: reading.ratio,
          unit: "times",
          limit: 1,
          note: `median of ${reading.rounds} alternating rounds, ${reading.spread.join(" to ")}; ${reading.readMicros} µs against ${reading.parseMicros} µs for ${reading.bytes} bytes`,
        },
      ],
    ],
    ["Lynk & Co", await lynkcoRows()],
    ["Fences: 1,000 vehicles, 100 fences", fenceRows()],
    [
      "A production install",
      [
        { what: "packages, this one included", figure: install.packages, unit: "", limit: 40, note: exact },
        {
          what: "apparent size",
          figure: round(install.bytes / megabyte),
          unit: "MB",
          limit: 6,
          note: `of it ${round(install.ownBytes / megabyte)} MB this package; tarball ${round(install.tarballBytes / megabyte)} MB`,
        },
        { what: "direct dependencies", figure: install.direct, unit: "", limit: 6, note: exact },
      ],
    ],
  ];
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function table(rows: Row[]): string {
  const cells = rows.map(({ what, figure, unit, limit, atLeast, note }) => [
    what,
    `${figure} ${unit}`.trim(),
    limit === undefined ? "–" : limit === 0 ? "none" : `${atLeast ? "at least" : "at most"} ${limit} ${unit}`.trim(),
    note,
  ]);
  return [["what", "measured", "aim", "how"], ["---", "---:", "---:", "---"], ...cells]
    .map((row) => `| ${row.join(" | ")} |`)
    .join("\n");
}

async function main(): Promise<void> {
  const parts = await measure();
  const machine = `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}, ${process.platform} ${process.arch}`;
  const text = `# Benchmarks

Written by \`npm run bench\`. Counts are exact, made against the demo cloud on a clock moved by hand. Times are medians of runs
that alternate with what they are compared to, on a machine that does other things too: look at the spread.

Machine: ${machine}.

${parts.map(([title, rows]) => `## ${title}\n\n${table(rows)}`).join("\n\n")}
`;
  writeFileSync(join(resolve(__dirname, ".."), "docs", "benchmarks.md"), text);
  process.stdout.write(text);
  const missed = ({ figure, limit, atLeast }: Row): boolean =>
    limit !== undefined && (atLeast ? figure < limit : figure > limit);
  const broken = parts.flatMap(([, rows]) => rows).filter(missed);
  for (const { what, figure, limit, atLeast } of broken)
    process.stderr.write(`missed: ${what}: ${figure}, ${atLeast ? "at least" : "at most"} ${limit}\n`);
  process.exitCode = broken.length > 0 ? 1 : 0;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
