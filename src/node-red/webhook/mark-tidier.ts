import type { ClockTimer } from "../../base/clock";
import { runtime } from "../shared/runtime";
import { mostRemembered, rememberMs } from "./duplicates";
import { isFresh, markPrefix, type MarkStore } from "./mark-store";

/** Nobody waits for it. */
const patienceMs = 10_000;
/** Marks of an instance that is gone are looked for in the second minute, since a deploy leaves some, then every half hour. */
const firstSweep = 2;
const sweepEvery = 30;
/** Removed in one request. */
const atOnce = 500;

/** Takes marks that are over out of the store. Its own it remembers, by minute, and need not read them. */
export class MarkTidier {
  readonly #store: MarkStore;
  /** Of this minute and of the one before. */
  #young: string[] = [];
  #old: string[] = [];
  #minutes = 0;
  #timer: ClockTimer;

  constructor(store: MarkStore) {
    this.#store = store;
    this.#later();
  }

  /** A mark that is being made. What does not fit is found by a sweep. */
  note(name: string): void {
    if (this.#young.length < mostRemembered) this.#young.push(name);
  }

  close(): void {
    runtime.clock.clearTimeout(this.#timer);
  }

  /** The next time only when this one has ended: a slow store is not asked ever more. */
  #later(): void {
    if (this.#store.closed) return;
    this.#timer = runtime.clock.setTimeout(() => {
      void this.#tidy()
        .catch(() => undefined)
        .finally(() => this.#later());
    }, rememberMs);
  }

  async #tidy(): Promise<void> {
    const over = this.#old;
    this.#old = this.#young;
    this.#young = [];
    await this.#remove(over);
    // Whether it answers again is found out without a push too.
    if (this.#store.failing) await this.#store.waitFor(this.#store.get(`${markPrefix}none`), patienceMs);
    if (++this.#minutes % sweepEvery === firstSweep) await this.#sweep();
  }

  /** One by one and rarely: some stores read a whole file for each. */
  async #sweep(): Promise<void> {
    const names = await this.#store.waitFor(this.#store.names(), patienceMs);
    const mine = new Set([...this.#old, ...this.#young]);
    const over: string[] = [];
    for (const name of names) {
      if (this.#store.closed) return;
      if (mine.has(name)) continue;
      const mark = await this.#store.waitFor(this.#store.get(name), patienceMs);
      if (!isFresh(mark)) over.push(name);
    }
    await this.#remove(over);
  }

  async #remove(names: string[]): Promise<void> {
    for (let at = 0; at < names.length && !this.#store.closed; at += atOnce) {
      await this.#store.waitFor(this.#store.remove(names.slice(at, at + atOnce)), patienceMs);
    }
  }
}
