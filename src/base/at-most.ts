import { systemClock } from "./clock";

/**
 * Resolves when the work has ended, whichever way, and after `ms` at the latest. By the machine's clock: a process that ends does not
 * wait for a clock that is moved by hand.
 */
export async function atMost(ms: number, work: Promise<unknown>): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = systemClock.setTimeout(resolve, ms);
    const over = (): void => {
      systemClock.clearTimeout(timer);
      resolve();
    };
    work.then(over, over);
  });
}
