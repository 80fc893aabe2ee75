import { cloudError } from "../../base/errors";
import { dig, objects, own, text, type JsonObject } from "../../base/json";
import type { ListedVehicle } from "../../vehicle/model";
import type { SessionContext } from "../platform";
import type { EcarxProfile } from "./profiles/profile";

/**
 * Reads the vehicle list (docs/protocol/ecarx-smart.md 4.1). Of each row only what later calls need is kept: SIM and device
 * numbers, plates and owners stay behind. Rejects a reply without a list; an empty list is one.
 */
export function readVehicles(reply: JsonObject, profile: EcarxProfile, host: string): ListedVehicle[] {
  const list = dig(reply, "data", "list");
  if (!Array.isArray(list)) {
    throw cloudError(
      "CLOUD_ANSWER_INVALID",
      `${host} answered the question for the account's vehicles without a list. It is asked again later.`,
      { host },
    );
  }
  const vehicles = new Map<string, ListedVehicle>();
  for (const row of objects(list)) {
    const id = text(own(row, "vin"));
    if (!id || !/^[A-Z0-9]{5,20}$/i.test(id)) continue;
    const modelCode = text(own(row, "modelCode"));
    const matCode = text(own(row, "matCode"));
    // INTL lists the series with a suffix (`HC11_IL`); model and material code begin with the same letters.
    const series = text(own(row, "seriesCodeVs")) ?? modelCode?.slice(0, 4) ?? matCode?.slice(0, 4) ?? "";
    vehicles.set(id, {
      id,
      model: modelName(series, profile),
      facts: { series, ...(modelCode ? { modelCode } : {}), ...(matCode ? { matCode } : {}) },
    });
  }
  return [...vehicles.values()];
}

/** Those of the account's table, for a cloud whose list nobody knows. */
export function tableVehicles({ table }: Pick<SessionContext, "table">, { brand }: EcarxProfile): ListedVehicle[] {
  return table.map(({ id }) => ({ id, model: brand, facts: { series: "" } }));
}

function modelName(series: string, profile: EcarxProfile): string {
  const letters = series.toUpperCase();
  return Object.entries(profile.models).find(([first]) => letters.startsWith(first))?.[1] ?? profile.brand;
}
