import { isDeepStrictEqual } from "node:util";
import { changesBetween } from "../../vehicle/changes";
import { valueAt } from "../../vehicle/message";
import type { Change } from "../../vehicle/model";
import { isOverview, told, type Overview, type Reading } from "./status-message";
import type { SendRule } from "./status-settings";

/** What this node last sent of each vehicle: what is new, and what has changed, is meant against that. */
export class LastSent {
  readonly #sent = new Map<string, Reading>();

  /** The overview last sent. */
  of(vehicleId: string): Overview["data"] | undefined {
    const sent = this.#sent.get(vehicleId);
    return sent && isOverview(sent) ? sent.data : undefined;
  }

  /** Takes note that a reading is being sent; returns what changed since the one before, if it is an overview. */
  note(reading: Reading): Change[] | undefined {
    const changes = isOverview(reading) ? changesBetween(this.of(reading.vehicle.id), reading.data) : undefined;
    const { vehicle, kind, data } = reading;
    this.#sent.set(vehicle.id, { vehicle, kind, data });
    return changes;
  }

  /** Whether a reading that the node made by itself is to be sent. The first one always is. */
  wants(reading: Reading, rule: SendRule, watch: readonly string[]): boolean {
    const sent = this.#sent.get(reading.vehicle.id);
    if (!sent || rule === "every") return true;
    if (isOverview(sent) && isOverview(reading)) return overviewWants(sent, reading, rule, watch);
    if (rule === "new" || watch.length === 0) return !isDeepStrictEqual(withoutAsking(sent), withoutAsking(reading));
    const [before, now] = [told(sent), told(reading)];
    return watch.some((path) => !isDeepStrictEqual(valueAt(before, path), valueAt(now, path)));
  }
}

function overviewWants(sent: Overview, { data }: Overview, rule: SendRule, watch: readonly string[]): boolean {
  // That a reading turned stale is told once, by an event of its own.
  const changes = changesBetween(sent.data, data).filter(({ path }) => path !== "stale");
  if (rule === "new") return data.reportedAt !== sent.data.reportedAt || changes.length > 0;
  if (watch.length === 0) return changes.length > 0;
  return changes.some(({ path }) => watch.some((watched) => path === watched || path.startsWith(`${watched}.`)));
}

/** What differs between two readings of the same. */
const ofTheAsking = new Set(["readAt", "ageSeconds", "from", "to"]);

const withoutAsking = (reading: Reading): object =>
  Object.fromEntries(Object.entries(told(reading)).filter(([member]) => !ofTheAsking.has(member)));
