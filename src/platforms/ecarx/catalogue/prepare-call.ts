import { cloudError, type VehicleCloudError } from "../../../base/errors";
import { own, text, type JsonObject } from "../../../base/json";
import type { ListedVehicle } from "../../../vehicle/model";
import type { PreparedCall, SessionContext } from "../../platform";
import type { EcarxProfile } from "../profiles/profile";
import type { EcarxCaller } from "../session/caller";
import type { Gate } from "../session/gate";
import type { SessionState } from "../session/state";
import type { VehicleMemory } from "../vehicle-memory";
import { callPath, readBody, readQuery, type CallValues } from "./call-parts";
import { findEndpoint, type Endpoint } from "./endpoints";
import type { Operation } from "./operation";

/** What a call of one session works with. */
export interface CallDeps {
  profile: EcarxProfile;
  context: SessionContext;
  state: SessionState;
  caller: EcarxCaller;
  memory: VehicleMemory;
  gate: Gate;
}

/** Services whose paths public clients send to the vehicle's host; the others need a secret or a host that is not known. */
const reachable: readonly string[] = ["iov", "gid"];
/** Paths that would end or replace the session this account works with. */
const ofTheSession = /^\/?(?:auth|auth-center|gid)\//;

/**
 * An endpoint of the catalogue, ready to be sent: `params` holds its path parameters by name, `query`, `body`. Only reads are
 * sent in this version. Throws INPUT_INVALID or NOT_SUPPORTED before anything leaves.
 */
export function prepareCall(deps: CallDeps, endpointId: string, params: JsonObject): PreparedCall {
  const endpoint = findEndpoint(endpointId);
  if (!endpoint) throw refuse("INPUT_INVALID", "This endpoint is not in the catalogue.");
  check(endpoint);
  const vehicle = text(own(params, "vin"));
  // Checks what is known already: the rest is filled in once the vehicle and the user are.
  const valuesFor = (listed?: ListedVehicle): CallValues => ({
    userId: deps.state.api?.userId ?? "-",
    ...params,
    ...(vehicle === undefined ? {} : { vin: listed?.id ?? "-" }),
  });
  callPath(endpoint, valuesFor());
  readQuery(endpoint, valuesFor());
  const body = readBody(params);
  return {
    ...(vehicle === undefined ? {} : { vehicle }),
    purpose: "read",
    async send(listed, signal) {
      const values = valuesFor(listed);
      const { gate, caller, memory, profile } = deps;
      const raw = await gate.shared(() =>
        caller.call(
          {
            method: endpoint.method!,
            origin: listed ? memory.origin(listed) : profile.vehicleHosts.usual,
            path: callPath(endpoint, values),
            query: readQuery(endpoint, values),
            body: body && (() => body),
            vehicle: listed,
            vehicleHeaders: !unbound(endpoint, profile),
          },
          { use: "read", purpose: listed ? "read" : "other", signal },
        ),
      );
      return { data: own(raw, "data") ?? null, raw, status: 200 };
    },
  };
}

function check({ id, kind, method, path, service }: Endpoint): void {
  if (ofTheSession.test(path)) throw refuse("NOT_SUPPORTED", `"${id}" would end or replace the account's session.`);
  if (!reachable.includes(service) || method === null) {
    throw refuse("NOT_SUPPORTED", `How to call "${id}" is not known well enough.`);
  }
  if (kind !== "read") throw refuse("NOT_SUPPORTED", `"${id}" changes something; only reads are sent.`);
}

/** An operation of the profile asks the same without naming the vehicle in headers. */
function unbound({ id }: Endpoint, { operations }: EcarxProfile): boolean {
  return Object.values(operations).some(
    ({ endpoint, vehicleHeaders }: Operation) => endpoint === id && vehicleHeaders === false,
  );
}

/** An error of a call that has not left. */
export function refuse(code: "INPUT_INVALID" | "NOT_SUPPORTED", message: string): VehicleCloudError {
  return cloudError(code, `${message} Nothing was sent.`, { sent: false });
}
