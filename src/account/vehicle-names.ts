import { maskId } from "../base/logger";
import type { ListedVehicle, Vehicle } from "../vehicle/model";

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
