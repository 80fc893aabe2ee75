import { timingSafeEqual } from "node:crypto";
import { canonicalQuery, ecarxAccept, signCanonical } from "../../platforms/ecarx/session/signing";
import type { DemoRequest } from "../types";
import { brandOf, type DemoApp, type DemoBrand } from "./brand";
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
    readonly brands: readonly DemoBrand[],
  ) {}

  brandOf(request: DemoRequest): DemoBrand | undefined {
    return brandOf(this.brands, request);
  }

  /** App id, time, signature and nonce; the reason if one of them is wrong. */
  signature(request: DemoRequest): Refused | undefined {
    const { headers } = request;
    const brand = this.brandOf(request);
    // That the operator code is looked at is ours.
    if (!brand) return refused("1440", "x-app-id and x-operator-code are not those of an app");
    const { app } = brand;
    if (!app) return undefined;
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
    if (!session) {
      // "Token expired" is recorded; that it is said of one that has lived its life, and only of that, is ours.
      return this.people.apiOutlived(token)
        ? refused("1402", "API token expired", "Token expired")
        : refused("1402", "API token unknown, or replaced by another sign-in");
    }
    // Ours: whether one market's app may use the other's token is not known.
    const [theirs, ours] = [session.person.brand, this.brandOf(request)];
    const known = theirs === ours || (theirs.family !== undefined && theirs.family === ours?.family);
    return known ? session : refused("1402", "API token of another market");
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
  const { headers, method, path, body } = request;
  if (headers["accept"] !== ecarxAccept) return "accept is not the text that line 1 of the signature holds";
  if (headers["x-api-signature-version"] !== "1.0") return "signature version is not 1.0";
  const query = canonicalForm(request.query);
  if (query === undefined) return "query cannot be decoded";
  const { signature } = signCanonical({
    method,
    path,
    canonicalQuery: query,
    body,
    nonce,
    timestamp,
    accept: ecarxAccept,
    secret: app.signingSecret,
  });
  return same(signature, headers["x-signature"] ?? "")
    ? undefined
    : "signature does not match, or is not made over the sorted and encoded query";
}

/**
 * The cloud brings the query it received into its own form before it verifies: a raw comma or another order on the wire
 * passes, a signature over such a form does not (3.2). A plus is a space, as the demo reads it, too.
 */
function canonicalForm(query: string): string | undefined {
  if (query === "") return "";
  try {
    return canonicalQuery(
      query.split("&").map((pair) => {
        const [key = "", ...value] = pair.replaceAll("+", "%20").split("=");
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
