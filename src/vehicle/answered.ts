import { isObject, own, type JsonObject } from "../base/json";

/** Members that name the vehicle: alone they say nothing about it. */
const noDatum = new Set(["vin", "iotCode", "vehicleCode"]);

/** Whether anything at all is told in there: `{}`, `null` and empty groups are a success without a reading. */
export function holdsDatum(value: unknown, depth = 8): boolean {
  if (depth === 0 || value === undefined || value === null || value === "") return false;
  if (Array.isArray(value)) return value.some((item) => holdsDatum(item, depth - 1));
  if (!isObject(value)) return true;
  return Object.keys(value).some((key) => !noDatum.has(key) && holdsDatum(own(value, key), depth - 1));
}

/**
 * Whether an answer names a vehicle other than the one that was asked for, under one of `names`, in its data or in the
 * groups right under them. What is no text or number names none.
 */
export function namesAnother(reply: JsonObject, asked: string, names: readonly string[]): boolean {
  const data = own(reply, "data");
  const groups = [reply, data, ...(isObject(data) ? Object.values(data) : [])];
  return groups.some((group) =>
    names.some((name) => {
      const told = own(group, name);
      if (typeof told !== "string" && typeof told !== "number") return false;
      const id = String(told).trim();
      return id !== "" && id.toLowerCase() !== asked.toLowerCase();
    }),
  );
}
