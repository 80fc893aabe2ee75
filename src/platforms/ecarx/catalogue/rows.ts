import type { EndpointParameter, EndpointRow } from "../../platform";
import type { EcarxProfile } from "../profiles/profile";
import { accessOf } from "./access";
import { placeholders } from "./call-parts";
import { endpoints, type Endpoint } from "./endpoints";

/** The whole catalogue as an account of this brand sees it, for dialogs. */
export function endpointRows(profile: EcarxProfile): EndpointRow[] {
  return endpoints.map((endpoint) => {
    const { id, service, domain, method, path, kind, summary, certainty } = endpoint;
    const { callable } = accessOf(endpoint, profile);
    const used = endpoint.usedByPublicClients === true;
    return {
      id,
      service,
      domain,
      method,
      path,
      kind,
      summary,
      callable,
      certainty,
      used,
      parameters: parametersOf(endpoint),
    };
  });
}

/** What a caller may fill in. `vin`, `userId` and `modelCode` come from the account unless they are given. */
function parametersOf(endpoint: Endpoint): EndpointParameter[] {
  const inPath = placeholders(endpoint);
  const known: readonly string[] = ["vin", "userId", "modelCode"];
  const query = new Map<string, EndpointParameter>();
  for (const { name, value } of endpoint.observed?.query ?? []) {
    query.set(name, { name, in: "query", required: false, ...(value ? { value } : {}) });
  }
  for (const { name, value } of endpoint.query) {
    query.set(name, { name, in: "query", required: value === null && name !== "vin", ...(value ? { value } : {}) });
  }
  return [...inPath.map((name) => ({ name, in: "path" as const, required: !known.includes(name) })), ...query.values()];
}
