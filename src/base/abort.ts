import type { Clock } from "./clock";
import { aborted, cloudError } from "./errors";

/**
 * Listeners by signal, behind one listener of the signal itself: hundreds of calls may wait for the same one, and Node warns of
 * a leak from the eleventh on.
 */
const hubs = new WeakMap<AbortSignal, Set<() => void>>();

/** Calls `listener` when the signal fires, at once if it has. Returns the way to take it back. */
export function onAbort(signal: AbortSignal | undefined, listener: () => void): () => void {
  if (!signal) return () => undefined;
  if (signal.aborted) {
    listener();
    return () => undefined;
  }
  let hub = hubs.get(signal);
  if (!hub) {
    const made = new Set<() => void>();
    signal.addEventListener("abort", () => [...made].forEach((call) => call()), { once: true });
    hubs.set(signal, made);
    hub = made;
  }
  const listeners = hub;
  // Its own function: the same listener may be handed in twice.
  const call = (): void => listener();
  listeners.add(call);
  return () => void listeners.delete(call);
}

/**
 * Waits for shared work until the signal fires: then this caller gets ABORTED, at once, while the work goes on for the others.
 * A failure that nobody waits for any more is dropped. `reason` says what was stopped, or makes the error.
 */
export async function untilAborted<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
  reason: string | (() => Error),
): Promise<T> {
  if (!signal) return work;
  let off: () => void = () => undefined;
  const stopped = new Promise<never>((_resolve, reject) => {
    off = onAbort(signal, () => reject(typeof reason === "string" ? aborted(reason, signal.reason) : reason()));
  });
  work.catch(() => undefined);
  try {
    return await Promise.race([stopped, work]);
  } finally {
    off();
  }
}

/** Runs work with a signal of its own, which fires with any of the given ones. The work is waited for. */
export async function linked<T>(
  signals: readonly (AbortSignal | undefined)[],
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const own = new AbortController();
  const offs = signals.map((signal) => signal && onAbort(signal, () => own.abort(signal.reason)));
  try {
    return await work(own.signal);
  } finally {
    for (const off of offs) off?.();
  }
}

/** Runs `work` with a signal that fires after `ms` (then TIMEOUT) or with `signal` (then ABORTED), and waits no longer than that. */
export async function within<T>(
  options: { clock: Clock; ms: number; signal: AbortSignal; what: string },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { clock, ms, signal, what } = options;
  const late = new AbortController();
  const timer = clock.setTimeout(() => late.abort(), ms);
  try {
    return await linked([signal, late.signal], (own) => untilAborted(work(own), own, what));
  } catch (error) {
    if (!late.signal.aborted || signal.aborted) throw error;
    throw cloudError("TIMEOUT", `${what} took longer than ${Math.round(ms / 1000)} s and was given up.`, {
      cause: error,
    });
  } finally {
    clock.clearTimeout(timer);
  }
}
