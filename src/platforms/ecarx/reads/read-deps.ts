import type { CallDeps } from "../catalogue/prepare-call";
import { isVehicleCloudError } from "../../../base/errors";
import { own, type JsonObject } from "../../../base/json";
import { holdsDatum } from "../../../vehicle/answered";
import type { ListedVehicle } from "../../../vehicle/model";
import { nothingTold } from "../../another-vehicle";
import type { ReadKind, ReadOptions, ReadResult } from "../../platform";
import { rowOf } from "../session/codes";
import type { Exchange } from "../session/exchange";
import type { Gate } from "../session/gate";
import type { Selection } from "../session/selection";

/** What a read of one session works with. */
export interface ReadDeps extends CallDeps {
  exchange: Exchange;
  selection: Selection;
  /** One renewal of the session at a time, whoever wants it. */
  renewals: Gate;
}

/** One kind of reading. */
export type Reader<K extends ReadKind> = (vehicle: ListedVehicle, options: ReadOptions) => Promise<ReadResult<K>>;

/** The cloud has no such datum just now. Where "none" is an answer (trips, schedules) that is no failure. */
export function isMissing({ profile }: Pick<ReadDeps, "profile">, error: unknown): boolean {
  return (
    isVehicleCloudError(error) && error.platformCode !== undefined && rowOf(profile.codes, error)?.noDatum === true
  );
}

/**
 * The answer, where data are expected: one that tells nothing is no reading, whether the cloud says so or not, and
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
export async function orNothing(deps: Pick<ReadDeps, "profile">, asking: Promise<JsonObject>): Promise<JsonObject> {
  try {
    return await asking;
  } catch (error) {
    if (isMissing(deps, error)) return { data: null };
    throw error;
  }
}
