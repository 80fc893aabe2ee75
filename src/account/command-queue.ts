import type { Clock } from "../base/clock";
import { aborted, cloudError, throwIfAborted } from "../base/errors";

/** Where a command stands; a node shows it with the seconds since it was asked for. */
export type CommandStage = "queued" | "sent" | "accepted" | "confirmed";

/** What the work of one entry may tell and ask. */
export interface QueueTurn {
  /** Throws COMMAND_EXPIRED once the command is too old to be sent; to be called right before every send. */
  checkExpiry(): void;
  /** Tells every message that waits for this entry. From `accepted` on no other command is merged with it. */
  reached(stage: CommandStage): void;
}

export interface QueueRequest<R> {
  vehicleId: string;
  /** Two commands with the same key are the same command. */
  key: string;
  /** Clock time after which it must not be sent any more. */
  expiresAt: number;
  /** Carries the command out; called at most once. */
  work(turn: QueueTurn): Promise<R>;
  onStage?: (stage: CommandStage) => void;
  /** Fires when the asker gives up. A command still in line is taken out when nobody waits for it; a sent one goes on. */
  signal?: AbortSignal;
}

interface Entry {
  key: string;
  expiresAt: number;
  stage: CommandStage;
  work: (turn: QueueTurn) => Promise<unknown>;
  result: Promise<unknown>;
  settle: { resolve(value: unknown): void; reject(reason: unknown): void };
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

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Commands of a vehicle that wait or run. */
  length(vehicleId: string): number {
    return this.#lines.get(vehicleId)?.length ?? 0;
  }

  /** Rejects with COMMAND_EXPIRED, VEHICLE_BUSY (line full), ABORTED (asker gave up before it was sent), or what `work` throws. */
  run<R>(request: QueueRequest<R>): Promise<R> {
    try {
      throwIfAborted(request.signal, "A command");
      const entry = this.#entryFor(request);
      return this.#wait(entry, request) as Promise<R>;
    } catch (error) {
      return Promise.reject(error as Error);
    }
  }

  #entryFor<R>(request: QueueRequest<R>): Entry {
    const line = this.#lines.get(request.vehicleId) ?? [];
    const last = line.at(-1);
    if (last && last.key === request.key && (last.stage === "queued" || last.stage === "sent")) {
      last.expiresAt = Math.max(last.expiresAt, request.expiresAt);
      return last;
    }
    if (line.length > queueLimit) {
      throw cloudError(
        "VEHICLE_BUSY",
        `${queueLimit} commands already wait for this vehicle; this one was not queued and nothing was sent. Send it again later.`,
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
    const turn: QueueTurn = {
      checkExpiry: () => {
        if (this.#clock.now() <= entry.expiresAt) return;
        throw cloudError(
          "COMMAND_EXPIRED",
          "The command waited too long for its turn and was not sent. Send it again if it is still wanted.",
        );
      },
      reached: (stage) => {
        entry.stage = stage;
        for (const listener of entry.listeners) listener(stage);
      },
    };
    try {
      if (entry.askers.size === 0) throw aborted("A command");
      turn.checkExpiry();
      entry.settle.resolve(await entry.work(turn));
    } catch (error) {
      entry.settle.reject(error);
    }
  }

  async #wait<R>(entry: Entry, request: QueueRequest<R>): Promise<unknown> {
    const asker = Symbol("asker");
    entry.askers.add(asker);
    if (request.onStage) {
      entry.listeners.add(request.onStage);
      request.onStage(entry.stage);
    }
    let onAbort: (() => void) | undefined;
    const givenUp = new Promise<never>((_, reject) => {
      onAbort = () =>
        reject(
          aborted(entry.stage === "queued" ? "A command in line" : "Waiting for a command", request.signal?.reason),
        );
      request.signal?.addEventListener("abort", onAbort, { once: true });
    });
    try {
      return await Promise.race([entry.result, givenUp]);
    } finally {
      if (onAbort) request.signal?.removeEventListener("abort", onAbort);
      entry.askers.delete(asker);
      if (request.onStage) entry.listeners.delete(request.onStage);
    }
  }
}

function newEntry<R>(request: QueueRequest<R>): Entry {
  let settle!: Entry["settle"];
  const result = new Promise<unknown>((resolve, reject) => {
    settle = { resolve, reject };
  });
  // Every asker may have given up: then nobody else hears of a failure, and it must not escape.
  result.catch(() => undefined);
  return {
    key: request.key,
    expiresAt: request.expiresAt,
    stage: "queued",
    work: request.work,
    result,
    settle,
    askers: new Set(),
    listeners: new Set(),
  };
}
