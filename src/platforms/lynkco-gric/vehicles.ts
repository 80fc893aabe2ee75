import { isObject, objects, own, parseJson, text, type JsonObject } from "../../base/json";
import type { ListedVehicle } from "../../vehicle/model";
import { carOrigins, usualCarOrigin } from "./endpoints";

/** The list (docs/protocol/brands.md 1.2): `data.list` or `data` itself; what an entry lacks may stand in its `bizVehicleJson`. */
export function readVehicles(data: unknown): ListedVehicle[] {
  const list = own(data, "list");
  return objects(Array.isArray(list) ? list : data).flatMap((row) => {
    const entry = merged(row);
    const id = text(own(entry, "vin"));
    if (id === undefined || !/^[A-Za-z0-9]{5,32}$/.test(id)) return [];
    const series = text(own(entry, "seriesCode"));
    const model = short(text(own(entry, "modelName")));
    const name = short(text(own(entry, "nickName")));
    return [
      {
        id,
        model: model ?? "Lynk & Co",
        ...(name === undefined ? {} : { name }),
        facts: {
          ...(series !== undefined && /^[A-Za-z0-9_-]{1,20}$/.test(series) ? { series } : {}),
          host: carOrigin(text(own(entry, "tspHost"))),
        },
      },
    ];
  });
}

function merged(row: JsonObject): JsonObject {
  const more = parseJson(text(own(row, "bizVehicleJson")) ?? "");
  const told = Object.entries(row).filter(([, value]) => value !== null && value !== "");
  return { ...(isObject(more) ? more : {}), ...Object.fromEntries(told) };
}

/** The host that a list names, as an address or by its name alone; one that is none of this gateway's is not asked. */
function carOrigin(told: string | undefined): string {
  const name = told?.replace(/^https?:\/\//, "").replace(/\/$/, "");
  return carOrigins.find((origin) => origin === `https://${name}`) ?? usualCarOrigin;
}

function short(value: string | undefined): string | undefined {
  const trimmed = value?.trim().slice(0, 60);
  return trimmed === "" ? undefined : trimmed;
}
