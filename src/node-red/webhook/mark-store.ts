import type { Node } from "node-red";
import type { ClockTimer } from "../../base/clock";
import { finite, own } from "../../base/json";
import { runtime } from "../shared/runtime";
import { rememberMs } from "./duplicates";

/** Of all names that are ours in the global context of a store. */
export const markPrefix = "vehicleCloudPush_";

export interface MarkStoreOptions {
  node: Node;
  /** Name of the context store. */
  store: string;
  /** Hears, each time the store was waited for, whether it fails. */
  onState: (failing: boolean) => void;
}

type Callback = (error: Error | null | undefined, value?: unknown) => void;

/** The context store that several Node-RED share, and how it does. */
export class MarkStore {
  readonly #options: MarkStoreOptions;
  readonly #timers = new Set<ClockTimer>();
  #failing = false;
  #closed = false;

  constructor(options: MarkStoreOptions) {
    this.#options = options;
  }

  /** When it was last waited for. */
  get failing(): boolean {
    return this.#failing;
  }

  get closed(): boolean {
    return this.#closed;
  }

  get(name: string): Promise<unknown> {
    const { node, store } = this.#options;
    return ask((done) => node.context().global.get(name, store, done as never));
  }

  set(name: string, value: unknown): Promise<unknown> {
    return this.#set([name], [value]);
  }

  remove(names: string[]): Promise<unknown> {
    const nothing = names.map(() => undefined);
    return this.#set(names, nothing);
  }

  /** All marks, whoever has made them. */
  async names(): Promise<string[]> {
    const { node, store } = this.#options;
    const keys = await ask((done) => node.context().global.keys(store, done as never));
    return (Array.isArray(keys) ? keys : []).map(String).filter((name) => name.startsWith(markPrefix));
  }

  /** Waits for work with the store, no longer than `ms`, and reports how it went. */
  async waitFor<T>(work: Promise<T>, ms: number): Promise<T> {
    try {
      const result = await this.#inTime(work, ms);
      this.#tell(false);
      return result;
    } catch (error) {
      this.#tell(true);
      throw error;
    }
  }

  /** Nothing is waited for or reported any more. Work that was waited for is left to itself. */
  close(): void {
    this.#closed = true;
    for (const timer of this.#timers) runtime.clock.clearTimeout(timer);
  }

  #tell(failing: boolean): void {
    this.#failing = failing;
    if (!this.#closed) this.#options.onState(failing);
  }

  async #inTime<T>(work: Promise<T>, ms: number): Promise<T> {
    let timer: ClockTimer;
    const late = new Promise<never>((_resolve, reject) => {
      timer = runtime.clock.setTimeout(() => reject(new Error("the store did not answer in time")), ms);
      this.#timers.add(timer);
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      this.#timers.delete(timer);
      runtime.clock.clearTimeout(timer);
      work.catch(() => undefined);
    }
  }

  #set(names: string[], values: unknown[]): Promise<unknown> {
    const { node, store } = this.#options;
    return ask((done) => node.context().global.set(names, values, store, done as never));
  }
}

/** Younger than a minute, or of an instance whose clock is ahead. */
export function isFresh(mark: unknown): boolean {
  const at = finite(own(mark, "at"));
  return at !== undefined && Math.abs(runtime.clock.now() - at) < rememberMs;
}

function ask(question: (done: Callback) => void): Promise<unknown> {
  return new Promise((resolve, reject) => question((error, value) => (error ? reject(error) : resolve(value))));
}
