import { type Clock, ticks } from "../../base/clock";
import { aborted, asCloudError, cloudError } from "../../base/errors";
import { own, type JsonObject } from "../../base/json";
import type { Command, PlatformSession } from "../../platforms/platform";
import type { Book } from "../readings/book";
import { startVehicle, type BulkRun, type BulkVehicle } from "./bulk-vehicle";
import type { CommandQueue } from "./command-queue";
import type { Commands } from "./commands";
import type { Connection } from "../session/connection";
import { inLanes, Turnstile } from "../../base/lanes";
import type { Readings } from "../readings/readings";
import type { ControlCounts, ControlOptions, ControlResult, ControlRow } from "../types";
import type { VehicleList } from "../vehicles/vehicle-list";

export interface BulkOptions {
  clock: Clock;
  book: Book;
  readings: Readings;
  list: VehicleList;
  /** That of all other commands of the account. */
  queue: CommandQueue;
  connection: () => Promise<Connection>;
  /** Each vehicle's command goes the way of a single one. */
  commands: Commands;
}

/** Calls on their way at once; how fast they leave is up to the platform's rate limit. */
const lanes = 16;
/** Queries in the platform's line at once. */
const queriesAtOnce = 8;

/** Sends one command to many vehicles. */
export class Bulk {
  readonly #options: BulkOptions;

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
    const { clock, book, readings, queue, commands } = this.#options;
    const { signal } = options;
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
    const tally = new Tally(targets.length, options.onProgress);
    const gate = new Turnstile(queriesAtOnce);
    const run: BulkRun = { clock, book, readings, queue, connection, commands, gate, command, options };
    const ends: Promise<void>[] = [];
    await inLanes(targets, lanes, async (target, place) => {
      if (signal.aborted) return;
      const { sent, row } = startVehicle(run, target);
      ends.push(row.then((end) => tally.add(place, end)));
      await sent;
    });
    await Promise.all(ends);
    if (signal.aborted || tally.rows.some(({ code }) => code === "ABORTED"))
      throw aborted(`"${operation}" on ${targets.length} vehicles`, signal.reason);
    const seconds = Math.round((ticks(clock) - began) / 100) / 10;
    return { operation, counts: tally.counts, rows: tally.rows, seconds };
  }

  #targets(ids: readonly string[]): BulkVehicle[] {
    const { list } = this.#options;
    const enabled = new Set(list.enabled().map(({ id }) => id));
    return [...new Set(ids.map((id) => id.trim()))].map((id) => {
      const listed = list.listed(id);
      return { vehicle: list.vehicleOf(id), ...(listed && enabled.has(listed.id) ? { listed } : {}) };
    });
  }
}

/** Rows as they come in, and their counts. */
class Tally {
  readonly rows: ControlRow[] = [];
  readonly counts: ControlCounts;
  readonly #onProgress: ((counts: ControlCounts) => void) | undefined;

  constructor(total: number, onProgress?: (counts: ControlCounts) => void) {
    this.counts = { total, confirmed: 0, accepted: 0, unknown: 0, refused: 0, skipped: 0 };
    this.#onProgress = onProgress;
  }

  add(place: number, row: ControlRow): void {
    this.rows[place] = row;
    this.counts[row.outcome]++;
    this.#onProgress?.({ ...this.counts });
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
