import { cloudError } from "../../../base/errors";
import { finite, own, type JsonObject } from "../../../base/json";
import type { ListedVehicle } from "../../../vehicle/model";
import type { ReadKind, ReadOptions, ReadResult, UnverifiedReadKind } from "../../platform";
import { unverifiedKinds } from "../../../vehicle/unverified-kinds";
import type { Values } from "../catalogue/operation";
import type { Operations } from "../profiles/operations";
import { orNothing, type ReadDeps } from "./read-deps";

/*
 * Reads of which only the path is known (docs/protocol/ecarx-smart.md 5.10-5.20, marks A and G): what the answers hold has
 * been seen by nobody or is guessed, so they are handed on as they are. Paths that the apps write to are not among them.
 */

/** Those that a brand can be asked. */
export function unverifiedReadsOf(operations: Operations): ReadKind[] {
  return unverifiedKinds.filter((kind) => operations[kind]);
}

/** Word in `params.by` → the operation that ranks by it. */
const rankings = { odometer: "ranking", fuel: "rankingFuel", energy: "rankingEnergy" } as const;

/** `{unverified: true, raw}`: what stands in `data` of the answer, unread. */
export async function readUnverified(
  deps: ReadDeps,
  kind: UnverifiedReadKind,
  vehicle: ListedVehicle,
  { params = {}, signal }: ReadOptions,
): Promise<ReadResult<UnverifiedReadKind>> {
  const ranks = kind === "ranking";
  const operation = ranks ? rankingBy(deps.profile.operations, params) : kind;
  const values = ranks ? place(params) : {};
  const raw = await orNothing(deps, deps.caller.askVehicle(vehicle, operation, { values, signal }));
  return { data: { unverified: true, raw: own(raw, "data") ?? null }, raw };
}

function rankingBy(operations: Operations, params: JsonObject): keyof Operations {
  const by = own(params, "by") ?? "odometer";
  const offered = Object.entries(rankings).filter(([, operation]) => operations[operation]);
  const found = offered.find(([word]) => word === by);
  if (!found) throw refuse(`"by" must be one of ${offered.map(([word]) => word).join(", ")}.`);
  return found[1];
}

function place(params: JsonObject): Values {
  return { latitude: degrees(params, "latitude", 90), longitude: degrees(params, "longitude", 180) };
}

function degrees(params: JsonObject, name: string, most: number): string {
  const value = finite(own(params, name));
  if (value === undefined || Math.abs(value) > most) {
    throw refuse(`"${name}" must be given in degrees, from -${most} to ${most}.`);
  }
  return String(value);
}

function refuse(message: string): Error {
  return cloudError("INPUT_INVALID", `${message} Nothing was sent.`, { sent: false });
}
