import { cloudError, isCloudError } from "../../base/errors";
import { dig, finite, type JsonObject } from "../../base/json";
import type { ListedVehicle } from "../../vehicle/model";
import type { ReadKind, ReadOptions, ReadResult, SessionContext } from "../platform";
import type { EcarxCaller } from "./caller";
import type { Gate } from "./gate";
import type { EcarxProfile } from "./profiles/profile";
import { readChargeTarget, readEcarxStatus } from "./read-status";
import { encodeRfc3986 } from "./signing";
import { readStateFlags } from "./state-flags";
import type { SessionState } from "./state";
import type { VehicleMemory } from "./vehicle-memory";

/** What can be read of a car of this cloud in this version. */
export const ecarxReads = ["overview", "chargeTarget", "stateFlags"] as const satisfies readonly ReadKind[];

/** The measured DC values are asked for at most this often (docs/decisions.md). */
const measuredEveryMs = 60_000;
/** `dcDcConnectStatus` during a DC session. */
const dcConnected = 3;
/** The cloud has no such datum just now; not a failure except for the overview. */
const noDatum = "8153";

export interface ReadDeps {
  profile: EcarxProfile;
  context: SessionContext;
  state: SessionState;
  caller: EcarxCaller;
  memory: VehicleMemory;
  gate: Gate;
}

/** The reads of one session; each is one request, the overview of a #5 at a DC charger two at most. */
export class Reads {
  readonly #deps: ReadDeps;
  readonly #measuredValues = new Map<string, { at: number; reply?: JsonObject }>();

  constructor(deps: ReadDeps) {
    this.#deps = deps;
  }

  /** Rejects with NOT_SUPPORTED without a request for what is not offered, or what the cloud has said the car lacks. */
  async read(kind: ReadKind, vehicle: ListedVehicle, options: ReadOptions): Promise<ReadResult> {
    const { profile, memory } = this.#deps;
    if (!(ecarxReads as readonly ReadKind[]).includes(kind) || memory.lacks(vehicle.id, kind)) {
      throw cloudError(
        "NOT_SUPPORTED",
        `${profile.title} does not offer "${kind}" for this vehicle; it was not asked.`,
        {
          sent: false,
        },
      );
    }
    try {
      if (kind === "overview") return await this.#overview(vehicle, options);
      const raw = await this.#detail(kind, vehicle, options.signal);
      return { data: kind === "chargeTarget" ? readChargeTarget(raw) : readStateFlags(raw), raw };
    } catch (error) {
      // Without the overview there would be nothing left: that one is asked again.
      const lacking = isCloudError(error, "NOT_SUPPORTED") && kind !== "overview";
      if (lacking && (error.platformCode === "1404" || memory.proven(vehicle.id) || !memory.canSwitch(vehicle))) {
        memory.rememberLacking(vehicle.id, kind);
      }
      throw error;
    }
  }

  /** docs/protocol/ecarx-smart.md 5.1 */
  async #overview(vehicle: ListedVehicle, { previous, signal }: ReadOptions): Promise<ReadResult> {
    const { profile, context, state } = this.#deps;
    const raw = await this.#get(
      vehicle,
      `/remote-control/vehicle/status/${encodeRfc3986(vehicle.id)}`,
      { ...profile.statusQuery, userId: state.api?.userId ?? "" },
      signal,
    );
    const readAt = context.http.cloudNow();
    const qrvs = await this.#measured(vehicle, raw, signal);
    const series = String(vehicle.facts.series ?? "");
    return { data: readEcarxStatus(raw, { profile: profile.reading, series, qrvs, previous, readAt }), raw };
  }

  async #detail(kind: ReadKind, vehicle: ListedVehicle, signal?: AbortSignal): Promise<JsonObject> {
    const vin = encodeRfc3986(vehicle.id);
    try {
      return kind === "chargeTarget"
        ? await this.#get(vehicle, `/remote-control/vehicle/status/soc/${vin}`, { setting: "charging" }, signal)
        : await this.#get(vehicle, `/remote-control/vehicle/status/state/${vin}`, undefined, signal);
    } catch (error) {
      if (isCloudError(error) && error.platformCode === noDatum) return { data: null };
      throw error;
    }
  }

  /** A #5 at a DC charger reports values measured there by a read of its own (5.10); without them the power is estimated. */
  async #measured(vehicle: ListedVehicle, raw: JsonObject, signal?: AbortSignal): Promise<JsonObject | undefined> {
    const { profile, context } = this.#deps;
    const series = String(vehicle.facts.series ?? "").toUpperCase();
    if (!profile.measuredDcSeries.some((prefix) => series.startsWith(prefix))) return undefined;
    const electric = dig(raw, "data", "vehicleStatus", "additionalVehicleStatus", "electricVehicleStatus");
    if (finite(dig(electric, "dcDcConnectStatus")) !== dcConnected) return undefined;
    const now = context.clock.now();
    const last = this.#measuredValues.get(vehicle.id);
    if (last && now - last.at < measuredEveryMs) return last.reply;
    const values: { at: number; reply?: JsonObject } = { at: now };
    this.#measuredValues.set(vehicle.id, values);
    try {
      const path = `/geelyTCAccess/tcservices/vehicle/status/qrvs/${encodeRfc3986(vehicle.id)}`;
      values.reply = await this.#get(vehicle, path, undefined, signal);
    } catch (error) {
      if (isCloudError(error, "ABORTED")) throw error;
    }
    return values.reply;
  }

  #get(
    vehicle: ListedVehicle,
    path: string,
    query: Record<string, string> | undefined,
    signal?: AbortSignal,
  ): Promise<JsonObject> {
    const { caller, memory, gate } = this.#deps;
    return gate.shared(() =>
      caller.call(
        { method: "GET", origin: memory.origin(vehicle), path, query, vehicle },
        { use: "read", purpose: "read", signal },
      ),
    );
  }
}
