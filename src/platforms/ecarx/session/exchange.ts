import { cloudError, isCloudError, type VehicleCloudError } from "../../../base/errors";
import { dig, text, type JsonObject } from "../../../base/json";
import type { SessionContext } from "../../platform";
import type { EcarxCaller, SignedRequest } from "./caller";
import type { EcarxProfile } from "../profiles/profile";
import type { OauthTokens, SessionState } from "./state";

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
   * The API session for what the sign-in gave (docs/protocol/ecarx-smart.md 1.2 step 5, 2.2 steps 2 and 3; layer 1 of 1.5).
   * Rejects with SIGN_IN_NEEDED if that is dead.
   */
  async exchange(signal?: AbortSignal, options: { sameSession?: boolean } = {}): Promise<void> {
    const { oauth } = this.#state;
    if (!oauth || (oauth.until !== undefined && this.#context.http.cloudNow() >= oauth.until)) {
      throw cloudError("SIGN_IN_NEEDED", "There is no stored sign-in that still holds; nothing was sent.", {
        sent: false,
      });
    }
    const { origin, identityType, bodyKey } = this.#profile.session;
    const proof = await this.#proof(oauth, signal);
    const reply = await this.#send(
      {
        method: "POST",
        origin,
        path,
        query: { identity_type: identityType },
        body: () => ({ [bodyKey]: proof }),
        authorized: false,
      },
      signal,
    );
    const token = text(dig(reply, "data", "accessToken"));
    const userId = text(dig(reply, "data", "userId"));
    if (!token || !userId) throw this.#incomplete();
    const api = {
      token,
      userId,
      refresh: text(dig(reply, "data", "refreshToken")) ?? this.#state.api?.refresh,
      clientId: text(dig(reply, "data", "clientId")) ?? this.#state.api?.clientId,
      since: this.#context.clock.now(),
    };
    this.#state.setApi(api, options);
    await this.#context.changed();
  }

  /** A new sign-in token for the API session's refresh token, then the exchange (layer 2). */
  async renew(signal?: AbortSignal): Promise<void> {
    await this.renewSignIn(signal);
    await this.exchange(signal);
  }

  /**
   * The first half of layer 2. The answer's `accessToken` is an OAuth token here, not an API token; that it is the sign-in
   * service's own in the international markets too is inferred. Rejects with SIGN_IN_NEEDED if that is dead.
   */
  async renewSignIn(signal?: AbortSignal): Promise<void> {
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
    this.#state.oauth = { ...this.#state.oauth, access, until: undefined };
    api.refresh = text(dig(reply, "data", "refreshToken")) ?? refresh;
    api.clientId = text(dig(reply, "data", "clientId")) ?? clientId;
    await this.#context.changed();
  }

  /** What the exchange takes: the sign-in token itself, or a code that is good for one exchange. */
  async #proof(oauth: OauthTokens, signal?: AbortSignal): Promise<string> {
    const { signIn } = this.#profile;
    if (signIn.kind !== "iam") return oauth.access;
    const { codeForSession } = require("../sign-in/iam") as typeof import("../sign-in/iam");
    return await codeForSession(signIn, oauth, this.#context.http, signal);
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
