import { type Clock, ticks } from "../../base/clock";
import { asCloudError, cloudError, isVehicleCloudError, type VehicleCloudError } from "../../base/errors";
import type { Command, PreparedCommand } from "../../platforms/platform";
import type { ListedVehicle, Vehicle } from "../../vehicle/model";
import { untilAborted } from "../../base/abort";
import type { Book } from "../readings/book";
import type { CommandHistory } from "./command-history";
import type { QueueTurn } from "./command-queue";
import { stateKnownUntil } from "../readings/book-page";
import { watchFor, type Watch } from "./confirmation";
import type { Connection } from "../session/connection";

export interface CommandSenderOptions {
  clock: Clock;
  book: Book;
  history: CommandHistory;
  connection: () => Promise<Connection>;
  listed: (id: string) => ListedVehicle | undefined;
  /** The account has closed: what is on the wire goes on, but is not waited for. */
  limit: AbortSignal;
}

/** A command whose bytes are leaving, or have left. */
export interface Sent {
  prepared: PreparedCommand;
  /** Local clock, milliseconds. */
  at: number;
  /** The same moment, to measure from. */
  tick: number;
  /** Looks for the report from the first byte on: it may be there before the cloud's answer. */
  watch: Watch;
  /** Its bytes left and no answer came: it may have been carried out. */
  error?: VehicleCloudError;
  /** The account closed before the answer came. */
  closed?: boolean;
}

export interface SendOptions {
  /** Hears when its bytes leave, and when a refusal has taken that back. */
  onTheWay?: (onTheWay: boolean) => void;
  /** What is on the wire goes on, but is not waited for from then on. The account's own end unless told. */
  limit?: AbortSignal;
  /** Keeps it from leaving, and ends it where it is on its way. */
  signal?: AbortSignal;
  /** It may grow too old in the platform's line, too. Default true. */
  expiresInLine?: boolean;
}

interface OnWire {
  leave: (inLine: boolean) => void;
  refused: () => void;
  limit: AbortSignal;
  signal?: AbortSignal;
}

/** Reports are stamped by the car: its clock may be this far behind the cloud's. */
const stampSlackMs = 2000;

/** Sends a command through the account's session, and knows at any time whether its bytes have left. */
export class CommandSender {
  readonly #options: CommandSenderOptions;
  readonly #sending = new Set<Promise<unknown>>();

  constructor(options: CommandSenderOptions) {
    this.#options = options;
  }

  /** Throws INPUT_INVALID or NOT_SUPPORTED; no request. */
  prepare(session: Connection["session"], vehicle: Vehicle, command: Command): PreparedCommand {
    const { book } = this.#options;
    return session.command(this.#listed(vehicle), command, (kind) => book.current(vehicle.id, kind)?.data);
  }

  /** Sends it. Rejects if it was refused or certainly did not reach the cloud: then nothing has happened. */
  async send(
    vehicle: Vehicle,
    command: Command,
    turn: Pick<QueueTurn<never>, "checkExpiry" | "reached">,
    { onTheWay = () => undefined, limit = this.#options.limit, signal, expiresInLine = true }: SendOptions = {},
  ): Promise<Sent> {
    const { connection, history } = this.#options;
    const { care, http } = await connection();
    const on: { wire?: Sent } = {};
    const use = { purpose: "command" as const, vehicle: this.#listed(vehicle), byMessage: true, signal };
    try {
      await care.withSession(use, (session) => {
        const prepared = this.prepare(session, vehicle, command);
        if (prepared.leastPauseSeconds) history.checkPause(vehicle.id, command.command, prepared.leastPauseSeconds);
        const leave = (inLine: boolean): void => {
          if (!inLine || expiresInLine) turn.checkExpiry();
          on.wire?.watch.stop();
          on.wire = this.#watched(vehicle, prepared, http);
          onTheWay(true);
          turn.reached("sent");
        };
        const refused = (): void => {
          on.wire?.watch.stop();
          delete on.wire;
          onTheWay(false);
          // For a reason that may pass: it may go once more.
          turn.reached("queued");
        };
        return this.#onWire(prepared, { leave, refused, limit, signal });
      });
    } catch (thrown) {
      const error = asCloudError(thrown);
      if (!on.wire) throw error;
      this.#note(vehicle, command, on.wire);
      return { ...on.wire, ...(error === closedMeanwhile ? { closed: true } : { error }) };
    }
    if (!on.wire) throw cloudError("COMMAND_REJECTED", "The command was not sent.", { sent: false });
    this.#note(vehicle, command, on.wire);
    return on.wire;
  }

  /** Resolves when nothing is on the wire. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#sending);
  }

  /** Of those that may be sent only every so often. */
  #note({ id }: Vehicle, { command }: Command, { prepared }: Sent): void {
    if (prepared.leastPauseSeconds) this.#options.history.noteSent(id, command);
  }

  async #onWire(prepared: PreparedCommand, { leave, refused, limit, signal }: OnWire): Promise<void> {
    leave(false);
    // Mostly without a signal: what is on the wire is left to end.
    const sending = prepared.send(signal, () => leave(true));
    this.#sending.add(sending);
    const done = (): void => void this.#sending.delete(sending);
    sending.then(done, done);
    try {
      await untilAborted(sending, limit, "Waiting for the cloud");
    } catch (error) {
      if (limit.aborted) throw closedMeanwhile;
      if (!outcomeUnknown(asCloudError(error))) refused();
      throw error;
    }
  }

  #watched(vehicle: Vehicle, prepared: PreparedCommand, http: Connection["http"]): Sent {
    const { book, clock } = this.#options;
    const [at, tick] = [clock.now(), ticks(clock)];
    const before = stateKnownUntil(book.current(vehicle.id, "overview"), http.cloudTimeAt(tick));
    // Reckoned when it is looked at: the answer to the command tells the cloud's time, maybe for the first time.
    const after = (): number => Math.max(before, http.cloudTimeAt(tick) - stampSlackMs);
    return { prepared, at, tick, watch: watchFor(book, vehicle.id, prepared, { after, tick }) };
  }

  #listed(vehicle: Vehicle): ListedVehicle {
    return this.#options.listed(vehicle.id) ?? { id: vehicle.id, model: vehicle.model, facts: {} };
  }
}

/** The wait for the cloud ended with the account; the request itself goes on. */
const closedMeanwhile = cloudError("ABORTED", "The account was closed while a command was on its way.", { sent: true });

/** Its bytes left, and there is no answer that says what became of it: it may have been carried out. */
function outcomeUnknown(error: unknown): error is VehicleCloudError {
  return (
    isVehicleCloudError(error, "TIMEOUT", "CLOUD_UNAVAILABLE", "CLOUD_ANSWER_INVALID", "INTERNAL") &&
    // A cloud may say by a code of its own that it does not know what the vehicle did; `sent` then says so.
    (error.sent === true || (error.platformCode === undefined && error.sent !== false))
  );
}
