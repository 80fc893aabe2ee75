import { ticks, type Clock } from "./clock";

/** A vehicle's clock that is further ahead of ours is wrong; or ours is behind. */
const aheadMs = 600_000;

/**
 * Our time as those go by it who wait for vehicles. A date that is set back does not stop it, since the vehicles' times go on;
 * one that is set forward moves it only once a vehicle tells a time that ours has not reached: until then nothing has lasted a
 * day because somebody has set the date by one.
 */
export class OurTime {
  readonly #clock: () => Clock;
  /** The date at tick 0. */
  #origin: number | undefined;

  constructor(clock: () => Clock) {
    this.#clock = clock;
  }

  now(): number {
    const clock = this.#clock();
    const tick = ticks(clock);
    this.#origin ??= clock.now() - tick;
    return this.#origin + tick;
  }

  /** What a vehicle's time is held against: our own time, or the date if that is ahead of it. */
  latest(): number {
    return Math.max(this.now(), this.#clock().now());
  }

  /** Takes note of a vehicle's time. Returns by how much ours has moved forward for it, and every wait with it; mostly 0. */
  heard(at: number): number {
    const now = this.now();
    const latest = this.latest();
    if (!(at > now + aheadMs && at <= latest + aheadMs)) return 0;
    this.#origin! += latest - now;
    return latest - now;
  }
}
