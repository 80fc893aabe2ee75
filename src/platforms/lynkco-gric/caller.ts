import { randomUUID } from "node:crypto";
import { cloudError, type VehicleCloudError } from "../../base/errors";
import { own, type JsonObject } from "../../base/json";
import { retryNever, retryReads, type HttpAnswer, type Purpose } from "../../http/client";
import { captureRefused, otherSubject } from "../captured-session";
import type { CapturedSession, SessionContext } from "../platform";
import { sessionOver, uuidOf } from "../token-session";
import { codeOf, refusalOf } from "./codes";
import { readCredentials, type GricCredentials } from "./credentials";
import { appHeaders, coreOrigin, refreshPath } from "./endpoints";
import { signGric } from "./signing";
import { answeredTokens, capturedTokens, storedTokens, type GricTokens } from "./tokens";

export interface GricCall {
  method: "GET" | "POST";
  origin: string;
  path: string;
  /** Sent as JSON. There is no query beside it: the order in which both are signed is not known. */
  body?: JsonObject;
  purpose: Purpose;
  vehicle?: string;
  /** Brand, series and identifier of the vehicle. */
  vehicleHeaders?: Readonly<Record<string, string>>;
  signal?: AbortSignal;
}

/** A token is renewed this long before its end. */
const earlyMs = 60_000;
/** Tokens known as dead: no more than one pair of the account's and one of the session's can be. */
const deadMost = 4;

/** The session with the gateway: the captured pair, its renewal, and signed calls. */
export class GricCaller {
  readonly #context: SessionContext;
  readonly #own: GricCredentials;
  #tokens: GricTokens | undefined;
  /** They are not sent again. */
  #dead: string[] = [];
  readonly #lastCodes = new Map<string, string>();

  constructor(context: SessionContext) {
    this.#context = context;
    this.#own = readCredentials(context.credentials);
    this.#tokens = storedTokens(context.stored);
  }

  get usable(): boolean {
    return this.#tokens !== undefined && this.#lives(this.#tokens);
  }

  get tokens(): GricTokens | undefined {
    return this.#tokens;
  }

  get credentials(): GricCredentials {
    return this.#own;
  }

