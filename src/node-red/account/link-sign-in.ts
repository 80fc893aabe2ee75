import type { BrowserSignIns } from "../../account/browser-sign-in";
import { asCloudError } from "../../base/errors";
import { isObject, own, text, type JsonObject } from "../../base/json";
import { settleAccount } from "./account-settings";
import { readTyped } from "./typed-account";
import type { AccountNode, Red } from "../shared/types";

let signIns: BrowserSignIns | undefined;

/** One register for all dialogs of the process. */
function register(): BrowserSignIns {
  const { BrowserSignIns } = require("../../account/browser-sign-in") as typeof import("../../account/browser-sign-in");
  return (signIns ??= new BrowserSignIns());
}

/** The link to open, for the platform and the addresses that are typed in the dialog. */
export function beginLink(red: Red, id: string, body: unknown, deployed: AccountNode | undefined): JsonObject {
  const { credentials: _none, ...rest } = isObject(body) ? body : {};
  const { platform, baseUrls } = settleAccount(readTyped(red, id, rest, deployed));
  return { ok: true, ...register().begin(id, platform, baseUrls) };
}

/**
 * What was pasted, exchanged: the refresh token, which the dialog keeps as a credential. A failure says by `reason` what was wrong
 * with what was pasted, so that the dialog can say it in the editor's language.
 */
export async function finishLink(id: string, body: unknown): Promise<JsonObject> {
  try {
    const { refreshToken } = await register().finish(
      id,
      text(own(body, "attempt")) ?? "",
      text(own(body, "pasted")) ?? "",
    );
    return { ok: true, refreshToken };
  } catch (thrown) {
    const { code, message, platformCode, host, field } = asCloudError(thrown);
    const reason = field ?? (code === "SIGN_IN_REJECTED" ? "refused" : undefined);
    return { ok: false, code, message, platformCode, host, reason };
  }
}
