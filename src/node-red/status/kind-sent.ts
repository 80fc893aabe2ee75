import { isDeepStrictEqual } from "node:util";
import { valueAt } from "../../vehicle/message";
import { copyOf, type KindReading } from "./kind-message";
import type { SendRule } from "./status-settings";

/** What differs between two readings of the same. */
const ofTheAsking = new Set(["readAt", "ageSeconds", "from", "to"]);

/** What this node last sent of each vehicle, of a kind beside the overview. */
export class KindSent {
  readonly #sent = new Map<string, Record<string, unknown>>();

  note({ vehicle, data }: KindReading): void {
    this.#sent.set(vehicle.id, copyOf(data));
  }

  /** Whether a reading that the node made by itself is to be sent. The first one always is. */
  wants({ vehicle, data }: KindReading, rule: SendRule, watch: readonly string[]): boolean {
    const sent = this.#sent.get(vehicle.id);
    if (!sent || rule === "every") return true;
    if (rule === "new" || watch.length === 0) return !isDeepStrictEqual(told(sent), told(data));
    return watch.some((path) => !isDeepStrictEqual(valueAt(sent, path), valueAt(data, path)));
  }
}

const told = (data: object): object =>
  Object.fromEntries(Object.entries(data).filter(([member]) => !ofTheAsking.has(member)));
