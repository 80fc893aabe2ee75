/** What goes over the wire and comes back; the only shape a test or an embedder must fill to replace the network. */

import type { Proxy } from "./proxy";

export interface WireRequest {
  method: "GET" | "POST" | "PUT" | "DELETE";
  /** Absolute, sent byte for byte: the query was signed as it stands here. */
  url: string;
  /** Real host, for messages, where the URL leads to a replacement of it. */
  host?: string;
  headers: Record<string, string>;
  body?: string;
  timeoutMs: number;
  signal?: AbortSignal;
}

export interface WireResponse {
  status: number;
  /** Names in lower case; repeated headers joined by `, `. */
  headers: Record<string, string>;
  body: Buffer;
  /** The proxy that it came by. */
  proxy?: Proxy;
}

/**
 * Sends one request, once: no redirect followed, no retry, no proxy for loopback.
 * Rejects with TIMEOUT, CLOUD_UNAVAILABLE (name lookup, connection, TLS) or ABORTED; `sent: false` where it is certain that
 * no byte of the request left.
 */
export interface Transport {
  send(request: WireRequest): Promise<WireResponse>;
  close(): void;
}
