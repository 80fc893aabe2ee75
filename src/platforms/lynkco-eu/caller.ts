import { randomUUID } from "node:crypto";
import { cloudError, isVehicleCloudError, type VehicleCloudError } from "../../base/errors";
import { own, parseJson, text, type JsonObject } from "../../base/json";
import { retryNever, type CallSettings, type HttpAnswer } from "../../http/client";
import type { SessionContext } from "../platform";
import { sessionOver, uuidOf } from "../token-session";
import { appHeaders, gatewayOrigin, validatePath } from "./endpoints";
import { renewTokens, refusalFacts } from "./sign-in";
import { signGatewayPath } from "./signing";
import { storedTokens, tokensOf, type LynkcoTokens } from "./tokens";

export interface GatewayCall {
  method: "GET" | "POST";
  path: string;
  query?: string;
  /** Sent as JSON. */
  body?: unknown;
  purpose: "list" | "read" | "command" | "session";
  vehicle?: string;
  signal?: AbortSignal;
  /** Called right before the bytes leave. */
  leaving?: () => void;
}

/** A token is renewed this long before its end. */
const earlyMs = 60_000;

/** The session with the gateway: tokens, the registration of a token, and signed calls. */
export class GatewayCaller {
  readonly #context: SessionContext;
  #tokens: LynkcoTokens | undefined;
  /** The access token that the gateway has been told of. */
  #validated: string | undefined;
  /** Refresh tokens that were refused: they are not sent again. */
  #refused: string | undefined;
  readonly #lastCodes = new Map<string, number>();

  constructor(context: SessionContext) {
    this.#context = context;
    this.#tokens = storedTokens(context.stored);
  }

  get usable(): boolean {
    return this.#tokens !== undefined && this.#tokens.expiresAt - earlyMs > this.#context.http.cloudNow();
  }

  get tokens(): LynkcoTokens | undefined {
    return this.#tokens;
  }

  save(): JsonObject | undefined {
    if (!this.#tokens) return undefined;
    const { accessToken, refreshToken, expiresAt } = this.#tokens;
    return { accessToken, refreshToken, expiresAt };
  }

  adopt(stored: JsonObject): boolean {
    const tokens = storedTokens(stored);
    if (!tokens || tokens.accessToken === this.#tokens?.accessToken) return false;
    this.#tokens = tokens;
    return true;
  }

  /** With what the dialog's sign-in has given: the access token while it lives, else the refresh token. */
  async signIn(signal?: AbortSignal): Promise<void> {
    const { credentials, http } = this.#context;
    const given = tokensOf(credentials, http.cloudNow());
    const fresh =
      given && given.expiresAt - earlyMs > http.cloudNow() && given.accessToken !== this.#tokens?.accessToken;
    if (fresh) return this.#take(given, signal);
    await this.#renew(credentials.refreshToken!, signInAgain, signal);
  }

  async refresh(signal?: AbortSignal): Promise<void> {
    await this.#renew(this.#tokens?.refreshToken ?? "", renewalRefused, signal);
  }

  async #renew(
    refreshToken: string,
    refusal: (answer?: HttpAnswer) => VehicleCloudError,
    signal?: AbortSignal,
  ): Promise<void> {
    if (refreshToken === "" || refreshToken === this.#refused) throw refusal();
    const refused = (answer: HttpAnswer): VehicleCloudError => {
      this.#refused = refreshToken;
      return refusal(answer);
    };
    await this.#take(await renewTokens(this.#context.http, refreshToken, { signal, refusal: refused }), signal);
  }

  async #take(tokens: LynkcoTokens, signal?: AbortSignal): Promise<void> {
    this.#tokens = tokens;
    await this.#context.changed();
    await this.#validate(signal);
  }

  /** The gateway is told of each new access token (docs/protocol/brands.md 1.1, step 4). */
  async #validate(signal?: AbortSignal): Promise<void> {
    const token = this.#tokens!.accessToken;
    if (token === this.#validated) return;
    const body = { deviceUuid: uuidOf(this.#context.deviceId), isLogin: true };
    const answer = await this.#send({ method: "POST", path: validatePath, body, purpose: "session", signal });
    if (answer.status >= 400) {
      // A client in use goes on whatever is answered here: what then is refused says so itself.
      this.#context.logger.warn(`${answer.host} did not take the new session's registration (HTTP ${answer.status}).`);
    }
    this.#validated = token;
  }

  /** The parsed answer; undefined if there is none. Rejects with what its HTTP status means. */
  async call(use: GatewayCall): Promise<unknown> {
    if (!this.usable) {
      throw sessionOver();
    }
    if (this.#validated === undefined) {
      await this.#validate(use.signal).catch((error: unknown) => {
        throw isVehicleCloudError(error) ? beforeTheCall(error) : error;
      });
    }
    const answer = await this.#send(use);
    const { status, host, text: words } = answer;
    if (status >= 400) throw refusalOf(answer, use);
    const json = parseJson(words);
    if (json === undefined && words.trim() !== "" && use.purpose !== "command") {
      throw cloudError(
        "CLOUD_ANSWER_INVALID",
        `${host} answered with something that is not complete JSON. Nothing of it was taken; if this stays, report it with the Diagnostics of the account.`,
        {
          host,
          httpStatus: status,
        },
      );
    }
    return json;
  }

  async #send(use: GatewayCall): Promise<HttpAnswer> {
    const { method, path, query, body, purpose, vehicle, signal, leaving } = use;
    const settings: CallSettings = {
      meter: { purpose, ...(vehicle === undefined ? {} : { vehicle }) },
      retry: retryNever,
      expect: "any",
      ...(purpose === "command" ? {} : { signal }),
    };
    try {
      const answer = await this.#context.http.call(() => {
        leaving?.();
        const sent = body === undefined ? {} : { body: JSON.stringify(body) };
        return { method, origin: gatewayOrigin, path, query, headers: this.#headers(path), ...sent };
      }, settings);
      this.#lastCodes.set(lastWord(path), answer.status);
      return answer;
    } catch (error) {
      if (isVehicleCloudError(error) && error.httpStatus) this.#lastCodes.set(lastWord(path), error.httpStatus);
      throw error;
    }
  }

  /** Anew for each request: no nonce twice. */
  #headers(path: string): Record<string, string> {
    const { accessToken, snowflakeId, customerNumber } = this.#tokens!;
    const nonce = randomUUID();
    return {
      ...appHeaders,
      authorization: `Bearer ${accessToken}`,
      "x-auth-token": accessToken,
      "x-deviceid": uuidOf(this.#context.deviceId),
      "x-customernumber": customerNumber,
      "x-customerid": snowflakeId,
      "x-nonce": nonce,
      "x-signature-version": "v2",
      "x-signature": signGatewayPath(snowflakeId, nonce, path),
    };
  }

  /** HTTP status of the last answer of each call. */
  get lastCodes(): JsonObject {
    return Object.fromEntries(this.#lastCodes);
  }
}

