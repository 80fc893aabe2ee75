import type { VehicleAccount } from "../../account/types";
import { dateOfTick, tickOfDate, ticks } from "../../base/clock";
import { finite, isObject, own } from "../../base/json";
import { withAge } from "../../vehicle/age";
import type { VehicleStatus } from "../../vehicle/model";
import { stateOf, type NodeState } from "../shared/node-state";
import { runtime } from "../shared/runtime";
import type { Asked } from "./controller";

/** Why a charging command is not sent. */
export interface Held {
  /**
   * `alreadySo`: the car's own report says that it is as asked. `notPluggedIn`: it says that there is nothing to charge from.
   * `pause`: start and stop would follow each other too soon.
   */
  reason: "alreadySo" | "notPluggedIn" | "pause";
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
  /** A date by the clock as it stands now: what a car reported earlier does not know of it. */
  at: number;
  /** The pause counts from here. */
  tick: number;
  /** What is on disk of it: the command, and the date as the clock said then. */
  kept: object;
}

/** When what is kept was switched, for as long as the process lives: a date that is set does not move it. */
const ticksOf = new WeakMap<object, number>();

/** A command that a car takes is carried out within this time (docs/decisions.md, confirmation). */
const followsWithinMs = 60_000;

const uncounted: Claim = { sent: () => undefined, withdraw: () => undefined };

/**
 * Keeps contactor and 12 V battery out of a flapping surplus flow: start after stop and stop after start are held back for
 * the pause, and what a report says to be so, or to be in vain, is not sent. The last switch of each car is kept with the
 * account, for all its charging nodes, over deploys and restarts. Never rejects.
 */
export async function claimSwitch(
  { red, accountNode, account, vehicle, command: { command } }: Asked,
  { pauseMinutes, signal }: { pauseMinutes: number; signal: AbortSignal },
): Promise<Held | Claim> {
  if (command !== "chargeStart" && command !== "chargeStop") return uncounted;
  const switches = stateOf(red, accountNode, "charging");
  await switches.ready;
  const pause = (): Held | undefined => {
    const last = lastSwitch(switches, vehicle.id);
    const left = last && last.command !== command ? last.tick + pauseMinutes * 60_000 - ticks(runtime.clock) : 0;
    return left > 0 ? { reason: "pause", retryAfterSeconds: Math.ceil(left / 1000) } : undefined;
  };
  const early = pause();
  if (early) return early;
  const inVain = await needless(
    account,
    vehicle.id,
    command === "chargeStart",
    lastSwitch(switches, vehicle.id),
    signal,
  );
  // Asked again: another message may have come in meanwhile. From here to the claim nothing is awaited.
  return inVain ?? pause() ?? claim(switches, vehicle.id, command);
}

function claim(switches: NodeState, vehicleId: string, command: string): Claim {
  const before = lastSwitch(switches, vehicleId)?.kept;
  const keep = (kept: unknown): void => {
    if (kept) switches.set(vehicleId, kept);
    else switches.delete(vehicleId);
    // On its way to the disk before the command is on its own: whatever ends the process, the next one knows of it.
    void switches.flush();
  };
  const mine = { command, at: 0 };
  const now = (): void => {
    mine.at = runtime.clock.now();
    ticksOf.set(mine, ticks(runtime.clock));
    keep(mine);
  };
  now();
  return {
    sent: () => {
      if (switches.get(vehicleId) === mine) now();
    },
    withdraw: () => {
      if (switches.get(vehicleId) === mine) keep(before);
    },
  };
}

function lastSwitch(switches: NodeState, vehicleId: string): LastSwitch | undefined {
  const kept = switches.get(vehicleId);
  const [command, at] = [own(kept, "command"), finite(own(kept, "at"))];
  if (!isObject(kept) || (command !== "chargeStart" && command !== "chargeStop") || at === undefined) return undefined;
  // From disk. If it was before the clock was set back, it counts from now, not until that hour comes again.
  const tick = ticksOf.get(kept) ?? tickOfDate(runtime.clock, at, 0);
  ticksOf.set(kept, tick);
  return { command, at: dateOfTick(runtime.clock, tick), tick, kept };
}

/**
 * Why the car need not be told, by its own fresh report. The cloud is asked for that: a reading wakes no car, and a command that
 * changes nothing would, again and again in a flow that says "stop" all night. A stop is sent without asking unless the last
 * report makes it look needless. Whatever is not sure, and an asking that fails, is no ground for leaving it out.
 */
async function needless(
  account: VehicleAccount,
  vehicleId: string,
  starting: boolean,
  last: LastSwitch | undefined,
  signal: AbortSignal,
): Promise<Held | undefined> {
  try {
    if (!starting) {
      const known = await account.status(vehicleId, { lastKnown: true, signal });
      if (known.battery.charging !== false) return undefined;
    }
    const status = await account.status(vehicleId, { fresh: true, signal });
    const reading = withAge(status, runtime.clock.now());
    // A report from before the car has followed the last switch does not know what that one changes.
    const opposite = last !== undefined && (last.command === "chargeStart") !== starting;
    const knows = last === undefined ? -Infinity : last.at + (opposite ? followsWithinMs : 0);
    const older = !(Date.parse(reading.reportedAt ?? "") > knows);
    if (status.stale || reading.stale || reading.ageSeconds === null || older) return undefined;
    const { charging, pluggedIn } = reading.battery;
    if (charging === starting) return { reason: "alreadySo", reading };
    return starting && pluggedIn === false ? { reason: "notPluggedIn", reading } : undefined;
  } catch {
    return undefined;
  }
}
