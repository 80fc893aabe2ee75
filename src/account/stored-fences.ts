import { cloudError } from "../base/errors";
import { finite, isObject, objects, own, text, type JsonObject } from "../base/json";
import { readFences } from "../vehicle/fences/fences";
import type { Vehicle } from "../vehicle/model";
import type { AnsweredCall, CallOptions } from "./call-types";

/** Whose fences: the vehicle's, the older "electric" ones, or those of a person whom the owner has authorised. */
export const fenceFamilies = ["vehicle", "electric", "authorized"] as const;
export type FenceFamily = (typeof fenceFamilies)[number];
export const fenceOperations = ["list", "latest", "create", "update", "delete"] as const;
export type FenceOperation = (typeof fenceOperations)[number];

export interface FenceCall {
  operation: FenceOperation;
  family?: FenceFamily;
  /** Of `delete`: which. */
  id?: string;
  /** Of `create` and `update`: sent as it is, since no source has one. */
  body?: JsonObject;
  /** Of `delete`: the endpoint's id, `iov.geofence-delete` and the like. */
  confirm?: unknown;
}

/** A fence as the cloud keeps it; what could not be read is left out. Unverified: `raw` is what was told. */
export interface StoredFence {
  id?: string;
  name?: string;
  lat?: number;
  lon?: number;
  radiusM?: number;
  enabled?: boolean;
  raw: JsonObject;
}

export interface StoredFences {
  operation: FenceOperation;
  family: FenceFamily;
  /** No public source has a recorded answer or body of these endpoints. */
  unverified: true;
  /** Of `list` and `latest`; else none. */
  fences: StoredFence[];
  /** Content of the answer, as it is. */
  data: unknown;
  vehicle?: Vehicle;
}

/** Rows of one answer that are read; the rest is in `data`. */
const mostStored = 1000;
const words: Readonly<Record<FenceFamily, string>> = {
  vehicle: "geofence",
  electric: "electric-fence",
  authorized: "authorized-geofence",
};

/**
 * The endpoint of the catalogue that an operation is, with its parameters (docs/protocol/ecarx-smart.md 5.8, 6.4). Throws
 * INPUT_INVALID for one that a family does not have, and where the id or the body is missing.
 */
export function fenceRequest(call: FenceCall): { endpoint: string; params: JsonObject } {
  if (!isObject(call)) throw invalid("A call about stored fences is an object with its operation.");
  const { operation, family = "vehicle", body, confirm } = call;
  if (!fenceFamilies.includes(family)) throw invalid(`"${String(family).slice(0, 40)}" is no family of stored fences.`);
  if (!fenceOperations.includes(operation))
    throw invalid(`"${String(operation).slice(0, 40)}" is no operation of stored fences.`);
  const name = words[family];
  if (operation === "list") return { endpoint: `iov.${name}s-all`, params: {} };
  if (operation === "latest") {
    if (family === "vehicle") return { endpoint: "iov.geofence-latest", params: {} };
    throw invalid("Only the vehicle's own fences have a latest one.");
  }
  const endpoint = `iov.${name}-${operation}`;
  if (operation === "delete") {
    // A cloud may have told it as a number.
    const id = text(call.id)?.trim();
    if (!id) throw invalid("To delete a stored fence its id is needed.");
    return { endpoint, params: { id, ...(confirm === undefined ? {} : { confirm }) } };
  }
  if (!isObject(body) || Object.keys(body).length === 0)
    throw invalid(`To ${operation} a stored fence its body is needed, an object that is sent as it is.`);
  return { endpoint, params: { body } };
}

/** Carries an operation out, by way of the endpoint catalogue and its switches. */
export async function callStoredFences(
  send: (endpoint: string, params: JsonObject, options: CallOptions) => Promise<AnsweredCall>,
  vehicle: string,
  call: FenceCall,
  options: CallOptions = {},
): Promise<StoredFences> {
  const { endpoint, params } = fenceRequest(call);
  const { operation, family = "vehicle" } = call;
  const answer = await send(endpoint, { ...params, vin: vehicle }, options);
  return {
    ...{ operation, family, unverified: true },
    fences: operation === "list" || operation === "latest" ? readStoredFences(answer.data) : [],
    data: answer.data,
    ...(answer.vehicle && { vehicle: answer.vehicle }),
  };
}

/**
 * Reads what may be a list of stored fences: an array, one in `geofences` or `list`, or a single fence. Never throws. The names
 * of the members are those that clients look for (docs/protocol/ecarx-smart.md 5.8, row 11); nobody has recorded them.
 */
export function readStoredFences(data: unknown): StoredFence[] {
  const lists = [data, own(data, "geofences"), own(data, "list")];
  const list = lists.find((one) => Array.isArray(one)) ?? (isFence(data) ? [data] : []);
  return objects(list)
    .slice(0, mostStored)
    .map((raw) => {
      const [id, name] = [text(own(raw, "geofenceId")) ?? text(own(raw, "id")), text(own(raw, "name"))];
      const [lat, lon] = [finite(own(raw, "centerLatitude")), finite(own(raw, "centerLongitude"))];
      const radiusM = finite(own(raw, "radius"));
      const enabled = yesOrNo(own(raw, "enabled"));
      return {
        ...(id !== undefined && { id }),
        ...(name !== undefined && { name }),
        // A place is whole or none.
        ...(lat !== undefined && lon !== undefined && { lat, lon }),
        ...(radiusM !== undefined && { radiusM }),
        ...(enabled !== undefined && { enabled }),
        raw,
      };
    });
}

/**
 * Those that can be watched, in the form that `msg.fences` takes. Left out: what is switched off in the cloud, and what has no
 * place or no radius that a node watches. Names that are there twice get their id added.
 */
export function watchableFences(
  stored: readonly StoredFence[],
): { name: string; lat: number; lon: number; radiusM: number }[] {
  const names = new Set<string>();
  return stored.flatMap(({ id, name, lat, lon, radiusM, enabled }, index) => {
    if (enabled === false || lat === undefined || lon === undefined || radiusM === undefined) return [];
    const plain = name?.trim() || `Fence ${id ?? index + 1}`;
    const own_ = [plain, `${plain} (${id ?? index + 1})`, `${plain} (#${index + 1})`].find((one) => !names.has(one));
    if (own_ === undefined || (lat === 0 && lon === 0)) return [];
    const fence = { name: own_, lat, lon, radiusM };
    try {
      readFences([fence]);
    } catch {
      return [];
    }
    names.add(own_);
    return [fence];
  });
}

function isFence(data: unknown): boolean {
  return ["geofenceId", "centerLatitude"].some((key) => own(data, key) !== undefined);
}

function yesOrNo(value: unknown): boolean | undefined {
  if (value === true || value === "true" || value === 1 || value === "1") return true;
  return value === false || value === "false" || value === 0 || value === "0" ? false : undefined;
}

const invalid = (message: string): Error =>
  cloudError("INPUT_INVALID", `${message} Nothing was sent.`, { sent: false });
