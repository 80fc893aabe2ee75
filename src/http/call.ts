/** What a request is for; counted per vehicle and day, and shown in Diagnostics. */
export type Purpose = "signIn" | "session" | "list" | "select" | "read" | "command" | "other";

export interface MeterEntry {
  purpose: Purpose;
  /** Vehicle id, where the request is for one. */
  vehicle?: string;
}

/** One attempt, made anew for each: it may hold a timestamp, a nonce and a signature. */
export interface HttpCall {
  method: "GET" | "POST" | "PUT" | "DELETE";
  /** Real origin, e.g. `https://api.ecloudeu.com`; must be one of the platform's. Mapped to its base URL here. */
  origin: string;
  /** Percent-encoded path without query. */
  path: string;
  /** Percent-encoded query without `?`, sent as it stands. */
  query?: string;
  headers: Record<string, string>;
  body?: string;
}

/** Waits before each further attempt, in milliseconds; its length is the number of retries. */
export type RetryPolicy = readonly number[];

/** Reads: two retries after 1 s and 4 s on 5xx, maintenance pages, resets, name lookup and time-outs (decisions.md). */
export const retryReads: RetryPolicy = [1000, 4000];
/** Commands and sign-in: none. A request whose bytes were sent may have been carried out. */
export const retryNever: RetryPolicy = [];

export interface CallSettings {
  meter: MeterEntry;
  retry?: RetryPolicy;
  signal?: AbortSignal;
  timeoutMs?: number;
  /**
   * `json` (default): the answer must be JSON, a page is CLOUD_UNAVAILABLE. `any`: redirects and pages are answers too.
   * `bytes`: as `any`, with the body as received.
   */
  expect?: "json" | "any" | "bytes";
}

export interface HttpAnswer {
  status: number;
  headers: Record<string, string>;
  text: string;
  /** Parsed body; undefined if `expect` is `any` and it is no JSON. */
  json: unknown;
  /** The body as received, if `expect` is `bytes`. */
  bytes?: Buffer;
  /** Real host that answered. */
  host: string;
}
