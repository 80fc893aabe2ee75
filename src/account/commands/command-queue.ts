import { onAbort } from "../../base/abort";
import { type Clock, ticks } from "../../base/clock";
import { aborted, cloudError, throwIfAborted } from "../../base/errors";

/** Where a command stands; a node shows it with the seconds since it was asked for. */
export type CommandStage = "queued" | "sent" | "accepted" | "confirmed";

/** What the work of one entry may tell and ask. */
export interface QueueTurn<R = unknown> {
  /** Throws COMMAND_EXPIRED once the command is too old to be sent; to be called right before every send. */
  checkExpiry(): void;
  /**
   * Tells every message that waits for this entry. From `accepted` on no other command is merged with it; `soFar` is then the
   * answer for those who wait for acceptance only.
   */
  reached(stage: CommandStage, soFar?: R): void;
  /** Seconds that the most patient of all askers wait beyond acceptance; 0 = nobody does. */
  readonly patience: number;
}

export interface QueueRequest<R> {
  vehicleId: string;
  /** Two commands with the same key are the same command. */
  key: string;
  /** Clock time after which it must not be sent any more. */
  expiresAt: number;
  /** Seconds this asker waits beyond acceptance; 0 = acceptance is enough, absent = until the work ends. */
  patience?: number;
  /** Carries the command out; called at most once. */
  work(turn: QueueTurn<R>): Promise<R>;
  onStage?: (stage: CommandStage) => void;
  /** Fires when the asker gives up. A command still in line is taken out when nobody waits for it; a sent one goes on. */
  signal?: AbortSignal;
}

interface Entry {
  key: string;
  expiresAt: number;
  patience: number;
  stage: CommandStage;
  work: (turn: QueueTurn<never>) => Promise<unknown>;
  accepted: Settling;
  result: Settling;
  askers: Set<symbol>;
  listeners: Set<(stage: CommandStage) => void>;
}

/** At most this many commands wait per vehicle (docs/decisions.md, constants). */
export const queueLimit = 10;

/**
 * One command at a time per vehicle, over all nodes of the account: a second one sent while the first runs is answered 8070
 * and lost (docs/protocol/ecarx-smart.md 6.6). A command identical to the last in line, waiting or in flight and not yet
 * accepted, is merged with it; each asker gets the one outcome.
 */
export class CommandQueue {
  readonly #lines = new Map<string, Entry[]>();
  readonly #clock: Clock;
  #closed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Commands of a vehicle that wait or run. */
  length(vehicleId: string): number {
    return this.#lines.get(vehicleId)?.length ?? 0;
  }

  /** Rejects with COMMAND_EXPIRED, VEHICLE_BUSY (line full), ABORTED (given up, or closed), or what `work` throws. */
  async run<R>(request: QueueRequest<R>): Promise<R> {
    throwIfAborted(request.signal, "A command");
    if (this.#closed) throw aborted("A command in line");
    return this.#wait(this.#entryFor(request), request);
  }

  /** What was not sent is not sent any more; its askers get ABORTED. */
  close(): void {
    this.#closed = true;
    for (const line of this.#lines.values()) {
      for (const entry of line) if (entry.stage === "queued") entry.result.reject(aborted("A command in line"));
    }
  }

  #entryFor<R>(request: QueueRequest<R>): Entry {
    const line = this.#lines.get(request.vehicleId) ?? [];
    const last = line.at(-1);
    if (last && last.key === request.key && (last.stage === "queued" || last.stage === "sent")) {
      last.expiresAt = Math.max(last.expiresAt, request.expiresAt);
      last.patience = Math.max(last.patience, request.patience ?? Infinity);
      return last;
    }
    if (line.length > queueLimit) {
      throw cloudError(
        "VEHICLE_BUSY",
        `${queueLimit} commands already wait for this vehicle; this one was not queued and nothing was sent. Send it again later.`,
        { sent: false },
      );
    }
    const entry = newEntry(request);
    line.push(entry);
    this.#lines.set(request.vehicleId, line);
    // After this turn: the asker must be on the list before the entry is looked at.
    if (line.length === 1) queueMicrotask(() => void this.#serve(request.vehicleId, line));
    return entry;
  }

  async #serve(vehicleId: string, line: Entry[]): Promise<void> {
    for (let entry = line[0]; entry; entry = line[0]) {
      await this.#carryOut(entry);
      line.splice(line.indexOf(entry), 1);
    }
    this.#lines.delete(vehicleId);
  }

  async #carryOut(entry: Entry): Promise<void> {
    const checkExpiry = (): void => {
      if (this.#closed) throw aborted("A command in line");
      if (ticks(this.#clock) <= entry.expiresAt) return;
      throw cloudError(
        "COMMAND_EXPIRED",
        "The command waited too long for its turn and was not sent. Send it again if it is still wanted.",
        { sent: false },
      );
    };
    const turn: QueueTurn = {
      checkExpiry,
      reached: (stage, soFar) => {
        const news = entry.stage !== stage;
        entry.stage = stage;
        if (news) for (const listener of [...entry.listeners]) listener(stage);
        if (stage === "accepted" && soFar !== undefined) entry.accepted.resolve(soFar);
      },
      get patience() {
        return entry.patience;
      },
    };
    try {
      if (entry.askers.size === 0) throw aborted("A command");
      checkExpiry();
      entry.result.resolve(await entry.work(turn));
    } catch (error) {
      entry.result.reject(error);
    }
  }

  async #wait<R>(entry: Entry, request: QueueRequest<R>): Promise<R> {
    const asker = Symbol("asker");
    entry.askers.add(asker);
    if (request.onStage) {
      entry.listeners.add(request.onStage);
      request.onStage(entry.stage);
    }
    let off: () => void = () => undefined;
    const givenUp = new Promise<never>((_, reject) => {
      const leave = (): void =>
        reject(entry.stage === "queued" ? aborted("A command in line") : leftBehind(request.signal));
      off = onAbort(request.signal, leave);
    });
    const outcomes = [entry.result.promise, ...(request.patience !== 0 ? [] : [entry.accepted.promise])];
    try {
      return (await Promise.race([...outcomes, givenUp])) as R;
    } finally {
      off();
      entry.askers.delete(asker);
      if (request.onStage) entry.listeners.delete(request.onStage);
    }
  }
}

function leftBehind(signal: AbortSignal | undefined): Error {
  return cloudError(
    "ABORTED",
    "Waiting for a command was stopped. The command had been sent and is not taken back; the next reading shows what came of it.",
    { sent: true, cause: signal?.reason },
  );
}

interface Settling {
  promise: Promise<unknown>;
  resolve(value: unknown): void;
  reject(reason: unknown): void;
}

function settling(): Settling {
  let settle!: Omit<Settling, "promise">;
  const promise = new Promise<unknown>((resolve, reject) => {
    settle = { resolve, reject };
  });
  // Every asker may have given up: then nobody else hears of a failure, and it must not escape.
  promise.catch(() => undefined);
  return { promise, ...settle };
}

function newEntry<R>(request: QueueRequest<R>): Entry {
  const { key, expiresAt, patience = Infinity } = request;
  return {
    key,
    expiresAt,
    patience,
    stage: "queued",
    work: (turn) => request.work(turn),
    accepted: settling(),
    result: settling(),
    askers: new Set(),
    listeners: new Set(),
  };
}
