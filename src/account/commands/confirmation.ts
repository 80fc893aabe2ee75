import { type Clock, sleep, ticks } from "../../base/clock";
import type { PreparedCommand } from "../../platforms/platform";
import type { Vehicle, VehicleStatus } from "../../vehicle/model";
import { onAbort, untilAborted } from "../../base/abort";
import type { Book, BookEvent } from "../readings/book";
import type { Budget } from "../budget";
import type { Readings } from "../readings/readings";

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
  times: { after: () => number; sentAt: number },
): Watch {
  const { confirmedBy = "overview" } = prepared;
  const shows = (data: unknown): boolean => prepared.shows?.(data as VehicleStatus) === true;
  let found: (sighting: Sighting) => void = () => undefined;
  const seen = new Promise<Sighting>((resolve) => {
    found = resolve;
  });
  const off = book.on(({ vehicleId: id, kind, entry, toldAt, outOfOrder }: BookEvent) => {
    if (id !== vehicleId || kind !== confirmedBy || outOfOrder || !shows(entry.data)) return;
    if (confirmedBy !== "overview") {
      if (entry.at >= times.sentAt) found({});
    } else if (toldAt !== undefined && toldAt > times.after()) found({ reportedAt: toldAt });
  });
  return { seen, stop: off };
}

export interface ConfirmationOptions {
  clock: Clock;
  book: Book;
  budget: Budget;
  readings: Readings;
  vehicle: Vehicle;
  prepared: PreparedCommand;
  watch: Watch;
  /** Seconds from now at which to look, the last one being the end. */
  times: readonly number[];
  /** The account closes: look once more, then end. */
  hurry: AbortSignal;
  /** It has closed. */
  limit: AbortSignal;
}

/** A reading this young serves as our own look. */
const sharedMs = 1500;
/** After the end, at most this long for the last look to be answered. */
const lastAnswerSeconds = 10;

/** Looks for the report until it is there or the time is over. Never rejects. */
export async function confirm(options: ConfirmationOptions): Promise<{ sighting?: Sighting; reads: number }> {
  const { clock, budget, watch, times, vehicle, limit } = options;
  const free = budget.exempt(vehicle.id);
  const stop = new AbortController();
  const off = onAbort(limit, () => stop.abort());
  const count = { reads: 0 };
  const nothing = (): undefined => undefined;
  const looking = look(options, count, stop.signal)
    // The answer to the last look reaches the book before it reaches us.
    .then(() => Promise.race([watch.seen, Promise.resolve(undefined)]))
    .catch(nothing);
  const end = sleep(clock, ((times.at(-1) ?? 0) + lastAnswerSeconds) * 1000, stop.signal).then(nothing, nothing);
  try {
    const sighting = await Promise.race([watch.seen, looking, end]);
    return { ...(sighting ? { sighting } : {}), reads: count.reads };
  } finally {
    stop.abort();
    off();
    watch.stop();
    free();
  }
}

async function look(options: ConfirmationOptions, count: { reads: number }, signal: AbortSignal): Promise<void> {
  const { clock, book, readings, vehicle, prepared, times, hurry } = options;
  const kind = prepared.confirmedBy ?? "overview";
  const begun = ticks(clock);
  for (const at of times) {
    const wait = sleep(clock, Math.max(0, begun + at * 1000 - ticks(clock)), signal);
    await untilAborted(wait, hurry, "A look").catch(() => undefined);
    if (signal.aborted) return;
    if (!book.current(vehicle.id, kind, sharedMs)) {
      count.reads++;
      // A look that fails shows nothing; the next one may.
      const { confirmParams: params } = prepared;
      await readings
        .read(vehicle, kind, { source: "confirmation", maxAgeMs: 0, params, signal })
        .catch(() => undefined);
    }
    if (hurry.aborted) return;
  }
}
