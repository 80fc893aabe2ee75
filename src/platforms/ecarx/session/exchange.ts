import { cloudError, isVehicleCloudError, type VehicleCloudError } from "../../../base/errors";
import { dig, text, type JsonObject } from "../../../base/json";
import type { SessionContext } from "../../platform";
import type { Operation, Values } from "../catalogue/operation";
import type { EcarxCaller } from "./caller";
import type { EcarxProfile } from "../profiles/profile";
import { wayOf } from "../sign-in/ways";
import { rowOf } from "./codes";
import type { ApiSession, OauthTokens, SessionState } from "./state";

/** Had and renewed here: the API session. Every new token is handed to `changed()` before anything is asked with it. */
export class Exchange {
  readonly #profile: EcarxProfile;
  readonly #context: SessionContext;
  readonly #state: SessionState;
  readonly #caller: EcarxCaller;

  constructor(profile: EcarxProfile, context: SessionContext, state: SessionState, caller: EcarxCaller) {
    this.#profile = profile;
    this.#context = context;
    this.#state = state;
    this.#caller = caller;
  }

  /**
   * The API session for what the sign-in gave (docs/protocol/ecarx-smart.md 1.2 step 5, 2.2 steps 2 and 3; layer 1 of 1.5).
   * Rejects with SIGN_IN_NEEDED if that is dead.
   */
  async exchange(signal?: AbortSignal, options: { sameSession?: boolean } = {}): Promise<void> {
    const { oauth } = this.#state;
    const operation = this.#profile.operations.exchange;
    if (!operation || !oauth || (oauth.until !== undefined && this.#context.http.cloudNow() >= oauth.until)) {
      throw cloudError("SIGN_IN_NEEDED", "There is no stored sign-in that still holds; nothing was sent.", {
        sent: false,
      });
    }
    const proof = await this.#proof(oauth, signal);
    const reply = await this.#send(operation, { proof }, signal);
    const token = text(dig(reply, "data", "accessToken"));
    const userId = text(dig(reply, "data", "userId"));
    if (!token || !userId) throw this.#incomplete();
    const { refresh, clientId } = this.#kept(reply);
    await this.take({ token, userId, refresh, clientId }, options);
  }

  /** A session that is to be worked with from now on. */
  async take(api: Omit<ApiSession, "since">, options: { sameSession?: boolean } = {}): Promise<void> {
    this.#state.setApi({ ...api, since: this.#context.clock.now() }, options);
    await this.#context.changed();
  }

  /** For the session's refresh token: the session anew, or a new sign-in token and then the exchange (layer 2). */
  async renew(signal?: AbortSignal): Promise<void> {
    if (this.#profile.session.renews === "session") return await this.#renewSession(signal);
    await this.renewSignIn(signal);
    await this.exchange(signal);
  }

  /** That the answer names no user where the session stays his is allowed for. */
  async #renewSession(signal?: AbortSignal): Promise<void> {
    const { reply, api } = await this.#renewal(signal);
    const token = text(dig(reply, "data", "accessToken"));
    if (!token) throw this.#incomplete();
    const userId = text(dig(reply, "data", "userId")) ?? api.userId;
    await this.take({ token, userId, ...this.#kept(reply) }, { sameSession: true });
  }

  /**
   * The first half of layer 2. The answer's `accessToken` is an OAuth token here, not an API token; that it is the sign-in
   * service's own in the international markets too is inferred. Rejects with SIGN_IN_NEEDED if that is dead.
   */
  async renewSignIn(signal?: AbortSignal): Promise<void> {
    const { reply, api } = await this.#renewal(signal);
    const access = text(dig(reply, "data", "accessToken"));
    if (!access) throw this.#incomplete();
    this.#state.oauth = { ...this.#state.oauth, access, until: undefined };
    Object.assign(api, this.#kept(reply));
    await this.#context.changed();
  }

  async #renewal(signal?: AbortSignal): Promise<{ reply: JsonObject; api: ApiSession }> {
    const { api } = this.#state;
    const operation = this.#profile.operations.renew;
    // A client id is asked for only where the operation sends one.
    const complete = api?.refresh && (api.clientId || !JSON.stringify(operation).includes("{clientId}"));
    if (!operation || !complete) {
      throw cloudError("SIGN_IN_NEEDED", "There is nothing stored to renew the sign-in with.", { sent: false });
    }
    const { refresh: refreshToken, clientId } = api;
    return { reply: await this.#send(operation, { refreshToken, clientId }, signal), api };
  }

  /** What a reply may leave out, because it stays as it was. */
  #kept(reply: JsonObject): Pick<ApiSession, "refresh" | "clientId"> {
    return {
      refresh: text(dig(reply, "data", "refreshToken")) ?? this.#state.api?.refresh,
      clientId: text(dig(reply, "data", "clientId")) ?? this.#state.api?.clientId,
    };
  }

  /** What the exchange takes: the sign-in token itself, or a code that is good for one exchange. */
  async #proof(oauth: OauthTokens, signal?: AbortSignal): Promise<string> {
    const { signIn } = this.#profile;
    const way = wayOf(signIn);
    return way.proof ? await way.proof(signIn, oauth, this.#context, signal) : oauth.access;
  }

  /** Once more with the cloud's time or a new nonce, where that is what was refused. */
  async #send(operation: Operation, values: Values, signal?: AbortSignal): Promise<JsonObject> {
    const use = { use: "session", purpose: "session", signal } as const;
    const asking = { origin: this.#profile.session.origin, values };
    try {
      return await this.#caller.ask(operation, asking, use);
    } catch (error) {
      if (!isVehicleCloudError(error) || rowOf(this.#profile.codes, error)?.reaction !== "resign") throw error;
      return await this.#caller.ask(operation, asking, use);
    }
  }

  #incomplete(): VehicleCloudError {
    const host = new URL(this.#profile.session.origin).host;
    return cloudError(
      "CLOUD_ANSWER_INVALID",
      `${host} answered the session exchange without a token. It is tried again later.`,
      { host },
    );
  }
}
