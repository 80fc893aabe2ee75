import { type Clock, sleep, ticks } from "../../base/clock";
import type { PreparedCommand } from "../../platforms/platform";
import type { Vehicle } from "../../vehicle/model";
import { onAbort, untilAborted } from "../../base/abort";
import type { Turnstile } from "../../base/lanes";
import type { Book, BookEvent } from "../readings/book";
import type { Budget } from "../budget";
import type { Readings } from "../readings/readings";
import { planReads, type ReadTimes } from "./confirmation-reads";

/** The report that shows a command. */
export interface Sighting {
  /** When the vehicle said it, cloud time, milliseconds; absent where its report carries no time. */
  reportedAt?: number;
}

export interface Watch {
  /** Resolves with the first report that shows it; never rejects, and never settles once stopped. */
  seen: Promise<Sighting>;
  stop(): void;
}

/**
 * Watches the book for a report that shows a command, whoever brings it: a look of our own, another node's, or a push. Only
 * the report itself counts, not what the book has put together from older ones, and only if it is newer than `after()`.
 */
export function watchFor(
  book: Book,
  vehicleId: string,
  prepared: PreparedCommand,
  times: { after: () => number; tick: number },
): Watch {
  const { confirmedBy = "overview" } = prepared;
  let found: (sighting: Sighting) => void = () => undefined;
  const seen = new Promise<Sighting>((resolve) => {
    found = resolve;
  });
  const off = book.onVehicle(vehicleId, ({ kind, entry, toldAt, outOfOrder }: BookEvent) => {
    if (kind !== confirmedBy || outOfOrder || prepared.shows?.(entry.data) !== true) return;
    if (confirmedBy !== "overview") {
      // In ticks: the date may be set while the command is under way.
      if (entry.at - (entry.lead ?? 0) >= times.tick) found({});
    } else if (toldAt !== undefined && toldAt > times.after()) found({ reportedAt: toldAt });
  });
  return { seen, stop: off };
}

/** When to look for the report of a command that was sent: by a schedule, or once if no push has told it. */
export interface LookPlan {
  /** Seconds from now, ascending. */
  times: readonly number[];
  /** A report is waited for so long, seconds. */
  until: number;
  /** The last answer is waited for so much longer, seconds. */
  grace: number;
  /** A reading this young serves as a look of our own, milliseconds. */
  sharedMs: number;
  /** Looks of many commands at once wait here for their turn. */
  gate?: Turnstile;
}

/** Looks at the times at which the vehicle is most likely to have done it, and at the very end: "not seen" rests on that. */
export function bySchedule(given: ReadTimes): LookPlan {
  const times = planReads(given);
  return { times, until: times.at(-1) ?? 0, grace: 10, sharedMs: 1500 };
}

/** A vehicle that pushes tells a change within seconds; only then the cloud is asked. */
const pushPatienceSeconds = 5;

/** For a fleet: its pushes tell, else one query for each vehicle, however long the line of queries is. */
export function byPushThenOnce(timeoutSeconds: number, gate: Turnstile): LookPlan {
  const times = [Math.min(pushPatienceSeconds, timeoutSeconds)];
  return { times, until: timeoutSeconds, grace: Infinity, sharedMs: 0, gate };
}

export interface ConfirmationOptions {
  clock: Clock;
  book: Book;
  budget: Budget;
  readings: Readings;
  vehicle: Vehicle;
  prepared: PreparedCommand;
  watch: Watch;
  plan: LookPlan;
  /** The command has had its answer. */
  answered: boolean;
  /** The account closes: look once more, then end. */
  hurry?: AbortSignal;
  /** It has closed. */
  limit: AbortSignal;
}

/** Looks for the report until it is there or the time is over. Never rejects. */
export async function confirm(options: ConfirmationOptions): Promise<{ sighting?: Sighting; reads: number }> {
  const { clock, budget, watch, plan, vehicle, limit } = options;
  const free = budget.exempt(vehicle.id);
  const stop = new AbortController();
  const off = onAbort(limit, () => stop.abort());
  const count = { reads: 0 };
  const nothing = (): undefined => undefined;
  const looking = look(options, count, stop.signal)
    // The answer to the last look reaches the book before it reaches us.
    .then((seen) => seen ?? Promise.race([watch.seen, Promise.resolve(undefined)]))
    .catch(nothing);
  const endMs = (plan.until + plan.grace) * 1000;
  const end = Number.isFinite(endMs) ? sleep(clock, endMs, stop.signal).then(nothing, nothing) : undefined;
  try {
    const sighting = await Promise.race([watch.seen, looking, ...(end ? [end] : [])]);
    return { ...(sighting ? { sighting } : {}), reads: count.reads };
  } finally {
    stop.abort();
    off();
    watch.stop();
    free();
  }
}

async function look(
  options: ConfirmationOptions,
  count: { reads: number },
  signal: AbortSignal,
): Promise<Sighting | undefined> {
  const { clock, plan, hurry } = options;
  const begun = ticks(clock);
  const pause = async (seconds: number): Promise<void> => {
    const ms = begun + seconds * 1000 - ticks(clock);
    const wait = sleep(clock, Math.max(0, ms), signal);
    await (hurry ? untilAborted(wait, hurry, "A look") : wait).catch(() => undefined);
  };
  const ask = (): Promise<Sighting | undefined> =>
    signal.aborted ? Promise.resolve(undefined) : askOnce(options, count, signal);
  for (const at of plan.times) {
    await pause(at);
    if (signal.aborted) return undefined;
    const seen = await (plan.gate ? plan.gate.through(ask) : ask());
    if (seen || hurry?.aborted) return seen;
  }
  if (begun + plan.until * 1000 > ticks(clock)) await pause(plan.until);
  return undefined;
}

/**
 * One look; what it brings is seen by the watch. Where the vehicle itself has answered the command, it is seen whatever the age
 * of its report: one that was so before sends no new one. A look that fails shows nothing; the next one may.
 */
async function askOnce(
  options: ConfirmationOptions,
  count: { reads: number },
  signal: AbortSignal,
): Promise<Sighting | undefined> {
  const { book, readings, vehicle, prepared, plan, answered } = options;
  const { confirmedBy: kind = "overview", confirmParams: params } = prepared;
  if (!book.current(vehicle.id, kind, plan.sharedMs)) {
    count.reads++;
    try {
      await readings.read(vehicle, kind, { source: "confirmation", maxAgeMs: 0, params, signal });
    } catch {
      return undefined;
    }
  }
  if (!prepared.vehicleAnswers || !answered || kind !== "overview") return undefined;
  const status = readings.known(vehicle.id);
  return status && prepared.shows?.(status) ? {} : undefined;
}
