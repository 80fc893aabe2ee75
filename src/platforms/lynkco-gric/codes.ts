import { cloudError, type ErrorCode, type VehicleCloudError } from "../../base/errors";
import { own, text } from "../../base/json";
import type { HttpAnswer } from "../../http/client";

interface Row {
  error: ErrorCode;
  says: string;
}

/** docs/protocol/brands.md 1.2 and lynkco-geely.md 10; others are CLOUD_UNAVAILABLE. */
const rows: Readonly<Record<string, Row>> = {
  "00A02": {
    error: "SIGNATURE_REFUSED",
    says: "says that a header is missing. Requests are not repeated. This is a change of the cloud: please report it with the Diagnostics",
  },
  "00A06": {
    error: "SIGNATURE_REFUSED",
    says: "refuses the signature, or does not understand the vehicle identifier. Check both in the account: the key and the AES pair change with releases of the app",
  },
  "00A17": { error: "SIGN_IN_NEEDED", says: "says that this token has been replaced by a newer one" },
  "1018P061": { error: "SIGN_IN_NEEDED", says: "no longer renews this session" },
  "079001": {
    error: "NOT_PERMITTED",
    says: "does not permit this to the account. It may be one that the car is only shared with: try that of its owner",
  },
  "079002": { error: "CONFIG_INVALID", says: "refuses the app id" },
  "http 401": { error: "SIGN_IN_NEEDED", says: "does not take the token" },
  "http 403": { error: "NOT_PERMITTED", says: "does not permit this to the account" },
};

/** The code of an answer's body; `0` is success. */
export function codeOf({ json }: HttpAnswer): string | undefined {
  return text(own(json, "code"));
}

/** What an answer that is no success means. */
export function refusalOf(answer: HttpAnswer): VehicleCloudError {
  const { host, status } = answer;
  const code = codeOf(answer);
  const named = code !== undefined && /^[A-Za-z0-9_.-]{1,20}$/.test(code) ? code : undefined;
  const row = rowOf(named) ?? rowOf(`http ${status}`);
  const details = { host, httpStatus: status, ...(named === undefined ? {} : { platformCode: named }) };
  const why = named === undefined ? `HTTP ${status}` : `code ${named}`;
  if (!row) return cloudError("CLOUD_UNAVAILABLE", `${host} answered with ${why}, which is not known.`, details);
  const retryable = row.error === "SIGN_IN_NEEDED" ? { retryable: true } : {};
  return cloudError(row.error, `${host} ${row.says} (${why}).`, { ...details, ...retryable });
}

function rowOf(name: string | undefined): Row | undefined {
  return name !== undefined && Object.hasOwn(rows, name) ? rows[name] : undefined;
}
