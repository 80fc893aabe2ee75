import type { ControlRow, VehicleAccount } from "../../account/types";
import { asCloudError, cloudError } from "../../base/errors";
import { isObject, own } from "../../base/json";
import { inLanes } from "../../base/lanes";
import { maskId } from "../../base/logger";
import type { Vehicle } from "../../vehicle/model";
import { resolveVehicles, toVehicleChoice, type VehicleChoice } from "../shared/vehicle-choice";

/** Which vehicles a message means. */
export type Targets =
  { kind: "unlocked" } | { kind: "listed"; list: readonly unknown[] } | { kind: "one"; choice: VehicleChoice };

/** Whom to control, and rows of those that were left alone because it could not be found out. */
export interface Found {
  ids: string[];
  left: ControlRow[];
  /** One vehicle was meant, not a list that may hold one. */
  single: boolean;
}

/** Vehicles that are asked for their state at once. */
const readsAtOnce = 8;

/** A value of the message or the node: a list, or one vehicle. Throws INPUT_INVALID. */
export function toTargets(value: unknown, absent?: VehicleChoice): Targets {
  if (Array.isArray(value)) return { kind: "listed", list: value };
  return { kind: "one", choice: toVehicleChoice(value, absent) };
}

/** Rejects with INPUT_INVALID or VEHICLE_UNKNOWN. Only what is not known of "all that are unlocked" is asked for. */
export async function findTargets(account: VehicleAccount, targets: Targets, signal: AbortSignal): Promise<Found> {
  if (targets.kind === "unlocked") return findUnlocked(account, signal);
  if (targets.kind === "one") {
    const vehicles = await resolveVehicles(account, targets.choice, { signal });
    return { ids: vehicles.map(({ id }) => id), left: [], single: targets.choice.kind !== "all" };
  }
  const known = new Map<string, Vehicle[]>();
  for (const vehicle of await account.vehicles({ signal })) {
    for (const key of new Set([keyOf(vehicle.id), keyOf(vehicle.name)])) {
      known.set(key, [...(known.get(key) ?? []), vehicle]);
    }
  }
  const ids: string[] = [];
  // `entries` comes by the holes of a list, too.
  for (const [index, item] of targets.list.entries()) ids.push(await idOf(item, index, known, account, signal));
  return { ids, left: [], single: false };
}

/**
 * The id of one entry: text (iotCode or own name), number, vehicle object, or a row that holds one. An iotCode that the account
 * does not have stays in the list, and its row says so; a name that nobody has is a mistake in the list.
 */
async function idOf(
  item: unknown,
  index: number,
  known: ReadonlyMap<string, Vehicle[]>,
  account: VehicleAccount,
  signal: AbortSignal,
): Promise<string> {
  const place = `Entry ${index + 1} of the list of vehicles`;
  const inner = own(item, "vehicle");
  const choice = toVehicleChoice(isObject(inner) ? inner : item, { kind: "only" });
  if (choice.kind === "exact") {
    if (choice.platform === undefined || choice.platform === account.platform) return choice.id;
    throw cloudError("VEHICLE_UNKNOWN", `${place} belongs to another account. Nothing was sent.`, { sent: false });
  }
  if (choice.kind !== "named") {
    throw cloudError("INPUT_INVALID", `${place} names no vehicle. Nothing was sent.`, { sent: false });
  }
  const found = known.get(keyOf(choice.text)) ?? [];
  if (found.length === 1) return found[0]!.id;
  if (found.length === 0 && /^\d{10,20}$/.test(choice.text)) return choice.text;
  if (found.length === 0) {
    // By the name it had before its owner gave it one.
    const former = await account.resolve(choice.text, { signal }).catch(() => undefined);
    if (former) return former.id;
  }
  const problem = found.length === 0 ? "is no vehicle of this account" : "is the name of several vehicles";
  const shown = choice.text.length > 10 ? maskId(choice.text) : choice.text;
  throw cloudError("VEHICLE_UNKNOWN", `${place} ("${shown}") ${problem}. Nothing was sent.`, { sent: false });
}

/**
 * By what is known while that can be relied on; a vehicle that is silent or unheard of is asked. One that does not answer counts
 * as unlocked if it was when it last did: the control's own answer then says what became of it.
 */
async function findUnlocked(account: VehicleAccount, signal: AbortSignal): Promise<Found> {
  const vehicles = await account.vehicles({ signal });
  const left: ControlRow[] = [];
  const unlocked = new Array<boolean>(vehicles.length).fill(false);
  const leave = (vehicle: Vehicle, reason: string, more: Partial<ControlRow>): void =>
    void left.push({ vehicle, outcome: "refused", ...more, reason: `${notKnown}: ${reason}`, seconds: 0 });
  await inLanes(vehicles, readsAtOnce, async (vehicle, place) => {
    try {
      const { locked } = (await account.status(vehicle.id, { stateOnly: true, signal })).locks;
      if (typeof locked !== "boolean") leave(vehicle, "the vehicle does not say so.", { code: "VEHICLE_OFFLINE" });
      unlocked[place] = locked === false;
    } catch (thrown) {
      const { code, platformCode, message, lastReadingServes } = asCloudError(thrown);
      unlocked[place] = lastReadingServes === true && (await wasUnlocked(account, vehicle));
      if (!unlocked[place]) leave(vehicle, message, { code, ...(platformCode && { platformCode }) });
    }
  });
  return { ids: vehicles.filter((_, place) => unlocked[place]).map(({ id }) => id), left, single: false };
}

async function wasUnlocked(account: VehicleAccount, { id }: Vehicle): Promise<boolean> {
  const last = await account.status(id, { lastKnown: true }).catch(() => undefined);
  return last?.locks.locked === false;
}

const notKnown = "Whether it is unlocked is not known";

const keyOf = (text: string): string => text.trim().toLowerCase();
