import { timingSafeEqual } from "node:crypto";
import { canonicalQuery, ecarxAccept, signCanonical } from "../../platforms/ecarx/signing";
import type { DemoRequest } from "../types";
import { appOf, type DemoApp } from "./apps";
import { refused, type Refused } from "./envelope";
import type { ApiSession, People } from "./people";

/** Ours (decisions.md): the real window and memory are not known. */
const windowMs = 5 * 60_000;
const nonceMemoryMs = 10 * 60_000;

/** What the ECARX hosts check before they look at what is asked (docs/protocol/ecarx-smart.md 3 and 7.1). */
export class Verifier {
  readonly #nonces = new Map<string, number>();

  constructor(
    readonly now: () => number,
    readonly people: People,
  ) {}

  /** App id, time, signature and nonce; the reason if one of them is wrong. */
  signature(request: DemoRequest): Refused | undefined {
    const { headers } = request;
    const app = appOf(headers);
    // That the operator code is looked at is ours.
    if (!app) return refused("1440", "x-app-id and x-operator-code are not those of an app");
    const nonce = headers["x-api-signature-nonce"] ?? "";
    const timestamp = headers["x-timestamp"] ?? "";
    if (nonce === "" || !/^\d+$/.test(timestamp)) return refused("1400", "nonce or timestamp missing");
    const now = this.now();
    if (Math.abs(Number(timestamp) - now) > windowMs) return refused("1442", "timestamp outside the window");
    const wrong = wrongSignature(request, app, nonce, timestamp);
    if (wrong) return refused("1445", wrong);
    this.#forgetNonces(now);
    if (this.#nonces.has(nonce)) return refused("1443", "nonce seen before");
    this.#nonces.set(nonce, now);
    return undefined;
  }

  /** The session of the bare API token in `authorization`. */
  session(request: DemoRequest): ApiSession | Refused {
    const token = request.headers["authorization"] ?? "";
    if (token === "") return refused("1402", "authorization missing");
    if (/^bearer /i.test(token)) return refused("1402", "the API token is sent bare, without Bearer");
    const session = this.people.apiOf(token);
    if (!session) return refused("1402", "API token unknown, expired or replaced by another sign-in");
    // Ours: whether one market's app may use the other's token is not known.
    return session.person.market === appOf(request.headers)?.market
      ? session
      : refused("1402", "API token of another market");
  }

  #forgetNonces(now: number): void {
    // Oldest first: a Map keeps the order of insertion.
    for (const [nonce, seen] of this.#nonces) {
      if (now - seen < nonceMemoryMs) break;
      this.#nonces.delete(nonce);
    }
  }
}

function wrongSignature(request: DemoRequest, app: DemoApp, nonce: string, timestamp: string): string | undefined {
  const { headers, method, path, query, body } = request;
  if (headers["accept"] !== ecarxAccept) return "accept is not the text that line 1 of the signature holds";
  if (headers["x-api-signature-version"] !== "1.0") return "signature version is not 1.0";
  // The cloud brings what it received into the canonical form: how it was written on the wire is all one (3.2).
  const received = canonicalForm(query);
  if (received === undefined) return "query holds half an escape";
  const { signature } = signCanonical({
    method,
    path,
    canonicalQuery: received,
    body,
    nonce,
    timestamp,
    accept: ecarxAccept,
    secret: app.signingSecret,
  });
  return same(signature, headers["x-signature"] ?? "")
    ? undefined
    : "signature does not match, or the query was not signed sorted and encoded";
}

function canonicalForm(query: string): string | undefined {
  if (query === "") return "";
  try {
    return canonicalQuery(
      query.split("&").map((pair) => {
        const [key = "", ...value] = pair.split("=");
        return [decodeURIComponent(key), decodeURIComponent(value.join("="))] as const;
      }),
    );
  } catch {
    return undefined;
  }
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
