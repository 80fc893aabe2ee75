import { cloudError, isVehicleCloudError, type ErrorCode, type VehicleCloudError } from "../../base/errors";
import { isDescribedByOwner } from "../../vehicle/platform-ids";
import type { CaptureReceipt } from "../capture-types";
import type { AccountSettings } from "../settings";
import type { Connection } from "./connection";

type Account = Pick<AccountSettings, "id" | "platform" | "preset" | "allow">;

/** Throws NOT_SUPPORTED, saying why this account takes no capture by message. */
function checkTakesCaptures({ id, platform, preset, allow }: Account): void {
  if (preset)
    throw refused(
      "NOT_SUPPORTED",
      "a demo account has no captured session. Take the capture off the message, or choose the account of your car",
    );
  if (!platform.offers.captures)
    throw refused(
      "NOT_SUPPORTED",
      `an account of the platform ${id} has no captured session: it signs in by itself, with what is entered in it`,
    );
  if (!allow.captures)
    throw refused(
      "NOT_SUPPORTED",
      'the account does not allow it. Tick "Take a newer captured token from msg.capture" in the account, and deploy',
    );
}

/**
 * Reads a capture as the dialog's paste does and lets the account work with the session in it. Rejects with INPUT_INVALID, in a
 * sentence that holds nothing of it, and then nothing has changed.
 */
export async function takeCapture(
  account: Account,
  open: () => Promise<Connection>,
  capture: string,
): Promise<CaptureReceipt> {
  checkTakesCaptures(account);
  const { readPaste } = require("../../platforms/registry") as typeof import("../../platforms/registry");
  const connection = await open();
  const now = connection.http.cloudNow();
  const { generation, platform, notes, credentials, fields, validUntil } = read(() => readPaste(capture, now));
  const { accessToken, refreshToken } = credentials;
  if (generation === "unknown" || !accessToken)
    throw refused("INPUT_INVALID", "no token of a car's cloud was found in it");
  // A profile of the owner's may be of any of them: its session compares the app ids.
  const described = isDescribedByOwner(account.platform.id);
  if (described && fields.appId === undefined)
    throw refused(
      "INPUT_INVALID",
      "it does not say of which app it is (x-app-id), and so not whether it is of this profile. Send a whole request of the app",
    );
  if (!described && platform !== account.platform.id)
    throw refused(
      "INPUT_INVALID",
      `it is of another generation or cloud (${generation}) than this account (${account.id})`,
    );
  if (notes.includes("severalTokens"))
    throw refused(
      "INPUT_INVALID",
      "it holds several tokens, and which one counts cannot be told. Send one request of the app",
    );
  if (notes.includes("expired") && !refreshToken)
    throw refused(
      "INPUT_INVALID",
      `its token ended at ${validUntil ?? "a time before now"}. Open the app once, so that it gets a new one, and send that`,
    );
  const { userId, clientId, appId } = fields;
  const replaced = await connection.care.replace(
    async (session) => (await session.takeCapture?.({ accessToken, refreshToken, userId, clientId, appId })) ?? false,
  );
  return { generation, replaced, renews: refreshToken !== undefined, ...(validUntil ? { validUntil } : {}) };
}

/** The sentences of the paste speak of one. */
function read<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!isVehicleCloudError(error, "INPUT_INVALID")) throw error;
    const sentence = error.message.replace(" Nothing was changed.", "").replace(/\.$/, "");
    throw refused("INPUT_INVALID", `it cannot be read. ${sentence}`);
  }
}

function refused(code: ErrorCode, why: string): VehicleCloudError {
  return cloudError(code, `msg.capture was not taken: ${why}. The session there was stays; nothing was sent.`, {
    sent: false,
  });
}
