import { checkOptions } from "./settings";
import type { VehicleAccount, VehicleAccountOptions } from "./types";
import { CloudAccount } from "./vehicle-account";

/**
 * An account of one cloud. Throws CONFIG_INVALID for options that cannot work. No input or output before the first call of a
 * method; `close()` it when it is no longer needed.
 */
export function createVehicleAccount(options: VehicleAccountOptions): VehicleAccount {
  return new CloudAccount(checkOptions(options));
}
