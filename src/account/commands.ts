import { sleep, type Clock } from "../base/clock";
import { cloudError, isCloudError, type VehicleCloudError } from "../base/errors";
import type { Command, PreparedCommand } from "../platforms/platform";
import type { ListedVehicle, Vehicle, VehicleStatus } from "../vehicle/model";
import { onAbort } from "./abortable";
import type { Book } from "./book";
import type { Budget } from "./budget";
import { CommandQueue, type QueueTurn } from "./command-queue";
import type { Connection } from "./connection";
import type { Readings } from "./readings";
import type { CommandOptions, CommandResult } from "./types";

export interface CommandsOptions {
  clock: Clock;
  book: Book;
  budget: Budget;
  readings: Readings;
  closing: AbortSignal;
  connection: () => Promise<Connection>;
  listed: (id: string) => ListedVehicle | undefined;
}

/** A command whose bytes left. */
interface Sent {
  prepared: PreparedCommand;
  /** By the local clock, and by the cloud's. */
  at: number;
  cloudAt: number;
}

/** Seconds after acceptance at which a report is looked for (docs/decisions.md, constants). */
const confirmationReads = [4, 9, 15, 22, 31, 42, 60];
const usual = { timeoutSeconds: 60, expiresSeconds: 120 };
/** Reports are stamped by the car: its clock may be this far behind the cloud's. */
const stampSlackMs = 2000;

/** Sends commands, one at a time per vehicle, and looks for the report that shows them carried out. */
export class Commands {
  readonly #options: CommandsOptions;
  readonly #queue: CommandQueue;
  readonly #sending = new Set<Promise<unknown>>();

  constructor(options: CommandsOptions) {
    this.#options = options;
    this.#queue = new CommandQueue(options.clock);
  }

  async run(vehicle: Vehicle, command: Command, options: CommandOptions): Promise<CommandResult> {
    const { session } = await this.#options.connection();
    // Once here, so that a wrong parameter is refused before anything is asked.
    session.command(this.#listed(vehicle), command);
    const waitFor = options.waitFor ?? "confirmed";
    const expires = options.expiresSeconds ?? usual.expiresSeconds;
    return this.#queue.run({
      vehicleId: vehicle.id,
      key: JSON.stringify([waitFor, Object.entries(command).sort(([a], [b]) => (a < b ? -1 : 1))]),
      expiresAt: this.#options.clock.now() + expires * 1000,
      signal: options.signal,
      work: (turn) => this.#carryOut(vehicle, command, { ...options, waitFor }, turn),
    });
  }

  /** Resolves when no command is on the wire. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#sending);
  }

  async #carryOut(
    vehicle: Vehicle,
    command: Command,
    options: CommandOptions,
    turn: QueueTurn,
  ): Promise<CommandResult> {
    const { clock, book } = this.#options;
    const known = book.current(vehicle.id, "overview")?.data as VehicleStatus | undefined;
    const knownAt = Date.parse(known?.reportedAt ?? "") || 0;
    const sent = await this.#send(vehicle, command, turn);
    const { prepared } = sent;
    const result: CommandResult = {
      command: command.command,
      outcome: sent.error ? "unknown" : "accepted",
      sentAt: iso(sent.at),
      seconds: 0,
      reads: 0,
    };
    const end = (more: Partial<CommandResult>): CommandResult => {
      const reading = this.#options.readings.known(vehicle.id);
      const seconds = Math.round((clock.now() - sent.at) / 100) / 10;
      return { ...result, ...more, seconds, ...(reading ? { reading } : {}) };
    };
    if (sent.error) result.reason = sent.error.code;
    else {
      result.acceptedAt = iso(clock.now());
      turn.reached("accepted");
    }
    if (!prepared.shows || (options.waitFor === "accepted" && !sent.error)) return end({});
    const kind = prepared.confirmedBy ?? "overview";
    const after = kind === "overview" ? Math.max(knownAt, sent.cloudAt - stampSlackMs) : sent.at - 1;
    const seconds = options.timeoutSeconds ?? usual.timeoutSeconds;
    const { confirmed, reads } = await this.#confirm(vehicle, prepared, after, seconds);
    if (!confirmed) return end({ outcome: "unknown", reads, reason: result.reason ?? "notSeen" });
    turn.reached("confirmed");
    return end({ outcome: "confirmed", reads, reason: undefined, confirmedAt: iso(clock.now()) });
  }

  /** Sends it. `error` = its bytes left and no answer came: it may have been carried out, and is never sent again. */
  async #send(vehicle: Vehicle, command: Command, turn: QueueTurn): Promise<Sent & { error?: VehicleCloudError }> {
    const { clock, connection } = this.#options;
    const { care, http } = await connection();
    const listed = this.#listed(vehicle);
    const on: { wire?: Sent } = {};
    try {
      await care.withSession({ purpose: "command", vehicle: listed, byMessage: true }, (session) => {
        const prepared = session.command(listed, command);
        turn.checkExpiry();
        on.wire = { prepared, at: clock.now(), cloudAt: http.cloudNow() };
        turn.reached("sent");
        // Without a signal: what is on the wire is left to end.
        return this.#track(prepared.send());
      });
    } catch (error) {
      if (!on.wire || !outcomeUnknown(error)) throw error;
      return { ...on.wire, error };
    }
    if (!on.wire) throw cloudError("COMMAND_REJECTED", "The command was not sent.", { sent: false });
    return on.wire;
  }

  async #confirm(
    vehicle: Vehicle,
    prepared: PreparedCommand,
    after: number,
    timeoutSeconds: number,
  ): Promise<{ confirmed: boolean; reads: number }> {
    const { clock, book, budget, readings, closing } = this.#options;
    const kind = prepared.confirmedBy ?? "overview";
    const stop = new AbortController();
    const off = onAbort(closing, () => stop.abort());
    const free = budget.exempt(vehicle.id);
    let reads = 0;
    const seen = book
      .waitFor(vehicle.id, kind, (status) => prepared.shows?.(status) === true, after, stop.signal)
      .then(
        () => true,
        () => false,
      );
    const looking = (async () => {
      let waited = 0;
      for (const at of confirmationReads.filter((second) => second <= timeoutSeconds)) {
        await sleep(clock, (at - waited) * 1000, stop.signal);
        waited = at;
        reads++;
        // A read that fails is one that shows nothing; the next one may.
        await readings.read(vehicle, kind, { source: "confirmation", maxAgeMs: 0, signal: stop.signal }).catch(() => 0);
      }
      await sleep(clock, Math.max(0, timeoutSeconds - waited) * 1000, stop.signal);
      return false;
    })().catch(() => false);
    try {
      return { confirmed: await Promise.race([seen, looking]), reads };
    } finally {
      stop.abort();
      off();
      free();
    }
  }

  #track<T>(work: Promise<T>): Promise<T> {
    this.#sending.add(work);
    const done = (): void => void this.#sending.delete(work);
    work.then(done, done);
    return work;
  }

  #listed(vehicle: Vehicle): ListedVehicle {
    return this.#options.listed(vehicle.id) ?? { id: vehicle.id, model: vehicle.model, facts: {} };
  }
}

function outcomeUnknown(error: unknown): error is VehicleCloudError {
  return (
    isCloudError(error, "TIMEOUT", "CLOUD_UNAVAILABLE", "CLOUD_ANSWER_INVALID") &&
    // A cloud that answers "I do not know whether the vehicle did it" says so by a code of its own and `sent`.
    (error.sent === true || (error.platformCode === undefined && error.sent !== false))
  );
}

const iso = (ms: number): string => new Date(ms).toISOString();
