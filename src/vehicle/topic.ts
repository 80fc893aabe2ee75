import type { Vehicle } from "./model";

/** Letters that no decomposition turns into plain ones. */
const letters: Record<string, string> = { ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", ł: "l", þ: "th", ı: "i" };

/** 17 letters and digits without I, O and Q, a digit among them: a VIN. */
const vin = /(?<![a-z0-9])(?=[a-z]*\d)[a-hj-npr-z0-9]{17}(?![a-z0-9])/i;

const longestSlug = 64;

/** Plain small letters, digits and single hyphens; undefined if nothing is left, or a letter that has no plain form. */
function slug(text: string): string | undefined {
  const plain = text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[ßæœøđðłþı]/g, (letter) => letters[letter]!);
  // Half a name might be the same for two vehicles.
  if (/[\p{L}\p{N}]/u.test(plain.replace(/[a-z0-9]/g, ""))) return undefined;
  const result = plain
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, longestSlug)
    .replace(/^-|-$/g, "");
  return result === "" ? undefined : result;
}

/**
 * The vehicle as a part of a topic, of `a-z 0-9 -` only: its own name, else its model and the last four characters of its id
 * (`smart-1-0001`). Never a VIN: a name that is or holds one, or the vehicle's id, is passed over.
 */
export function vehicleSlug(vehicle: Pick<Vehicle, "id" | "name" | "model">): string {
  const id = slug(vehicle.id)?.replaceAll("-", "") ?? "";
  const tellsId = (text: string): boolean => {
    const bare = text.replaceAll("-", "");
    return (id.length > 8 && bare.includes(id)) || vin.test(bare);
  };
  const name = slug(vehicle.name);
  if (name && !vin.test(vehicle.name) && !tellsId(name)) return name;
  const model = slug(vehicle.model);
  return [model && !tellsId(model) ? model : "vehicle", id.slice(-4)].filter((part) => part !== "").join("-");
}

/** A kind of reading as the last part of a topic: `chargingSchedule` is `charging-schedule`. */
export function topicKind(kind: string): string {
  return slug(kind.replace(/([a-z0-9])([A-Z])/g, "$1-$2")) ?? "reading";
}

/** `<vehicle>/<kind>`, e.g. `smart-1-0001/status`: an MQTT topic, and the key of per-topic modes. */
export function topicOf(vehicle: Pick<Vehicle, "id" | "name" | "model">, kind: string): string {
  return `${vehicleSlug(vehicle)}/${topicKind(kind)}`;
}