  get lastCodes(): JsonObject {
    return Object.fromEntries(this.#lastCodes);
  }

  save(): JsonObject | undefined {
    return this.#tokens && { ...this.#tokens };
  }

  adopt(stored: JsonObject): boolean {
    const tokens = storedTokens(stored);
    if (!tokens || tokens.accessToken === this.#tokens?.accessToken) return false;
    this.#tokens = tokens;
    return true;
  }

  /** With what was captured: the token while it lives, else by the refresh token. */
  async signIn(signal?: AbortSignal): Promise<void> {
    const { accessToken, refreshToken } = this.#own;
    const captured = capturedTokens(accessToken, refreshToken, this.#context.http.cloudNow());
    if (captured && this.#lives(captured)) {
      this.#tokens = captured;
      return this.#context.changed();
    }
    await this.#renew(refreshToken, captureAnew, signal);
  }

  /** A pair that the app has now. A refresh token is dead once it was renewed, so that without a new one there is none. */
  async takeCapture({ accessToken, refreshToken }: CapturedSession): Promise<boolean> {
    const taken = capturedTokens(accessToken, refreshToken, this.#context.http.cloudNow());
    if (!taken)
      throw captureRefused("its token holds signs that no token has, or is too long to be one. Send it again");
    if (otherSubject((this.#tokens ?? this.#own).accessToken, accessToken))
      throw captureRefused("it is another user's. Enter it in an account of its own");
    const before = this.#tokens ?? this.#own;
    const sameRenewal = refreshToken === undefined || refreshToken === before.refreshToken;
    if (accessToken === before.accessToken && sameRenewal) return false;
    if (this.#dead.includes(accessToken))
      throw captureRefused("the cloud has refused this token before. Open the app once, so that it gets a new one");
    this.#tokens = taken;
    await this.#context.changed();
    return true;
  }

  async refresh(signal?: AbortSignal): Promise<void> {
    await this.#renew(this.#tokens?.refreshToken, renewalOver, signal);
  }

  /** The old pair is dead at once (docs/protocol/brands.md 1.2): the new one is on disk before it is used. */
  async #renew(refreshToken: string | undefined, over: SessionEnd, signal?: AbortSignal): Promise<void> {
    if (refreshToken === undefined || this.#dead.includes(refreshToken)) throw over();
    const use = { method: "POST", origin: coreOrigin, path: refreshPath, purpose: "session", signal } as const;
    const answer = await this.#send({ ...use, body: { refreshToken } });
    const code = codeOf(answer);
    if (code === "1018P061" || code === "00A17" || answer.status === 401) {
      this.#bury(refreshToken);
      throw over(answer);
    }
    if (code !== "0") throw refusalOf(answer);
    const tokens = answeredTokens(own(answer.json, "data"), this.#context.http.cloudNow());
    if (tokens === "empty" || !tokens) throw noToken(answer, tokens === "empty");
    this.#bury(refreshToken);
    this.#tokens = tokens;
    await this.#context.changed();
  }

  /** `data` of the answer. Rejects with what its code means. */
  async call(use: GricCall): Promise<{ data: unknown; answer: HttpAnswer }> {
    const token = this.#tokens;
    if (!token || !this.#lives(token)) {
      throw sessionOver();
    }
    const answer = await this.#send(use, token.accessToken);
    if (codeOf(answer) === "0" && answer.status < 400) return { data: own(answer.json, "data"), answer };
    const refusal = refusalOf(answer);
    if (refusal.code === "SIGN_IN_NEEDED") this.#bury(token.accessToken);
    throw refusal;
  }

  async #send(use: GricCall, token?: string): Promise<HttpAnswer> {
    const { method, origin, path, body, purpose, vehicle, vehicleHeaders, signal } = use;
    const { http } = this.#context;
    const sent = body === undefined ? undefined : JSON.stringify(body);
    const answer = await http.call(
      () => {
        // Anew for each attempt: no nonce twice.
        const headers: Record<string, string> = {
          accept: "application/json",
          ...(sent === undefined ? {} : { "content-type": "application/json" }),
          ...appHeaders,
          ...vehicleHeaders,
          ...(token === undefined ? {} : { authorization: token }),
          "x-device-id": uuidOf(this.#context.deviceId),
          "x-api-signature-nonce": randomUUID(),
          "x-timestamp": String(http.cloudNow()),
        };
        headers["x-signature"] = signGric({ method, path, body: sent, headers }, this.#own.key);
        return { method, origin, path, headers, ...(sent === undefined ? {} : { body: sent }) };
      },
      {
        meter: { purpose, ...(vehicle === undefined ? {} : { vehicle }) },
        // A renewal may have been carried out: sent again, it would be of a dead pair.
        retry: purpose === "session" ? retryNever : retryReads,
        signal,
      },
    );
    this.#lastCodes.set(path.slice(path.lastIndexOf("/") + 1), codeOf(answer)?.slice(0, 20) ?? `http ${answer.status}`);
    return answer;
  }

  #lives({ accessToken, expiresAt }: GricTokens): boolean {
    return expiresAt - earlyMs > this.#context.http.cloudNow() && !this.#dead.includes(accessToken);
  }

  #bury(token: string): void {
    if (!this.#dead.includes(token)) this.#dead = [...this.#dead, token].slice(-deadMost);
  }
}

type SessionEnd = (answer?: HttpAnswer) => VehicleCloudError;

const again =
  "Capture the token of the app anew and enter it in the account; with a refresh token it renews itself, until the app renews its own.";

const captureAnew: SessionEnd = (answer) =>
  cloudError("SIGN_IN_REJECTED", `The captured session of Lynk & Co's app is over. ${again}`, facts(answer));

const renewalOver: SessionEnd = (answer) =>
  cloudError("SIGN_IN_NEEDED", `The session of Lynk & Co's app is not renewed any more. ${again}`, facts(answer));

function noToken(answer: HttpAnswer, empty: boolean): VehicleCloudError {
  const { host } = answer;
  if (empty) {
    return cloudError(
      "SIGN_IN_REJECTED",
      `${host} answered with an empty token: what was captured belongs to an account of another brand (its header x-tenant-id must be LYNKCO). Capture the requests of Lynk & Co's app.`,
      facts(answer),
    );
  }
  return cloudError("CLOUD_ANSWER_INVALID", `${host} answered the renewal with something that is no token.`, {
    ...facts(answer),
    retryable: false,
  });
}

function facts(answer?: HttpAnswer): { sent?: false; host?: string; httpStatus?: number; platformCode?: string } {
  if (!answer) return { sent: false };
  const code = codeOf(answer);
  return {
    host: answer.host,
    httpStatus: answer.status,
    ...(code === undefined ? {} : { platformCode: code.slice(0, 20) }),
  };
}
