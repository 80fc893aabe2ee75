import type { Clock, ClockTimer } from "../../base/clock";

/** A timer waits no longer; it then finds nothing due, and is set anew. */
const longestMs = 2 ** 31 - 1;

/** One timer for all vehicles of a node: it wakes at the first of the times that were named, and must be told the next then. */
export class DueTimer {
  readonly #clock: () => Clock;
  readonly #now: () => number;
  readonly #onDue: () => void;
  #at = Infinity;
  #timer: ClockTimer;
  #closed = false;

  /** `now` is the node's own time (`OurTime`), which goes on where the clock's jumps. */
  constructor(clock: () => Clock, now: () => number, onDue: () => void) {
    this.#clock = clock;
    this.#now = now;
    this.#onDue = onDue;
  }

  /** Who named an earlier time and needs it no more finds nothing due then. */
  expect(at: number): void {
    if (at >= this.#at || this.#closed) return;
    this.#clock().clearTimeout(this.#timer);
    this.#at = at;
    const wait = Math.min(Math.max(0, at - this.#now()), longestMs);
    this.#timer = this.#clock().setTimeout(() => {
      this.#at = Infinity;
      this.#onDue();
    }, wait);
  }

  /** What was named is due so much later: the node's time was put forward. */
  move(byMs: number): void {
    this.#at += byMs;
  }

  close(): void {
    this.#closed = true;
    this.#clock().clearTimeout(this.#timer);
  }
}
