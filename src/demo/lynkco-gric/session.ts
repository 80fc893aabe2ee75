import type { Minter } from "../random";

/** Lives of the two tokens (docs/protocol/lynkco-geely.md 11). */
const accessMs = 7 * 24 * 3600_000;
const refreshMs = 30 * 24 * 3600_000;

export interface GricPair {
  accessToken: string;
  refreshToken: string;
  accessExpires: number;
  refreshExpires: number;
}

/** The one living pair of the demo's owner: each renewal makes a new one, and the old is dead at once (brands.md 1.2). */
export class GricSessions {
  readonly #minter: Minter;
  #pair: GricPair;

  constructor(minter: Minter) {
    this.#minter = minter;
    this.#pair = this.#mint();
  }

  get pair(): GricPair {
    return this.#pair;
  }

  /** The code with which a token is refused; undefined = it lives. */
  refusal(token: string): string | undefined {
    const { accessToken, accessExpires } = this.#pair;
    return token === accessToken && accessExpires > this.#minter.now() ? undefined : "00A17";
  }

  /** A new pair for a living refresh token. */
  renew(refreshToken: unknown): GricPair | undefined {
    if (refreshToken !== this.#pair.refreshToken || this.#pair.refreshExpires <= this.#minter.now()) return undefined;
    return (this.#pair = this.#mint());
  }

  expire({ api, refresh }: { api?: boolean; refresh?: boolean }): void {
    if (api) this.#pair = { ...this.#pair, accessExpires: 0 };
    if (refresh) this.#pair = { ...this.#pair, refreshExpires: 0 };
  }

  #mint(): GricPair {
    const now = this.#minter.now();
    const claims = { aud: ["auth_client_lynkco_phone"], exp: Math.floor((now + accessMs) / 1000) };
    return {
      accessToken: this.#minter.jwt({ alg: "RS256", kid: "demo" }, claims, "gric-signature"),
      refreshToken: this.#minter.text("gric-refresh"),
      accessExpires: now + accessMs,
      refreshExpires: now + refreshMs,
    };
  }
}
