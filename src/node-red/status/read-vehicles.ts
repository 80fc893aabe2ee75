import type { VehicleAccount } from "../../account/types";
import { cloudError } from "../../base/errors";
import type { Vehicle } from "../../vehicle/model";
import { nodeError } from "../shared/error-to-status";
import type { Reading, Unread } from "./reading";
import type { Reader } from "./sorts";
import { resolveVehicles, toSelector, type VehicleChoice } from "../shared/vehicle-choice";

/** Counts the reads a node has under way, by vehicle id. */
export class Underway extends Map<string, number> {
  begin(id: string): void {
    this.set(id, (this.get(id) ?? 0) + 1);
  }

  end(id: string): void {
    const left = (this.get(id) ?? 1) - 1;
    if (left > 0) this.set(id, left);
    else this.delete(id);
  }
}

interface ReadContext {
  account: VehicleAccount;
  read: Reader;
  /** Only what is known without a request. */
  lastKnown: boolean;
  signal: AbortSignal;
  underway: Underway;
}

/**
 * Reads what a choice means. One vehicle: rejects if it cannot be read. All: an entry each, rejects only if none can be read,
 * since then there is one reason (session, cloud) rather than one per vehicle.
 */
export async function readVehicles(context: ReadContext, choice: VehicleChoice): Promise<(Reading | Unread)[]> {
  const { account, lastKnown, signal } = context;
  const vehicles = lastKnown
    ? await knownVehicles(account, choice, signal)
    : await resolveVehicles(account, choice, { signal });
  const entries = await Promise.all(
    vehicles.map((vehicle) => readOne(context, vehicle).catch((error: unknown): Unread => ({ vehicle, error }))),
  );
  const failed = entries.filter((entry) => "error" in entry);
  if (failed.length === entries.length && failed[0]) throw failed[0].error;
  return entries;
}

async function readOne({ read, underway }: ReadContext, vehicle: Vehicle): Promise<Reading> {
  underway.begin(vehicle.id);
  try {
    return await read(vehicle);
  } finally {
    underway.end(vehicle.id);
  }
}

/** The vehicles a choice means, among those known without a request. */
async function knownVehicles(account: VehicleAccount, choice: VehicleChoice, signal: AbortSignal): Promise<Vehicle[]> {
  // After a restart the list is on disk until something is asked for; what the answer is does not matter here.
  const selector = choice.kind === "all" ? undefined : toSelector(choice);
  await account.status(selector, { lastKnown: true, signal }).catch(() => undefined);
  const known = account.known();
  if (known.length === 0) {
    throw nodeError(
      "VEHICLE_OFFLINE",
      "noReading",
      "Nothing is known of this account's vehicles yet, and the node is set to ask for nothing. Read by itself or on message once.",
    );
  }
  const local = { ...stubOf(known), platform: account.platform } as VehicleAccount;
  return resolveVehicles(local, choice, { signal });
}

/** Answers `resolve` and `vehicles` from a list. */
function stubOf(known: readonly Vehicle[]): Pick<VehicleAccount, "resolve" | "vehicles"> {
  return {
    vehicles: async () => [...known],
    resolve: async (selector) => {
      const wanted = selector?.toLowerCase();
      const means = ({ id, name }: Vehicle): boolean => [id, name].some((text) => text.toLowerCase() === wanted);
      const named = known.filter((vehicle) => wanted === undefined || means(vehicle));
      if (named.length === 1) return named[0]!;
      const problem = named.length === 0 ? "is none of the vehicles known" : "may be more than one";
      throw cloudError("VEHICLE_UNKNOWN", `The vehicle of this message ${problem}; choose one by VIN or own name.`);
    },
  };
}
