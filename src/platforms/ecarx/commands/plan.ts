import type { JsonObject } from "../../../base/json";
import type { VehicleStatus } from "../../../vehicle/model";
import type { ReadKind } from "../../platform";
import type { KnownOfCar } from "./known";

/**
 * How it is known that a command works on these cars: `used` by owners of them or recorded, or seen only on a `sister` brand
 * of the same cloud. The latter are offered behind a switch of the account only.
 */
export type Evidence = "used" | "sister";

/** What a body may hold besides its parameters. */
export interface BodyFacts {
  /** Cloud time, milliseconds. */
  now: number;
  /** VIN. */
  id: string;
  /** The account's id at the cloud. */
  userId: string;
  /** The profile's form of what goes to the telematics unit. */
  form: CommandBody;
}

/** A generation of cars and what can be said to it: the services `RDL_2` and the like (docs/protocol/ecarx-smart.md 6). */
export type DialectName = "geea2" | "classic";

/** The form of what goes to the telematics unit (`telematics.ts`). */
export type CommandBody = "geea2" | "classic";

/** The profile's operation that a command is sent by. */
export type CommandOperation = "command" | "chargeSet" | "tripRecording" | "destination";

/** A command whose parameters are checked. */
export interface CommandPlan {
  /** Made anew for each sending. */
  body(facts: BodyFacts): JsonObject;
  /** `service`: the telematics unit must have taken it, as the profile says (6.6); `success`: the cloud's word is enough. */
  accepted: "service" | "success";
  /** Given the reading of `confirmedBy`: a status, or the kind's own digest. */
  shows?: (status: VehicleStatus) => boolean;
  confirmedBy?: ReadKind;
  /** Seconds after acceptance at which a report is worth looking for, where the car is known to be slow. */
  readSeconds?: readonly number[];
  repeatable: boolean;
  /** Refused for a vehicle that cannot be named by header: a stolen selection must not open another car. */
  bound?: boolean;
  /** Not sent more often than this to one vehicle, seconds. */
  leastPauseSeconds?: number;
}

export interface CommandSpec {
  evidence: Evidence;
  /** `command` unless told; a profile without it does not offer the command. */
  operation?: CommandOperation;
  /** Parameters that other generations of cars do not take. */
  parameters?: readonly string[];
  /** Functions of docs/protocol/ecarx-smart.md 4.5: a car that lists one as disabled is not asked. */
  functions?: readonly string[];
  /** Throws INPUT_INVALID, or NOT_SUPPORTED for what the car has said that it lacks. */
  plan(parameters: JsonObject, known: KnownOfCar): CommandPlan;
}

export type Dialect = Readonly<Record<string, CommandSpec>>;
