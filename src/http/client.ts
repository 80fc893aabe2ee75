import { type Clock, dateOfTick, sleep, ticks } from "../base/clock";
import { cloudError, isVehicleCloudError, throwIfAborted, type VehicleCloudError } from "../base/errors";
import type { Logger } from "../base/logger";
import { isDeeper, parseJson } from "../base/json";
import { checkPath, realAddress, resolveOrigin } from "./address";
import { retryNever, type CallSettings, type HttpAnswer, type HttpCall, type MeterEntry } from "./call";
import { proxyAnswer } from "./proxy";
import type { Transport, WireResponse } from "./transport";

export * from "./call";

export interface HttpClientOptions {
  transport: Transport;
  clock: Clock;
  logger: Logger;
  /** Origins this client may reach. */
  allowed: readonly string[];
  /** Real origin → replacement entered by the owner. */
  baseUrls?: Record<string, string>;
  /** Called before each request leaves; throws (BUDGET_SPENT) to keep it from leaving. */
  onRequest?: (entry: MeterEntry) => void;
}

/** HTTP time-out, decisions.md. */
export const requestTimeoutMs = 30_000;
/** Waiting time after a 429 that names none (HelloSmart's default, ecarx-smart 7.2). */
const defaultPauseMs = 60_000;
/** The deepest that are recorded have some ten levels; what works with an answer goes through it level by level. */
const deepestAnswer = 1000;
const longestPauseMs = 24 * 3600_000;
/** Offsets below this are left alone: the time window of the cloud is wide, a jittery one would not be better. */
const offsetAppliedAboveMs = 30_000;
const offsetWarnedAboveMs = 60_000;

/** One way out for all requests of an account: allow-list, base URLs, retries, the 429 pause, the clock offset, the meter. */
export class HttpClient {
  readonly #options: HttpClientOptions;
  #measuredOffsetMs = 0;
  /** The cloud's time less the tick at which it was told. */
  #cloudLeadMs: number | undefined;
  #offsetForced = false;
  #warnedOffset = false;
  #pausedUntil = 0;

  constructor(options: HttpClientOptions) {
    this.#options = options;
  }

  /** The cloud's time as far as known: the local clock, corrected when it is off by more than 30 s or after `useCloudTime`. */
  cloudNow(): number {
    const applied = this.#offsetForced || Math.abs(this.#measuredOffsetMs) > offsetAppliedAboveMs;
    return this.#options.clock.now() + (applied ? this.#measuredOffsetMs : 0);
  }

  /**
   * The cloud's time at a tick (`ticks(clock)`), by the last `Date` header; before the first, the local date. Setting the
   * machine's date, before or after that header, does not move it.
   */
  cloudTimeAt(tick: number): number {
    return this.#cloudLeadMs === undefined ? dateOfTick(this.#options.clock, tick) : tick + this.#cloudLeadMs;
  }

  /** Local clock minus cloud clock as last seen in a `Date` header, milliseconds; negative = the local clock is ahead. */
  get clockOffsetMs(): number {
    return this.#measuredOffsetMs;
  }

  /** Applies the measured offset however small: the cloud has refused a timestamp (1442). */
  useCloudTime(): void {
    this.#offsetForced = true;
  }

  /** Milliseconds until the cloud may be asked again after a 429; 0 = now. */
  get pauseMs(): number {
    return Math.max(0, this.#pausedUntil - ticks(this.#options.clock));
  }

  /** Whether this client may reach an origin (`https://host`). */
  allows(origin: string): boolean {
    return this.#options.allowed.includes(origin);
  }

  /** The real address a `Location` header leads to, seen from the real address that was asked; undefined if it is none. */
  realAddress(location: string, from: string): string | undefined {
    return realAddress(location, from, this.#options.baseUrls);
  }

  /** Sends what `build` makes, again for each attempt. Any HTTP status but 429 and 5xx is an answer. */
  async call(build: () => HttpCall, settings: CallSettings): Promise<HttpAnswer> {
    const waits = settings.retry ?? retryNever;
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#once(build(), settings);
      } catch (error) {
        const wait = waits[attempt];
        if (wait === undefined || !worthRetrying(error)) throw error;
        this.#options.logger.debug(`${(error as VehicleCloudError).code}: trying again in ${wait} ms`);
        await sleep(this.#options.clock, wait, settings.signal);
      }
    }
  }

  close(): void {
    this.#options.transport.close();
  }

  async #once(call: HttpCall, settings: CallSettings): Promise<HttpAnswer> {
    const { clock, transport, allowed, baseUrls, onRequest } = this.#options;
    const { base, host } = resolveOrigin(call.origin, allowed, baseUrls);
    checkPath(call.path);
    throwIfAborted(settings.signal, `A request to ${host}`);
    this.#refuseWhilePaused(host);
    onRequest?.(settings.meter);
    const release = clock.hold();
    const asked = ticks(clock);
    try {
      const response = await transport.send({
        method: call.method,
        url: base + call.path + (call.query ? `?${call.query}` : ""),
        host,
        headers: call.headers,
        body: call.body,
        timeoutMs: settings.timeoutMs ?? requestTimeoutMs,
        signal: settings.signal,
      });
      this.#measureOffset(response, ticks(clock) - asked);
      return this.#read(response, host, settings.expect ?? "json");
    } finally {
      release();
    }
  }

