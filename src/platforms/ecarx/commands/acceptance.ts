import { cloudError } from "../../../base/errors";
import { dig, finite, isObject, own, text, type JsonObject } from "../../../base/json";
import type { EcarxProfile } from "../profiles/profile";
import type { CommandPlan } from "./plan";

/**
 * Checks that the cloud has taken a command (docs/protocol/ecarx-smart.md 6.6), by what the profile says means yes. Taken by
 * the cloud is not carried out by the car. Throws COMMAND_REJECTED; CLOUD_ANSWER_INVALID for an answer that says neither yes
 * nor no, after which the command may have been carried out.
 */
export function checkAccepted(
  reply: JsonObject,
  accepted: CommandPlan["accepted"],
  { envelope, accepted: yes }: Pick<EcarxProfile, "envelope" | "accepted">,
  host: string,
): void {
  const result = dig(reply, "data", "serviceResult");
  const error = own(result, "error");
  // The older cloud says by an error of code 0 that there is none (docs/protocol/lynkco-geely.md 7.1, of a status).
  const noError = error === null || error === undefined || error === "" || finite(dig(error, "code")) === 0;
  const { operationResult } = yes;
  const taken =
    isObject(result) &&
    noError &&
    (operationResult === undefined || finite(own(result, "operationResult")) === operationResult);
  // Where the cloud's word is enough, a result that it gives all the same counts.
  const enough = accepted === "success" || operationResult === undefined;
  const fine = taken || (enough && !isObject(result));
  const code = own(reply, "code");
  const success = own(reply, "success");
  // What a flat answer says, HTTP says: a refusal has not come as far as this.
  const flat = envelope === "flat" && code === undefined;
  if (!flat && (text(code) === undefined || typeof success !== "boolean")) {
    throw cloudError(
      "CLOUD_ANSWER_INVALID",
      `${host} answered the command in a form that cannot be understood. It may have been carried out and is not repeated.`,
      { host, retryable: false },
    );
  }
  if ((flat || (finite(code) === yes.code && success)) && fine) return;
  const refusal = text(dig(error, "code")) ?? text(error) ?? text(own(result, "operationResult"));
  throw cloudError(
    "COMMAND_REJECTED",
    `${host} passed the command on, but it was not taken${refusal ? ` (result ${refusal})` : ""}. It is not repeated; look at the vehicle's state before trying again.`,
    { host, platformCode: refusal },
  );
}
