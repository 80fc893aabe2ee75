import { isCloudError } from "../../../base/errors";
import { own, type JsonObject } from "../../../base/json";
import { holdsDatum } from "../../../vehicle/answered";
import type { ListedVehicle } from "../../../vehicle/model";
import { nothingTold } from "../../another-vehicle";
import type { ReadOptions, ReadResult, SessionContext } from "../../platform";
import type { EcarxCaller } from "../session/caller";
import type { Exchange } from "../session/exchange";
import type { Gate } from "../session/gate";
import type { EcarxProfile } from "../profiles/profile";
import type { Selection } from "../session/selection";
import type { SessionState } from "../session/state";
import type { VehicleMemory } from "../vehicle-memory";

/** What a read of one session works with. */
export interface ReadDeps {
  profile: EcarxProfile;
  context: SessionContext;
  state: SessionState;
  caller: EcarxCaller;
  memory: VehicleMemory;
  gate: Gate;
  exchange: Exchange;
  selection: Selection;
  /** One renewal of the session at a time, whoever wants it. */
  renewals: Gate;
}

/** One kind of reading. */
export type Reader = (vehicle: ListedVehicle, options: ReadOptions) => Promise<ReadResult>;

export interface SignedGet {
  path: string;
  query?: Record<string, string>;
  /** False: without the vehicle headers. */
  vehicleHeaders?: boolean;
  /** Not repeated over bad weather: something more important waits for it. */
  once?: boolean;
  signal?: AbortSignal;
}

/** A signed question about a vehicle, on its host; the whole envelope. */
export function signedGet(deps: ReadDeps, vehicle: ListedVehicle, get: SignedGet): Promise<JsonObject> {
  const { caller, memory, gate } = deps;
  const { path, query, vehicleHeaders, once, signal } = get;
  return gate.shared(() =>
    caller.call(
      { method: "GET", origin: memory.origin(vehicle), path, query, vehicle, vehicleHeaders },
      { use: "read", purpose: "read", once, signal },
    ),
  );
}

/** The cloud has no such datum just now. Where "none" is an answer (trips, schedules) that is no failure. */
const noDatum = "8153";

export function isMissing(error: unknown): boolean {
  return isCloudError(error) && error.platformCode === noDatum;
}

/**
 * The answer, where data are expected: one that tells nothing is no reading, whether the cloud says so (8153) or not, and
 * must not take the place of what is known. `tells` looks for what is wanted where the rest of an answer is no datum.
 */
export async function withDatum(
  asking: Promise<JsonObject>,
  tells: (raw: JsonObject) => boolean = (raw) => holdsDatum(own(raw, "data")),
): Promise<JsonObject> {
  const raw = await asking;
  if (!tells(raw)) throw nothingTold();
  return raw;
}

/** The answer, without data where the cloud has none, which is an answer there. */
export async function orNothing(asking: Promise<JsonObject>): Promise<JsonObject> {
  try {
    return await asking;
  } catch (error) {
    if (isMissing(error)) return { data: null };
    throw error;
  }
}
