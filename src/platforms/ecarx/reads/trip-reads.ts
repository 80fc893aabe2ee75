import type { TripState, Trips } from "../../../vehicle/read-data";
import { ticks } from "../../../base/clock";
import { isVehicleCloudError } from "../../../base/errors";
import { dig, own, type JsonObject } from "../../../base/json";
import { holdsDatum } from "../../../vehicle/answered";
import type { ListedVehicle } from "../../../vehicle/model";
import type { ReadOptions, ReadResult } from "../../platform";
import { isMissing, type ReadDeps } from "./read-deps";
import { readStateFlags } from "../status/state-flags";
import { grantTrips } from "./trip-grant";
import { readTrips } from "./trip-journal";
import { refuse, timeIn, windowIn, wholeIn } from "../../../vehicle/trips/trip-window";

/** The journal is asked at most this often for the same (docs/decisions.md). */
const keptMs = 15 * 60_000;

/** Trip journal V4 (docs/protocol/ecarx-smart.md 5.8). */
export class TripReads {
  readonly #deps: ReadDeps;
  readonly #kept = new Map<string, { at: number; key: string; result: ReadResult<"trips"> }>();

  constructor(deps: ReadDeps) {
    this.#deps = deps;
  }

  /**
   * `params`: `from`, `to` (default the last 7 days), `page` (1 = newest), `pageSize` (20), `consent` (false): true = the user
   * has agreed that this account's trips are read, which is then told to the cloud, once per session. Without it nothing is
   * switched on. Throws INPUT_INVALID.
   */
  async read(vehicle: ListedVehicle, { params = {}, signal }: ReadOptions): Promise<ReadResult<"trips">> {
    const consent = own(params, "consent") ?? false;
    if (typeof consent !== "boolean") throw refuse('"consent" must be true or false.');
    const page = wholeIn(params, "page", 1, 1000, 1);
    const pageSize = wholeIn(params, "pageSize", 1, 100, 20);
    const now = this.#deps.context.http.cloudNow();
    const told = { from: timeIn(params, "from"), to: timeIn(params, "to") };
    const window = windowIn(params, now);

    const key = JSON.stringify([told, page, pageSize, consent]);
    const kept = this.#kept.get(vehicle.id);
    const age = kept ? ticks(this.#deps.context.clock) - kept.at : Infinity;
    if (kept?.key === key && age >= 0 && age < keptMs) return kept.result;

    const granted = consent && (await grantTrips(this.#deps, vehicle, signal));
    const raw = await this.#journal(vehicle, { ...window, page, pageSize }, signal);
    const { trips, total } = raw ? readTrips(raw, this.#deps.profile.reading) : { trips: [], total: 0 };
    const data: Trips = {
      state: trips.length > 0 || total > 0 ? "trips" : await this.#why(vehicle, granted, raw !== undefined, signal),
      trips,
      total,
      from: new Date(window.from).toISOString(),
      to: new Date(window.to).toISOString(),
    };
    const result = { data, raw: raw ?? null };
    this.#kept.set(vehicle.id, { at: ticks(this.#deps.context.clock), key, result });
    return result;
  }

  async #journal(
    vehicle: ListedVehicle,
    values: { from: number; to: number; page: number; pageSize: number },
    signal?: AbortSignal,
  ): Promise<JsonObject | undefined> {
    try {
      const raw = await this.#deps.caller.askVehicle(vehicle, "trips", { values, signal });
      // Without a list it has not said that there are none, nor that this account may read them: as 8153.
      const answered = Array.isArray(dig(raw, "data", "list")) || holdsDatum(dig(raw, "data", "pagination"));
      return answered ? raw : undefined;
    } catch (error) {
      if (isMissing(this.#deps, error)) return undefined;
      throw error;
    }
  }

  /** The car's flags tell whether it records. `answered`: with an empty list, so the account may read. */
  async #why(
    vehicle: ListedVehicle,
    granted: boolean,
    answered: boolean,
    signal?: AbortSignal,
  ): Promise<Exclude<TripState, "trips">> {
    try {
      const flags = readStateFlags(await this.#deps.caller.askVehicle(vehicle, "stateFlags", { signal }));
      if (flags.tripRecording === false) return "recordingOff";
    } catch (error) {
      if (isVehicleCloudError(error, "ABORTED", "SIGN_IN_NEEDED")) throw error;
    }
    return granted || answered || this.#deps.state.granted.has(vehicle.id) ? "none" : "noConsent";
  }
}
