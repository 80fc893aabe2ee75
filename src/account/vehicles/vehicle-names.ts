import { maskId } from "../../base/logger";
import { isObject, objects, text } from "../../base/json";
import type { ListedVehicle, Vehicle } from "../../vehicle/model";

/** An error names no more of the account's vehicles than this. */
const mostNamed = 8;

/** VINs are written in either case. */
export const idKey = (id: string): string => id.trim().toUpperCase();
export const byId = (vehicles: readonly ListedVehicle[]): Map<string, ListedVehicle> =>
  new Map(vehicles.map((vehicle) => [idKey(vehicle.id), vehicle]));
export const nameKey = (name: string): string => name.trim().toLowerCase();
/** A name may be a VIN, and a selector anything. */
export const shown = (name: string): string => (/^[A-Z0-9-]{11,}$/i.test(name) ? maskId(name) : name.slice(0, 40));

export function named(vehicles: readonly Vehicle[]): string {
  const first = vehicles.slice(0, mostNamed).map(({ name, id }) => `${shown(name)} (${maskId(id)})`);
  const more = vehicles.length - first.length;
  return first.join(", ") + (more > 0 ? `, … and ${more} more` : "");
}

export const defaultName = (model: string, id: string): string => `${model || "vehicle"} ${id.slice(-4)}`;

/** Why an account has no vehicle in use. `lists`: its cloud has a list; `filled`: its table has rows. */
export function whyNone(lists: boolean, filled: boolean): string {
  if (lists) {
    return filled
      ? "None of the vehicles in the account's table is switched on and in the cloud's list."
      : "This account has no vehicles; share or add one in the app.";
  }
  return filled
    ? "No vehicle of the account's table is switched on."
    : "The account's table is empty, and this cloud has no list of vehicles: enter yours in the account.";
}

/** A list as it was stored. */
export function restoredVehicles(stored: unknown): ListedVehicle[] {
  return objects(stored).flatMap((row): ListedVehicle[] => {
    const id = text(row["id"]);
    const name = text(row["name"]);
    if (!id) return [];
    const facts = isObject(row["facts"]) ? (row["facts"] as ListedVehicle["facts"]) : {};
    return [{ id, model: text(row["model"]) ?? "", ...(name ? { name } : {}), facts }];
  });
}

/** Of a fleet of 100,000 the vehicle of a name is found at once; made anew when the list is. */
export class VehicleNames {
  readonly #now = new Map<string, ListedVehicle[]>();
  readonly #before = new Map<string, ListedVehicle[]>();

  /** `before`: what it was called before its owner named it. */
  enter(vehicle: ListedVehicle, name: string, before: readonly string[]): void {
    const now = nameKey(name);
    add(this.#now, now, vehicle);
    for (const former of new Set(before.map(nameKey))) if (former !== now) add(this.#before, former, vehicle);
  }

  /** Those that have the name, then those that had it. */
  named(name: string): (readonly ListedVehicle[])[] {
    return [this.#now.get(nameKey(name)) ?? [], this.#before.get(nameKey(name)) ?? []];
  }
}

function add(names: Map<string, ListedVehicle[]>, name: string, vehicle: ListedVehicle): void {
  const same = names.get(name);
  if (same) same.push(vehicle);
  else names.set(name, [vehicle]);
}
