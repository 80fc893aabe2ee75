import { Book } from "../src/account/readings/book";
import { Budget } from "../src/account/budget";
import { confirm, watchFor } from "../src/account/commands/confirmation";
import { planReads } from "../src/account/commands/confirmation-reads";
import type { Readings } from "../src/account/readings/readings";
import { ManualClock } from "../src/base/clock";
import { silentLogger } from "../src/base/logger";
import { createRandom } from "../src/demo/random";
import type { PreparedCommand } from "../src/platforms/platform";
import { emptyStatus, type Vehicle, type VehicleStatus } from "../src/vehicle/model";

export interface ReadTimesBench {
  /** Mean time from the car's doing it to its being seen, of those that were seen, seconds. */
  lagSeconds: number;
  /** Mean number of readings, those included in which it never happened. */
  reads: number;
  /** The most of any command. */
  mostReads: number;
  /** Share of the commands carried out that were seen, percent. */
  seenPercent: number;
}

export interface ConfirmationBench {
  draws: number;
  /** The times of this package. */
  usual: ReadTimesBench;
  /** One reading after 8 s. */
  once: ReadTimesBench;
  /** A reading every 5 s for 60 s. */
  everyFive: ReadTimesBench;
  /** Lag of the usual times over that of every 5 s; at most 1.2. */
  lagRatio: number;
  /** The same of the readings; at most 0.85. */
  readsRatio: number;
  /** A car that takes 8 to 10 s each time, after its last twelve commands: the usual times, those made from its delays, every 5 s. */
  narrow: { usual: ReadTimesBench; adapted: ReadTimesBench; everyFive: ReadTimesBench; adaptedTimes: number[] };
}

const vehicle: Vehicle = { id: "HESXTEST0P0000001", name: "bench", model: "smart #1", platform: "smart-eu" };
const lock: PreparedCommand = {
  send: () => Promise.resolve({ raw: undefined }),
  shows: (status: VehicleStatus) => status.locks.locked === true,
  repeatable: true,
};

/** The real confirmation of one command, in simulated time: the car locks after so many seconds, or never (Infinity). */
async function carryOut(times: readonly number[], flipSeconds: number): Promise<{ seenAt?: number; reads: number }> {
  const clock = new ManualClock();
  const sentAt = clock.now();
  const book = new Book(clock, silentLogger);
  const readings = {
    read: () => {
      const locked = clock.now() >= sentAt + flipSeconds * 1000;
      const data = emptyStatus(new Date(clock.now()).toISOString());
      data.reportedAt = new Date(locked ? sentAt + flipSeconds * 1000 : sentAt - 60_000).toISOString();
      data.locks.locked = locked;
      book.apply(vehicle.id, "overview", { data }, "confirmation");
      return Promise.resolve({ entry: book.current(vehicle.id, "overview"), asked: true });
    },
  } as unknown as Readings;
  const never = new AbortController().signal;
  const budget = new Budget({ clock, limit: 300 });
  const plan = { times, until: times.at(-1) ?? 0, grace: 10, sharedMs: 1500 };
  const watch = watchFor(book, vehicle.id, lock, { after: () => sentAt - 2000, tick: sentAt });
  const parts = { clock, book, budget, readings, vehicle, prepared: lock, watch, plan, answered: true, limit: never };
  let seenAt: number | undefined;
  const outcome = confirm(parts).then((result) => {
    if (result.sighting) seenAt = (clock.now() - sentAt) / 1000;
    return result;
  });
  await clock.advance(75_000);
  return { seenAt, reads: (await outcome).reads };
}

async function measure(times: readonly number[], flips: readonly number[]): Promise<ReadTimesBench> {
  const lags: number[] = [];
  const reads: number[] = [];
  for (const flip of flips) {
    const result = await carryOut(times, flip);
    reads.push(result.reads);
    if (result.seenAt !== undefined) lags.push(result.seenAt - flip);
  }
  const happened = flips.filter(Number.isFinite).length;
  return {
    lagSeconds: round(mean(lags)),
    reads: round(mean(reads)),
    mostReads: Math.max(...reads),
    seenPercent: Math.round((100 * lags.length) / happened),
  };
}

/**
 * What it costs to see that a car has followed: cars that follow after 1 to 40 s, evenly on a logarithmic scale, and one in
 * ten that never does; and a car whose delays are known.
 */
export async function benchConfirmation({ draws = 300, seed = 1 } = {}): Promise<ConfirmationBench> {
  const random = createRandom(`${seed}:confirmation`);
  // One draw from each of as many equal parts: 300 are too few for two readings of the same luck.
  const spread = (count: number, draw: (share: number) => number): number[] =>
    Array.from({ length: count }, (_, i) => draw((i + random()) / count));
  const never = Math.round(draws / 10);
  const flips = [...spread(draws - never, (share) => 40 ** share), ...spread(never, () => Infinity)];
  const narrowFlips = spread(draws, (share) => 8 + 2 * share);
  const delays = spread(12, (share) => 8 + 2 * share);

  const five = Array.from({ length: 12 }, (_, i) => (i + 1) * 5);
  const usualTimes = planReads({ timeoutSeconds: 60 });
  const adaptedTimes = planReads({ timeoutSeconds: 60, delays });
  const usual = await measure(usualTimes, flips);
  const everyFive = await measure(five, flips);
  return {
    draws,
    usual,
    once: await measure([8], flips),
    everyFive,
    lagRatio: round(usual.lagSeconds / everyFive.lagSeconds),
    readsRatio: round(usual.reads / everyFive.reads),
    narrow: {
      usual: await measure(usualTimes, narrowFlips),
      adapted: await measure(adaptedTimes, narrowFlips),
      everyFive: await measure(five, narrowFlips),
      adaptedTimes,
    },
  };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const round = (value: number): number => Math.round(value * 100) / 100;
