import { ticks } from "../../../base/clock";
import { cloudError, isVehicleCloudError } from "../../../base/errors";
import { dig, finite, isObject, own, type JsonObject } from "../../../base/json";
import { holdsDatum, tellsAnything } from "../../../vehicle/answered";
import type { ListedVehicle } from "../../../vehicle/model";
import { nothingTold } from "../../another-vehicle";
import type { ReadKind, ReadOptions, ReadResult, UnverifiedReadKind } from "../../platform";
import { AbilityReads } from "./ability-reads";
import { readCapabilities } from "../status/capabilities";
import { readSchedules } from "./charging-schedule";
import { FirmwareReads } from "./firmware-reads";
import type { Operations } from "../profiles/operations";
import type { EcarxProfile } from "../profiles/profile";
import { rowOf } from "../session/codes";
import { withDatum, type ReadDeps, type Reader } from "./read-deps";
import { dcPowerOf } from "../status/charging-power";
import { readChargeTarget, readStatus } from "../status/read-status";
import { readStateFlags } from "../status/state-flags";
import { SimReads } from "./sim-data";
import { readTripTrack } from "./trip-track";
import { TripReads } from "./trip-reads";
import { readUnverified, unverifiedReadsOf } from "./unverified-reads";
import { unverifiedKinds } from "../../../vehicle/unverified-kinds";

/** The measured DC values are asked for at most this often (docs/decisions.md). */
const measuredEveryMs = 60_000;
/** `dcDcConnectStatus` during a DC session. */
const dcConnected = 3;
/** Name under which is remembered that a car does not measure. */
const measuring = "measured DC values";

/** The operation that a kind of reading asks. Those known by their path only ask the one of their own name. */
const operations = {
  overview: "status",
  chargeTarget: "chargeTarget",
  stateFlags: "stateFlags",
  trips: "trips",
  tripTrack: "tripTrack",
  capabilities: "capabilities",
  chargingSchedule: "chargingSchedule",
  abilities: "abilities",
  firmware: "firmware",
  simData: "simData",
} as const satisfies Partial<Record<ReadKind, keyof Operations>>;

/** What can be read of a car of this brand and market. Those known by their path only come last. */
export function readsOf({ operations: offered, abilities, firmware }: EcarxProfile): ReadKind[] {
  const settings: Partial<Record<ReadKind, unknown>> = { abilities, firmware };
  const kinds = Object.keys(operations) as (keyof typeof operations)[];
  return [
    ...kinds.filter((kind) => offered[operations[kind]] && (!(kind in settings) || settings[kind])),
    ...unverifiedReadsOf(offered),
  ];
}

/** The reads of one session. */
export class Reads {
  readonly #deps: ReadDeps;
  readonly #offered: readonly ReadKind[];
  /** By vehicle. */
  readonly #measuredValues = new Map<string, { at: number; reply?: JsonObject }>();
  readonly #readers: { readonly [K in ReadKind]?: Reader<K> };

