import { cloudError } from "../../../base/errors";
import { own, text, type JsonObject } from "../../../base/json";
import type { HttpCall } from "../../../http/client";
import { encodeRfc3986 } from "../session/signing";
import type { EndpointId } from "./endpoint-ids";
import { findEndpoint, type Endpoint } from "./endpoints";

/**
 * One thing that a brand's cloud is asked or told: an endpoint of the catalogue, with what this brand puts into it. In texts
 * `{name}` stands for what the call knows: `vin`, `userId`, and what is said where the operation is named in `Operations`.
 */
export type Operation = (OfCatalogue | OwnPath) & Told;

interface OfCatalogue {
  endpoint: EndpointId;
}

/** Of a profile that an owner wrote: what the catalogue does not have. */
interface OwnPath {
  method: "GET" | "POST" | "PUT";
  /** With `{names}` as an endpoint has them. */
  path: string;
}

interface Told {
  /** Of the origin (`https://host`) if it is not the one that such calls go to. */
  origin?: string;
  /** Beside what the catalogue fixes. */
  query?: Readonly<Record<string, string>>;
  body?: Readonly<Record<string, string | number | boolean>>;
  headers?: Readonly<Record<string, string>>;
  /** False: it carries no API token. */
  authorized?: boolean;
  /** False: it must not carry the headers that bind a call to its vehicle. */
  vehicleHeaders?: boolean;
}

/** What stands for `{names}`. */
export type Values = Readonly<Record<string, string | number | undefined>>;

/** An operation with everything filled in. */
export interface Filled {
  method: HttpCall["method"];
  /** Percent-encoded. */
  path: string;
  query: Record<string, string>;
  /** Made anew for each attempt. */
  body?: () => JsonObject;
  headers?: Record<string, string>;
  authorized?: boolean;
  vehicleHeaders?: boolean;
}

/** Fills an operation; `values` are asked anew for each body. Throws CONFIG_INVALID for one that needs what nobody knows. */
export function fillOperation(operation: Operation, values: () => Values): Filled {
  const { query, body, headers, authorized, vehicleHeaders } = operation;
  const id = "endpoint" in operation ? operation.endpoint : operation.path;
  const endpoint = "endpoint" in operation ? findEndpoint(operation.endpoint) : { ...operation, query: [] };
  if (!endpoint?.method) throw unusable(`The catalogue does not say how "${id}" is called.`);
  const known = values();
  const valueOf = (name: string): string => {
    const value = text(own(known, name)) ?? (own(known, name) === "" ? "" : undefined);
    if (value === undefined) throw unusable(`"${id}" needs "${name}", which is not known where the profile uses it.`);
    return value;
  };
  const fixed = endpoint.query.map(({ name, value }) => [name, value ?? query?.[name] ?? `{${name}}`] as const);
  return {
    method: endpoint.method,
    path: fillPath(endpoint, valueOf),
    query: filled({ ...Object.fromEntries(fixed), ...query }, known),
    ...(body ? { body: () => filled(body, values()) } : {}),
    ...(headers ? { headers: filled(headers, known) } : {}),
    authorized,
    vehicleHeaders,
  };
}

/** The path of an endpoint, percent-encoded; `valueOf` gives its parameters. */
export function fillPath({ path }: Pick<Endpoint, "path">, valueOf: (name: string) => string): string {
  const whole = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeRfc3986(valueOf(name)));
  return whole.startsWith("/") ? whole : `/${whole}`;
}

/** Templates with their values; a value that nobody knows is left empty. */
export function filled<T extends string | number | boolean>(
  templates: Readonly<Record<string, T>>,
  values: Values,
): Record<string, T> {
  const fill = (template: T): T =>
    typeof template === "string"
      ? (template.replace(/\{(\w+)\}/g, (_, name: string) => text(own(values, name)) ?? "") as T)
      : template;
  return Object.fromEntries(Object.entries(templates).map(([name, template]) => [name, fill(template)]));
}

function unusable(message: string): Error {
  return cloudError("CONFIG_INVALID", `${message} Nothing was sent.`, { sent: false });
}
