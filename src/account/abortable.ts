import type { Clock } from "../base/clock";
import { aborted, cloudError } from "../base/errors";

/**
 * Waits for shared work until the signal fires: then this caller gets ABORTED, while the work goes on for the others. A
 * failure that nobody waits for any more is dropped.
 */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined, what: string): Promise<T> {
  if (!signal) return work;
  let onAbort: (() => void) | undefined;
  const stopped = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(aborted(what, signal.reason));
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    if (onAbort) signal.removeEventListener("abort", onAbort);
    work.catch(() => undefined);
  }
}

/** Runs `work` with a signal that fires after `ms` (then TIMEOUT) or with `signal` (then ABORTED), and waits no longer than that. */
export async function within<T>(
  options: { clock: Clock; ms: number; signal: AbortSignal; what: string },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { clock, ms, signal, what } = options;
  const stop = new AbortController();
  let timedOut = false;
  const onAbort = (): void => stop.abort(signal.reason);
  const timer = clock.setTimeout(() => {
    timedOut = true;
    stop.abort();
  }, ms);
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await untilAborted(work(stop.signal), stop.signal, what);
  } catch (error) {
    if (!timedOut) throw error;
    throw cloudError("TIMEOUT", `${what} took longer than ${Math.round(ms / 1000)} s and was given up.`, {
      cause: error,
    });
  } finally {
    clock.clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
  }
}

/** Joins signals; without any of them undefined. Listeners are removed by `release`. */
export function joinSignals(first: AbortSignal, second?: AbortSignal): { signal: AbortSignal; release(): void } {
  if (!second) return { signal: first, release: () => undefined };
  const joined = new AbortController();
  const onFirst = (): void => joined.abort(first.reason);
  const onSecond = (): void => joined.abort(second.reason);
  first.addEventListener("abort", onFirst, { once: true });
  second.addEventListener("abort", onSecond, { once: true });
  if (first.aborted) onFirst();
  if (second.aborted) onSecond();
  return {
    signal: joined.signal,
    release() {
      first.removeEventListener("abort", onFirst);
      second.removeEventListener("abort", onSecond);
    },
  };
}
