import { startDemo } from "./start";
import type { DemoCloud, DemoOptions } from "./types";

export { acquireDemoCloud, sharedDemoCloud, sharedForMs, type SharedDemo } from "./shared";
export { accountWithoutVehicles } from "./ecarx/smart/persons";
export type * from "./types";

/**
 * Starts a demo cloud of one's own on 127.0.0.1: the hosts of smart with three cars in Europe and one abroad that drive,
 * charge, park and sleep, those of Lynk & Co with one in Europe and two with engines in China, and those of Segway with a dozen e-bikes. It listens until `close()`, and keeps the process alive
 * until then.
 * Rejects with CONFIG_INVALID if an option is out of range or the port is taken.
 */
export function startDemoCloud(options: DemoOptions = {}): Promise<DemoCloud> {
  return startDemo(options, false);
}
