import { cloudError } from "../../../base/errors";
import { own, text, type JsonObject } from "../../../base/json";
import type { ListedVehicle } from "../../../vehicle/model";
import type { CallAnswer, PreparedCall, SessionContext } from "../../platform";
import type { EcarxProfile } from "../profiles/profile";
import type { EcarxCaller } from "../session/caller";
import type { Gate } from "../session/gate";
import type { SessionState } from "../session/state";
import type { VehicleMemory } from "../vehicle-memory";
import { admit, type Access } from "./access";
import { callPath, observedBody, placeholders, readBody, readQuery } from "./call-parts";
import { findEndpoint, type Endpoint } from "./endpoints";
import type { Operation } from "./operation";
import { callService } from "./service-call";

/** What a call of one session works with. */
export interface CallDeps {
  profile: EcarxProfile;
  context: SessionContext;
  state: SessionState;
  caller: EcarxCaller;
  memory: VehicleMemory;
  gate: Gate;
}

/** A call with everything that is known of it. */
export interface CataloguedCall {
  endpoint: Endpoint;
  access: Access;
  method: NonNullable<Endpoint["method"]>;
  purpose: "read" | "command";
  path: string;
  query: Record<string, string>;
  body: JsonObject | undefined;
  vehicle: ListedVehicle | undefined;
  signal: AbortSignal | undefined;
}

/**
 * An endpoint of the catalogue, ready to be sent: `params` holds its parameters by name, `query`, `body`, `method` where the
 * catalogue knows none, and `confirm`. Throws INPUT_INVALID, NOT_SUPPORTED or CONFIRM_MISSING before anything leaves.
 */
export function prepareCall(deps: CallDeps, endpointId: string, params: JsonObject): PreparedCall {
  const { profile, context } = deps;
  const endpoint = findEndpoint(endpointId);
  if (!endpoint) {
    throw cloudError(
      "INPUT_INVALID",
      `"${endpointId.slice(0, 60)}" is not in the catalogue of endpoints. Nothing was sent.`,
      {
        sent: false,
      },
    );
  }
  const { access, method, kind } = admit(endpoint, params, profile, context);
  const vehicle = text(own(params, "vin")) ?? text(own(own(params, "query"), "vin"));
  const wantsVehicle = vehicle === undefined && namesVehicle(endpoint);
  const known = vehicle !== undefined || wantsVehicle;
  const body = readBody(params);
  const fill = (listed?: ListedVehicle): Pick<CataloguedCall, "path" | "query"> => {
    const values = valuesOf(deps, params, known ? (listed?.id ?? "-") : undefined, listed);
    return { path: callPath(endpoint, values, access.base), query: readQuery(endpoint, values) };
  };
  // What is wrong by itself shows before a session is asked for; the rest is filled in once vehicle and user are known.
  fill();
  const purpose = kind === "read" ? "read" : "command";
  return {
    ...(vehicle === undefined ? {} : { vehicle }),
    wantsVehicle,
    purpose,
    async send(listed, signal) {
      // The account's own token is for the hosts of vehicle calls.
      const token = access.scheme === "session" && !access.origin ? deps.state.api?.token : undefined;
      const sent = body ?? observedBody(endpoint, { vin: listed?.id, api_access_token: token });
      const call = { endpoint, access, method, purpose, ...fill(listed), body: sent, vehicle: listed, signal } as const;
      return access.scheme === "session" ? callSession(deps, call) : callService(deps, call);
    },
  };
}

function namesVehicle(endpoint: Endpoint): boolean {
  return placeholders(endpoint).includes("vin") || endpoint.query.some(({ name }) => name === "vin");
}

/** Parameters, and what the account knows by itself: the user, and what the list says of the vehicle. */
function valuesOf(
  { state }: CallDeps,
  params: JsonObject,
  vin: string | undefined,
  listed: ListedVehicle | undefined,
): JsonObject {
  const modelCode = listed ? text(listed.facts.modelCode) : "-";
  return {
    userId: state.api?.userId ?? "-",
    ...(modelCode === undefined ? {} : { modelCode }),
    ...params,
    ...(vin === undefined ? {} : { vin }),
  };
}

/** The signed request of vehicle calls, on the vehicle's host or, by the owner's choice, on the one the apps route it to. */
async function callSession(deps: CallDeps, call: CataloguedCall): Promise<CallAnswer> {
  const { gate, caller } = deps;
  const { endpoint, purpose, vehicle, body, signal, method, path, query } = call;
  const use = purpose === "read" ? "read" : "command";
  const raw = await gate.shared(() =>
    caller.call(
      {
        method,
        origin: originFor(deps, call),
        path,
        query,
        body: body && (() => body),
        vehicle,
        vehicleHeaders: !unbound(endpoint, deps.profile),
      },
      { use, purpose: purpose === "command" ? "command" : vehicle ? "read" : "other", signal },
    ),
  );
  return { data: own(raw, "data") ?? null, raw, status: 200 };
}

function originFor({ profile, memory, context }: CallDeps, { access, endpoint, vehicle }: CataloguedCall): string {
  if (access.origin) return access.origin;
  const { catalogue, vehicleHosts } = profile;
  const domain = text(own(catalogue?.routing, text(context.profile?.routing) ?? ""));
  if (domain && endpoint.urlname) return `https://${endpoint.urlname}.${domain}`;
  return vehicle ? memory.origin(vehicle) : vehicleHosts.usual;
}

/** An operation of the profile asks the same without naming the vehicle in headers. */
function unbound({ id }: Endpoint, { operations }: EcarxProfile): boolean {
  return Object.values(operations).some(
    (operation: Operation) =>
      "endpoint" in operation && operation.endpoint === id && operation.vehicleHeaders === false,
  );
}
