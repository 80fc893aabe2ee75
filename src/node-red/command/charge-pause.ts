import type { VehicleAccount } from "../../account/types";
import type { Command } from "../../platforms/platform";
import { withAge } from "../../vehicle/age";
import type { VehicleStatus } from "../../vehicle/model";
import { runtime } from "../runtime";

/** Why a charging command is not sent. */
export interface Held {
  /** `alreadySo`: the car's own report says that it is as asked. `pause`: start and stop would follow each other too soon. */
  reason: "alreadySo" | "pause";
  /** For `pause`: until it may be sent. */
  retryAfterSeconds?: number;
  reading?: VehicleStatus;
}

interface LastSwitch {
  command: string;
  at: number;
}

/** By account, so that it holds over deploys and for all charging nodes of the account. */
const switches = new WeakMap<VehicleAccount, Map<string, LastSwitch>>();

/** A report older than this does not say that nothing needs to be done. */
const trustedForSeconds = 600;

const isSwitch = ({ command }: Command): boolean => command === "chargeStart" || command === "chargeStop";

/**
 * Keeps contactor and 12 V battery out of a flapping surplus flow: start after stop and stop after start are held back for
 * the pause, and what a fresh report says to be so is not sent again. Undefined = send it.
 */
export async function holdBack(
  account: VehicleAccount,
  vehicleId: string,
  command: Command,
  pauseMinutes: number,
): Promise<Held | undefined> {
  if (!isSwitch(command)) return undefined;
  const now = runtime.clock.now();
  const last = switches.get(account)?.get(vehicleId);
  const wanted = command.command === "chargeStart";
  if (last && last.command !== command.command) {
    const left = last.at + pauseMinutes * 60_000 - now;
    if (left > 0) return { reason: "pause", retryAfterSeconds: Math.ceil(left / 1000) };
  }
  const known = await account.status(vehicleId, { lastKnown: true }).catch(() => undefined);
  const reading = known && withAge(known, now);
  if (!reading || reading.stale || reading.battery.charging !== wanted) return undefined;
  // A report from before the last switch tells what that one has changed since.
  const reportedAt = Date.parse(reading.reportedAt ?? "");
  const fresh = (reading.ageSeconds ?? Infinity) <= trustedForSeconds && !(last && reportedAt < last.at);
  return fresh ? { reason: "alreadySo", reading } : undefined;
}

/** Notes that a start or stop has been sent. */
export function noteSwitch(account: VehicleAccount, vehicleId: string, command: Command): void {
  if (!isSwitch(command)) return;
  const ofAccount = switches.get(account) ?? new Map<string, LastSwitch>();
  switches.set(account, ofAccount.set(vehicleId, { command: command.command, at: runtime.clock.now() }));
}
