import { type Clock, systemClock, ticks } from "../../base/clock";
import type { Logger } from "../../base/logger";
import type { Command } from "../../platforms/platform";
import type { ListedVehicle, Vehicle } from "../../vehicle/model";
import type { Book } from "../readings/book";
import type { Budget } from "../budget";
import type { CommandHistory } from "./command-history";
import { checkCommandOptions, commandKey, tellStages } from "./command-options";
import type { CommandQueue, QueueTurn } from "./command-queue";
import { CommandSender, type Sent } from "./command-sender";
import { confirm } from "./confirmation";
import { planReads } from "./confirmation-reads";
import type { Connection } from "../session/connection";
import type { Readings } from "../readings/readings";
import type { CommandOptions, CommandResult } from "../types";
import { Waking } from "./wake-first";

export { outcomeUnknown } from "./command-sender";

export interface CommandsOptions {
  clock: Clock;
  logger: Logger;
  book: Book;
  budget: Budget;
  readings: Readings;
  history: CommandHistory;
  connection: () => Promise<Connection>;
  listed: (id: string) => ListedVehicle | undefined;
  /** One for all commands of the account. */
  queue: CommandQueue;
}

/** What a closing account gives to commands that were sent, of the machine's own time. */
const closingMs = 1500;
/** For an asker who is content with acceptance and did not get it: he is told what is seen within this time. */
const usualPatience = 60;

/** Sends commands, one at a time per vehicle, and looks for the report that shows them carried out. */
export class Commands {
  readonly #options: CommandsOptions;
  readonly #sender: CommandSender;
  readonly #waking: Waking;
  /** Commands that were sent and have no outcome yet. */
  readonly #open = new Set<Promise<unknown>>();
  readonly #hurry = new AbortController();
  readonly #limit = new AbortController();

  constructor(options: CommandsOptions) {
    this.#options = options;
    this.#sender = new CommandSender({ ...options, limit: this.#limit.signal });
    this.#waking = new Waking({ ...options, sender: this.#sender });
  }

  /** Rejects for a command that no vehicle of this account would take, before anything is asked of the cloud. */
  async check(command: Command, options: CommandOptions): Promise<void> {
    checkCommandOptions(options);
    const { session } = await this.#options.connection();
    session.checkCommand?.(command);
    if (options.wakeFirst) this.#waking.check(session);
  }

  async run(vehicle: Vehicle, command: Command, options: CommandOptions): Promise<CommandResult> {
    const { waitFor, timeoutSeconds, expiresSeconds, wakeFirst } = checkCommandOptions(options);
    const { clock, logger, queue, connection } = this.#options;
    const { session } = await connection();
    this.#sender.prepare(session, vehicle, command);
    const expiresAt = ticks(clock) + expiresSeconds * 1000;
    return queue.run({
      vehicleId: vehicle.id,
      // Who wants the vehicle woken first is not served by a command that goes without that.
      key: commandKey(wakeFirst ? { ...command, wakeFirst } : command),
      expiresAt,
      patience: waitFor === "accepted" ? 0 : timeoutSeconds,
      signal: options.signal,
      onStage: tellStages(options.onStage, clock, logger),
      work: async (turn: QueueTurn<CommandResult>) => {
        const woke = wakeFirst && command.command !== "positionRefresh";
        const wokeFirst = woke && (await this.#waking.first(vehicle, turn, expiresAt));
        return this.#carryOut(vehicle, command, turn, wokeFirst);
      },
    });
  }

  /** Nothing further is sent. What was sent is looked at once more; resolves when all of it has its outcome, soon anyway. */
  async close(): Promise<void> {
    this.#options.queue.close();
    this.#waking.close();
    if (this.#open.size === 0) return;
    this.#hurry.abort();
    const timer = systemClock.setTimeout(() => this.#limit.abort(), closingMs);
    await Promise.allSettled(this.#open);
    systemClock.clearTimeout(timer);
  }

  /** Resolves when no command is on the wire. */
  idle(): Promise<void> {
    return this.#sender.idle();
  }

  async #carryOut(
    vehicle: Vehicle,
    command: Command,
    turn: QueueTurn<CommandResult>,
    wokeFirst: boolean,
  ): Promise<CommandResult> {
    let finished: () => void = () => undefined;
    const open = new Promise<void>((resolve) => {
      finished = resolve;
    });
    const onTheWay = (yes: boolean): void => {
      if (yes) this.#open.add(open);
      else if (this.#open.delete(open)) finished();
    };
    let sent: Sent | undefined;
    try {
      sent = await this.#sender.send(vehicle, command, turn, onTheWay);
      return await this.#outcome(vehicle, command, { ...sent, wokeFirst }, turn);
    } finally {
      sent?.watch.stop();
      onTheWay(false);
    }
  }

  async #outcome(
    vehicle: Vehicle,
    { command }: Command,
    sent: Sent & { wokeFirst: boolean },
    turn: QueueTurn<CommandResult>,
  ): Promise<CommandResult> {
    const { clock, readings, history } = this.#options;
    const { prepared } = sent;
    history.noteSent(vehicle.id, command);
    const begun: CommandResult = { command, outcome: "accepted", sentAt: iso(sent.at), seconds: 0, reads: 0 };
    if (sent.wokeFirst) begun.wokeFirst = true;
    const result = (more: Partial<CommandResult>): CommandResult => {
      const reading = readings.known(vehicle.id);
      const seconds = Math.round((ticks(clock) - sent.tick) / 100) / 10;
      return { ...begun, ...more, seconds, ...(reading ? { reading } : {}) };
    };
    const why = sent.closed ? "closed" : sent.error?.code;
    if (!why) {
      begun.acceptedAt = iso(clock.now());
      turn.reached("accepted", result({}));
    }
    if (sent.closed || !prepared.shows) return result(why ? { outcome: "unknown", reason: why } : {});
    if (turn.patience === 0 && !why) return result({});

    const { sighting, reads } = await this.#confirm(vehicle, command, sent, turn.patience || usualPatience);
    if (!sighting) {
      const closed = this.#hurry.signal.aborted && "closed";
      return result({ outcome: "unknown", reads, reason: why ?? (closed || "notSeen") });
    }
    turn.reached("confirmed");
    return result({ outcome: "confirmed", reads, confirmedAt: iso(clock.now()) });
  }

  async #confirm(vehicle: Vehicle, command: string, { prepared, watch, at }: Sent, timeoutSeconds: number) {
    const { clock, book, budget, readings, history, connection } = this.#options;
    const delays = history.delays(vehicle.id, command);
    const outcome = await confirm({
      ...{ clock, book, budget, readings, vehicle, prepared, watch },
      times: planReads({ timeoutSeconds, delays, hint: prepared.readSeconds }),
      hurry: this.#hurry.signal,
      limit: this.#limit.signal,
    });
    const reportedAt = outcome.sighting?.reportedAt;
    if (reportedAt !== undefined) {
      const { http } = await connection();
      history.noteDelay(vehicle.id, command, (reportedAt - (at + http.clockOffsetMs)) / 1000);
    }
    return outcome;
  }
}

const iso = (ms: number): string => new Date(ms).toISOString();
