import { type Clock, ticks } from "../../base/clock";
import { aborted, asCloudError, cloudError } from "../../base/errors";
import { own, type JsonObject } from "../../base/json";
import type { Command, PlatformSession } from "../../platforms/platform";
import type { Book } from "../readings/book";
import type { Budget } from "../budget";
import { BulkConfirmation } from "./bulk-confirmation";
import { BulkTally } from "./bulk-tally";
import { startVehicle, type BulkRun, type BulkVehicle } from "./bulk-vehicle";
import type { CommandQueue } from "./command-queue";
import type { Connection } from "../session/connection";
import { inLanes } from "../../base/lanes";
import type { Readings } from "../readings/readings";
import type { ControlOptions, ControlResult } from "../types";
import type { VehicleList } from "../vehicles/vehicle-list";

export interface BulkOptions {
  clock: Clock;
  book: Book;
  budget: Budget;
  readings: Readings;
  list: VehicleList;
  /** That of all other commands of the account. */
  queue: CommandQueue;
  connection: () => Promise<Connection>;
}

/** Calls on their way at once; how fast they leave is up to the platform's rate limit. */
const lanes = 16;
const usualTimeoutSeconds = 60;

/** Sends one command to many vehicles. */
export class Bulk {
  readonly #options: BulkOptions;
  readonly #sending = new Set<Promise<unknown>>();

  constructor(options: BulkOptions) {
    this.#options = options;
  }

  /** Rejects before anything is sent if the command or an id is wrong, or if no session is to be had. */
  async run(
    ids: readonly string[],
    operation: string,
    fields: JsonObject,
    options: ControlOptions & { signal: AbortSignal },
  ): Promise<ControlResult> {
    const { clock, book, budget, readings, queue } = this.#options;
    const { signal, timeoutSeconds = usualTimeoutSeconds } = options;
    const began = ticks(clock);
    const connection = await this.#options.connection();
    if (own(fields, "command") !== undefined) {
      throw cloudError("INPUT_INVALID", 'There is no field "command". Nothing was sent.', { sent: false });
    }
    // A list with a hole in it names nobody there; `some` would pass over it.
    const empty = Array.from<unknown>(ids).findIndex((id) => typeof id !== "string" || id.trim() === "");
    if (empty >= 0) {
      throw cloudError("INPUT_INVALID", `Entry ${empty + 1} of the vehicles names none. Nothing was sent.`, {
        sent: false,
      });
    }
    const command: Command = { ...fields, command: operation };
    const targets = this.#targets(ids);
    check(connection.session, targets, command);
    if (targets.some(({ listed }) => listed)) {
      // Without a session every vehicle would be refused for one reason: that is one error.
      await connection.care.withSession({ purpose: "command", byMessage: true, signal }, () => Promise.resolve());
    }
    const tally = new BulkTally(targets.length, options.onProgress);
    const confirmation = new BulkConfirmation({ clock, book, budget, readings, timeoutSeconds, signal });
    const track = <T>(work: Promise<T>): Promise<T> => this.#track(work);
    const run: BulkRun = { clock, book, readings, queue, connection, confirmation, command, options, track };
    try {
      const ends: Promise<void>[] = [];
      await inLanes(targets, lanes, async (target, place) => {
        if (signal.aborted) return;
        const { sent, row } = startVehicle(run, target);
        ends.push(row.then((end) => tally.add(place, end)));
        await sent;
      });
      await Promise.all(ends);
    } finally {
      confirmation.close();
    }
    if (signal.aborted || tally.rows.some(({ code }) => code === "ABORTED"))
      throw aborted(`"${operation}" on ${targets.length} vehicles`, signal.reason);
    const seconds = Math.round((ticks(clock) - began) / 100) / 10;
    return { operation, counts: tally.counts, rows: tally.rows, seconds };
  }

  /** Resolves when nothing is on the wire. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#sending);
  }

  #targets(ids: readonly string[]): BulkVehicle[] {
    const { list } = this.#options;
    const enabled = new Set(list.enabled().map(({ id }) => id));
    return [...new Set(ids.map((id) => id.trim()))].map((id) => {
      const listed = list.listed(id);
      return { vehicle: list.vehicleOf(id), ...(listed && enabled.has(listed.id) ? { listed } : {}) };
    });
  }

  #track<T>(work: Promise<T>): Promise<T> {
    this.#sending.add(work);
    const done = (): void => void this.#sending.delete(work);
    work.then(done, done);
    return work;
  }
}

/** Wrong fields are wrong for all vehicles; that one of them is known to lack the function is a matter of its row. */
function check(session: PlatformSession, targets: readonly BulkVehicle[], command: Command): void {
  for (const { vehicle, listed } of targets) {
    try {
      session.command(listed ?? { id: vehicle.id, model: vehicle.model, facts: {} }, command);
    } catch (thrown) {
      if (asCloudError(thrown).platformCode === undefined) throw thrown;
    }
  }
}
