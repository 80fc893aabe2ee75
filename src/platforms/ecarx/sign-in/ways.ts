import type { Credentials, SessionContext } from "../../platform";
import type { ApiSession, OauthTokens, SessionState } from "../session/state";
import type { SignInSettings } from "./settings";

/** What a sign-in gives: tokens that are exchanged for a session, or the session. */
export type SignedIn = { oauth: OauthTokens } | { api: Omit<ApiSession, "since"> };

/** One way to sign in. Its module is loaded when it is first gone. */
export interface SignInWay<S extends SignInSettings = SignInSettings> {
  /** What must be entered, and what it is called. */
  needs: Needs | ((given: Credentials) => Needs);
  /** What is wrong with what was entered, as far as that can be seen: a sentence. */
  faultOf?(given: Credentials): string | undefined;
  /** Every origin it may ask. */
  origins(settings: S): string[];
  signIn(
    settings: S,
    context: SessionContext,
    memory: Pick<SessionState, "signInRefusals">,
    signal: AbortSignal,
  ): Promise<SignedIn>;
  /** What the exchange takes, where it is not the sign-in token itself. */
  proof?(settings: S, tokens: OauthTokens, context: SessionContext, signal?: AbortSignal): Promise<string>;
}

type Needs = Readonly<Partial<Record<keyof Credentials, string>>>;

type Ways = { readonly [K in SignInSettings["kind"]]: SignInWay<Extract<SignInSettings, { kind: K }>> };

const emailAndPassword = { username: "e-mail address", password: "password" } as const;

const ways: Ways = {
  gigya: {
    needs: emailAndPassword,
    origins: ({ start, proxyOrigin, bootstrapOrigin, authOrigin }) => [
      start.origin,
      proxyOrigin,
      bootstrapOrigin,
      authOrigin,
    ],
    async signIn(settings, { credentials, http }, _memory, signal) {
      const { signInWithGigya } = require("./gigya") as typeof import("./gigya");
      return { oauth: await signInWithGigya(settings, credentials, http, signal) };
    },
  },
  iam: {
    needs: emailAndPassword,
    origins: ({ origin }) => [origin],
    async signIn(settings, { credentials, http }, memory, signal) {
      const { signInWithIam } = require("./iam") as typeof import("./iam");
      return { oauth: await signInWithIam(settings, credentials, http, memory, signal) };
    },
    proof(settings, tokens, { http }, signal) {
      const { codeForSession } = require("./iam") as typeof import("./iam");
      return codeForSession(settings, tokens, http, signal);
    },
  },
  captured: {
    needs: ({ authCode, accessToken }) =>
      authCode?.trim() && !accessToken?.trim() ? {} : { accessToken: "access token", username: "user id" },
    faultOf(given) {
      const { faultOfCapture } = require("./captured-form") as typeof import("./captured-form");
      return faultOfCapture(given);
    },
    origins: ({ exchange }) => (exchange ? [exchange.origin] : []),
    signIn(settings, context, memory, signal) {
      const { signInWithCapture } = require("./captured") as typeof import("./captured");
      return signInWithCapture(settings, context, memory, signal);
    },
  },
  form: {
    needs: { username: "user name", password: "password" },
    origins: ({ origin, operation }) => [origin, ...(operation.origin ? [operation.origin] : [])],
    signIn(settings, { credentials, http }, memory, signal) {
      const { signInWithForm } = require("./form") as typeof import("./form");
      return signInWithForm(settings, credentials, http, memory, signal);
    },
  },
};

/** The way that the settings are of. */
export function wayOf<S extends SignInSettings>({ kind }: S): SignInWay<S> {
  return ways[kind] as unknown as SignInWay<S>;
}
