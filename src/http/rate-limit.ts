import { onAbort } from "../base/abort";
import { type Clock, type ClockTimer, ticks } from "../base/clock";
import { aborted, throwIfAborted } from "../base/errors";

export interface RateLimit {
  /** Requests per second in the long run, above 0. */
  perSecond: number;
  /** How many may leave at once after a pause, at least 1. */
  burst: number;
}

export interface TurnOptions {
  signal?: AbortSignal;
  /** Goes before all that are not urgent (an unlock before a thousand settings). */
  urgent?: boolean;
}

interface Waiting {
  resolve(): void;
  urgent: boolean;
}

/**
 * A token bucket on the injected clock: whoever wants to send waits for its turn. Order of arrival within urgent and
 * ordinary ones. Setting the machine's date changes nothing.
 */
export class RateLimiter {
  readonly #clock: Clock;
  #limit: RateLimit;
  #tokens: number;
  #filledAt: number;
  #timer: ClockTimer;
  readonly #line: Waiting[] = [];

  constructor(clock: Clock, limit: RateLimit) {
    this.#clock = clock;
    this.#limit = checked(limit);
    this.#tokens = this.#limit.burst;
    this.#filledAt = ticks(clock);
  }

  get limit(): RateLimit {
    return this.#limit;
  }

  /** How many wait for their turn. */
  get waiting(): number {
    return this.#line.length;
  }

  /** Changes the limit; those that wait are let out by the new one. */
  adjust(limit: RateLimit): void {
    this.#fill();
    this.#limit = checked(limit);
    this.#tokens = Math.min(this.#tokens, this.#limit.burst);
    this.#letOut();
  }

  /** Resolves when one request may leave; rejects with ABORTED if the signal fires first, and then costs nothing. */
  take(options: TurnOptions = {}): Promise<void> {
    const { signal, urgent = false } = options;
    return new Promise((resolve, reject) => {
      throwIfAborted(signal, "A request in line");
      const giveUp = (): void => {
        const place = this.#line.indexOf(waiting);
        if (place >= 0) this.#line.splice(place, 1);
        reject(aborted("A request in line", signal?.reason));
        this.#letOut();
      };
      const waiting: Waiting = {
        urgent,
        resolve: () => {
          off();
          resolve();
        },
      };
      const firstOrdinary = urgent ? this.#line.findIndex((other) => !other.urgent) : -1;
      this.#line.splice(firstOrdinary < 0 ? this.#line.length : firstOrdinary, 0, waiting);
      const off = onAbort(signal, giveUp);
      this.#letOut();
    });
  }

  /** Counts a request that leaves without waiting (a retry, a token): those after it wait longer instead. */
  charge(): void {
    this.#fill();
    this.#tokens = Math.max(this.#tokens - 1, -this.#limit.burst);
  }

  #fill(): void {
    const now = ticks(this.#clock);
    const seconds = Math.max(0, now - this.#filledAt) / 1000;
    this.#filledAt = now;
    this.#tokens = Math.min(this.#limit.burst, this.#tokens + seconds * this.#limit.perSecond);
  }

  #letOut(): void {
    if (this.#timer !== undefined) this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#fill();
    // A hair below one: a timer of whole milliseconds may be early by the fraction it cannot hold.
    while (this.#line.length > 0 && this.#tokens > 0.999) {
      this.#tokens -= 1;
      this.#line.shift()?.resolve();
    }
    if (this.#line.length === 0) return;
    const wait = Math.max(1, Math.ceil(((1 - this.#tokens) / this.#limit.perSecond) * 1000));
    this.#timer = this.#clock.setTimeout(() => this.#letOut(), wait);
  }
}

/** Seconds that `count` requests take from a full bucket on, for telling it beforehand. */
export function secondsFor(count: number, limit: RateLimit): number {
  return Math.ceil(Math.max(0, count - limit.burst) / limit.perSecond);
}

function checked(limit: RateLimit): RateLimit {
  if (limit.perSecond > 0 && limit.perSecond <= 1000 && limit.burst >= 1 && limit.burst <= 1000) return { ...limit };
  throw new RangeError(`No rate limit: ${limit.perSecond} per second, burst ${limit.burst}`);
}
