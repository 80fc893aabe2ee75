import { createHash } from "node:crypto";
import { appClientId, authorizePath, redirectUri, scope, tokenPath } from "../../platforms/lynkco-eu/endpoints";
import type { Credentials } from "../../platforms/platform";
import type { Minter } from "../random";
import type { DemoAnswer, DemoRequest } from "../types";

/** The life of an access token and of a code, seconds: ours, the real ones are not known. */
export const accessSeconds = 3600;
const codeSeconds = 300;
/** As many tokens and codes of each kind are kept. */
const most = 2000;

interface Access {
  snowflakeId: string;
  expiresAt: number;
  validated: boolean;
}

/** The demo's one owner. */
const owner = { snowflakeId: "7010000000000000001", customerNumber: "DEMO0001" };

/**
 * The sign-in host: the page that ends at the app's address, and the token call with PKCE (docs/protocol/brands.md 1.1). Its page
 * asks for nothing: whoever opens it is signed in.
 */
export class LynkcoSignIn {
  readonly #minter: Minter;
  readonly #access = new Map<string, Access>();
  #refresh = new Set<string>();
  readonly #codes = new Map<string, { challenge: string; at: number }>();

  constructor(minter: Minter) {
    this.#minter = minter;
  }

  /** As they are after a sign-in. */
  issue(): Credentials {
    const refreshToken = this.#minter.text("lynkco-refresh");
    keep(this.#refresh, refreshToken);
    return { accessToken: this.#mintAccess(), refreshToken };
  }

  /** The living token of a request, if it is one. */
  access(token: string): Access | undefined {
    const access = this.#access.get(token);
    return access && access.expiresAt > this.#minter.now() ? access : undefined;
  }

  expire({ api, refresh }: { api?: boolean; refresh?: boolean }): void {
    if (api) this.#access.clear();
    if (refresh) this.#refresh.clear();
  }

  answer(request: DemoRequest): DemoAnswer {
    if (request.path === authorizePath && request.method === "GET") return this.#page(request);
    if (request.path === tokenPath && request.method === "POST") return this.#token(request);
    return { status: 404, body: { error: "not_found" }, note: "no such page" };
  }

  #page({ query }: DemoRequest): DemoAnswer {
    const asked = new URLSearchParams(query);
    const wanted = { response_type: "code", client_id: appClientId, scope, code_challenge_method: "S256" };
    const wrong = Object.entries(wanted).find(([name, value]) => asked.get(name) !== value)?.[0];
    const challenge = asked.get("code_challenge") ?? "";
    if (wrong !== undefined || asked.get("redirect_uri") !== redirectUri || challenge.length !== 43) {
      return {
        status: 400,
        body: { error: "invalid_request" },
        note: `the link is wrong: ${wrong ?? "redirect or key"}`,
      };
    }
    const parts = Array.from({ length: 32 }, (_, i) => this.#minter.text(`lynkco-code-${i}`));
    const code = `eyJraWQiOiJkZW1vIn0.${parts.join("")}`;
    keep(this.#codes, code, { challenge, at: this.#minter.now() });
    return { status: 302, headers: { location: `${redirectUri}?code=${code}` }, body: "", note: "signed in" };
  }

  #token(request: DemoRequest): DemoAnswer {
    const form = new URLSearchParams(request.body.toString("utf8"));
    const isForm = (request.headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded");
    const usual =
      form.get("client_id") === appClientId && form.get("redirect_uri") === redirectUri && form.get("scope") === scope;
    if (!isForm || !usual) return refused("invalid_request", "not the app's form");
    if (form.get("grant_type") === "authorization_code") return this.#exchange(form);
    if (form.get("grant_type") !== "refresh_token") return refused("unsupported_grant_type", "another grant");
    if (!this.#refresh.has(form.get("refresh_token") ?? "")) return refused("invalid_grant", "no living refresh token");
    return this.#granted("renewed");
  }

  #exchange(form: URLSearchParams): DemoAnswer {
    const code = form.get("code") ?? "";
    const known = this.#codes.get(code);
    this.#codes.delete(code);
    const verifier = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    const inTime = known && this.#minter.now() - known.at <= codeSeconds * 1000;
    if (form.get("client_info") !== "1") return refused("invalid_request", "no client_info");
    if (!inTime) return refused("invalid_grant", "used, too old, or never given out");
    if (verifier !== known.challenge) return refused("invalid_grant", "the code of another link");
    // One device is signed in per account.
    this.#refresh = new Set();
    return this.#granted("signed in");
  }

  #granted(note: string): DemoAnswer {
    const { accessToken, refreshToken } = this.issue();
    const body = {
      access_token: accessToken,
      token_type: "Bearer",
      expires_in: accessSeconds,
      refresh_token: refreshToken,
      scope,
    };
    return { status: 200, body, note };
  }

  #mintAccess(): string {
    const expiresAt = this.#minter.now() + accessSeconds * 1000;
    const claims = { exp: Math.floor(expiresAt / 1000), ...owner };
    const token = this.#minter.jwt({ alg: "RS256", kid: "demo" }, claims, "lynkco-signature");
    keep(this.#access, token, { snowflakeId: owner.snowflakeId, expiresAt, validated: false });
    return token;
  }
}

function refused(error: string, note: string): DemoAnswer {
  return { status: 400, body: { error }, code: error, note };
}

/** Adds to a collection with a bound; the oldest goes. */
function keep<K, V>(to: Map<K, V> | Set<K>, key: K, value?: V): void {
  if (to instanceof Map) to.set(key, value as V);
  else to.add(key);
  const [oldest] = to.keys();
  if (to.size > most && oldest !== undefined) to.delete(oldest);
}
