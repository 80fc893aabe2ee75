import { createVehicleAccount } from "../../../src/account/create";
import type { CommandOptions, CommandResult, VehicleAccount, VehicleAccountOptions } from "../../../src/account/types";
import { ManualClock } from "../../../src/base/clock";
import { startDemoCloud, type DemoCloud } from "../../../src/demo";
import type { Command } from "../../../src/platforms/platform";
import { MemoryStore, moving } from "../support/accounts";

/** The demo's cars: a #1 with a blind, a #3 that somebody left unlocked, a #5 on the road. */
export const one = "HESXDEM01P0000001";
export const three = "HESCDEM03P0000002";

/** A demo cloud, and accounts on it that share its clock. */
export interface Garage {
  clock: ManualClock;
  demo: DemoCloud;
  store: MemoryStore;
  state: MemoryStore;
  account(options?: Partial<VehicleAccountOptions>): VehicleAccount;
  /** Sends a command to the #1, or to another, and lets time pass until it has its outcome. */
  send(account: VehicleAccount, command: Command, options?: CommandOptions, id?: string): Promise<CommandResult>;
  /** How often the demo was asked, by the end of `METHOD path`. */
  asked(end: string): number;
  close(): Promise<void>;
}

export const telematics = `/telematics/${one}`;

export async function garage(seed = 3, patienceMs = 4000): Promise<Garage> {
  const clock = new ManualClock("2026-06-01T08:00:00Z", { patienceMs });
  const demo = await startDemoCloud({ clock, seed });
  for (const { id, platform } of demo.vehicles) {
    if (platform === undefined) demo.control.set(id, { routine: false });
  }
  const [store, state] = [new MemoryStore(), new MemoryStore()];
  const opened: VehicleAccount[] = [];
  return {
    clock,
    demo,
    store,
    state,
    account(options = {}) {
      const account = createVehicleAccount({
        platform: "smart-eu",
        credentials: demo.credentials["smart-eu"],
        baseUrls: demo.baseUrls,
        tokenStore: store,
        stateStore: state,
        clock,
        random: () => 0,
        timeZone: "UTC",
        ...options,
      });
      opened.push(account);
      return account;
    },
    send: (account, command, options, id = one) => moving(clock, account.command(id, command, options), 700_000),
    asked: (end) => demo.control.log.filter(({ method, path }) => `${method} ${path}`.endsWith(end)).length,
    async close() {
      await Promise.all(opened.map((account) => account.close()));
      await demo.close();
    },
  };
}
