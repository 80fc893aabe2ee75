import type { DemoAnswer } from "../types";

/**
 * The recorded envelope of vehicle calls: HTTP 200, the truth in `code`, which is text there and a number at the session
 * exchange (docs/protocol/ecarx-smart.md 5.0).
 */

/** Messages: those that 7.1 quotes are the cloud's own words, the others say what the code's meaning there says. */
const messages: Record<string, string> = {
  "1000": "operation succeed",
  "1400": "Illegal parameter",
  "1402": "The access token is invalid",
  "1404": "Feature unavailable",
  "1405": "Resource not found",
  "1440": "Illegal app id",
  "1442": "inspection date has expired",
  "1443": "Nonce repeated",
  "1445": "Check signature error",
  "1501": "Main token expired",
  "4038": "Current vehicle is not in use",
  "7065": "Repeated too soon",
  "8006": "Human and vehicle relationship does not exist",
  "8040": "No vehicle bound",
  "8060": "Vehicle does not exist",
  "8063": "No vehicle information for this VIN! Please check the data",
  "8070": "The last request has not yet been executed, please send the command later!",
  "8153": "Connection interruption",
  "8160": "No permission",
  "8500": "",
  failure: "operation failed",
};

type Form = "enveloped" | "flat";

export interface Refused {
  code: string;
  note: string;
  /** Where the cloud has more than one text for the code. */
  message?: string;
}

/** Why a request is refused; the note is for the demo's log, the cloud itself says less. */
export function refused(code: string, note: string, message?: string): Refused {
  return { code, note, message };
}

function messageOf({ code, message }: Refused): string {
  return message ?? messages[code] ?? "";
}

export function isRefused(value: unknown): value is Refused {
  return typeof value === "object" && value !== null && "code" in value && "note" in value;
}

/** A vehicle call's answer, successful unless `code` says otherwise. */
export function vehicleAnswer(
  sessionId: string,
  data: unknown,
  note?: string,
  envelope: Form = "enveloped",
): DemoAnswer {
  if (envelope === "flat") return { status: 200, note, body: data };
  return {
    status: 200,
    code: "1000",
    note,
    body: { code: "1000", data, success: true, hint: null, httpStatus: "OK", sessionId, message: "operation succeed" },
  };
}

/** Who answers flat says by HTTP that it refuses; with which status but for a dead session (401) is ours. */
export function vehicleRefusal(sessionId: string, reason: Refused, envelope: Form = "enveloped"): DemoAnswer {
  const { code, note } = reason;
  if (envelope === "flat") return { status: code === "1402" ? 401 : 400, note, body: { message: messageOf(reason) } };
  return {
    status: 200,
    code,
    note,
    body: { code, message: messageOf(reason), hint: null, httpStatus: "OK", sessionId, success: false },
  };
}

export function sessionAnswer(data: unknown, note: string): DemoAnswer {
  return {
    status: 200,
    code: "1000",
    note,
    body: { code: 1000, data, success: true, hint: null, sessionId: null, message: "Successful." },
  };
}

export function sessionRefusal(reason: Refused): DemoAnswer {
  const { code, note } = reason;
  const number = Number(code);
  return {
    status: 200,
    code,
    note,
    body: {
      code: Number.isFinite(number) ? number : code,
      success: false,
      hint: null,
      sessionId: null,
      message: messageOf(reason),
    },
  };
}
