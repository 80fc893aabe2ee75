import { onAbort } from "./abort";
import { aborted } from "./errors";

/** A timer handle; its form belongs to the clock that made it. */
export type ClockTimer = unknown;

/** The one source of time: real in production, moved by hand in tests so that a day passes in a second. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /**
   * Milliseconds since any moment; setting the machine's date does not move it. A clock without it is taken to be one whose
   * date is never set.
   */
  monotonic?(): number;
  setTimeout(callback: () => void, ms: number): ClockTimer;
  clearTimeout(timer: ClockTimer): void;
  /**
   * Tells a clock moved by hand that real work (a request, a disk write) is under way, so that simulated time waits for it.
   * Returns the release. A real clock does nothing.
   */
  hold(): () => void;
}

/** setTimeout overflows to 1 ms above this many milliseconds. */
const longestTimer = 2 ** 31 - 1;

/** The machine's own clock. Its timers never keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => Math.floor(performance.timeOrigin + performance.now()),
  setTimeout: (callback, ms) => setTimeout(callback, Math.min(Math.max(0, ms), longestTimer)).unref(),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
  hold: () => () => undefined,
};

/** What waits and ages in memory are measured with; dates that leave the process (disk, messages, clouds) are `now()`. */
export function ticks(clock: Clock): number {
  return clock.monotonic?.() ?? clock.now();
}

/** The date of a tick, to be stored; Infinity stays. */
export function dateOfTick(clock: Clock, tick: number): number {
  return clock.now() + Math.round(tick - ticks(clock));
}

/** The tick of a stored date: never further ahead than `longestMs`, however the date was set in between. */
export function tickOfDate(clock: Clock, date: number, longestMs: number): number {
  return ticks(clock) + Math.min(date - clock.now(), longestMs);
}

/** Resolves after `ms`; rejects with ABORTED as soon as the signal fires. */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(aborted("A wait", signal.reason));
      return;
    }
    const timer = clock.setTimeout(() => {
      off();
      resolve();
    }, ms);
    const off = onAbort(signal, () => {
      clock.clearTimeout(timer);
      reject(aborted("A wait", signal?.reason));
    });
  });
}

interface Due {
  at: number;
  order: number;
  callback: () => void;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * A clock that stands still until it is moved. Timers fire in order; between two of them real input and output may settle:
 * while something `hold`s, time waits, at most `patienceMs` of real time, so that a request that hangs can still time out.
 */
export class ManualClock implements Clock {
  /** Time that has passed; timers and waits go by it. */
  #now: number;
  /** How far the date was set away from it. */
  #setBy = 0;
  #order = 0;
  #holds = 0;
  readonly #due = new Set<Due>();
  readonly #patienceMs: number;

  constructor(start: number | string | Date = "2026-06-01T08:00:00Z", { patienceMs = 2000 } = {}) {
    this.#now = new Date(start).getTime();
    this.#patienceMs = patienceMs;
  }

  now(): number {
    return this.#now + this.#setBy;
  }

  monotonic(): number {
    return this.#now;
  }

  /** Sets the date forward or back, as an owner or a time server does; no time passes by it. */
  setDateBy(ms: number): void {
    this.#setBy += ms;
  }

  setTimeout(callback: () => void, ms: number): ClockTimer {
    // Whole milliseconds, as a real clock shows: a timestamp with a fraction is refused by any cloud.
    const due: Due = { at: this.#now + Math.max(0, Math.ceil(ms)), order: this.#order++, callback };
    this.#due.add(due);
    return due;
  }

  clearTimeout(timer: ClockTimer): void {
    this.#due.delete(timer as Due);
  }

  hold(): () => void {
    this.#holds++;
    let held = true;
    return () => {
      if (held) this.#holds--;
      held = false;
    };
  }

  /** Timers that wait: a leak shows here. */
  get pending(): number {
    return this.#due.size;
  }

  /** Lets what is under way settle without moving time. */
  async settle(): Promise<void> {
    const limit = Date.now() + this.#patienceMs;
    let quiet = 0;
    while (quiet < 4 && Date.now() < limit) {
      await turn();
      quiet = this.#holds > 0 ? 0 : quiet + 1;
    }
  }

  /** Moves time on by `ms`, firing every timer that falls due on the way. */
  async advance(ms: number): Promise<void> {
    const target = this.#now + ms;
    await this.settle();
    for (let next = this.#next(target); next; next = this.#next(target)) {
      this.#due.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
      await this.settle();
    }
    this.#now = target;
  }

  /** Moves time without firing what falls due, as a machine does that was asleep. */
  jump(ms: number): void {
    this.#now += ms;
  }

  #next(target: number): Due | undefined {
    let best: Due | undefined;
    for (const due of this.#due) {
      if (due.at <= target && (!best || due.at < best.at || (due.at === best.at && due.order < best.order))) best = due;
    }
    return best;
  }
}
