import { cloudError, isCloudError, type VehicleCloudError } from "../../base/errors";
import { dig, text, type JsonObject } from "../../base/json";
import type { SessionContext } from "../platform";
import type { EcarxCaller, SignedRequest } from "./caller";
import type { EcarxProfile } from "./profiles/profile";
import type { SessionState } from "./state";

const path = "/auth/account/session/secure";

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
   * The API session for what the sign-in gave (docs/protocol/ecarx-smart.md 1.2 step 5; layer 1 of 1.5).
   * Rejects with SIGN_IN_NEEDED if that is dead.
   */
  async exchange(signal?: AbortSignal): Promise<void> {
    const { oauth } = this.#state;
    if (!oauth) throw cloudError("SIGN_IN_NEEDED", "There is no stored sign-in; nothing was sent.", { sent: false });
    const { origin, identityType, bodyKey } = this.#profile.session;
    const reply = await this.#send(
      {
        method: "POST",
        origin,
        path,
        query: { identity_type: identityType },
        body: () => ({ [bodyKey]: oauth.access }),
        authorized: false,
      },
      signal,
    );
    const token = text(dig(reply, "data", "accessToken"));
    const userId = text(dig(reply, "data", "userId"));
    if (!token || !userId) throw this.#incomplete();
    this.#state.setApi({
      token,
      userId,
      refresh: text(dig(reply, "data", "refreshToken")) ?? this.#state.api?.refresh,
      clientId: text(dig(reply, "data", "clientId")) ?? this.#state.api?.clientId,
      since: this.#context.clock.now(),
    });
    await this.#context.changed();
  }

  /**
   * A new OAuth token for the API session's refresh token, then the exchange (layer 2). The answer's `accessToken` is an
   * OAuth token here, not an API token. Rejects with SIGN_IN_NEEDED if that is dead too.
   */
  async renew(signal?: AbortSignal): Promise<void> {
    const { api } = this.#state;
    if (!api?.refresh || !api.clientId) {
      throw cloudError("SIGN_IN_NEEDED", "There is nothing stored to renew the sign-in with.", { sent: false });
    }
    const { refresh, clientId } = api;
    const reply = await this.#send(
      {
        method: "PUT",
        origin: this.#profile.session.origin,
        path,
        headers: { "X-CLIENT-ID": clientId },
        body: () => ({ refreshToken: refresh, proprietaryPlatform: "0" }),
        authorized: false,
      },
      signal,
    );
    const access = text(dig(reply, "data", "accessToken"));
    if (!access) throw this.#incomplete();
    this.#state.oauth = { ...this.#state.oauth, access };
    api.refresh = text(dig(reply, "data", "refreshToken")) ?? refresh;
    api.clientId = text(dig(reply, "data", "clientId")) ?? clientId;
    await this.#context.changed();
    await this.exchange(signal);
  }

  /** Once more with the cloud's time or a new nonce, where that is what was refused. */
  async #send(request: SignedRequest, signal?: AbortSignal): Promise<JsonObject> {
    const use = { use: "session", purpose: "session", signal } as const;
    try {
      return await this.#caller.call(request, use);
    } catch (error) {
      if (!isCloudError(error) || this.#profile.codes[error.platformCode ?? ""]?.reaction !== "resign") throw error;
      return await this.#caller.call(request, use);
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