const lastWord = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

const again =
  "Open the account's dialog, sign in by the link again, and deploy. One device can be signed in per account: was the app, or another client, signed in since?";

function signInAgain(answer?: HttpAnswer): VehicleCloudError {
  return cloudError(
    "SIGN_IN_REJECTED",
    `Lynk & Co no longer takes this account's sign-in. ${again}`,
    answer ? refusalFacts(answer) : { sent: false },
  );
}

function renewalRefused(answer?: HttpAnswer): VehicleCloudError {
  return cloudError(
    "SIGN_IN_NEEDED",
    `Lynk & Co no longer renews this session. ${again}`,
    answer ? refusalFacts(answer) : { sent: false },
  );
}

/** Of the request that comes first: what was to follow it has not left, so that a command is not looked for. */
function beforeTheCall({ code, message, retryable, retryAfterMs, host, httpStatus }: VehicleCloudError): Error {
  const facts = { retryable, retryAfterMs, host, httpStatus };
  return cloudError(code, `${message} What was to be sent after it was not sent.`, { ...facts, sent: false });
}

/** No error codes of the gateway are recorded: the HTTP status is all that is known. */
function refusalOf({ status, host, json }: HttpAnswer, { purpose, path }: GatewayCall): VehicleCloudError {
  const code = text(own(json, "code"));
  const named = code !== undefined && /^[A-Za-z0-9_.-]{1,40}$/.test(code);
  const details = { host, httpStatus: status, ...(named ? { platformCode: code } : {}) };
  if (status === 401) {
    return cloudError("SIGN_IN_NEEDED", `${host} does not take the session's token (HTTP 401).`, {
      ...details,
      retryable: true,
    });
  }
  if (status === 403) {
    return cloudError(
      "NOT_PERMITTED",
      `${host} does not permit ${lastWord(path)} to this account (HTTP 403).`,
      details,
    );
  }
  if (purpose === "command") {
    return cloudError(
      "COMMAND_REJECTED",
      `${host} refused ${lastWord(path)} (HTTP ${status}). The car takes it only with its doors locked and the key away; older cars lack some commands.`,
      details,
    );
  }
  if (status === 404) {
    return cloudError("VEHICLE_UNKNOWN", `${host} knows no ${lastWord(path)} of this vehicle (HTTP 404).`, details);
  }
  return cloudError("CLOUD_UNAVAILABLE", `${host} answered ${lastWord(path)} with HTTP ${status}.`, details);
}
