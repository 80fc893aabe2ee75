import type { ManualClock } from "../../src/base/clock";
import { unload } from "./support";

/** Ends the flows, and the demo cloud that they used and the test has acquired: it closes a minute after its last user. */
export async function leaveDemo(clock: ManualClock, release: () => void): Promise<void> {
  const closing = unload();
  await clock.advance(10_000);
  await closing;
  release();
  await clock.advance(61_000);
  await clock.settle();
}
