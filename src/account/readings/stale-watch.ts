import type { Clock, ClockTimer } from "../../base/clock";
import { allowedSilence } from "../../vehicle/age";
import type { VehicleStatus } from "../../vehicle/model";

export interface StaleWatchOptions {
  clock: Clock;
  /** The book's status with its age as of now. */
  status: () => VehicleStatus | undefined;
  tell: (status: VehicleStatus) => void;
}

/** Tells once when a vehicle has been silent longer than its last status explains. */
export class StaleWatch {
  readonly #options: StaleWatchOptions;
  #timer: ClockTimer;
  #told = false;

  constructor(options: StaleWatchOptions) {
    this.#options = options;
  }

  /** A reading came: it counts from there. One that is stale already says so itself. */
  onReading(): void {
    const status = this.#options.status();
    this.#told = status?.stale === true;
    this.#plan(status);
  }

  /** The cloud has no data of the vehicle just now. */
  mark(): void {
    const status = this.#options.status();
    if (!status || this.#told) return;
    this.#told = true;
    this.#options.tell({ ...status, stale: true });
  }

  close(): void {
    this.#stop();
  }

  #plan(status: VehicleStatus | undefined): void {
    this.#stop();
    if (!status || this.#told || status.ageSeconds === null) return;
    const wait = (allowedSilence(status) - status.ageSeconds + 1) * 1000;
    this.#timer = this.#options.clock.setTimeout(
      () => {
        this.#timer = undefined;
        const now = this.#options.status();
        if (now?.stale) this.mark();
        else this.#plan(now);
      },
      Math.max(1000, wait),
    );
  }

  #stop(): void {
    if (this.#timer !== undefined) this.#options.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
