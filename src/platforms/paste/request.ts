import { cloudError } from "../../base/errors";

/** One request as it was captured. Names of headers in lower case. */
export interface CapturedRequest {
  method?: string;
  host?: string;
  /** Plain http. */
  insecure?: boolean;
  path?: string;
  query: ReadonlyMap<string, string>;
  headers: ReadonlyMap<string, string>;
  body?: string;
  /** What was answered, where that was captured too. */
  reply?: unknown;
}

/** More is no request of a car's app. */
const mostHeaders = 300;

/** A paste that cannot be used at all. Nothing of it is in the sentence. */
export function refused(sentence: string): Error {
  return cloudError("INPUT_INVALID", `${sentence} Nothing was changed.`, { sent: false });
}

/** Headers as they come; refuses what no app sends. */
export class Headers {
  readonly #headers = new Map<string, string>();

  set(name: string, value: string): void {
    const key = name.trim().toLowerCase();
    if (!/^:?[a-z0-9_-]{1,100}$/.test(key) || key === "__proto__")
      throw refused("A header has a name that no app sends.");
    // eslint-disable-next-line no-control-regex -- they are what is looked for
    if (/[\u0000-\u0008\u000a-\u001f\u007f]/.test(value))
      throw refused("A header's value holds a line break or a control character.");
    const before = key === "authorization" ? this.#headers.get(key) : undefined;
    if (before !== undefined && before !== value.trim())
      throw refused("That are two tokens in one request. Paste one request as the app sent it.");
    this.#headers.set(key, value.trim());
    if (this.#headers.size > mostHeaders) throw refused("That are more headers than a request has.");
  }

  get map(): ReadonlyMap<string, string> {
    return this.#headers;
  }
}

/** Host, path and query of an address or of a path alone. */
export function readTarget(target: string): Pick<CapturedRequest, "host" | "insecure" | "path" | "query"> {
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(target);
  let url: URL;
  try {
    url = new URL(whole ? target : `https://none.invalid${target.startsWith("/") ? "" : "/"}${target}`);
  } catch {
    throw refused("The request's address is none.");
  }
  if (url.username || url.password)
    throw refused("The address holds a user name or a password (user@host), as no app sends it.");
  // `URL` takes the steps out, spelled out or not.
  if (/(?:\/|%2f)(?:\.|%2e){1,2}(?:[/?#]|%2f|$)/i.test(target))
    throw refused("The address has a path with steps (`..`), as no app sends it.");
  const query = new Map<string, string>();
  for (const [name, value] of url.searchParams) {
    query.set(name, value);
    if (query.size > mostHeaders) throw refused("That are more parameters than a request has.");
  }
  return {
    ...(whole ? { host: url.host.toLowerCase(), ...(url.protocol === "http:" ? { insecure: true } : {}) } : {}),
    path: url.pathname,
    query,
  };
}

/** A request of its parts; the host of a header serves where the address names none. */
export function requestOf(
  method: string | undefined,
  target: string | undefined,
  headers: Headers,
  body?: string,
): CapturedRequest {
  const map = headers.map;
  const place = readTarget(target ?? map.get(":path") ?? "/");
  const host = place.host ?? (map.get(":authority") ?? map.get("host"))?.toLowerCase();
  if (host?.includes("@"))
    throw refused("The address holds a user name or a password (user@host), as no app sends it.");
  return {
    ...place,
    method: (method ?? map.get(":method"))?.toUpperCase(),
    ...(host === undefined ? {} : { host }),
    ...(place.path === "/" && target === undefined && !map.has(":path") ? { path: undefined } : {}),
    headers: map,
    ...(body ? { body } : {}),
  };
}
