import type { EndpointRow } from "../platform";
import { segwayEndpoints, tokenPath } from "./endpoints";
import { segwayPushKinds } from "./push-fields";

const domains: Readonly<Record<string, string>> = { query: "Queries", control: "Controls", setting: "Settings" };

/** The vendor's whole page: its 14 calls, the token that the account fetches by itself, and the four pushes, which it receives. */
export function segwayRows(): EndpointRow[] {
  const row = { service: "segway", certainty: "vendor", used: true } as const;
  const iotCode = { name: "iotCode", required: false } as const;
  const calls = segwayEndpoints.map(({ id, method, path, values }): EndpointRow => {
    const [group = ""] = id.split(".");
    const place = method === "GET" ? "query" : "body";
    return {
      ...row,
      ...{ id, method, path },
      domain: domains[group] ?? group,
      kind: group === "query" ? "read" : group === "control" ? "command" : "write",
      summary: id.slice(group.length + 1),
      callable: "yes",
      parameters: [{ ...iotCode, in: place }, ...values.map((name) => ({ name, in: place, required: false }) as const)],
    };
  });
  const own = { ...row, method: "POST", kind: "write", parameters: [] } as const;
  return [
    ...calls,
    {
      ...own,
      id: "auth.token",
      domain: "Session",
      path: tokenPath,
      summary: "Token of the client",
      callable: "endsSession",
    },
    ...segwayPushKinds.map((kind): EndpointRow => ({
      ...own,
      id: `push.${kind}`,
      domain: "Pushes",
      path: `/v2/vehicle/${kind}`,
      summary: `Push of the ${kind}: received by the webhook, not called`,
      callable: "notHere",
    })),
  ];
}
