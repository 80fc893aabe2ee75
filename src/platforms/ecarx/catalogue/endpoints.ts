import type { EndpointId } from "./endpoint-ids";
import list from "./endpoints.json";

/**
 * The catalogue of the cloud's endpoints, as two apps name them (docs/protocol/ecarx-smart.md 5.10, 6.4). That an endpoint
 * stands here says that its path is known, not that it works for a car. Load this module when it is needed: it reads 110 kB.
 */
export interface Endpoint {
  id: EndpointId;
  service: string;
  domain: string;
  /** null: not known. */
  method: "GET" | "POST" | "PUT" | "DELETE" | null;
  /** With `{names}` for what the caller gives; without a leading `/` it hangs below the service's own address. */
  path: string;
  /** `value` null: the caller gives it. */
  query: readonly { name: string; value: string | null }[];
  /** Host family that the apps ask for; public clients send every path to the vehicle's host. */
  urlname: string | null;
  region: "eu" | "intl" | "both";
  /** `destructive` deletes, unbinds, resets or ends something; in doubt the stricter kind. */
  kind: "read" | "write" | "command" | "destructive";
  summary: string;
  /** How the path is known: a row of a table, an expanded short form, or a difference between two apps. */
  certainty: "table" | "compact-exact" | "compact-approx" | "difference-table";
  /** `none`: the apps send it to their usual host; `column-absent`: not told. Absent where `urlname` says it. */
  urlnameStated?: "none" | "column-absent";
  /** Headers that the apps are said to send with it. */
  headers?: readonly string[];
  /** What it holds or takes that is nobody else's business. */
  sensitivity?: "personal" | "secret" | "biometric" | null;
  /** A public client is known to call it; `observed` is what it sends and meets, where that differs from the inventory. */
  usedByPublicClients?: boolean;
  observed?: {
    method?: string;
    query?: readonly { name: string; value?: string | null }[];
    body?: unknown;
    answers?: readonly string[];
  };
  /** Of a twin, where the method is not known. */
  methodHint?: string;
  kindNote?: string;
  overloads?: string | number;
  /** Other ids of the same or a similar call. */
  aliases?: readonly string[];
  /** In front of the path, where it is not its service's. */
  base?: string;
  /** It would end, replace or lock out the session that the account works with: never sent. */
  endsSession?: true;
}

type Row = Omit<Endpoint, "query" | "urlname"> & Partial<Pick<Endpoint, "query" | "urlname">>;

export const endpoints: readonly Endpoint[] = (list as Row[]).map((row) => ({ query: [], urlname: null, ...row }));

const byId = new Map<string, Endpoint>(endpoints.map((endpoint) => [endpoint.id, endpoint]));

/** The endpoint of that id, or undefined. */
export function findEndpoint(id: string): Endpoint | undefined {
  return byId.get(id);
}

/** Stands for a service whose host is in no source; `.invalid` is the name of no host. The owner's base URL says which it is. */
export function unknownOrigin(service: string): string {
  return `https://${service}.host-unknown.invalid`;
}
