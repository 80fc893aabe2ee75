import { cloudError } from "../../../base/errors";
import { dig, finite, own, text, type JsonObject } from "../../../base/json";
import type { CommandPlan } from "./plan";

/**
 * Checks that the cloud has taken a command (docs/protocol/ecarx-smart.md 6.6): besides the envelope's code also `success`,
 * and the telematics unit's own result. Taken by the cloud is not carried out by the car. Throws COMMAND_REJECTED.
 */
export function checkAccepted(reply: JsonObject, accepted: CommandPlan["accepted"], host: string): void {
  const result = dig(reply, "data", "serviceResult");
  const error = own(result, "error");
  const noError = error === null || error === undefined || error === "";
  const taken = finite(own(result, "operationResult")) === 1 && noError;
  if (own(reply, "success") === true && (accepted === "success" || taken)) return;
  const code = text(dig(error, "code")) ?? text(error) ?? text(own(result, "operationResult"));
  throw cloudError(
    "COMMAND_REJECTED",
    `${host} passed the command on, but it was not taken${code ? ` (result ${code})` : ""}. It is not repeated; look at the vehicle's state before trying again.`,
    { host, platformCode: code },
  );
}
