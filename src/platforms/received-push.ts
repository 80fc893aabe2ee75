import type { JsonObject } from "../base/json";
import type { VehicleStatus } from "../vehicle/model";

/** A push whose signature held. */
export type ReceivedPush = PushFacts & PushedPart;

/** `overview` and `location` are part of a reading; `alert` and `fault` are events of their own, as the platform reads them. */
export type PushedPart =
  | { kind: "overview" | "location"; data: VehicleStatus }
  | { kind: "alert"; data: unknown }
  | { kind: "fault"; data: unknown };

interface PushFacts {
  vehicleId: string;
  /** What people call the model, on platforms whose vehicles make themselves known by pushes. */
  model?: string;
  /** As received, without the signature. */
  fields: JsonObject;
  /** Digest that was verified: the key by which a repeated delivery is recognised. */
  digest?: string;
  /** Over which reading of the body the signature held, where there are several. */
  signedForm?: string;
}
