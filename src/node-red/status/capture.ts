import type { VehicleAccount } from "../../account/types";
import type { CaptureReceipt } from "../../account/capture-types";
import { cloudError } from "../../base/errors";
import type { Message } from "../shared/types";

/** As a http in node gives a body: text, bytes, or JSON that is read already. Undefined = the message holds none. */
export type GivenCapture = { value: unknown } | undefined;

/** Four for each character that a capture may have; longer is refused unread. */
const mostBytes = 1_048_576;

/** Takes `msg.capture` off the message, whatever comes of it: it holds tokens, and goes to no other node, Catch included. */
export function takeOff(message: Message): GivenCapture {
  if (message["capture"] === undefined) return undefined;
  const value = message["capture"];
  delete message["capture"];
  return { value };
}

/** Lets the account work with the session that was captured. Rejects with NOT_SUPPORTED or INPUT_INVALID: nothing has changed then. */
export async function handOver(
  account: VehicleAccount,
  { value }: NonNullable<GivenCapture>,
  signal: AbortSignal,
): Promise<CaptureReceipt> {
  const text = textOf(value);
  if (text === undefined) {
    throw cloudError(
      "INPUT_INVALID",
      "msg.capture was not taken: it must be text, bytes or JSON, at most 256 kB: a request, a reply or a token as the phone's proxy has captured it. The session there was stays; nothing was sent.",
      { sent: false },
    );
  }
  if (!account.takeCapture)
    throw cloudError("NOT_SUPPORTED", "This account takes no captured session.", { sent: false });
  return account.takeCapture(text, { signal });
}

function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (Buffer.isBuffer(value)) return value.length <= mostBytes ? value.toString("utf8") : undefined;
  if (typeof value !== "object" || value === null) return undefined;
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
