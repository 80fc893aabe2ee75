import type { VehicleAccount } from "../../account/types";
import { cloudError } from "../../base/errors";
import { isObject, own, text, type JsonObject } from "../../base/json";
import { masked } from "./masked";

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
  const cut = shown.length > longest;
  // Whoever reads the report is told, too.
  const answer = cut ? `${shown.slice(0, longest)}\n… (${shown.length - longest} more characters)` : shown;
  return { ok: true, endpoint, status, answer, cut };
}
