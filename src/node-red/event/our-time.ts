import { ticks } from "../../base/clock";
import { runtime } from "../shared/runtime";

/** Our time as a node goes by it: a date that is set back does not stop it, since the vehicles' times go on. */
export class OurTime {
  /** The date at tick 0, the latest that was seen. */
  #origin = -Infinity;

  now(): number {
    const tick = ticks(runtime.clock);
    this.#origin = Math.max(this.#origin, runtime.clock.now() - tick);
    return this.#origin + tick;
  }
}
