import { changesBetween } from "../../vehicle/changes";
import type { Change, VehicleStatus } from "../../vehicle/model";
import type { SendRule } from "./status-settings";

/** What this node last sent of each vehicle: what is new, and what has changed, is meant against that. */
export class LastSent {
  readonly #sent = new Map<string, VehicleStatus>();

  of(vehicleId: string): VehicleStatus | undefined {
    return this.#sent.get(vehicleId);
  }

  /** Takes note that the status is being sent; returns what changed since the one before. */
  note(vehicleId: string, status: VehicleStatus): Change[] {
    const changes = changesBetween(this.#sent.get(vehicleId), status);
    this.#sent.set(vehicleId, status);
    return changes;
  }

  /** Whether a reading that the node made by itself is to be sent. The first one always is. */
  wants(vehicleId: string, status: VehicleStatus, rule: SendRule, watch: readonly string[]): boolean {
    const sent = this.#sent.get(vehicleId);
    if (!sent || rule === "every") return true;
    // That a reading turned stale is told once, by an event of its own.
    const changes = changesBetween(sent, status).filter(({ path }) => path !== "stale");
    if (rule === "new") return status.reportedAt !== sent.reportedAt || changes.length > 0;
    if (watch.length === 0) return changes.length > 0;
    return changes.some(({ path }) => watch.some((watched) => path === watched || path.startsWith(`${watched}.`)));
  }
}
