import type { ChargingSchedule } from "../../../vehicle/read-data";
import { isVehicleCloudError, type VehicleCloudError } from "../../../base/errors";
import { dig, own, text, type JsonObject } from "../../../base/json";
import type { ListedVehicle } from "../../../vehicle/model";
import type { ReadOptions, ReadResult } from "../../platform";
import { orNothing, type ReadDeps } from "./read-deps";

/** Reads the answer of `ecarx_charge_set?bizType=6` (docs/protocol/ecarx-smart.md 5.7). Takes any JSON value without throwing. */
export function readChargingSchedule(reply: unknown): ChargingSchedule {
  const data = dig(reply, "data");
  const active = own(data, "bcCycleActive");
  return {
    start: clockTime(own(data, "rbcStartTime")),
    end: clockTime(own(data, "rbcEndTime")),
    // Present only while the schedule is on.
    active: active === true || active === "true" || active === "1",
    evidence: "sister",
  };
}

function clockTime(value: unknown): string | null {
  const found = /^([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?$/.exec(text(value) ?? "");
  return found ? `${found[1]!.padStart(2, "0")}:${found[2]}` : null;
}

/** The schedule, and beside it the reservations as they are; a car that lacks one of the two has the other. */
export async function readSchedules(
  deps: ReadDeps,
  vehicle: ListedVehicle,
  { signal }: ReadOptions,
): Promise<ReadResult<"chargingSchedule">> {
  let schedule: JsonObject | undefined;
  let missing: VehicleCloudError | undefined;
  try {
    schedule = await orNothing(deps, deps.caller.askVehicle(vehicle, "chargingSchedule", { signal }));
  } catch (error) {
    if (!isVehicleCloudError(error, "NOT_SUPPORTED")) throw error;
    missing = error;
  }
  const reservations = await reservationsOf(deps, vehicle, signal);
  if (missing && reservations === undefined) throw missing;
  const data = readChargingSchedule(schedule);
  if (reservations) data.reservations = { unverified: true, raw: own(reservations, "data") ?? null };
  return { data, raw: { schedule: schedule ?? null, reservations: reservations ?? null } };
}

async function reservationsOf(
  deps: ReadDeps,
  vehicle: ListedVehicle,
  signal?: AbortSignal,
): Promise<JsonObject | undefined> {
  if (!deps.profile.operations.reservations) return undefined;
  try {
    return await orNothing(deps, deps.caller.askVehicle(vehicle, "reservations", { once: true, signal }));
  } catch (error) {
    if (isVehicleCloudError(error, "ABORTED")) throw error;
    return undefined;
  }
}
