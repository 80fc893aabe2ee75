import { type Clock, ticks } from "../../base/clock";
import { asCloudError, cloudError } from "../../base/errors";
import type { Logger } from "../../base/logger";
import type { Command, PlatformSession } from "../../platforms/platform";
import type { Vehicle } from "../../vehicle/model";
import type { Book } from "../readings/book";
import type { Budget } from "../budget";
import type { CommandHistory } from "./command-history";
import type { QueueTurn } from "./command-queue";
import type { CommandSender, Sent } from "./command-sender";
import { bySchedule, confirm } from "./confirmation";
import type { Readings } from "../readings/readings";

export interface WakingOptions {
  clock: Clock;
  logger: Logger;
  book: Book;
  budget: Budget;
  readings: Readings;
  history: CommandHistory;
  sender: CommandSender;
}

/** A vehicle whose last report is older than this may be asleep. An awake one reports every few minutes. */
const silentSeconds = 30 * 60;
/** Reports that a woken vehicle sends are waited for so long: a second command while the first runs is lost. */
const patienceSeconds = 30;
/** A command that expires sooner goes without: the vehicle would be busy waking up until then. */
const leastSeconds = 45;

/** The request that wakes a vehicle. How often it may be sent is the command's own rule, whoever asks for it. */
const request: Command = { command: "positionRefresh" };

/** Wakes a vehicle that has been silent for long, before a command that its owner wants it woken for. */
export class Waking {
  readonly #options: WakingOptions;
  readonly #closing = new AbortController();

  constructor(options: WakingOptions) {
    this.#options = options;
  }

  /** Throws NOT_SUPPORTED where no vehicle of the account can be woken, or its owner has not allowed it. */
  check(session: Pick<PlatformSession, "checkCommand">): void {
    try {
      session.checkCommand?.(request);
    } catch (thrown) {
      const { code, message } = asCloudError(thrown);
      throw cloudError(code, `To wake the vehicle first is not possible here. ${message}`, { sent: false });
    }
  }

  /**
   * Resolves once the vehicle has reported, or has had its time; true if it was asked to wake. Never rejects: a vehicle that
   * cannot be woken, or was within the last 15 min, is sent the command all the same.
   */
  async first(vehicle: Vehicle, turn: QueueTurn<never>, expiresAt: number): Promise<boolean> {
    const { clock, logger, history, sender, book, budget, readings } = this.#options;
    let sent: Sent | undefined;
    try {
      if (!(await this.#isSilent(vehicle)) || expiresAt - ticks(clock) < leastSeconds * 1000) return false;
      const own = { checkExpiry: () => turn.checkExpiry(), reached: () => undefined };
      sent = await sender.send(vehicle, request, own);
      const { prepared, watch } = sent;
      if (sent.closed || this.#closing.signal.aborted) return true;
      const delays = history.delays(vehicle.id, request.command);
      await confirm({
        ...{ clock, book, budget, readings, vehicle, prepared, watch },
        plan: bySchedule({ timeoutSeconds: patienceSeconds, delays }),
        answered: sent.error === undefined,
        hurry: this.#closing.signal,
        limit: this.#closing.signal,
      });
      return true;
    } catch (error) {
      logger.debug(`A vehicle was not woken before a command: ${asCloudError(error).message}`);
      return false;
    } finally {
      sent?.watch.stop();
    }
  }

  close(): void {
    this.#closing.abort();
  }

  /** By what the cloud says now: the last reading may be old only because nobody has asked since. */
  async #isSilent(vehicle: Vehicle): Promise<boolean> {
    const { readings } = this.#options;
    const status = await readings.fresh(vehicle).catch(() => readings.known(vehicle.id));
    return status !== undefined && (status.ageSeconds === null || status.ageSeconds >= silentSeconds);
  }
}
