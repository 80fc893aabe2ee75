import type { VehicleAccount, VehicleAccountOptions } from "../../account/types";
import { systemClock, type Clock } from "../../base/clock";

/** What the nodes take from outside themselves. Tests put a clock moved by hand, or a stub account, in its place. */
export interface Runtime {
  clock: Clock;
  createAccount(options: VehicleAccountOptions): VehicleAccount;
}

export const runtime: Runtime = {
  clock: systemClock,
  createAccount: (options) => {
    // Here the client loads: at first use, not when Node-RED loads its nodes.
    const { createVehicleAccount } = require("../../account/create") as typeof import("../../account/create");
    return createVehicleAccount(options);
  },
};
