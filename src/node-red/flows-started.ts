import type { Red } from "./types";

interface Teller {
  readonly listeners: Set<() => void>;
  readonly tell: () => void;
}

/** By Node-RED's emitter. */
const tellers = new WeakMap<object, Teller>();

/**
 * Hears of every time that all flows run, until the returned function is called. One listener of Node-RED's emitter serves all
 * nodes: a flow may have hundreds of them, and Node.js warns of a leak from the eleventh listener on.
 */
export function onFlowsStarted({ events }: Pick<Red, "events">, listener: () => void): () => void {
  let teller = tellers.get(events);
  if (!teller) {
    const listeners = new Set<() => void>();
    const tell = (): void => {
      // Those of this moment; one that another has taken off meanwhile is not told any more.
      for (const each of [...listeners]) if (listeners.has(each)) each();
    };
    teller = { listeners, tell };
    tellers.set(events, teller);
  }
  const { listeners, tell } = teller;
  // Its own function: the same listener may be handed in twice.
  const own = (): void => listener();
  if (listeners.size === 0) events.on("flows:started", tell);
  listeners.add(own);
  return () => {
    if (listeners.delete(own) && listeners.size === 0) events.removeListener("flows:started", tell);
  };
}