  #refuseWhilePaused(host: string): void {
    const wait = this.pauseMs;
    if (wait <= 0) return;
    throw cloudError(
      "RATE_LIMITED",
      `The cloud asked for a pause; ${host} is not asked for another ${Math.ceil(wait / 1000)} s.`,
      {
        host,
        retryAfterMs: wait,
        sent: false,
      },
    );
  }

  #read(response: WireResponse, host: string, expect: "json" | "any" | "bytes"): HttpAnswer {
    const { status, headers } = response;
    const bytes = expect === "bytes" ? response.body : undefined;
    const text = bytes ? "" : response.body.toString("utf8");
    const parsed = parseJson(text);
    const deeper = isDeeper(parsed, deepestAnswer);
    const json = deeper ? undefined : parsed;
    if (status === 429) throw this.#pause(headers["retry-after"], host);
    const proxys = proxyAnswer(response.proxy, status, host);
    if (proxys) throw proxys;
    if (status >= 500) {
      throw cloudError(
        "CLOUD_UNAVAILABLE",
        `${host} answered HTTP ${status}: the cloud has a fault or is under maintenance.`,
        {
          host,
          httpStatus: status,
        },
      );
    }
    if (expect === "json" && json === undefined && status !== 401 && status !== 403) {
      if (/^\s*</.test(text)) {
        throw cloudError(
          "CLOUD_UNAVAILABLE",
          `${host} answered with a web page instead of data: maintenance, or something in between.`,
          {
            host,
            httpStatus: status,
          },
        );
      }
      const what = deeper ? `JSON of more than ${deepestAnswer} levels` : "something that is not complete JSON";
      throw cloudError(
        "CLOUD_ANSWER_INVALID",
        `${host} answered with ${what} (${text.length} characters). Nothing of it was taken; if this stays, report it with the Diagnostics of the account.`,
        {
          host,
          httpStatus: status,
          retryable: false,
        },
      );
    }
    return { status, headers, text, json, host, ...(bytes ? { bytes } : {}) };
  }

  #pause(retryAfter: string | undefined, host: string): VehicleCloudError {
    const now = ticks(this.#options.clock);
    const seconds = Number(retryAfter);
    const date = retryAfter ? Date.parse(retryAfter) : NaN;
    const asked =
      retryAfter && Number.isFinite(seconds)
        ? seconds * 1000
        : Number.isFinite(date)
          ? date - this.cloudNow()
          : defaultPauseMs;
    const wait = Math.min(Math.max(asked, 1000), longestPauseMs);
    this.#pausedUntil = Math.max(this.#pausedUntil, now + wait);
    return cloudError(
      "RATE_LIMITED",
      `${host} asks for a pause (HTTP 429). The whole account waits ${Math.ceil(wait / 1000)} s before it asks again.`,
      { host, httpStatus: 429, retryAfterMs: wait },
    );
  }

  #measureOffset(response: WireResponse, tookMs: number): void {
    const date = Date.parse(response.headers["date"] ?? "");
    // A cache in between repeats an old date, and says so by `Age`.
    if (!Number.isFinite(date) || response.headers["age"] !== undefined) return;
    // The header has whole seconds: half a second is its mean error, the way back half of the round trip.
    const { clock } = this.#options;
    const toldMs = date + 500 + tookMs / 2;
    this.#measuredOffsetMs = Math.round(toldMs - clock.now());
    this.#cloudLeadMs = Math.round(toldMs - ticks(clock));
    if (this.#warnedOffset || Math.abs(this.#measuredOffsetMs) <= offsetWarnedAboveMs) return;
    this.#warnedOffset = true;
    this.#options.logger.warn(
      `This machine's clock is ${Math.round(Math.abs(this.#measuredOffsetMs) / 1000)} s ${this.#measuredOffsetMs < 0 ? "ahead of" : "behind"} the cloud's. Requests are corrected for it; set the clock (NTP).`,
    );
  }
}

function worthRetrying(error: unknown): boolean {
  return isVehicleCloudError(error, "CLOUD_UNAVAILABLE", "TIMEOUT") && error.retryable;
}
