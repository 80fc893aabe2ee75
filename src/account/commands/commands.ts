import { systemClock, ticks } from "../../base/clock";
import type { VehicleCloudError } from "../../base/errors";
import type { Command, PreparedCommand } from "../../platforms/platform";
import type { ListedVehicle, Vehicle } from "../../vehicle/model";
import { checkCommandOptions, commandKey, tellStages } from "./command-options";
import type { CommandQueue, QueueTurn } from "./command-queue";
import { CommandSender, type SendOptions, type Sent } from "./command-sender";
import { bySchedule, confirm, type LookPlan } from "./confirmation";
import type { Connection } from "../session/connection";
import type { CommandOptions, CommandResult } from "../types";
import { Waking, type WakingOptions } from "./wake-first";

export interface CommandsOptions extends Omit<WakingOptions, "sender"> {
  connection: () => Promise<Connection>;
  listed: (id: string) => ListedVehicle | undefined;
  /** One for all commands of the account. */
  queue: CommandQueue;
}

/** How one command is carried out in its vehicle's turn. */
export interface CarryOut extends SendOptions {
  /** When to look for its report. Absent: by the schedule, which learns how long this vehicle takes. */
  plan?: LookPlan;
  /** Seconds that a report is waited for; 0 = acceptance is enough, unless no answer came. */
  patience: number;
  wokeFirst?: boolean;
  /** It has been answered, or will not be. */
  onAnswered?: () => void;
}

/** What came of it, and the failure after which that is not known. */
export interface Carried {
  result: CommandResult;
  error?: VehicleCloudError;
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
    this.prepare(session, vehicle, command);
    const expiresAt = ticks(clock) + expiresSeconds * 1000;
    const { result } = await queue.run({
      vehicleId: vehicle.id,
      // Who wants the vehicle woken first is not served by a command that goes without that.
      key: commandKey(wakeFirst ? { ...command, wakeFirst } : command),
      expiresAt,
      patience: waitFor === "accepted" ? 0 : timeoutSeconds,
      signal: options.signal,
      onStage: tellStages(options.onStage, clock, logger),
      work: async (turn: QueueTurn<Carried>) => {
        const woke = wakeFirst && command.command !== "positionRefresh";
        const wokeFirst = woke && (await this.#waking.first(vehicle, turn, expiresAt));
        return this.#inTurn(vehicle, command, turn, wokeFirst);
      },
    });
    return result;
  }

  /** Throws INPUT_INVALID or NOT_SUPPORTED; no request. */
  prepare(session: Connection["session"], vehicle: Vehicle, command: Command): PreparedCommand {
    return this.#sender.prepare(session, vehicle, command);
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

  async #inTurn(vehicle: Vehicle, command: Command, turn: QueueTurn<Carried>, wokeFirst: boolean): Promise<Carried> {
    let finished: () => void = () => undefined;
    const open = new Promise<void>((resolve) => {
      finished = resolve;
    });
    const onTheWay = (yes: boolean): void => {
      if (yes) this.#open.add(open);
      else if (this.#open.delete(open)) finished();
    };
    const how = {
      onTheWay,
      wokeFirst,
      // Others may join while it is on its way.
      get patience() {
        return turn.patience;
      },
    };
    try {
      return await this.carryOut(vehicle, command, turn, how);
    } finally {
      onTheWay(false);
    }
  }

  /**
   * Sends it and looks for the report that shows it, in the vehicle's turn. Rejects if it was refused or certainly did not reach
   * the cloud. What may have been carried out is looked for like what was accepted, and never sent again.
   */
  async carryOut(
    vehicle: Vehicle,
    command: Command,
    turn: Pick<QueueTurn<Carried>, "checkExpiry" | "reached">,
    how: CarryOut,
  ): Promise<Carried> {
    let sent: Sent | undefined;
    try {
      sent = await this.#sender.send(vehicle, command, turn, how);
      how.onAnswered?.();
      return await this.#outcome(vehicle, command, sent, turn, how);
    } finally {
      sent?.watch.stop();
    }
  }

  async #outcome(
    vehicle: Vehicle,
    { command }: Command,
    sent: Sent,
    turn: Pick<QueueTurn<Carried>, "reached">,
    how: CarryOut,
  ): Promise<Carried> {
    const { clock, readings } = this.#options;
    const { prepared, error } = sent;
    const begun: CommandResult = { command, outcome: "accepted", sentAt: iso(sent.at), seconds: 0, reads: 0 };
    if (how.wokeFirst) begun.wokeFirst = true;
    const result = (more: Partial<CommandResult>): Carried => {
      const reading = readings.known(vehicle.id);
      const seconds = Math.round((ticks(clock) - sent.tick) / 100) / 10;
      return {
        result: { ...begun, ...more, seconds, ...(reading ? { reading } : {}) },
        ...(error ? { error } : {}),
      };
    };
    const why = sent.closed ? "closed" : error?.code;
    if (!why) {
      begun.acceptedAt = iso(clock.now());
      turn.reached("accepted", result({}));
    }
    if (sent.closed || !prepared.shows) return result(why ? { outcome: "unknown", reason: why } : {});
    if (how.patience === 0 && !why) return result({});

    const { sighting, reads } = await this.#confirm(vehicle, command, sent, how);
    if (!sighting) {
      const closed = this.#hurry.signal.aborted && "closed";
      return result({ outcome: "unknown", reads, reason: why ?? (closed || "notSeen") });
    }
    turn.reached("confirmed");
    return result({ outcome: "confirmed", reads, confirmedAt: iso(clock.now()) });
  }

  async #confirm(vehicle: Vehicle, command: string, { prepared, watch, tick, error }: Sent, how: CarryOut) {
    const { clock, book, budget, readings, history, connection } = this.#options;
    const timeoutSeconds = how.patience || usualPatience;
    const delays = history.delays(vehicle.id, command);
    const outcome = await confirm({
      ...{ clock, book, budget, readings, vehicle, prepared, watch },
      plan: how.plan ?? bySchedule({ timeoutSeconds, delays, hint: prepared.readSeconds }),
      answered: error === undefined,
      hurry: how.plan ? undefined : this.#hurry.signal,
      limit: how.limit ?? this.#limit.signal,
    });
    const reportedAt = outcome.sighting?.reportedAt;
    if (reportedAt !== undefined && !how.plan) {
      const { http } = await connection();
      history.noteDelay(vehicle.id, command, (reportedAt - http.cloudTimeAt(tick)) / 1000);
    }
    return outcome;
  }
}

const iso = (ms: number): string => new Date(ms).toISOString();
