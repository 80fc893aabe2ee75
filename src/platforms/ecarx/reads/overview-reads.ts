import { ticks } from "../../../base/clock";
import { isCloudError } from "../../../base/errors";
import { dig, finite, isObject, own, type JsonObject } from "../../../base/json";
import { holdsDatum } from "../../../vehicle/answered";
import type { ListedVehicle } from "../../../vehicle/model";
import { nothingTold } from "../../another-vehicle";
import type { ReadOptions, ReadResult } from "../../platform";
import { askVehicle, type ReadDeps } from "./read-deps";
import { readStatus } from "../status/read-status";
import { dcPowerOf } from "../status/charging-power";

/** The measured DC values are asked for at most this often (docs/decisions.md). */
const measuredEveryMs = 60_000;
/** `dcDcConnectStatus` during a DC session. */
const dcConnected = 3;
/** Name under which is remembered that a car does not measure. */
const measuring = "measured DC values";

/** The overview: one request, two while a car that measures its charging stands at a DC charger. */
export class OverviewReads {
  readonly #deps: ReadDeps;
  readonly #measuredValues = new Map<string, { at: number; reply?: JsonObject }>();

  constructor(deps: ReadDeps) {
    this.#deps = deps;
  }

  /** docs/protocol/ecarx-smart.md 5.1 */
  async read(vehicle: ListedVehicle, { previous, signal }: ReadOptions): Promise<ReadResult<"overview">> {
    const { profile, context } = this.#deps;
    const raw = await askVehicle(this.#deps, vehicle, "status", { signal });
    if (!tellsStatus(own(raw, "data"))) throw nothingTold();
    const readAt = context.http.cloudNow();
    const qrvs = await this.#measured(vehicle, raw, signal);
    const series = String(vehicle.facts.series ?? "");
    return { data: readStatus(raw, { profile: profile.reading, series, qrvs, previous, readAt }), raw };
  }

  /**
   * Some series at a DC charger report values measured there by a read of its own (docs/protocol/ecarx-smart.md 5.10, `qrvs`).
   * Whatever becomes of that, the overview stands.
   */
  async #measured(vehicle: ListedVehicle, raw: JsonObject, signal?: AbortSignal): Promise<JsonObject | undefined> {
    const { profile, context, memory } = this.#deps;
    const told = dcPowerOf(profile.reading, String(vehicle.facts.series ?? ""));
    if (!profile.operations.measured || told?.measured !== true) return undefined;
    const electric = dig(raw, "data", "vehicleStatus", "additionalVehicleStatus", "electricVehicleStatus");
    if (finite(dig(electric, "dcDcConnectStatus")) !== dcConnected || memory.lacks(vehicle.id, measuring)) {
      this.#measuredValues.delete(vehicle.id);
      return undefined;
    }
    const now = ticks(context.clock);
    const last = this.#measuredValues.get(vehicle.id);
    if (last && now - last.at < measuredEveryMs) return last.reply;
    const values: { at: number; reply?: JsonObject } = { at: now };
    this.#measuredValues.set(vehicle.id, values);
    try {
      values.reply = await askVehicle(this.#deps, vehicle, "measured", { once: true, signal });
    } catch (error) {
      if (isCloudError(error, "ABORTED")) throw error;
      if (isCloudError(error, "NOT_SUPPORTED")) memory.rememberLacking(vehicle.id, measuring);
    }
    return values.reply;
  }
}

/** `result`, beside the status, tells how the question went (docs/protocol/ecarx-smart.md 5.1), nothing of the car. */
function tellsStatus(data: unknown): boolean {
  const status = own(data, "vehicleStatus");
  if (status !== undefined) return holdsDatum(status);
  return holdsDatum(isObject(data) ? { ...data, result: undefined } : data);
}
