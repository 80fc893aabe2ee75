import type { NodeDef } from "node-red";
import { isObject, own } from "../../base/json";
import { settingsOf, typedParameter, typedSetting } from "../shared/read-settings";
import type { TypedValue } from "../shared/typed-property";

export interface RequestConfig extends NodeDef {
  account?: string;
  vehicle?: string;
  vehicleType?: string;
  endpoint?: string;
  /** `msg.endpoint` may name another read. */
  fromMessage?: boolean;
  method?: string;
  /** `{"vin": {value: "21", type: "num"}, …}`: parameters of the path and the query, by name. */
  parameters?: unknown;
  bodyFrom?: string;
  body?: string;
  pages?: number | string;
  pageDelaySeconds?: number | string;
  requestsPerDay?: number | string;
  raw?: boolean;
  configVersion?: number;
}

/** A request node's settings, checked; all but the endpoint have a default. */
export interface RequestSettings {
  account: string | undefined;
  vehicle: TypedValue;
  endpoint: string;
  fromMessage: boolean;
  method: string | undefined;
  parameters: ReadonlyMap<string, TypedValue>;
  bodyFrom: "none" | "json" | "payload";
  body: string;
  pages: number;
  pageDelayMs: number;
  requestsPerDay: number;
  raw: boolean;
}

const { invalid, number, oneOf } = settingsOf("Vehicle request", true);

/** Parameters of one node; more have no endpoint. */
const mostParameters = 50;

/** Throws CONFIG_INVALID, saying which is wrong. */
export function readRequestSettings(config: RequestConfig): RequestSettings {
  const { method = "" } = config;
  if (!["", "GET", "POST", "PUT", "DELETE"].includes(method))
    throw invalid("the method must be GET, POST, PUT or DELETE");
  const endpoint = String(config.endpoint ?? "").trim();
  if (endpoint === "" && config.fromMessage !== true) throw invalid("no endpoint is chosen");
  return {
    account: config.account,
    vehicle: typedSetting(config.vehicle, config.vehicleType, "auto"),
    endpoint,
    fromMessage: config.fromMessage === true,
    method: method === "" ? undefined : method,
    parameters: readParameters(config.parameters),
    bodyFrom: oneOf("where the body comes from", config.bodyFrom, ["none", "json", "payload"]),
    body: typeof config.body === "string" ? config.body : "",
    pages: number("the pages to follow", config.pages, 1, 1, 100),
    pageDelayMs: number("the seconds between pages", config.pageDelaySeconds, 1, 0, 60) * 1000,
    requestsPerDay: number("the requests a day", config.requestsPerDay, 300, 1, 100_000),
    raw: config.raw === true,
  };
}

function readParameters(saved: unknown): ReadonlyMap<string, TypedValue> {
  const parameters = new Map<string, TypedValue>();
  if (!isObject(saved)) return parameters;
  for (const name of Object.keys(saved)) {
    // One called `body` or `confirm` would go past what the node says of these.
    if (!/^[A-Za-z][A-Za-z0-9_.-]{0,59}$/.test(name) || reserved.has(name))
      throw invalid("a parameter has no proper name");
    const { value: text, type } = typedParameter(own(saved, name));
    if (text !== "" || !["str", "num", "json"].includes(type)) parameters.set(name, { value: text, type });
  }
  if (parameters.size > mostParameters) throw invalid(`at most ${mostParameters} parameters`);
  return parameters;
}

const reserved = new Set(["query", "body", "method", "confirm", "constructor", "prototype"]);
