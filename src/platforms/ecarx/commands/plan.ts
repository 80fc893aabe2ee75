import type { JsonObject } from "../../../base/json";
import type { VehicleStatus } from "../../../vehicle/model";
import type { ReadKind } from "../../platform";

/**
 * How it is known that a command works on these cars: `used` by owners of them or recorded, or seen only on a `sister` brand
 * of the same cloud. The latter are offered behind a switch of the account only.
 */
export type Evidence = "used" | "sister";

/** A command whose parameters are checked. */
export interface CommandPlan {
  method: "PUT" | "POST";
  path(id: string): string;
  query?(id: string): Record<string, string>;
  /** Made anew for each sending. */
  body(nowMs: number): JsonObject;
  /** `service`: the telematics unit must have taken it (6.6); `success`: the cloud's word is enough. */
  accepted: "service" | "success";
  shows?: (status: VehicleStatus) => boolean;
  confirmedBy?: ReadKind;
  repeatable: boolean;
  /** Refused for a vehicle that cannot be named by header: a stolen selection must not open another car. */
  bound?: boolean;
}

export interface CommandSpec {
  evidence: Evidence;
  /** Throws INPUT_INVALID. */
  plan(parameters: JsonObject): CommandPlan;
}

export type Dialect = Readonly<Record<string, CommandSpec>>;
