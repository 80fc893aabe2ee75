import { ticks, type Clock } from "./clock";

/** Our time as who waits goes by it: a date that is set back does not stop it, since the vehicles' times go on. */
export class OurTime {
  readonly #clock: () => Clock;
  /** The date at tick 0, the latest that was seen. */
  #origin = -Infinity;

  constructor(clock: () => Clock) {
    this.#clock = clock;
  }

  now(): number {
    const clock = this.#clock();
    const tick = ticks(clock);
    this.#origin = Math.max(this.#origin, clock.now() - tick);
    return this.#origin + tick;
  }
}
