import { cloudError } from "../../base/errors";
import type { JsonObject } from "../../base/json";
import type { CarTime } from "./time";

const stepSeconds = 10;

/** A demo car that lives by small steps: those of the smaller clouds, whose days are simple. */
export abstract class SteppedCar {
  readonly #time: CarTime;
  #now: number;
  abstract readonly state: object;

  constructor(
    readonly vin: string,
    time: CarTime,
  ) {
    this.#time = time;
    this.#now = time.startedAt;
  }

  /** Milliseconds since 1970, by its own life. */
  get now(): number {
    return this.#now;
  }

  /** What it tells comes from now by the clock, however fast it lives: no report comes from the future. */
  get stamp(): number {
    return this.#time.stamp(this.#now - this.#time.startedAt);
  }

  /** Lives until the clock's now and so many seconds more. */
  live(extraSeconds: number): void {
    this.#time.moveOn(extraSeconds);
    const until = this.#time.startedAt + this.#time.lived;
    while (this.#now < until) {
      const seconds = Math.min(stepSeconds, (until - this.#now) / 1000);
      this.#now += seconds * 1000;
      this.step(seconds);
    }
  }

  /** Changes its true state. Throws INPUT_INVALID for an unknown key or a value of another type. */
  patch({ silent, ...patch }: JsonObject): void {
    const state = this.state as JsonObject;
    for (const [key, value] of Object.entries(patch)) {
      if (Object.hasOwn(state, key) && typeof state[key] === typeof value) continue;
      throw cloudError("INPUT_INVALID", `The demo's car cannot be set so: "${key}".`, { sent: false });
    }
    Object.assign(state, patch);
    this.patched(silent === true);
  }

  protected abstract step(seconds: number): void;
  protected abstract patched(silent: boolean): void;
}
