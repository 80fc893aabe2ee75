import { createHash } from "node:crypto";
import { dig, own, text } from "../../../base/json";
import type { HttpClient } from "../../../http/client";
import type { Credentials } from "../../platform";
import { fillOperation } from "../catalogue/operation";
import { canonicalQuery } from "../session/signing";
import type { SessionState } from "../session/state";
import { refusedPassword, signInFailure } from "./refusal";
import type { FormSettings } from "./settings";
import type { SignedIn } from "./ways";

/**
 * Signs in by a web form, and is given the session at once, flat or in an envelope (docs/protocol/lynkco-geely.md 4.2).
 * Rejects with SIGN_IN_REJECTED, SIGN_IN_BLOCKED (throttled, or refused without a clear word), or the failure of the way there.
 */
export async function signInWithForm(
  settings: FormSettings,
  { username = "", password = "" }: Credentials,
  http: HttpClient,
  memory: Pick<SessionState, "signInRefusals">,
  signal?: AbortSignal,
): Promise<SignedIn> {
  const secret = settings.passwordAs === "md5" ? createHash("md5").update(password).digest("hex") : password;
  const { method, path, query, body, headers } = fillOperation(settings.operation, () => ({
    username: username.trim(),
    password: secret,
  }));
  try {
    const answer = await http.call(
      () => ({
        method,
        origin: settings.operation.origin ?? settings.origin,
        path,
        query: canonicalQuery(query),
        headers: { ...settings.headers, ...headers, "content-type": "application/x-www-form-urlencoded" },
        body: canonicalQuery((body?.() ?? {}) as Record<string, string>),
      }),
      { meter: { purpose: "signIn" }, signal },
    );
    const given = own(answer.json, "accessToken") === undefined ? dig(answer.json, "data") : answer.json;
    const [token, userId] = [text(own(given, "accessToken")), text(own(given, "userId"))];
    if (answer.status >= 300 || !token || !userId) throw refusedPassword(answer, "user name", settings, memory);
    memory.signInRefusals = 0;
    return {
      api: { token, userId, refresh: text(own(given, "refreshToken")), clientId: text(own(given, "clientId")) },
    };
  } catch (error) {
    throw signInFailure(error);
  }
}
