import { cloudError, type VehicleCloudError } from "../../../base/errors";
import { isObject, own, text, type JsonObject } from "../../../base/json";
import type { SignedRequest } from "../session/caller";
import { findEndpoint, type Endpoint } from "./endpoints";
import type { Operation } from "./operation";
import type { EcarxProfile } from "../profiles/profile";
import { encodeRfc3986 } from "../session/signing";
import type { VehicleMemory } from "../vehicle-memory";

/** Services whose paths public clients send to the vehicle's host; the others need a secret or a host that is not known. */
const reachable: readonly string[] = ["iov", "gid"];
/** Paths that would end or replace the session this account works with. */
const ofTheSession = /^\/?(?:auth|auth-center|gid)\//;

/**
 * The request for an endpoint of the catalogue: `params` holds its path parameters by name, and `query`. Only reads are sent
 * in this version. Throws INPUT_INVALID, NOT_SUPPORTED or VEHICLE_UNKNOWN before anything leaves.
 */
export function catalogueRequest(
  endpoint: Endpoint | undefined,
  params: JsonObject,
  profile: EcarxProfile,
  memory: VehicleMemory,
  userId: string,
): SignedRequest {
  if (!endpoint) throw refuse("INPUT_INVALID", "This endpoint is not in the catalogue.");
  const { id, kind, method, path, service } = endpoint;
  if (ofTheSession.test(path)) throw refuse("NOT_SUPPORTED", `"${id}" would end or replace the account's session.`);
  if (!reachable.includes(service) || method === null) {
    throw refuse("NOT_SUPPORTED", `How to call "${id}" is not known well enough.`);
  }
  if (kind !== "read") throw refuse("NOT_SUPPORTED", `"${id}" changes something; only reads are sent.`);
  const vin = text(own(params, "vin"));
  const vehicle = vin === undefined ? undefined : memory.find(vin);
  if (vin !== undefined && !vehicle) throw refuse("VEHICLE_UNKNOWN", "The vehicle is not one of this account.");
  const values: JsonObject = { userId, ...params };
  return {
    method,
    origin: vehicle ? memory.origin(vehicle) : profile.vehicleHosts.usual,
    path: fill(endpoint, values),
    query: queryOf(endpoint, values),
    body: isObject(params.body) ? () => params.body as JsonObject : undefined,
    vehicle,
    vehicleHeaders: !unbound(path, profile),
  };
}

/** An operation of the profile asks the same without naming the vehicle in headers. */
function unbound(path: string, { operations }: EcarxProfile): boolean {
  return Object.values(operations).some(
    ({ endpoint, vehicleHeaders }: Operation) => vehicleHeaders === false && findEndpoint(endpoint)?.path === path,
  );
}

function fill({ id, path }: Endpoint, values: JsonObject): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = text(own(values, name));
    if (value === undefined) throw refuse("INPUT_INVALID", `"${id}" needs "${name}".`);
    return encodeRfc3986(value);
  });
  return filled.startsWith("/") ? filled : `/${filled}`;
}

function queryOf({ query }: Endpoint, values: JsonObject): Record<string, string> {
  const given = isObject(values.query) ? values.query : {};
  const result: Record<string, string> = {};
  for (const { name, value } of query) {
    const fixed = value ?? text(own(values, name));
    if (fixed !== undefined) result[name] = fixed;
  }
  for (const [name, value] of Object.entries(given)) {
    const plain = typeof value === "boolean" ? String(value) : value === "" ? "" : text(value);
    if (plain === undefined)
      throw refuse("INPUT_INVALID", `The query value "${name}" must be text, a number or a boolean.`);
    result[name] = plain;
  }
  return result;
}

function refuse(code: "INPUT_INVALID" | "NOT_SUPPORTED" | "VEHICLE_UNKNOWN", message: string): VehicleCloudError {
  return cloudError(code, `${message} Nothing was sent.`, { sent: false });
}
