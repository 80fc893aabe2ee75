import type { JsonObject } from "../base/json";
import type { CallAnswer } from "../platforms/platform";
import type { Vehicle } from "../vehicle/model";
import type { FenceCall, StoredFences } from "./stored-fences";
import type { EndpointId, EndpointParameters } from "../platforms/registry";

export interface CallOptions {
  signal?: AbortSignal;
  /** Nobody has asked for it just now: a session that the phone app took is not taken back for it before its time. */
  byItself?: boolean;
}

/** What an endpoint answered, and about which vehicle. */
export interface AnsweredCall extends CallAnswer {
  vehicle?: Vehicle;
}

export interface RequestOptions extends CallOptions {
  /** For an id that comes from a message: anything but a read is NOT_PERMITTED, and nothing is sent. */
  readsOnly?: boolean;
}

/** Calls of the endpoint catalogue. */
export interface CatalogueCalls {
  /**
   * Calls any endpoint of the catalogue and gives the cloud's whole answer. `params`: the parameters of the path by name, and
   * `query`, `body`, `method`. A vehicle is found as everywhere; it is selected, the session renewed, reads count for the budget.
   * Rejects with INPUT_INVALID or NOT_SUPPORTED (`sent: false`) where it cannot be called, and says what would make it work.
   */
  request<E extends EndpointId>(id: E, params: EndpointParameters[E], options?: CallOptions): Promise<unknown>;
  /** An id that is only known when the program runs, or one of another platform: checked when it is called. */
  request<S extends string>(
    id: S extends EndpointId ? never : S,
    params: JsonObject,
    options?: CallOptions,
  ): Promise<unknown>;
  /** As `request`, with the content of the answer, the whole of it, and the HTTP status. */
  requestWithRaw(id: string, params: JsonObject, options?: RequestOptions): Promise<AnsweredCall>;
  /** Rejects as `requestWithRaw` would before anything is sent, whichever vehicle it is about. Sends nothing, not even a sign-in. */
  checkRequest(id: string, params: JsonObject, options?: RequestOptions): Promise<void>;
  /**
   * Lists, makes, changes or deletes fences that the cloud keeps for a vehicle. Unverified: bodies are sent as they are given,
   * answers read as far as they can be. Rejects as `requestWithRaw` does: writes and deletions by the account's switches.
   */
  storedFences(id: string, call: FenceCall, options?: CallOptions): Promise<StoredFences>;
}
