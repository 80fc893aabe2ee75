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

/** The runtime that is asked, by its emitter: nodes may be registered again and again, as in tests. */
const watched = new WeakMap<object, Red>();

/** After each start of the flows, deploys included, removes what no node owns any more. */
export function watchLeftBehind(red: Red): void {
  // An embedding program may register nodes without them.
  if (!(red.events as unknown)) return;
  const known = watched.has(red.events);
  watched.set(red.events, red);
  if (known) return;
  red.events.on("flows:started", () => {
    const { removeLeftBehind } = require("../account/left-behind") as typeof import("../account/left-behind");
    void removeLeftBehind(watched.get(red.events)!);
  });
}
