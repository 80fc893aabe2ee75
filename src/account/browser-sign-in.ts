import { randomUUID } from "node:crypto";
import { systemClock, ticks, type Clock } from "../base/clock";
import { cloudError } from "../base/errors";
import { hideKnown } from "../base/known-secrets";
import { silentLogger } from "../base/logger";
import { HttpClient } from "../http/client";
import type { Transport } from "../http/transport";
import type { Credentials, Platform } from "../platforms/platform";
import type { PlatformId } from "../vehicle/model";

/** A link that was opened and not finished serves so long; the page itself asks for a code by SMS. */
const longestMs = 30 * 60_000;
/** So many at once, of all dialogs; the oldest goes. */
const most = 50;

interface Attempt {
  owner: string;
  platform: Platform;
  baseUrls: Record<string, string>;
  secret: string;
  at: number;
  /** Codes that the cloud has been given: each works once. */
  used: Set<string>;
}

/** Sign-ins that somebody makes in the browser: the link, and what was pasted. The secret of a link never leaves the process. */
export class BrowserSignIns {
  readonly #clock: Clock;
  readonly #transport: (() => Transport) | undefined;
  readonly #attempts = new Map<string, Attempt>();

  constructor(clock: Clock = systemClock, transport?: () => Transport) {
    this.#clock = clock;
    this.#transport = transport;
  }

  /** A new link of `owner` (an account node). Throws NOT_SUPPORTED for a platform without such a sign-in. No I/O. */
  begin(owner: string, id: PlatformId, baseUrls: Record<string, string> = {}): { attempt: string; url: string } {
    const { loadPlatform } = require("../platforms/registry") as typeof import("../platforms/registry");
    const platform = loadPlatform(id);
    if (!platform.browserSignIn) {
      throw cloudError("NOT_SUPPORTED", `The platform "${id}" is not signed in to by a link.`, { sent: false });
    }
    const { url, secret } = platform.browserSignIn.begin(baseUrls);
    const attempt = randomUUID();
    this.#attempts.set(attempt, { owner, platform, baseUrls, secret, at: ticks(this.#clock), used: new Set() });
    const [oldest] = this.#attempts.keys();
    if (this.#attempts.size > most) this.#attempts.delete(oldest!);
    return { attempt, url };
  }

  /**
   * Exchanges what was pasted. Rejects with INPUT_INVALID (`field` = what is wrong with it; nothing was sent), SIGN_IN_REJECTED, or a
   * cloud error.
   */
  async finish(owner: string, attempt: string, pasted: string): Promise<Credentials> {
    const { platform, baseUrls, secret, used } = this.#find(owner, attempt);
    const signIn = platform.browserSignIn!;
    const code = signIn.codeIn(pasted);
    if (used.has(code)) {
      throw cloudError(
        "INPUT_INVALID",
        "This address was used already, and works once. Open the link again and paste the new address. Nothing was sent.",
        { sent: false, field: "used" },
      );
    }
    if (used.size < most) used.add(code);
    const show = hideKnown([code, secret]);
    const http = new HttpClient({
      transport: this.#transport?.() ?? defaultTransport(),
      clock: this.#clock,
      logger: silentLogger,
      allowed: platform.hosts,
      baseUrls,
    });
    try {
      const credentials = await signIn.finish(http, code, secret);
      this.#attempts.delete(attempt);
      return credentials;
    } finally {
      http.close();
      show();
    }
  }

  #find(owner: string, id: string): Attempt {
    const attempt = this.#attempts.get(id);
    if (attempt && attempt.owner === owner && ticks(this.#clock) - attempt.at <= longestMs) return attempt;
    this.#attempts.delete(id);
    throw cloudError(
      "INPUT_INVALID",
      "The link of this dialog is no longer known: it is older than half an hour, was finished, or Node-RED was started since. Open the link again. Nothing was sent.",
      { sent: false, field: "oldLink" },
    );
  }
}

function defaultTransport(): Transport {
  const { createAxiosTransport } = require("../http/axios-transport") as typeof import("../http/axios-transport");
  return createAxiosTransport();
}
