import { execFile, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { forge, statusBodies } from "./webhook/bodies";
import { secret } from "../test/platforms/segway/pushes";
import { freePort } from "../test/support/node-red-process";
import { startBenchNodeRed, type BenchNodeRed } from "./webhook/node-red";

const run = promisify(execFile);

/** One way to receive pushes beside another, in turns, so that a slow moment of the machine strikes both. */
export interface Comparison {
  /** Pushes per second over those of the other: median of the rounds. */
  ratio: number;
  spread: [least: number, most: number];
  /** Medians. */
  perSecond: number;
  otherPerSecond: number;
  p99Ms: number;
  otherP99Ms: number;
  /** The other's processor time per push over this one's: what the ratio is where nobody else uses the machine. Linux only. */
  processorRatio?: number;
  rounds: number;
}

export interface WebhookBench {
  /** The webhook node beside http in → function (same MD5 check) → http response; 50 connections. At least 1.8. */
  adminRootSlash: Comparison;
  /** The same with `httpAdminRoot: "/admin"`. At least 1.5. */
  adminRootApart: Comparison;
  /** The own port beside bare node:http with the same digest. At least 0.5. */
  ownPort: Comparison;
  /** Bytes of heap per vehicle, status and location, after each round of pushes of 10,000 vehicles. At most 2,000, and flat. */
  bytesPerVehicle: number[];
  /** 100,000 pushes at full speed, 1 % repeated, 1 % forged. */
  flood: { sent: number; accepted: number; refused: number; messages: number; lost: number; perSecond: number };
}

/** A server, and the process that it is. */
interface Way {
  url: string;
  pid: number;
}

interface Load {
  perSecond: number;
  p99Ms: number;
  statuses: Record<string, number>;
}

const here = join(__dirname, "webhook");

/** Needs a build. `dist` = where it lies. */
export async function benchWebhook({
  rounds = 7,
  seconds = 2,
  warmUpSeconds = 6,
  dist = resolve(__dirname, "../dist"),
} = {}): Promise<WebhookBench> {
  const work = mkdtempSync(join(tmpdir(), "vehicle-cloud-bench-"));
  const file = join(work, "bodies.txt");
  const send = async (url: string, bodies: string[], forSeconds: number): Promise<Load> => {
    writeFileSync(file, bodies.join("\n"));
    const { stdout } = await run(process.execPath, [join(here, "send.cjs"), url, file, "50", String(forSeconds)]);
    return JSON.parse(stdout) as Load;
  };
  /** More bodies than can be sent, each new: nothing is measured on the short way of a repeat. */
  const load = (url: string, forSeconds = seconds): Promise<Load> =>
    send(url, statusBodies(60_000 * forSeconds), forSeconds);
  const compare = async (one: Way, two: Way): Promise<Comparison> => {
    type Tally = Way & { used: number; answers: number };
    const work: readonly [Tally, Tally] = [
      { ...one, used: 0, answers: 0 },
      { ...two, used: 0, answers: 0 },
    ];
    const measured = async (way: Tally): Promise<Load> => {
      const before = processorTime(way.pid);
      const result = await load(way.url);
      way.used += processorTime(way.pid) - before;
      way.answers += Object.values(result.statuses).reduce((sum, count) => sum + count, 0);
      return result;
    };
    // Long enough for the compiler to have seen everything: the shorter of the two programs is ready much earlier.
    for (const { url } of work) await load(url, warmUpSeconds);
    const pairs: [Load, Load][] = [];
    for (let round = 0; round < rounds; round++) {
      const first = round % 2 === 0;
      const mine = first ? await measured(work[0]) : undefined;
      const other = await measured(work[1]);
      pairs.push([mine ?? (await measured(work[0])), other]);
    }
    for (const { statuses } of pairs.flat()) {
      if (Object.keys(statuses).join() !== "200") throw new Error(`not all were accepted: ${JSON.stringify(statuses)}`);
    }
    const processorRatio = work[1].used / work[1].answers / (work[0].used / work[0].answers);
    const ratios = pairs.map(([one, two]) => one.perSecond / two.perSecond).sort((a, b) => a - b);
    return {
      ratio: round2(median(ratios)),
      spread: [round2(ratios[0]!), round2(ratios.at(-1)!)],
      perSecond: Math.round(median(pairs.map(([one]) => one.perSecond))),
      otherPerSecond: Math.round(median(pairs.map(([, two]) => two.perSecond))),
      p99Ms: round2(median(pairs.map(([one]) => one.p99Ms))),
      otherP99Ms: round2(median(pairs.map(([, two]) => two.p99Ms))),
      ...(Number.isFinite(processorRatio) ? { processorRatio: round2(processorRatio) } : {}),
      rounds,
    };
  };
  try {
    const beside = (red: BenchNodeRed): Promise<Comparison> =>
      compare({ url: `${red.url}/segway/v2/vehicle/status`, pid: red.pid }, { url: `${red.url}/core`, pid: red.pid });
    const adminRootSlash = await withNodeRed("/", dist, beside);
    const [adminRootApart, ownPort, flood] = await withNodeRed("/admin", dist, async (red) => {
      const apart = await beside(red);
      const bare = await startBare();
      try {
        return [
          apart,
          await compare({ url: `${red.ownUrl}/v2/vehicle/status`, pid: red.pid }, bare),
          await pour(red, send),
        ] as const;
      } finally {
        bare.stop();
      }
    });
    const { stdout } = await run(process.execPath, ["--expose-gc", join(here, "memory.cjs"), dist, "10000", "4"]);
    return { adminRootSlash, adminRootApart, ownPort, bytesPerVehicle: JSON.parse(stdout) as number[], flood };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function pour(
  red: BenchNodeRed,
  send: (url: string, bodies: string[], seconds: number) => Promise<Load>,
): Promise<WebhookBench["flood"]> {
  const good = statusBodies(98_000, 10_000);
  const forged = forge(statusBodies(1000));
  const repeated = good.filter((_, index) => index % 98 === 0).slice(0, 1000);
  // A repeat comes some time after its first, as the forged ones come in between.
  const all = good.flatMap((body, index) => {
    const turn = index % 98 === 97 ? Math.floor(index / 98) : -1;
    return turn < 0 ? [body] : [body, forged[turn]!, repeated[turn]!];
  });
  const before = await red.messages();
  const { statuses, perSecond } = await send(`${red.url}/segway/v2/vehicle/status`, all, 0);
  let messages = 0;
  for (let tries = 0; tries < 100 && messages !== good.length; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    messages = (await red.messages()) - before;
  }
  const accepted = statuses["200"] ?? 0;
  const refused = statuses["401"] ?? 0;
  return {
    sent: all.length,
    accepted,
    refused,
    messages,
    lost: good.length - messages,
    perSecond: Math.round(perSecond),
  };
}

async function withNodeRed<T>(adminRoot: string, dist: string, work: (red: BenchNodeRed) => Promise<T>): Promise<T> {
  const red = await startBenchNodeRed(adminRoot, dist);
  try {
    return await work(red);
  } finally {
    await red.stop();
  }
}

async function startBare(): Promise<Way & { stop(): void }> {
  const port = await freePort();
  const child = spawn(process.execPath, [join(here, "bare-server.cjs"), secret, String(port)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise((resolve) => child.stdout.once("data", resolve));
  return { url: `http://127.0.0.1:${port}/`, pid: child.pid!, stop: () => void child.kill() };
}

/** Ticks of processor time of a process so far; NaN where the system does not tell. */
function processorTime(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
    return Number(fields[11]) + Number(fields[12]);
  } catch {
    return NaN;
  }
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
