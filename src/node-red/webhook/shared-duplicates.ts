import { createHash, randomBytes } from "node:crypto";
import type { Node } from "node-red";
import type { ClockTimer } from "../../base/clock";
import { finite, own, text } from "../../base/json";
import { runtime } from "../runtime";
import { rememberMs } from "./duplicates";

const prefix = "vehicleCloudPush_";
/** A store that does not answer holds up a push no longer than this; sent on twice is better than lost. */
const patienceMs = 3000;

type Callback = (error: Error | null | undefined, value?: unknown) => void;

/**
 * Marks of pushes in a context store that several Node-RED share, so that a repeat which another one gets is known there. A
 * context store has no "set if absent": the mark is read back, and whose name stands in it has the push.
 */
export class SharedDuplicates {
  readonly #node: Node;
  readonly #store: string;
  readonly #me = randomBytes(8).toString("hex");
  readonly #onFailure: (error: unknown) => void;
  #sweeper: ClockTimer;

  constructor(node: Node, store: string, onFailure: (error: unknown) => void) {
    this.#node = node;
    this.#store = store;
    this.#onFailure = onFailure;
    this.#sweepLater();
  }

  /** True if no instance has had it within a minute. A store that fails makes it true. Never rejects. */
  async first(key: string): Promise<boolean> {
    const name = prefix + createHash("sha256").update(key).digest("hex").slice(0, 40);
    try {
      return await withPatience(this.#claim(name));
    } catch (error) {
      this.#onFailure(error);
      return true;
    }
  }

  close(): void {
    runtime.clock.clearTimeout(this.#sweeper);
  }

  async #claim(name: string): Promise<boolean> {
    if (this.#isFresh(await this.#get(name))) return false;
    for (let attempt = 0; attempt < 3; attempt++) {
      await this.#set([name], [{ by: this.#me, at: runtime.clock.now() }]);
      const standing = await this.#get(name);
      const by = text(own(standing, "by"));
      // Another instance has written the store anew without our mark: once more.
      if (by !== undefined) return by === this.#me;
    }
    return true;
  }

  #isFresh(mark: unknown): boolean {
    const at = finite(own(mark, "at"));
    return at !== undefined && Math.abs(runtime.clock.now() - at) < rememberMs;
  }

  #sweepLater(): void {
    this.#sweeper = runtime.clock.setTimeout(() => {
      void this.#sweep().catch(this.#onFailure);
      this.#sweepLater();
    }, rememberMs);
  }

  /** Marks that are over, also those of an instance that is gone. */
  async #sweep(): Promise<void> {
    const keys = await ask((done) => this.#node.context().global.keys(this.#store, done as never));
    const names = (Array.isArray(keys) ? keys : []).map(String).filter((name) => name.startsWith(prefix));
    const over: string[] = [];
    for (const name of names) if (!this.#isFresh(await this.#get(name))) over.push(name);
    if (over.length > 0) {
      await this.#set(
        over,
        over.map(() => undefined),
      );
    }
  }

  #get(name: string): Promise<unknown> {
    return ask((done) => this.#node.context().global.get(name, this.#store, done as never));
  }

  #set(names: string[], values: unknown[]): Promise<unknown> {
    return ask((done) => this.#node.context().global.set(names, values, this.#store, done as never));
  }
}

function ask(question: (done: Callback) => void): Promise<unknown> {
  return new Promise((resolve, reject) => question((error, value) => (error ? reject(error) : resolve(value))));
}

async function withPatience<T>(work: Promise<T>): Promise<T> {
  let timer: ClockTimer;
  const late = new Promise<never>((_resolve, reject) => {
    timer = runtime.clock.setTimeout(() => reject(new Error("the store did not answer within 3 s")), patienceMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    runtime.clock.clearTimeout(timer);
    work.catch(() => undefined);
  }
}
