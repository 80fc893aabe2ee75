import { cloudError, isCloudError } from "../../../base/errors";
import type { ListedVehicle } from "../../../vehicle/model";
import type { ReadKind, ReadOptions, ReadResult, UnverifiedReadKind } from "../../platform";
import { AbilityReads } from "./ability-reads";
import { readCapabilities } from "../status/capabilities";
import { readSchedules } from "./charging-schedule";
import { FirmwareReads } from "./firmware-reads";
import { OverviewReads } from "./overview-reads";
import type { EcarxProfile, Operations } from "../profiles/profile";
import { rowOf } from "../session/envelope";
import { askVehicle, withDatum, type ReadDeps, type Reader } from "./read-deps";
import { readChargeTarget } from "../status/read-status";
import { readStateFlags } from "../status/state-flags";
import { SimReads } from "./sim-data";
import { readTripTrack } from "./trip-track";
import { TripReads } from "./trip-reads";
import { readUnverified, unverifiedKinds, unverifiedReadsOf } from "./unverified-reads";

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
  readonly #readers: { readonly [K in ReadKind]?: Reader<K> };

  constructor(deps: ReadDeps) {
    this.#deps = deps;
    this.#offered = readsOf(deps.profile);
    const overview = new OverviewReads(deps);
    const trips = new TripReads(deps);
    const abilities = new AbilityReads(deps);
    const firmware = new FirmwareReads(deps);
    const sim = new SimReads(deps);
    this.#readers = {
      overview: (vehicle, options) => overview.read(vehicle, options),
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
      const lacking = isCloudError(error, "NOT_SUPPORTED") && kind !== "overview";
      if (
        lacking &&
        (rowOf(profile.codes, error)?.lacking === "read" || memory.proven(vehicle.id) || !memory.canSwitch(vehicle))
      ) {
        memory.rememberLacking(vehicle.id, kind);
      }
      throw error;
    }
  }

  /** docs/protocol/ecarx-smart.md 5.2 */
  async #chargeTarget(vehicle: ListedVehicle, { signal }: ReadOptions): Promise<ReadResult<"chargeTarget">> {
    const asking = askVehicle(this.#deps, vehicle, "chargeTarget", { signal });
    const raw = await withDatum(asking, (reply) => readChargeTarget(reply).targetPercent !== undefined);
    return { data: readChargeTarget(raw), raw };
  }

  /** docs/protocol/ecarx-smart.md 5.3 */
  async #stateFlags(vehicle: ListedVehicle, { signal }: ReadOptions): Promise<ReadResult<"stateFlags">> {
    const raw = await withDatum(askVehicle(this.#deps, vehicle, "stateFlags", { signal }));
    return { data: readStateFlags(raw), raw };
  }

  /** docs/protocol/ecarx-smart.md 4.5; one page holds all functions of any car. */
  async #capabilities(vehicle: ListedVehicle, { signal }: ReadOptions): Promise<ReadResult<"capabilities">> {
    const raw = await withDatum(
      askVehicle(this.#deps, vehicle, "capabilities", { signal }),
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