  constructor(deps: ReadDeps) {
    this.#deps = deps;
    this.#offered = readsOf(deps.profile);
    const trips = new TripReads(deps);
    const abilities = new AbilityReads(deps);
    const firmware = new FirmwareReads(deps);
    const sim = new SimReads(deps);
    this.#readers = {
      overview: (vehicle, options) => this.#overview(vehicle, options),
      chargeTarget: (vehicle, options) => this.#chargeTarget(vehicle, options),
      stateFlags: (vehicle, options) => this.#stateFlags(vehicle, options),
      capabilities: (vehicle, options) => this.#capabilities(vehicle, options),
      chargingSchedule: (vehicle, options) => readSchedules(deps, vehicle, options),
      trips: (vehicle, options) => trips.read(vehicle, options),
      tripTrack: (vehicle, options) => readTripTrack(deps, vehicle, options),
      abilities: (vehicle, options) => abilities.read(vehicle, options),
      firmware: (vehicle, options) => firmware.read(vehicle, options),
      simData: (vehicle, options) => sim.read(vehicle, options),
      ...(Object.fromEntries(
        unverifiedKinds.map((kind) => [kind, (vehicle, options) => readUnverified(deps, kind, vehicle, options)]),
      ) satisfies Record<string, Reader<UnverifiedReadKind>>),
    };
  }

  /** Rejects with NOT_SUPPORTED without a request for what is not offered, or what the cloud has said the car lacks. */
  async read<K extends ReadKind>(kind: K, vehicle: ListedVehicle, options: ReadOptions): Promise<ReadResult<K>> {
    const { profile, memory } = this.#deps;
    const reader = this.#readers[kind];
    if (!reader || !this.#offered.includes(kind) || memory.lacks(vehicle.id, kind)) throw this.#notOffered(kind);
    try {
      return await reader(vehicle, options);
    } catch (error) {
      // Without the overview there would be nothing left: that one is asked again.
      const lacking = isVehicleCloudError(error, "NOT_SUPPORTED") && kind !== "overview";
      if (
        lacking &&
        (rowOf(profile.codes, error)?.lacking === "read" || memory.proven(vehicle.id) || !memory.canSwitch(vehicle))
      ) {
        memory.rememberLacking(vehicle.id, kind);
      }
      throw error;
    }
  }

  /** One request, two while a car that measures its charging stands at a DC charger (docs/protocol/ecarx-smart.md 5.1). */
  async #overview(vehicle: ListedVehicle, { previous, signal }: ReadOptions): Promise<ReadResult<"overview">> {
    const { profile, context } = this.#deps;
    const raw = await this.#deps.caller.askVehicle(vehicle, "status", { signal });
    if (!tellsStatus(own(raw, "data"))) throw nothingTold();
    const readAt = context.http.cloudNow();
    const qrvs = await this.#measured(vehicle, raw, signal);
    const series = String(vehicle.facts.series ?? "");
    const data = readStatus(raw, { profile: profile.reading, series, qrvs, previous, readAt });
    if (!tellsAnything(data, previous)) throw nothingTold();
    return { data, raw };
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
      values.reply = await this.#deps.caller.askVehicle(vehicle, "measured", { once: true, signal });
    } catch (error) {
      if (isVehicleCloudError(error, "ABORTED")) throw error;
      if (isVehicleCloudError(error, "NOT_SUPPORTED")) memory.rememberLacking(vehicle.id, measuring);
    }
    return values.reply;
  }

  /** docs/protocol/ecarx-smart.md 5.2 */
  async #chargeTarget(vehicle: ListedVehicle, { signal }: ReadOptions): Promise<ReadResult<"chargeTarget">> {
    const asking = this.#deps.caller.askVehicle(vehicle, "chargeTarget", { signal });
    const raw = await withDatum(asking, (reply) => readChargeTarget(reply).targetPercent !== undefined);
    return { data: readChargeTarget(raw), raw };
  }

  /** docs/protocol/ecarx-smart.md 5.3 */
  async #stateFlags(vehicle: ListedVehicle, { signal }: ReadOptions): Promise<ReadResult<"stateFlags">> {
    const raw = await withDatum(this.#deps.caller.askVehicle(vehicle, "stateFlags", { signal }));
    return { data: readStateFlags(raw), raw };
  }

  /** docs/protocol/ecarx-smart.md 4.5; one page holds all functions of any car. */
  async #capabilities(vehicle: ListedVehicle, { signal }: ReadOptions): Promise<ReadResult<"capabilities">> {
    const raw = await withDatum(
      this.#deps.caller.askVehicle(vehicle, "capabilities", { signal }),
      // Cars list some 90 functions; paging and the like beside an empty list say nothing of this one.
      (reply) => readCapabilities(reply).capabilities.length > 0,
    );
    return { data: readCapabilities(raw), raw };
  }

  #notOffered(kind: ReadKind): Error {
    const { title, lacks } = this.#deps.profile;
    const why = lacks[kind];
    return cloudError(
      "NOT_SUPPORTED",
      `${title} does not offer "${kind}" for this vehicle${why ? `: ${why}` : ""}; it was not asked.`,
      { sent: false },
    );
  }
}

/** `result`, beside the status, tells how the question went (docs/protocol/ecarx-smart.md 5.1), nothing of the car. */
function tellsStatus(data: unknown): boolean {
  const status = own(data, "vehicleStatus");
  if (status !== undefined) return holdsDatum(status);
  return holdsDatum(isObject(data) ? { ...data, result: undefined } : data);
}
