import type { DemoAnswer, DemoRequest } from "../types";
import type { Minter } from "../random";
import type { PushSigner } from "./push-body";

/** Life of a fresh token, seconds: the page's example is one second less than 12 h. */
export const tokenSeconds = 43_200;
/** From here on the next token is handed out while this one still works; within the 300 s of the page, the half is ours. */
const successorSeconds = 150;

interface Token {
  text: string;
  expiresAt: number;
}

/**
 * The token endpoint (docs/protocol/segway.md 2): every caller gets the one current token with the life that is left of it;
 * near its end a new one, the old one staying valid until its own end.
 */
export class DemoTokens {
  #tokens: Token[] = [];

  constructor(
    readonly client: PushSigner,
    readonly minter: Minter,
  ) {}

  answer(request: DemoRequest, ownHost: string): DemoAnswer {
    if (request.method !== "POST") return { status: 405, body: { error: "method_not_allowed" }, note: "not POST" };
    const form = new URLSearchParams(request.body.toString("utf8"));
    const isForm = (request.headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded");
    const known =
      isForm &&
      request.host === ownHost &&
      form.get("client_id") === this.client.platformCode &&
      form.get("client_secret") === this.client.clientSecret;
    if (!known) return invalidClient();
    if (form.get("grant_type") !== "client_credentials") {
      return { status: 400, body: { error: "unsupported_grant_type" }, code: "unsupported_grant_type" };
    }
    const { text, expiresAt } = this.#current();
    const left = Math.max(0, Math.ceil((expiresAt - this.minter.now()) / 1000) - 1);
    return {
      status: 200,
      body: { access_token: text, token_type: "bearer", expires_in: left, scope: "read write trust" },
      note: `token, ${left} s left`,
    };
  }

  /** Whether the `Authorization` header holds a living token; public clients write `Bearer` too. */
  accepts(authorization: string | undefined): boolean {
    const token = /^bearer (\S+)$/i.exec(authorization ?? "")?.[1];
    return this.#tokens.some(({ text, expiresAt }) => text === token && expiresAt > this.minter.now());
  }

  expire(): void {
    this.#tokens = [];
  }

  #current(): Token {
    const now = this.minter.now();
    this.#tokens = this.#tokens.filter(({ expiresAt }) => expiresAt > now);
    const last = this.#tokens.at(-1);
    if (last && last.expiresAt - now > successorSeconds * 1000) return last;
    const fresh = { text: this.minter.uuid("segway-token"), expiresAt: now + tokenSeconds * 1000 };
    this.#tokens.push(fresh);
    return fresh;
  }
}

export function invalidClient(): DemoAnswer {
  return {
    status: 401,
    body: { error: "invalid_client", error_description: "Bad client credentials" },
    code: "invalid_client",
    note: "client id, secret or host is wrong",
  };
}
