import type { JsonObject } from "../base/json";
import type { ReadKind } from "./read-kind";

/** A push whose signature held. */
export interface ReceivedPush {
  vehicleId: string;
  /** What people call the model, on platforms whose vehicles make themselves known by pushes. */
  model?: string;
  /** `overview` and `location` are (part of) a reading; `alert` and `fault` are events of their own. */
  kind: ReadKind | "alert" | "fault";
  data: unknown;
  /** As received, without the signature. */
  fields: JsonObject;
  /** Digest that was verified: the key by which a repeated delivery is recognised. */
  digest?: string;
  /** Over which reading of the body the signature held, where there are several. */
  signedForm?: string;
}
