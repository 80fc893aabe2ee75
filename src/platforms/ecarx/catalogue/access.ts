import { cloudError, type ErrorCode, type VehicleCloudError } from "../../../base/errors";
import type { JsonObject } from "../../../base/json";
import type { Callable, SessionContext } from "../../platform";
import type { EcarxProfile } from "../profiles/profile";
import type { ServiceAccess } from "../profiles/services";
import { unknownOrigin, type Endpoint } from "./endpoints";

/** What is known to share session and host with vehicle calls on every brand of this cloud. */
const usual: Readonly<Record<string, ServiceAccess>> = { iov: { scheme: "session" }, gid: { scheme: "session" } };

export interface Access extends ServiceAccess {
  callable: Callable;
}

/** Whether and how this market calls an endpoint, whatever the owner has entered. */
export function accessOf({ service, region, endsSession }: Endpoint, { catalogue }: EcarxProfile): Access {
  const found = (catalogue?.services ?? usual)[service];
  const scheme = found?.scheme ?? "open";
  if (endsSession) return { ...found, scheme, callable: "endsSession" };
  if (catalogue && region !== "both" && region !== catalogue.region) return { scheme, callable: "otherRegion" };
  if (!found) return { scheme, callable: catalogue ? "otherRegion" : "notHere" };
  if (found.hostUnknown) return { ...found, origin: unknownOrigin(service), callable: "hostUnknown" };
  return { ...found, callable: found.secret ? "secret" : "yes" };
}

/** Real origins of all services, the stand-ins for unknown ones included: nothing else can be reached. */
export function originsOf({ catalogue }: EcarxProfile): string[] {
  if (!catalogue) return [];
  const { services, urlnames, routing } = catalogue;
  return [
    ...Object.entries(services).flatMap(([service, { origin, hostUnknown }]) =>
      hostUnknown ? unknownOrigin(service) : (origin ?? []),
    ),
    ...Object.values(routing).flatMap((domain) => urlnames.map((name) => `https://${name}.${domain}`)),
  ];
}

/** Names of the owner's secrets, as the account's dialog calls them. */
const secretWords: Readonly<Record<NonNullable<ServiceAccess["secret"]>, string>> = {
  headerSecret: "the secret of the header signature (Xs-Sign)",
  dcsToken: "a token of the charging service (DCS)",
  dcsClientSecret: "the client secret of the charging service (DCS)",
};

/**
 * Throws what stands against a call: NOT_SUPPORTED (session, region, host, secret, switch), INPUT_INVALID (method) or
 * CONFIRM_MISSING. Gives the method and what the call is for.
 */
export function admit(
  endpoint: Endpoint,
  params: JsonObject,
  profile: EcarxProfile,
  context: SessionContext,
): { access: Access; method: NonNullable<Endpoint["method"]>; kind: Endpoint["kind"] } {
  const { id, service } = endpoint;
  const access = accessOf(endpoint, profile);
  const no = (message: string, code: ErrorCode = "NOT_SUPPORTED"): VehicleCloudError =>
    cloudError(code, `"${id}" ${message} Nothing was sent.`, { sent: false });
  switch (access.callable) {
    case "endsSession":
      throw no("would end, replace or lock out the session that this account works with, so it is never sent.");
    case "otherRegion":
      throw no(`is not one of ${profile.title}: the inventory has it for the other market only.`);
    case "notHere":
      throw no(`is of a service that is not known for ${profile.title}.`);
    case "hostUnknown":
      if (!Object.hasOwn(context.baseUrls ?? {}, unknownOrigin(service))) {
        throw no(
          `is of a service whose host no source names. If you know it, enter a base URL in the account: ${unknownOrigin(service)} = https://…`,
        );
      }
      break;
    case "secret":
      if (!context.credentials[access.secret!]) {
        throw no(
          `needs ${secretWords[access.secret!]}, which no source has. If you have it, enter it in the account under Advanced.`,
        );
      }
  }
  const method = methodOf(endpoint, params.method, no);
  // Where the method is chosen by the caller, the stricter of what it and the inventory say holds.
  const chosen = endpoint.method === null ? { GET: 0, POST: 0, PUT: 1, DELETE: 3 }[method] : 0;
  const kinds = ["read", "write", "command", "destructive"] as const;
  const kind = kinds[Math.max(kinds.indexOf(endpoint.kind), chosen)]!;
  const { sisterBrand, deletions } = context.allow ?? {};
  if (kind === "destructive") {
    if (!deletions)
      throw no('deletes or ends something; it is sent only with the account\'s switch "Delete data in the cloud".');
    if (params.confirm !== id)
      throw no(`deletes or ends something; the message must carry "confirm": "${id}".`, "CONFIRM_MISSING");
  } else if (kind !== "read" && !sisterBrand) {
    throw no(
      "changes something in the car or the cloud; it is sent only with the account's switch for what has not been seen to work on this car.",
    );
  }
  return { access, method, kind };
}

const methods = ["GET", "POST", "PUT", "DELETE"] as const;

function methodOf(
  { method, methodHint }: Endpoint,
  given: unknown,
  no: (message: string, code: ErrorCode) => VehicleCloudError,
): (typeof methods)[number] {
  const chosen = methods.find((known) => known === given);
  if (method !== null) {
    if (given === undefined || given === "" || chosen === method) return method;
    throw no(`is called with ${method}, not with another method.`, "INPUT_INVALID");
  }
  if (chosen) return chosen;
  throw no(
    `is known without its method: choose ${methods.join(", ")}${methodHint ? ` (a twin of it uses ${methodHint})` : ""}.`,
    "INPUT_INVALID",
  );
}
