import { isVehicleCloudError, type VehicleCloudError } from "../../base/errors";
import type { SessionEvent } from "../types";

/** Says once when the session is lost to another client or to a refused sign-in, and once when it is back. */
export class SessionWatch {
  /** Hears of each change. */
  onChange: (event: SessionEvent) => void = () => undefined;
  #now: SessionEvent | undefined;

  /** How it stands, as far as that is known. */
  get now(): SessionEvent | undefined {
    return this.#now;
  }

  /** What it stood like when the account was closed. */
  restore(error: VehicleCloudError | undefined): void {
    if (error && !this.#now) this.#lost(error, { already: true });
  }

  /** A sign-in or a call has failed for good. Other failures than those of the session say nothing about it. */
  failed(error: VehicleCloudError): void {
    this.#lost(error, {});
  }

  /** There is a session, by a renewal or because the cloud has answered a call. */
  works(): void {
    if (this.#now?.state === "back") return;
    // That it works from the start is no news.
    this.#set({ type: "session", state: "back", ...(this.#now ? {} : { already: true }) });
  }

  #lost(error: VehicleCloudError, mark: Pick<SessionEvent, "already">): void {
    const takenOver = isVehicleCloudError(error, "SESSION_TAKEN_OVER");
    if (!takenOver && !isVehicleCloudError(error, "SIGN_IN_REJECTED", "SIGN_IN_NEEDED")) return;
    const state = takenOver ? "takenOver" : "signInNeeded";
    if (this.#now?.state !== state) this.#set({ type: "session", state, error, ...mark });
  }

  #set(event: SessionEvent): void {
    this.#now = event;
    this.onChange(event);
  }
}
