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

/** A start or stop that is to be sent: from now on it counts for the pause, so that of two at once one is held back. */
export interface Claim {
  /** The cloud has taken it just now, or may have: the pause counts from here. */
  sent(): void;
  /** It was certainly not carried out, and does not count. */
  withdraw(): void;
}

interface LastSwitch {
  command: string;
  at: number;
}

/** By account, so that it holds over deploys and for all charging nodes of the account. */
const switches = new WeakMap<VehicleAccount, Map<string, LastSwitch>>();

/** What the cloud was asked longer ago than this does not say that nothing needs to be done. */
const trustedForSeconds = 600;

const uncounted: Claim = { sent: () => undefined, withdraw: () => undefined };

/**
 * Keeps contactor and 12 V battery out of a flapping surplus flow: start after stop and stop after start are held back for
 * the pause, and what a report says to be so is not sent. Never rejects.
 */
export async function claimSwitch(
  account: VehicleAccount,
  vehicleId: string,
  { command }: Command,
  { pauseMinutes, signal }: { pauseMinutes: number; signal: AbortSignal },
): Promise<Held | Claim> {
  if (command !== "chargeStart" && command !== "chargeStop") return uncounted;
  const ofAccount = switches.get(account) ?? new Map<string, LastSwitch>();
  switches.set(account, ofAccount);
  const pause = (): Held | undefined => {
    const last = ofAccount.get(vehicleId);
    const left = last && last.command !== command ? last.at + pauseMinutes * 60_000 - runtime.clock.now() : 0;
    return left > 0 ? { reason: "pause", retryAfterSeconds: Math.ceil(left / 1000) } : undefined;
  };
  const early = pause();
  if (early) return early;
  const reading = await alreadySo(account, vehicleId, command === "chargeStart", ofAccount.get(vehicleId), signal);
  if (reading) return { reason: "alreadySo", reading };
  // Asked again: another message may have come in meanwhile. From here to the claim nothing is awaited.
  return pause() ?? claim(ofAccount, vehicleId, command);
}

function claim(ofAccount: Map<string, LastSwitch>, vehicleId: string, command: string): Claim {
  const before = ofAccount.get(vehicleId);
  const mine: LastSwitch = { command, at: runtime.clock.now() };
  ofAccount.set(vehicleId, mine);
  return {
    sent: () => void (mine.at = runtime.clock.now()),
    withdraw: () => {
      if (ofAccount.get(vehicleId) !== mine) return;
      if (before) ofAccount.set(vehicleId, before);
      else ofAccount.delete(vehicleId);
    },
  };
}

/**
 * The reading by which the car is as asked. If it was so when last heard of, but that is not fresh, the cloud is asked once:
 * a reading wakes no car, and a command that changes nothing would, again and again in a flow that says "stop" all night.
 */
async function alreadySo(
  account: VehicleAccount,
  vehicleId: string,
  charging: boolean,
  last: LastSwitch | undefined,
  signal: AbortSignal,
): Promise<VehicleStatus | undefined> {
  const so = (status: VehicleStatus): VehicleStatus | undefined => {
    const reading = withAge(status, runtime.clock.now());
    // A report from before the last switch does not know what that one has changed since.
    const older = last !== undefined && !(Date.parse(reading.reportedAt ?? "") >= last.at);
    return !reading.stale && !older && reading.battery.charging === charging ? reading : undefined;
  };
  try {
    if (!so(await account.status(vehicleId, { lastKnown: true, signal }))) return undefined;
    return so(await account.status(vehicleId, { maxAgeSeconds: trustedForSeconds, signal }));
  } catch {
    return undefined;
  }
}
