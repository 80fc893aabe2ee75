import { type Clock, ticks } from "../../base/clock";
import { cloudError, isVehicleCloudError } from "../../base/errors";
import { maskId } from "../../base/logger";

/** How long what the cloud has refused for good is not asked for again, unless a vehicle lacks it. Ours. */
const closedMs = 15 * 60_000;
/** So many vehicles in a row to which a call was restricted make it the call that is restricted. Ours. */
const restrictedInRow = 3;

/**
 * What is known not to work, so that it costs no request (docs/protocol/segway.md 4): functions that a vehicle's firmware lacks
 * (15707, until the account restarts), calls that the vendor has restricted (15990), and a client id that does not belong to
 * the host (15100). 15990 counts per vehicle, since one restricted vehicle must not stop a fleet; three in a row are no chance.
 */
export class Refusals {
  readonly #clock: Clock;
  readonly #unsupported = new Set<string>();
  /** Vehicle and endpoint, or endpoint alone → until when it is not called. */
  readonly #closedUntil = new Map<string, number>();
  /** Endpoint → vehicles to which it was restricted since it last worked. */
  readonly #restricted = new Map<string, Set<string>>();
  #clientClosed: { until: number; host: string } | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Throws CONFIG_INVALID, NOT_SUPPORTED or NOT_PERMITTED without a request if the answer is known. */
  check(iotCode: string, endpointId: string): void {
    this.checkClient();
    if (this.#unsupported.has(keyOf(iotCode, endpointId))) {
      throw cloudError(
        "NOT_SUPPORTED",
        `Vehicle ${maskId(iotCode)} has said that it or its firmware lacks this function (15707); nothing was sent.`,
        { platformCode: "15707", sent: false },
      );
    }
    this.#checkRestricted(iotCode, endpointId);
  }

  /** Throws CONFIG_INVALID while the host is known not to know the client id. */
  checkClient(): void {
    const wait = this.#wait(this.#clientClosed?.until);
    if (wait <= 0) return;
    const host = this.#clientClosed?.host ?? "";
    throw cloudError(
      "CONFIG_INVALID",
      `${host} has answered that the client id does not belong to it (15100). Check client id, secret and base URLs of the account; nothing is sent to it for another ${minutes(wait)} min, or until Test sign-in is pressed.`,
      { host, platformCode: "15100", retryAfterMs: wait, retryable: false, sent: false },
    );
  }

  /** A new sign-in was asked for: the host may know the client id by now. */
  liftClient(): void {
    this.#clientClosed = undefined;
  }

  /** The endpoint works. */
  worked(endpointId: string): void {
    this.#restricted.delete(endpointId);
    this.#closedUntil.delete(endpointId);
  }

  note(iotCode: string, endpointId: string, error: unknown): void {
    if (!isVehicleCloudError(error) || error.sent === false) return;
    this.noteClient(error);
    if (error.platformCode === "15707") this.#unsupported.add(keyOf(iotCode, endpointId));
    if (error.platformCode === "15990") this.#restrict(iotCode, endpointId);
  }

  noteClient(error: unknown): void {
    if (!isVehicleCloudError(error) || error.sent === false || error.platformCode !== "15100") return;
    this.#clientClosed = { until: ticks(this.#clock) + closedMs, host: error.host ?? "Segway's cloud" };
  }

  #restrict(iotCode: string, endpointId: string): void {
    const until = ticks(this.#clock) + closedMs;
    this.#closedUntil.set(keyOf(iotCode, endpointId), until);
    const inRow = this.#restricted.get(endpointId) ?? new Set();
    this.#restricted.set(endpointId, inRow.add(iotCode));
    if (inRow.size >= restrictedInRow) this.#closedUntil.set(endpointId, until);
  }

  #checkRestricted(iotCode: string, endpointId: string): void {
    const ofAll = this.#wait(this.#closedUntil.get(endpointId));
    const wait = Math.max(ofAll, this.#wait(this.#closedUntil.get(keyOf(iotCode, endpointId))));
    if (wait <= 0) return;
    const what =
      ofAll > 0
        ? `Segway has restricted ${endpointId} for three vehicles in a row (15990): it is not sent to any vehicle for another ${minutes(wait)} min.`
        : `Segway has restricted this call for vehicle ${maskId(iotCode)} (15990); it is not asked again for ${minutes(wait)} min.`;
    throw cloudError("NOT_PERMITTED", `${what} Contact Segway; nothing was sent.`, {
      platformCode: "15990",
      retryAfterMs: wait,
      sent: false,
    });
  }

  /** Milliseconds; 0 = not closed. */
  #wait(until = -Infinity): number {
    return Math.max(0, until - ticks(this.#clock));
  }
}

const keyOf = (iotCode: string, endpointId: string): string => `${iotCode} ${endpointId}`;
const minutes = (ms: number): number => Math.ceil(ms / 60_000);
