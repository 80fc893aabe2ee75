import type { Answer } from "./admin-handlers";

export type Headers = Record<string, string | string[] | undefined>;

/**
 * Node-RED's editor sends it with every request to its own runtime, and so do tools that speak Node-RED's admin API. A form or
 * an image of another web page cannot set it, and a script there would have to ask first (CORS).
 */
const header = "node-red-api-version";

/**
 * Why a request to the editor's routes is not answered; undefined if it may be. Without adminAuth, as Node-RED installs,
 * any web page that a user of the editor opens can post forms to it.
 */
export function refuseForeign(method: string, headers: Headers): Answer | undefined {
  if (!headers[header]) return refusal(403, `the header ${header} is missing`);
  if (!isOwnPage(headers)) return refusal(403, "it was sent by a page of another address");
  if (method === "POST" && !isJson(headers["content-type"])) return refusal(415, "its body is no application/json");
  return undefined;
}

function refusal(status: number, why: string): Answer {
  const message = `The request was refused since it does not come from Node-RED's editor: ${why}. Nothing was done.`;
  return { status, body: { ok: false, code: "FOREIGN_REQUEST", message } };
}

/**
 * What the browser says of the page that asks. `Sec-Fetch-Site` holds behind any proxy, but is sent over HTTPS and on
 * localhost only; else the page's address must be the one that was asked, as the proxy tells it. Tools send neither.
 */
function isOwnPage(headers: Headers): boolean {
  const site = headers["sec-fetch-site"];
  if (site !== undefined) return site === "same-origin" || site === "none";
  const { origin } = headers;
  if (origin === undefined) return true;
  if (typeof origin !== "string" || !URL.canParse(origin)) return false;
  const { host, protocol } = new URL(origin);
  const asked = [headers.host, headers["x-forwarded-host"]].flatMap((value) => String(value ?? "").split(","));
  return host !== "" && asked.some((name) => withoutPort(name.trim(), protocol) === withoutPort(host, protocol));
}

/** The port that a protocol has anyway is left out of an Origin, and sometimes not out of a Host. */
function withoutPort(host: string, protocol: string): string {
  return host.toLowerCase().replace(protocol === "https:" ? /:443$/ : /:80$/, "");
}

function isJson(type: Headers[string]): boolean {
  return typeof type === "string" && type.split(";", 1)[0]!.trim().toLowerCase() === "application/json";
}

/** The part of an HTTP answer that is used. */
export interface Reply {
  status(code: number): { json(body: unknown): void };
}

/** The part of a request that is used. */
export interface RouteRequest {
  method: string;
  headers: Headers;
  params: Record<string, string | string[]>;
  body?: unknown;
}
