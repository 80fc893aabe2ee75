import { onAbort } from "../base/abort";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { LookupFunction } from "node:net";
import type { AxiosInstance, AxiosResponse, AxiosStatic } from "axios";
import { aborted, asCloudError, cloudError, type VehicleCloudError } from "../base/errors";
import { own, text } from "../base/json";
import { watchedTransport, type Departure } from "./departure";
import { proxyFor, proxyUnreached, type Proxy } from "./proxy";
import type { Transport, WireRequest, WireResponse } from "./transport";

export interface AxiosTransportOptions {
  /** Additional trusted certificate authorities (PEM), for tests against a certificate of one's own. */
  ca?: string | Buffer;
  /** Replaces name lookup. */
  lookup?: LookupFunction;
}

/** Larger answers are refused: the largest recorded one (a month of trips) is below 2 MB. */
const maxAnswerBytes = 8 * 1024 * 1024;

const isTls = (code: string): boolean => /^(CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|EPROTO)/.test(code);

/**
 * The Transport of production, on axios. axios is loaded at the first request: it costs more to load than all nodes together.
 * `require`, because `import()` takes twice the time.
 */
export function createAxiosTransport(options: AxiosTransportOptions = {}): Transport {
  const agents = {
    httpAgent: new HttpAgent({ keepAlive: true, maxSockets: 16 }),
    // Said outright: NODE_TLS_REJECT_UNAUTHORIZED=0, set in the process for another node, must not let our secrets go to anybody.
    httpsAgent: new HttpsAgent({ keepAlive: true, maxSockets: 16, ca: options.ca, rejectUnauthorized: true }),
  };
  let axios: AxiosInstance | undefined;

  return {
    async send(request) {
      axios ??= (require("axios") as AxiosStatic).create({
        ...agents,
        ...(options.lookup ? { lookup: options.lookup as never } : {}),
        maxRedirects: 0,
        responseType: "arraybuffer",
        validateStatus: () => true,
        maxContentLength: maxAnswerBytes,
        transformRequest: [(data: unknown) => data],
      });
      const answer = toResponse(await perform(axios, request));
      const proxy = wayOf(request);
      return proxy ? { ...answer, proxy } : answer;
    },
    close() {
      agents.httpAgent.destroy();
      agents.httpsAgent.destroy();
    },
  };
}

const isLoopback = (name: string): boolean => name === "localhost" || name.startsWith("127.") || name === "[::1]";

function wayOf(request: WireRequest): Proxy | undefined {
  const url = new URL(request.url);
  return isLoopback(url.hostname) ? undefined : proxyFor(url);
}

async function perform(axios: AxiosInstance, request: WireRequest): Promise<AxiosResponse<Buffer>> {
  const { hostname, host } = new URL(request.url);
  const loopback = isLoopback(hostname);
  const stop = new AbortController();
  const departure: Departure = { left: false };
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    stop.abort();
  }, request.timeoutMs).unref();
  const off = onAbort(request.signal, () => stop.abort());
  try {
    return await axios.request<Buffer>({
      url: request.url,
      method: request.method,
      headers: request.headers,
      data: request.body,
      signal: stop.signal,
      transport: watchedTransport(departure),
      ...(loopback ? { proxy: false as const } : {}),
    });
  } catch (error) {
    throw translate(error, request, host, timedOut, departure.left);
  } finally {
    clearTimeout(timer);
    off();
  }
}

function toResponse(answer: AxiosResponse<Buffer>): WireResponse {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value !== undefined && value !== null)
      headers[name.toLowerCase()] = Array.isArray(value) ? value.join(", ") : String(value);
  }
  return { status: answer.status, headers, body: Buffer.from(answer.data) };
}

/** What is kept of axios's error: its own holds the request with its headers, thus the token. */
function bareCause(error: unknown, code: string): Error {
  const cause = new Error(error instanceof Error ? error.message : "failed");
  return Object.assign(cause, code ? { code } : {});
}

function translate(
  error: unknown,
  request: WireRequest,
  asked: string,
  timedOut: boolean,
  left: boolean,
): VehicleCloudError {
  const host = request.host ?? asked;
  const named = host === asked ? host : `${host} (reached at ${asked})`;
  const code = text(own(error, "code")) ?? "";
  const cause = bareCause(error, code);
  if (request.signal?.aborted) return aborted(`A request to ${named}`, request.signal.reason);
  const proxy = left ? undefined : wayOf(request);
  const way = proxy && proxyUnreached(proxy, code, host);
  if (way) return way;
  const details = { host, cause, ...(left ? {} : { sent: false }) };
  if (timedOut || code === "ETIMEDOUT" || code === "ECONNABORTED") {
    return cloudError("TIMEOUT", `${named} did not answer within ${Math.round(request.timeoutMs / 1000)} s.`, details);
  }
  // After the handshake the same codes mean a broken record or an alert, and the request may have been carried out.
  if (isTls(code) && !left) {
    return cloudError(
      "CLOUD_UNAVAILABLE",
      `The certificate of ${named} is not valid (${code}). Nothing was sent. The operator of the cloud must renew it, or a proxy in between must be removed; it is not tried again.`,
      { ...details, retryable: false },
    );
  }
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") {
    return cloudError(
      "CLOUD_UNAVAILABLE",
      `The name ${asked} could not be looked up (${code}). Check the internet connection, and whether an ad blocker (Pi-hole, AdGuard) blocks this host.`,
      details,
    );
  }
  if (code === "ERR_BAD_RESPONSE") {
    const tooLarge = cause.message.includes("maxContentLength");
    return cloudError(
      "CLOUD_ANSWER_INVALID",
      tooLarge
        ? `${named} answered with more than ${maxAnswerBytes / 1048576} MB; the answer was not read.`
        : `The connection to ${named} broke in the middle of the answer.`,
      { ...details, retryable: !tooLarge },
    );
  }
  // Node refuses so what cannot be put on the wire at all, e.g. a line break in a header: ours, and nothing was sent.
  if (code.startsWith("ERR_INVALID_")) {
    return cloudError("INTERNAL", asCloudError(cause, "A request could not be put together").message, {
      cause,
      sent: false,
    });
  }
  return cloudError("CLOUD_UNAVAILABLE", `The connection to ${named} failed${code ? ` (${code})` : ""}.`, details);
}
