import type { VehicleCloudError } from "../../../base/errors";
import type { HttpClient } from "../../../http/client";
import { signInBlocked } from "./refusal";

/** The longest recorded walk has three hops. */
const maxHops = 10;
const redirects = new Set([301, 302, 303, 307, 308]);

export interface Walk<T> {
  http: HttpClient;
  /** Real address to begin with. */
  start: string;
  headers: Readonly<Record<string, string>>;
  /** Sent with the first request only. */
  startHeaders?: Readonly<Record<string, string>>;
  /** Looks at each address that a hop leads to, before it is asked; ends the walk with what it finds. */
  look: (address: string) => T | undefined;
  /** What is looked for, e.g. `a sign-in context`. */
  goal: string;
  signal?: AbortSignal;
}

/**
 * Follows redirects by hand until an address holds what is looked for (docs/protocol/ecarx-smart.md 1.2): at which hop that
 * is has changed before and may again. Never asks a host that is not the platform's.
 */
export async function walk<T>({ http, start, look, goal, ...walk }: Walk<T>): Promise<T> {
  let address = start;
  for (let hop = 0; hop < maxHops; hop++) {
    const { origin, host, pathname, search } = new URL(address);
    const answer = await http.call(
      () => ({
        method: "GET",
        origin,
        path: pathname,
        query: search.slice(1),
        headers: { ...walk.headers, ...(hop === 0 ? walk.startHeaders : {}) },
      }),
      { meter: { purpose: "signIn" }, expect: "any", signal: walk.signal },
    );
    if (answer.status === 403) {
      const why = hop === 0 ? "it takes this client for something else than the app, or has been asked too often" : "";
      throw signInBlocked(host, `refused the sign-in (HTTP 403)${why && `: ${why}`}`, { httpStatus: 403, slow: true });
    }
    const location = redirects.has(answer.status) ? answer.headers["location"] : undefined;
    if (!location) {
      throw signInBlocked(host, `answered HTTP ${answer.status} instead of leading to ${goal}`, {
        httpStatus: answer.status,
      });
    }
    const next = http.realAddress(location, address);
    if (!next || !http.allows(new URL(next).origin)) throw foreign(host, next);
    const failure = parameter(next, "mode") === "error";
    if (failure) throw failed(host, next);
    const found = look(next);
    if (found !== undefined) return found;
    address = next;
  }
  throw signInBlocked(new URL(address).host, `led over more than ${maxHops} addresses without reaching ${goal}`);
}

function foreign(host: string, address: string | undefined): VehicleCloudError {
  const where = address ? new URL(address).host : "an address that is none";
  return signInBlocked(
    host,
    `leads to ${where}, which is not a host of this platform; nothing was sent there. If this lasts, the sign-in has changed and this package must be updated`,
  );
}

function failed(host: string, address: string): VehicleCloudError {
  const code = parameter(address, "errorCode");
  const message = parameter(address, "errorMessage")?.replaceAll("+", " ");
  return signInBlocked(host, "ended the sign-in with an error", { code, message });
}

/**
 * A parameter of the query or the fragment, decoded. A `+` stays one: in tokens it means itself.
 */
export function parameter(address: string, name: string): string | undefined {
  const [, ...parts] = address.split(/[?#&]/);
  const found = parts.find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1);
  if (!found) return undefined;
  try {
    return decodeURIComponent(found);
  } catch {
    return found;
  }
}
