import { isCloudError } from "../../base/errors";
import type { JsonObject } from "../../base/json";
import type { ListedVehicle } from "../../vehicle/model";
import type { ReadOptions, ReadResult, SessionContext } from "../platform";
import type { EcarxCaller } from "./caller";
import type { Exchange } from "./exchange";
import type { Gate } from "./gate";
import type { EcarxProfile } from "./profiles/profile";
import type { Selection } from "./selection";
import type { SessionState } from "./state";
import type { VehicleMemory } from "./vehicle-memory";

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

/** The cloud has no such datum just now: nothing to read, which is no failure except for the overview. */
const noDatum = "8153";

export function isMissing(error: unknown): boolean {
  return isCloudError(error) && error.platformCode === noDatum;
}

/** The answer, without data where the cloud has none. */
export async function orNothing(asking: Promise<JsonObject>): Promise<JsonObject> {
  try {
    return await asking;
  } catch (error) {
    if (isMissing(error)) return { data: null };
    throw error;
  }
}
