import type { JsonObject } from "../../base/json";
import type { ReadKind } from "../../platforms/platform";
import type { Change, Vehicle } from "../../vehicle/model";

/** A push whose signature held, before anything is done with it. */
export interface VerifiedPush {
  vehicleId: string;
  kind: PushPart;
  /** By which a repeated delivery is recognised. */
  digest?: string;
  /** Over which reading of the body the signature held, where a platform knows several. */
  signedForm?: string;
}

export type PushPart = ReadKind | "alert" | "fault";

export interface PushOptions {
  /** Settings of the platform for its pushes, before those of the account's profile, e.g. `{signatureMode: "raw"}`. */
  settings?: JsonObject;
  /** Asked once the push is verified; with false (a repeat) it is not entered. */
  admit?: (push: VerifiedPush) => boolean | Promise<boolean>;
  /** Ends what has to be waited for (the account's opening, `admit`) with ABORTED; nothing is entered then. */
  signal?: AbortSignal;
}

/**
 * An alert or fault that is open, or has just ended. Times are ISO 8601, as the vehicle told them. One without a word goes by
 * its code: `unknown-7`.
 */
export interface OpenEvent {
  name: string;
  since?: string;
}

/** What an alert or fault push has opened or closed. */
export interface PushedEvent {
  name: string;
  active: boolean;
  /** The push did not say whether it appears or is over. */
  assumed?: true;
  code?: number;
  at?: string;
  /** When it appeared; absent if that was not heard. */
  since?: string;
  /** Those that were open and are over now; empty for one that appears. */
  ended: OpenEvent[];
  /** Those of its kind that are still open at this vehicle. */
  open: OpenEvent[];
}

export interface PushReceipt {
  vehicle: Vehicle;
  /** False: switched off in the account's table. */
  enabled: boolean;
  /** `overview` and `location` are a part of the status. */
  kind: PushPart;
  /** A partial VehicleStatus, or what the platform read of an alert or fault. */
  data: unknown;
  /** As received, without the signature. */
  fields: JsonObject;
  digest?: string;
  signedForm?: string;
  /** `admit` said no: nothing was entered. */
  repeated: boolean;
  /** An earlier push told something newer; the book kept that. */
  outOfOrder: boolean;
  readonly changes: Change[];
  event?: PushedEvent;
}
