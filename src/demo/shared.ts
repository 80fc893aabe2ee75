import { systemClock, type Clock, type ClockTimer } from "../base/clock";
import { startDemo } from "./start";
import type { DemoCloud, DemoOptions } from "./types";

/** How long the shared demo cloud outlives its last user, so that a deploy does not reset the cars. */
export const sharedForMs = 60_000;

interface Shared {
  clock: Clock;
  starting: Promise<DemoCloud>;
  users: number;
  closing?: ClockTimer;
}

let shared: Shared | undefined;

export interface SharedDemo {
  cloud: DemoCloud;
  /** Call it once when the cloud is no longer needed; further calls do nothing. */
  release: () => void;
}

/**
 * The process's one demo cloud, started by its first user with that user's options; later users take it as it is. Only who
 * brings another clock gets one that goes by it, and so do those after him: cars of another time would not fit his. It is
 * closed 60 s (of its clock) after its last user released it, and never keeps the process alive by itself.
 * Rejects with CONFIG_INVALID if the options are wrong or the port is taken.
 */
export async function acquireDemoCloud(options: DemoOptions = {}): Promise<SharedDemo> {
  if (!shared || (options.clock && options.clock !== shared.clock)) {
    shared = { clock: options.clock ?? systemClock, starting: startDemo(options, true), users: 0 };
  }
  const mine = shared;
  mine.users++;
  if (mine.closing !== undefined) mine.clock.clearTimeout(mine.closing);
  mine.closing = undefined;
  try {
    let held = true;
    return {
      cloud: await mine.starting,
      release() {
        if (held) leave(mine);
        held = false;
      },
    };
  } catch (error) {
    if (shared === mine) shared = undefined;
    throw error;
  }
}

/** The process's demo cloud for a look at it: no use is counted, so it lives as long as others use it, at least 60 s more. */
export async function sharedDemoCloud(options: DemoOptions = {}): Promise<DemoCloud> {
  const { cloud, release } = await acquireDemoCloud(options);
  release();
  return cloud;
}

function leave(mine: Shared): void {
  if (--mine.users > 0) return;
  mine.closing = mine.clock.setTimeout(() => {
    if (shared === mine) shared = undefined;
    void mine.starting.then((cloud) => cloud.close());
  }, sharedForMs);
}
