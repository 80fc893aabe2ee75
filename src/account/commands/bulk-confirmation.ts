import { type Clock, sleep, ticks } from "../../base/clock";
import type { PreparedCommand } from "../../platforms/platform";
import type { Vehicle, VehicleStatus } from "../../vehicle/model";
import type { Book } from "../readings/book";
import type { Budget } from "../budget";
import { Sightings } from "./bulk-sightings";
import { Turnstile } from "../../base/lanes";
import type { Readings } from "../readings/readings";

export interface ConfirmationOptions {
  clock: Clock;
  book: Book;
  budget: Budget;
  readings: Readings;
  timeoutSeconds: number;
  signal: AbortSignal;
}

/** A vehicle that pushes tells a change within seconds; only then the cloud is asked. */
const pushPatienceMs = 5000;
/** Queries in the platform's line at once: those behind them may become needless before their turn. */
const queriesAtOnce = 8;

/** Finds out whether accepted commands were carried out: by the vehicle's own push, else by one query per vehicle. */
export class BulkConfirmation {
  readonly #options: ConfirmationOptions;
  readonly #sightings: Sightings;
  readonly #gate = new Turnstile(queriesAtOnce);

  constructor(options: ConfirmationOptions) {
    this.#options = options;
    this.#sightings = new Sightings(options.book);
  }

  /** Whether a report newer than `after` (milliseconds), or the cloud when asked, shows the command carried out. */
  async look(vehicle: Vehicle, command: PreparedCommand, after: number): Promise<boolean> {
    const { clock, budget, timeoutSeconds } = this.#options;
    const shows = (status: VehicleStatus): boolean => command.shows?.(status) === true;
    const until = ticks(clock) + timeoutSeconds * 1000;
    const watch = this.#sightings.watch(vehicle.id, shows, after);
    const { seen } = watch;
    const free = budget.exempt(vehicle.id);
    let over = false;
    try {
      if (await this.#within(seen, Math.min(pushPatienceMs, timeoutSeconds * 1000))) return true;
      const asked = this.#gate.through(async () => !over && (await this.#ask(vehicle, command, shows)));
      if (await Promise.race([seen, asked])) return true;
      return await this.#within(seen, until - ticks(clock));
    } finally {
      over = true;
      watch.end();
      free();
    }
  }

  close(): void {
    this.#sightings.close();
  }

  async #within(seen: Promise<boolean>, ms: number): Promise<boolean> {
    const waiting = new AbortController();
    const over = sleep(this.#options.clock, Math.max(0, ms), waiting.signal).then(
      () => false,
      () => false,
    );
    try {
      return await Promise.race([seen, over]);
    } finally {
      waiting.abort();
    }
  }

  /**
   * What the cloud says after it has accepted the command. Where the vehicle itself has answered the command, whatever the age of
   * its report: one that was so before sends no new one. Else only a newer report counts, which the watch sees. A query that fails
   * shows nothing.
   */
  async #ask(vehicle: Vehicle, command: PreparedCommand, shows: (status: VehicleStatus) => boolean): Promise<boolean> {
    const { readings, signal } = this.#options;
    const { confirmParams: params, confirmedBy = "overview" } = command;
    try {
      await readings.read(vehicle, confirmedBy, { source: "confirmation", maxAgeMs: 0, params, signal });
    } catch {
      return false;
    }
    const status = command.vehicleAnswers ? readings.known(vehicle.id) : undefined;
    return status !== undefined && shows(status);
  }
}
