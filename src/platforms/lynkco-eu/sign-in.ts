import { createHash, randomBytes } from "node:crypto";
import { cloudError, type VehicleCloudError } from "../../base/errors";
import { own, text } from "../../base/json";
import type { HttpAnswer, HttpClient } from "../../http/client";
import type { BrowserSignIn } from "../platform";
import { appClientId, authorizePath, redirectUri, scope, signInOrigin, tokenPath } from "./endpoints";
import { readTokens, type LynkcoTokens } from "./tokens";

/** Firefox shows the first 1,025 of about 1,511 characters of the address (docs/protocol/brands.md 1.1). */
const shortestCode = 1000;
const longestPaste = 16_384;

/**
 * The sign-in with e-mail, password and SMS code in the browser, secured by a pair of keys (PKCE, S256): the page ends at an
 * address of the app's own scheme, which no browser opens and which is pasted (docs/protocol/brands.md 1.1).
 */
export const lynkcoBrowserSignIn: BrowserSignIn = {
  begin(baseUrls = {}) {
    const secret = randomBytes(48).toString("base64url");
    const query: [string, string][] = [
      ["response_type", "code"],
      ["client_id", appClientId],
      ["scope", scope],
      ["code_challenge", createHash("sha256").update(secret).digest("base64url")],
      ["code_challenge_method", "S256"],
      ["redirect_uri", redirectUri],
    ];
    const base = Object.hasOwn(baseUrls, signInOrigin) ? baseUrls[signInOrigin] : undefined;
    return {
      url: `${base ?? signInOrigin}${authorizePath}?${query.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&")}`,
      secret,
    };
  },
  codeIn,
  async finish(http, code, secret, signal) {
    const { accessToken, refreshToken } = await askForTokens(
      http,
      { client_info: "1", grant_type: "authorization_code", code, code_verifier: secret },
      { signal, refusal: codeRefused },
    );
    return { accessToken, refreshToken };
  },
};

/** Renews a session. Rejects with what `refusal` makes of an HTTP 400: signed in elsewhere, or too old. */
export function renewTokens(
  http: HttpClient,
  refreshToken: string,
  options: { signal?: AbortSignal; refusal: (answer: HttpAnswer) => VehicleCloudError },
): Promise<LynkcoTokens> {
  return askForTokens(http, { grant_type: "refresh_token", refresh_token: refreshToken }, options);
}

async function askForTokens(
  http: HttpClient,
  grant: Record<string, string>,
  { signal, refusal }: { signal?: AbortSignal; refusal: (answer: HttpAnswer) => VehicleCloudError },
): Promise<LynkcoTokens> {
  const body = new URLSearchParams({ ...grant, redirect_uri: redirectUri, scope, client_id: appClientId }).toString();
  const headers = { accept: "application/json", "content-type": "application/x-www-form-urlencoded" };
  const answer = await http.call(() => ({ method: "POST", origin: signInOrigin, path: tokenPath, headers, body }), {
    meter: { purpose: "signIn" },
    signal,
  });
  const { status, json, host } = answer;
  if (status === 400 || status === 401) throw refusal(answer);
  if (status === 403) {
    throw cloudError("SIGN_IN_BLOCKED", `${host} turns the sign-in away (HTTP 403). It is tried again later.`, {
      host,
      httpStatus: status,
    });
  }
  return readTokens(json, host, http.cloudNow(), grant.refresh_token);
}

/** The word of OAuth, `invalid_grant` mostly; the sentence beside it may hold anything. */
export function refusalFacts({ json, host, status }: HttpAnswer): { host: string; httpStatus: number } {
  const word = text(own(json, "error"));
  return { host, httpStatus: status, ...(word && /^[a-z_]{1,40}$/.test(word) ? { platformCode: word } : {}) };
}

function codeRefused(answer: HttpAnswer): VehicleCloudError {
  return cloudError(
    "SIGN_IN_REJECTED",
    `${answer.host} did not take this address: it was used already, is older than some minutes, or does not belong to the link that was opened last in this dialog. Open the link again, sign in, and paste the new address.`,
    refusalFacts(answer),
  );
}

/** `field` = what is wrong, as a word: a dialog says it in its own language. */
const wrong = (field: string, message: string): VehicleCloudError =>
  cloudError("INPUT_INVALID", `${message} Nothing was sent.`, { sent: false, field });

/**
 * The code in what was pasted: the whole address, response headers that hold it, or the code alone. Throws INPUT_INVALID with what
 * is wrong and what to do.
 */
export function codeIn(pasted: string): string {
  if (pasted.length > longestPaste) {
    throw wrong(
      "tooLong",
      "This is much longer than the address that is needed. Paste only the address that begins with msauth://.",
    );
  }
  const from = pasted.indexOf("msauth:");
  const whole = (from < 0 ? pasted : pasted.slice(from)).trim();
  if (whole === "") throw wrong("empty", "Paste the address that the sign-in ends at; it begins with msauth://.");
  const [first = ""] = whole.split(/\s/, 1);
  if (from < 0) return wholeCode(first, whole);
  const query = new URLSearchParams(first.slice(first.indexOf("?") + 1));
  const refused = query.get("error");
  if (refused !== null) {
    throw cloudError(
      "SIGN_IN_REJECTED",
      "The sign-in page ended without signing in. Open the link again, sign in, and paste the new address.",
      { sent: false, field: "ended", ...(/^[a-z_]{1,40}$/.test(refused) ? { platformCode: refused } : {}) },
    );
  }
  if (!first.startsWith(`${redirectUri}?`)) {
    throw wrong(
      "otherAddress",
      "This address is not the one of Lynk & Co's app, which begins with msauth://prod.lynkco.app and holds code=. Open the link again and copy the whole address it ends at.",
    );
  }
  return wholeCode(query.get("code") ?? "", first);
}

function wholeCode(code: string, from: string): string {
  if (/^https?:/i.test(from)) {
    throw wrong(
      "webPage",
      "This is the address of a web page. Needed is the one that begins with msauth://: it stands in the network tab of the browser's developer tools, as the last request, after the SMS code was entered.",
    );
  }
  if (code !== "" && !/^[A-Za-z0-9._~+/=-]+$/.test(code)) {
    throw wrong(
      "characters",
      "This holds characters that no code has. Copy the whole address that begins with msauth://.",
    );
  }
  if (code.length < shortestCode) {
    throw wrong(
      "cut",
      "This address looks cut: Firefox shows only its beginning. Use Chrome or Edge, or copy the response headers of the last request, which hold it whole.",
    );
  }
  return code;
}
