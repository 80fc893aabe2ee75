import { cloudError, isVehicleCloudError, type VehicleCloudError } from "../../base/errors";
import { text, type JsonObject } from "../../base/json";
import { retryNever, retryReads, type HttpAnswer, type HttpCall, type Purpose } from "../../http/client";
import type { RateLimiter } from "../../http/rate-limit";
import type { SessionContext } from "../platform";
import { acceptAnswer } from "./answers";
import { tokenPath, type SegwayEndpoint } from "./endpoints";
import { Refusals } from "./refusals";
import { readToken } from "./token";
import { TokenKeeper } from "./token-keeper";

export interface SegwayUse {
  iotCode: string;
  purpose: Extract<Purpose, "read" | "command">;
  signal?: AbortSignal;
  /** Called when it is this call's turn; what it throws keeps it from leaving. */
  leaving?: () => void;
  /** Replaces the endpoint's path (battery of a kickscooter). */
  path?: string;
}

/** Sends to one regional host, at the client id's rate, with the current token. */
export class SegwayCaller {
  readonly tokens: TokenKeeper;
  readonly refusals: Refusals;
  /** Which token the cloud refused, by the error that says so. */
  readonly #refused = new WeakMap<VehicleCloudError, string>();
  readonly #lastCodes: Record<string, string> = {};

  constructor(
    readonly context: SessionContext,
    readonly origin: string,
    readonly limiter: RateLimiter,
  ) {
    const { clock, logger, stored } = context;
    this.refusals = new Refusals(clock);
    this.tokens = new TokenKeeper({
      clock,
      logger,
      stored,
      changed: () => context.changed(),
      fetch: () => this.#fetchToken(),
    });
  }

  /** Endpoint id → code last answered, for Diagnostics. */
  get lastCodes(): JsonObject {
    return { ...this.#lastCodes };
  }

  /** The token that the cloud refused with this error. */
  refusedToken(error: VehicleCloudError): string | undefined {
    return this.#refused.get(error);
  }

  /**
   * Resolves with the answer's envelope once its code says success; throws what the code means otherwise, or what is known to
   * be refused, without a request.
   */
  async call(endpoint: SegwayEndpoint, values: JsonObject, use: SegwayUse): Promise<JsonObject> {
    const { iotCode, purpose, signal } = use;
    const { refusals, limiter } = this;
    refusals.check(iotCode, endpoint.id);
    this.tokens.renewIfDue();
    this.#token();
    // An unlock is somebody standing beside the vehicle.
    const urgent = endpoint.id === "control.unlock" || endpoint.id === "control.lock";
    await limiter.take({ signal, urgent });
    // What others were answered while this one waited for its turn holds for it too.
    refusals.check(iotCode, endpoint.id);
    use.leaving?.();
    const sent = { token: "", attempts: 0 };
    const settings = { meter: { purpose, vehicle: iotCode }, retry: purpose === "read" ? retryReads : retryNever };
    try {
      const answer = await this.context.http.call(
        () => this.#request(endpoint, values, use, sent),
        // The signal takes a command out of the line; one on the wire is left to end.
        purpose === "read" ? { ...settings, signal } : settings,
      );
      const envelope = acceptAnswer(answer, purpose, iotCode);
      this.#lastCodes[endpoint.id] = "0";
      refusals.worked(endpoint.id);
      return envelope;
    } catch (error) {
      if (isVehicleCloudError(error)) {
        this.#lastCodes[endpoint.id] = error.platformCode ?? error.code;
        if (error.platformCode === "15101") this.#refused.set(error, sent.token);
      }
      refusals.note(iotCode, endpoint.id, error);
      throw error;
    }
  }

  /** Anew for each attempt: the token may have been renewed, or have ended, while the call waited. */
  #request(
    endpoint: SegwayEndpoint,
    values: JsonObject,
    use: SegwayUse,
    sent: { token: string; attempts: number },
  ): HttpCall {
    if (sent.attempts++ > 0) this.limiter.charge();
    sent.token = this.#token();
    const { origin } = this;
    const path = use.path ?? endpoint.path;
    const headers = { accept: "application/json", authorization: `bearer ${sent.token}` };
    if (endpoint.method === "GET") return { method: "GET", origin, path, query: queryOf(use.iotCode, values), headers };
    // iotCode as text: as a number, which some of the vendor's examples show, it loses leading zeros.
    const body = JSON.stringify({ iotCode: use.iotCode, ...values });
    return { method: "POST", origin, path, headers: { ...headers, "content-type": "application/json" }, body };
  }

  #token(): string {
    const token = this.tokens.current;
    if (token !== undefined) return token;
    const host = this.origin.replace("https://", "");
    throw cloudError("SIGN_IN_NEEDED", `There is no living token for ${host}; a new one must be fetched first.`, {
      host,
      sent: false,
      retryable: true,
    });
  }

  async #fetchToken() {
    const { context, origin } = this;
    const { clientId = "", clientSecret = "" } = context.credentials;
    this.limiter.charge();
    // The page wants a form body; the query string of older clients would put the secret into every access log on the way.
    const body = new URLSearchParams({
      client_id: clientId,
      client_secret: clientSecret,
      grant_type: "client_credentials",
    }).toString();
    const headers = { accept: "application/json", "content-type": "application/x-www-form-urlencoded" };
    const answer: HttpAnswer = await context.http.call(
      () => ({ method: "POST", origin, path: tokenPath, headers, body }),
      { meter: { purpose: "signIn" } },
    );
    return readToken(answer, context.clock.now(), this.#jitterSeconds());
  }

  /** 0 to 60 s, of the device id: two installations of one client id do not renew in the same second, a restart keeps its own. */
  #jitterSeconds(): number {
    const part = Number.parseInt(this.context.deviceId.slice(0, 6), 16);
    return Number.isFinite(part) ? part % 61 : 0;
  }
}

function queryOf(iotCode: string, values: JsonObject): string {
  const query = new URLSearchParams({ iotCode });
  for (const [name, value] of Object.entries(values)) {
    query.set(name, typeof value === "boolean" ? String(value) : (text(value) ?? ""));
  }
  return query.toString();
}
