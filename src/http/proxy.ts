import { cloudError, type VehicleCloudError } from "../base/errors";

/** The proxy of the environment that a request goes by, to be named where it, and not the cloud, fails. */
export interface Proxy {
  /** Without user and password. */
  host: string;
  /** The environment variable that names it. */
  variable: string;
}

/** Which proxy the HTTP library takes for an address: HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, less what NO_PROXY names. */
export function proxyFor(url: URL, env: NodeJS.ProcessEnv = process.env): Proxy | undefined {
  const scheme = url.protocol.slice(0, -1);
  if (isExempt(url, env["no_proxy"] || env["NO_PROXY"] || "")) return undefined;
  for (const name of [`${scheme}_proxy`, `${scheme}_proxy`.toUpperCase(), "all_proxy", "ALL_PROXY"]) {
    const value = env[name];
    if (!value) continue;
    return { host: hostOf(value.includes("://") ? value : `http://${value}`), variable: name };
  }
  return undefined;
}

function hostOf(address: string): string {
  try {
    return new URL(address).host;
  } catch {
    return "of the environment";
  }
}

function isExempt({ hostname, port, protocol }: URL, list: string): boolean {
  const asked = port || (protocol === "https:" ? "443" : "80");
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => {
      if (entry === "") return false;
      if (entry === "*") return true;
      const at = entry.lastIndexOf(":");
      const [name, only] = at > 0 ? [entry.slice(0, at), entry.slice(at + 1)] : [entry, asked];
      const suffix = name.replace(/^\*/, "");
      return only === asked && (suffix.startsWith(".") ? hostname.endsWith(suffix) : hostname === suffix);
    });
}

const failures = new WeakSet<object>();

/** Whether the proxy failed: then nothing is wrong with the host that was asked, nor with its name. */
export function isProxyFailure(error: unknown): boolean {
  return typeof error === "object" && error !== null && failures.has(error);
}

function failure(message: string, details: Parameters<typeof cloudError>[2]): VehicleCloudError {
  const error = cloudError("CLOUD_UNAVAILABLE", message, details);
  failures.add(error);
  return error;
}

/** Failures to reach the proxy itself: nothing has left. */
const unreached = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);

/** What failed before a connection stood, where a proxy is in use; undefined: something else. */
export function proxyUnreached(proxy: Proxy, code: string, host: string): VehicleCloudError | undefined {
  if (!unreached.has(code)) return undefined;
  return failure(
    `The proxy ${proxy.host} (${proxy.variable}) could not be reached (${code}), so ${host} was not asked. Check the proxy, or the variable in Node-RED's environment.`,
    { host, sent: false, cause: Object.assign(new Error("proxy"), { code }) },
  );
}

/** What a status says that the proxy gave, or most likely gave; undefined: it is the host's. */
export function proxyAnswer(proxy: Proxy | undefined, status: number, host: string): VehicleCloudError | undefined {
  const named = proxy ? `The proxy ${proxy.host} (${proxy.variable})` : "A proxy on the way";
  if (status === 407) {
    return failure(
      `${named} wants a user and a password (HTTP 407); ${host} was not asked. Enter them in the proxy's address in Node-RED's environment (HTTPS_PROXY=http://user:password@host:port), or except ${host} by NO_PROXY.`,
      { host, httpStatus: status, sent: false, retryable: false },
    );
  }
  if (!proxy || (status !== 502 && status !== 504)) return undefined;
  return failure(
    `${named} answered HTTP ${status} for ${host}: it got no answer from there. Check that the proxy may reach ${host}; the cloud may have a fault, too.`,
    { host, httpStatus: status },
  );
}
