import { cloudError, type ErrorDetails, type VehicleCloudError } from "../../base/errors";
import { finite, isObject, own, text } from "../../base/json";
import { maskId, redactForeign } from "../../base/logger";
import type { HttpAnswer } from "../../http/client";
import { namesAnother } from "../../vehicle/answered";
import { anotherVehicle } from "../another-vehicle";
import type { Reaction } from "../platform";
import { refreshable, segwayCodes } from "./codes";

export type Use = "read" | "command";

/**
 * The body of an answer if it says success. Only `code` is looked at: `msg` is "Success" here and "success" there
 * (docs/protocol/segway.md 3, 6). Throws what the code means otherwise.
 */
export function acceptAnswer(answer: HttpAnswer, use: Use, vehicleId?: string): Record<string, unknown> {
  const { json, host, status } = answer;
  const code = finite(own(json, "code"));
  if (status === 401) throw failure("15101", use, host, { httpStatus: 401, vehicleId, said: text(own(json, "error")) });
  if (code === undefined || !isObject(json)) {
    throw cloudError(
      status === 403 ? "NOT_PERMITTED" : "CLOUD_ANSWER_INVALID",
      `${host} answered HTTP ${status} without the code that every answer of Segway's cloud has. It is not tried again; check the account's base URLs.`,
      { host, httpStatus: status, retryable: false },
    );
  }
  if (code === 0) {
    if (vehicleId !== undefined && namesAnother(json, vehicleId, ["iotCode"])) throw anotherVehicle(host);
    return json;
  }
  throw failure(String(code), use, host, { vehicleId, said: text(own(json, "msg")) });
}

interface FailureFacts {
  httpStatus?: number;
  vehicleId?: string;
  said?: string;
}

function failure(code: string, use: Use, host: string, facts: FailureFacts): VehicleCloudError {
  const { httpStatus, vehicleId, said } = facts;
  const known = Object.hasOwn(segwayCodes, code) ? segwayCodes[code] : undefined;
  const subject = vehicleId === undefined ? host : `${host}, vehicle ${maskId(vehicleId)},`;
  const base: ErrorDetails = { host, platformCode: code, httpStatus };
  if (!known) {
    const words = said === undefined ? "" : `: ${redactForeign(said.slice(0, 120))}`;
    return cloudError(
      use === "command" ? "COMMAND_REJECTED" : "CLOUD_UNAVAILABLE",
      `${subject} answered ${code}${words}. The code is not known here; it is not tried again.`,
      { ...base, retryable: false },
    );
  }
  const details: ErrorDetails = { ...base, ...known.details };
  // The last reading stands in for a reading only.
  if (use === "command") delete details.lastReadingServes;
  const advice = (use === "read" ? known.readAdvice : undefined) ?? known.advice;
  return cloudError(known.error, `${subject} answered ${code} (${known.text}). ${advice}`, details);
}

/** Which reaction fits an error of this platform. A command is repeated only after a refused token: nothing was carried out. */
export function reactionTo(error: VehicleCloudError, purpose: "read" | "command" | "list"): Reaction {
  if (error.code === "SIGN_IN_NEEDED") return "refresh";
  const code = error.platformCode ?? "";
  if (refreshable.has(code)) return "refresh";
  if (purpose === "command") return "none";
  return Object.hasOwn(segwayCodes, code) ? (segwayCodes[code]?.read ?? "none") : "none";
}
