import { ticks } from "../../../base/clock";
import { isCloudError } from "../../../base/errors";
import { dig, finite, isObject, own, type JsonObject } from "../../../base/json";
import { holdsDatum } from "../../../vehicle/answered";
import type { ListedVehicle } from "../../../vehicle/model";
import { nothingTold } from "../../another-vehicle";
import type { ReadOptions, ReadResult } from "../../platform";
import { signedGet, type ReadDeps } from "./read-deps";
import { readEcarxStatus } from "../status/read-status";
import { encodeRfc3986 } from "../session/signing";

/** The measured DC values are asked for at most this often (docs/decisions.md). */
const measuredEveryMs = 60_000;
/** `dcDcConnectStatus` during a DC session. */
const dcConnected = 3;
/** Name under which is remembered that a car does not measure. */
const measuring = "measured DC values";

/** The overview: one request, two while a #5 stands at a DC charger. */
export class OverviewReads {
  readonly #deps: ReadDeps;
  readonly #measuredValues = new Map<string, { at: number; reply?: JsonObject }>();

  constructor(deps: ReadDeps) {
    this.#deps = deps;
  }

  /** docs/protocol/ecarx-smart.md 5.1 */
  async read(vehicle: ListedVehicle, { previous, signal }: ReadOptions): Promise<ReadResult> {
    const { profile, context, state } = this.#deps;
    const raw = await signedGet(this.#deps, vehicle, {
      path: `/remote-control/vehicle/status/${encodeRfc3986(vehicle.id)}`,
      query: { ...profile.statusQuery, userId: state.api?.userId ?? "" },
      signal,
    });
    if (!tellsStatus(own(raw, "data"))) throw nothingTold();
    const readAt = context.http.cloudNow();
    const qrvs = await this.#measured(vehicle, raw, signal);
    const series = String(vehicle.facts.series ?? "");
    return { data: readEcarxStatus(raw, { profile: profile.reading, series, qrvs, previous, readAt }), raw };
  }

  /**
   * A #5 at a DC charger reports values measured there by a read of its own (docs/protocol/ecarx-smart.md 5.10, `qrvs`).
   * Whatever becomes of that, the overview stands.
   */
  async #measured(vehicle: ListedVehicle, raw: JsonObject, signal?: AbortSignal): Promise<JsonObject | undefined> {
    const { profile, context, memory } = this.#deps;
    const series = String(vehicle.facts.series ?? "").toUpperCase();
    if (!profile.measuredDcSeries.some((prefix) => series.startsWith(prefix))) return undefined;
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
      const path = `/geelyTCAccess/tcservices/vehicle/status/qrvs/${encodeRfc3986(vehicle.id)}`;
      values.reply = await signedGet(this.#deps, vehicle, { path, once: true, signal });
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
