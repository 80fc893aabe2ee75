import { createVehicleAccount } from "../../../src/account/create";
import type { VehicleAccount, VehicleAccountOptions } from "../../../src/account/types";
import { ManualClock } from "../../../src/base/clock";
import { startDemoCloud, type DemoCloud, type DemoOptions } from "../../../src/demo";

/** Names of the calls that the demo's gateway and sign-in host were asked for, oldest first. */
export function calls(demo: DemoCloud, from = 0): string[] {
  return demo.control.log.slice(from).map(({ path }) => path.slice(path.lastIndexOf("/") + 1));
}

export interface Scene {
  clock: ManualClock;
  demo: DemoCloud;
  account: VehicleAccount;
  id: string;
  close(): Promise<void>;
}

/** An account of the demo's Lynk & Co in Europe, on a clock that is moved by hand. */
export async function scene(
  more: Partial<VehicleAccountOptions> = {},
  demoOptions: Partial<DemoOptions> = {},
): Promise<Scene> {
  const clock = new ManualClock();
  const demo = await startDemoCloud({ clock, ...demoOptions });
  const account = createVehicleAccount({
    platform: "lynkco-eu",
    credentials: demo.credentials["lynkco-eu"],
    baseUrls: demo.baseUrls,
    clock,
    ...more,
  });
  const id = demo.vehicles.find(({ platform }) => platform === "lynkco-eu")!.id;
  return {
    clock,
    demo,
    account,
    id,
    async close() {
      await account.close();
      await demo.close();
    },
  };
}
