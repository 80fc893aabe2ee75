import { ticks } from "../../base/clock";
import type { RefusalStatus } from "./answers";
import type { RequestProblem } from "./types";
import { asCloudError } from "../../base/errors";
import { runtime } from "../shared/runtime";

/** Why a push was refused, as the node's text and the log say it: texts of the editor below `refused`. */
export const refusalReasons = [
  "signature", // of another secret, or changed on the way
  "signatureMissing",
  "platform", // another client id's
  "replay", // older than the replay window
  "notForm",
  "repeatedKey",
  "nested",
  "delimiter", // re-cut pairs
  "fieldMissing",
  "fieldType",
  "tooLarge", // or too many fields
  "slow",
  "method",
  "contentType",
  "parsed", // another parser has read the body, and what is left of it cannot be checked
  "unavailable", // no account, or it or the node is just being replaced
  "internal",
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

const requestStatus: Record<RequestProblem, RefusalStatus> = {
  tooLarge: 413,
  slow: 408,
  method: 405,
  contentType: 400,
  parsed: 400,
  unavailable: 503,
};

export interface PushRefusal {
  reason: RefusalReason;
  status: RefusalStatus;
  /** Which field of the push it is about. */
  field?: string;
}

export function refusalOf(problem: RequestProblem): PushRefusal {
  return { reason: problem, status: requestStatus[problem] };
}

/** Which refusal an error of the account is: 401 not from Segway, 400 not a push, 503 not now, 500 our own fault. */
export function refusalOfError(thrown: unknown): PushRefusal {
  const { code, cause, field } = asCloudError(thrown);
  const reason = refusalReasons.find((known) => known === cause);
  if (code === "SIGNATURE_REFUSED") return { reason: reason ?? "signature", status: 401 };
  if (code === "INPUT_INVALID")
    return { reason: reason ?? "notForm", status: reason === "tooLarge" ? 413 : 400, ...(field ? { field } : {}) };
  if (code === "ABORTED" || code === "CONFIG_INVALID" || code === "TIMEOUT")
    return { reason: "unavailable", status: 503 };
  return { reason: "internal", status: 500 };
}

/** Anybody can send anything to a public address: the log gets one line per reason in this time. */
export const warnEveryMs = 10 * 60_000;

const whys: Record<RefusalReason, string> = {
  signature:
    "it was not signed with the account's client secret. Compare the secret with Segway's; if real pushes are refused, try another signature mode (Advanced), and look for a proxy that changes bodies",
  signatureMissing: "it was not signed. Segway signs every push, so it came from somebody else",
  platform: "it is for another client id than the account's; give that account a webhook node and path of its own",
  replay: "it is older than the replay window (Advanced)",
  notForm: "its body is not a form",
  repeatedKey: "a key stands in it twice",
  nested: "a key in it has brackets",
  delimiter: "its pairs were cut anew after it was signed",
  fieldMissing: "a field is missing that its kind always has",
  fieldType: "a field holds what it cannot hold",
  tooLarge: "it is too large, or has too many fields (more than 64 KB, or than 200)",
  slow: "its body did not come within 10 s",
  method: "it was not a POST",
  contentType: "it was not sent as a plain form",
  parsed: "something in front of Node-RED's flows has read its body; an own port (Advanced) avoids that",
  unavailable: "the account is not ready. Segway repeats it once",
  internal: "this package failed to handle it",
};

export class RefusalLog {
  readonly #warn: (line: string) => void;
  readonly #told = new Map<RefusalReason, { at: number; since: number }>();

  constructor(warn: (line: string) => void) {
    this.#warn = warn;
  }

  note({ reason, status, field }: PushRefusal, detail?: string): void {
    const now = ticks(runtime.clock);
    const told = this.#told.get(reason);
    if (told && now - told.at < warnEveryMs) {
      told.since++;
      return;
    }
    const more = told && told.since > 0 ? ` ${told.since} more like it since the last such line.` : "";
    this.#warn(
      `A push was refused (HTTP ${status}): ${whys[reason]}${field ? ` (${field})` : ""}.${detail ? ` ${detail}` : ""}${more}`,
    );
    this.#told.set(reason, { at: now, since: 0 });
  }
}
