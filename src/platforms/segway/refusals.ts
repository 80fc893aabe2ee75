import type { Clock } from "../../base/clock";
import { cloudError, isCloudError } from "../../base/errors";
import { maskId } from "../../base/logger";

/** How long an operation that the vendor has restricted (15990) is not asked for again, per vehicle. Ours. */
const restrictedMs = 15 * 60_000;

/**
 * What is known not to work: functions a vehicle's firmware lacks (15707, until the account restarts) and operations the
 * vendor has restricted (15990, for 15 minutes). Per vehicle: one restricted vehicle must not stop a fleet.
 */
export class Refusals {
  readonly #clock: Clock;
  readonly #unsupported = new Set<string>();
  readonly #restrictedUntil = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Throws NOT_SUPPORTED or NOT_PERMITTED without a request if the answer is known. */
  check(iotCode: string, endpointId: string): void {
    const key = `${iotCode} ${endpointId}`;
    if (this.#unsupported.has(key)) {
      throw cloudError(
        "NOT_SUPPORTED",
        `Vehicle ${maskId(iotCode)} has said that it or its firmware lacks this function (15707); nothing was sent.`,
        { platformCode: "15707", sent: false },
      );
    }
    const wait = (this.#restrictedUntil.get(key) ?? 0) - this.#clock.now();
    if (wait <= 0) return;
    throw cloudError(
      "NOT_PERMITTED",
      `Segway has restricted this call for vehicle ${maskId(iotCode)} (15990); it is not asked again for ${Math.ceil(wait / 60_000)} min. Contact Segway; nothing was sent.`,
      { platformCode: "15990", retryAfterMs: wait, sent: false },
    );
  }

  note(iotCode: string, endpointId: string, error: unknown): void {
    if (!isCloudError(error)) return;
    const key = `${iotCode} ${endpointId}`;
    if (error.platformCode === "15707") this.#unsupported.add(key);
    if (error.platformCode === "15990") this.#restrictedUntil.set(key, this.#clock.now() + restrictedMs);
  }
}
