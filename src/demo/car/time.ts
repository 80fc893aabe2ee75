import type { Clock } from "../../base/clock";

/**
 * The vehicles' time: milliseconds they have lived. It runs `speed` times faster than the clock and can be moved on.
 * What a car reports is stamped with the clock's time, so that no report comes from the future.
 */
export class CarTime {
  /** Clock time at which the vehicles began to live. */
  readonly startedAt: number;
  readonly #clock: Clock;
  #lived = 0;
  #clockThen: number;
  #from = { lived: 0, clock: 0 };
  #to = { lived: 0, clock: 0 };

  constructor(
    clock: Clock,
    readonly speed: number,
  ) {
    this.#clock = clock;
    this.startedAt = this.#clockThen = clock.now();
    this.#from = this.#to = { lived: 0, clock: this.#clockThen };
  }

  get lived(): number {
    return this.#lived;
  }

  /** Moves on by what the clock moved since the last time and `extraSeconds`; a clock set back stops the cars. */
  moveOn(extraSeconds = 0): void {
    const now = this.#clock.now();
    this.#lived += Math.max(0, now - this.#clockThen) * this.speed + extraSeconds * 1000;
    this.#clockThen = now;
    this.#from = this.#to;
    this.#to = { lived: this.#lived, clock: now };
  }

  /** Clock time of a moment in the stretch that was lived last. */
  stamp(lived: number): number {
    const { lived: l0, clock: c0 } = this.#from;
    const { lived: l1, clock: c1 } = this.#to;
    const share = l1 > l0 ? Math.min(1, Math.max(0, (lived - l0) / (l1 - l0))) : 1;
    return Math.round(c0 + (c1 - c0) * share);
  }
}
