import type { VehicleAccount } from "../../account/types";
import { cloudError } from "../../base/errors";
import { isObject, own, text, type JsonObject } from "../../base/json";
import { redact } from "../../base/logger";

/** Members whose content is nobody's business in a public report: where, who, which car, and what opens something. */
const telling =
  /lat|lon|lng|position|coord|addr|street|city|name|nick|mail|phone|mobile|token|secret|passw|ticket|sign|key|vin|iccid|imei|imsi|user|plate|person|birth|device|session|code$|id$/i;
/** Shown by the dialog; a longer answer is cut. */
const longest = 60_000;

/**
 * Sends one read for the dialog, once, and gives its answer masked. `body` = `{endpoint, params, vehicle?}`. Rejects as
 * `requestWithRaw` does, with NOT_PERMITTED for what is no read.
 */
export async function tryEndpoint(account: VehicleAccount, body: unknown): Promise<JsonObject> {
  const endpoint = text(own(body, "endpoint"));
  const given = own(body, "params");
  if (!endpoint) throw cloudError("INPUT_INVALID", "No endpoint is chosen; nothing was sent.", { sent: false });
  const vin = text(own(body, "vehicle"));
  const params = { ...(isObject(given) ? given : {}), ...(vin ? { vin } : {}) };
  const { raw, status } = await account.requestWithRaw(endpoint, params, { readsOnly: true });
  const shown = Buffer.isBuffer(raw) ? `${raw.length} bytes` : JSON.stringify(masked(raw), null, 2);
  return { ok: true, endpoint, status, answer: shown.slice(0, longest), cut: shown.length > longest };
}

/** The shape of an answer with what it tells of a person, a place or a car taken out. */
export function masked(value: unknown, name = ""): unknown {
  if (Array.isArray(value)) return value.map((item) => masked(item, name));
  if (isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [redact(key), masked(inner, key)]));
  }
  if (value === null || typeof value === "boolean" || value === "") return value;
  if (telling.test(name) && name !== "code") return "•••";
  return typeof value === "string" ? redact(value) : value;
}
