import type { ClockTimer } from "../../base/clock";
import { onFlowsStarted } from "./flows-started";
import { runtime } from "./runtime";
import type { Red } from "./types";

/** Node-RED tells when all flows run; should it not, a node begins by itself. */
const patienceMs = 1000;

/**
 * Calls `begin` once, when all flows run: what a node sent earlier would get lost. The returned function calls it off, and may be
 * called at any time.
 */
export function onceFlowsRun(red: Pick<Red, "events">, begin: () => void): () => void {
  let off: () => void = () => undefined;
  let timer: ClockTimer;
  const stop = (): void => {
    off();
    runtime.clock.clearTimeout(timer);
    timer = undefined;
  };
  const once = (): void => {
    stop();
    begin();
  };
  off = onFlowsStarted(red, once);
  timer = runtime.clock.setTimeout(once, patienceMs);
  return stop;
}
