import type { Clock, ClockTimer } from "../base/clock";
import { isObject, parseJson, type JsonObject } from "../base/json";
import type { Logger } from "../base/logger";
import type { TokenStore } from "./types";

/** Readings come every few minutes; an SD card should not be written to as often. */
const saveAfterMs = 30_000;
/** The state is written whole: that of a fleet less often, since a stop writes it anyway and only a crash loses what came since. */
const charactersPerSave = 64 * 1024;
const longestSaveAfterMs = 15 * 60_000;
/** Rows that are put into text before others have their turn: pushes of a fleet must not wait for all of them. */
const rowsAtOnce = 200;

/** Last readings and request counts on disk: written some time after a change, and when the account closes. */
export class StateFile {
  readonly #store: TokenStore | undefined;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #collect: () => JsonObject;
  #timer: ClockTimer;
  #length = 0;
  #changed = false;
  #warned = false;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: { store?: TokenStore; clock: Clock; logger: Logger; collect: () => JsonObject }) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#collect = options.collect;
  }

  /** What was stored; empty if there is nothing or it cannot be read. Never rejects. */
  async load(): Promise<JsonObject> {
    const release = this.#clock.hold();
    try {
      const source = await this.#store?.load();
      const state = source === undefined ? {} : parseJson(source);
      if (isObject(state)) return state;
      this.#logger.warn("The stored readings are damaged and were dropped.");
    } catch (error) {
      this.#warn("read", error);
    } finally {
      release();
    }
    return {};
  }

  /** Something has changed: it is written within half a minute. */
  touch(): void {
    this.#changed = true;
    if (!this.#store || this.#timer !== undefined) return;
    this.#timer = this.#clock.setTimeout(() => {
      this.#timer = undefined;
      void this.#write();
    }, this.#saveAfter());
  }

  /** Writes what has changed, now, and plans nothing further. Never rejects. */
  async flush(): Promise<void> {
    if (this.#timer !== undefined) this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#write();
  }

  #write(): Promise<void> {
    this.#writing = this.#writing.then(async () => {
      if (!this.#changed || !this.#store) return;
      this.#changed = false;
      const release = this.#clock.hold();
      try {
        const text = await inPieces({ v: 1, ...this.#collect() });
        this.#length = text.length;
        await this.#store.save(text);
        this.#warned = false;
      } catch (error) {
        this.#changed = true;
        this.#warn("saved", error);
      } finally {
        release();
      }
    });
    return this.#writing;
  }

  #saveAfter(): number {
    return Math.min(longestSaveAfterMs, saveAfterMs * Math.max(1, this.#length / charactersPerSave));
  }

  #warn(what: "read" | "saved", error: unknown): void {
    if (this.#warned) return;
    this.#warned = true;
    const code = (error as { code?: unknown } | null)?.code;
    this.#logger.warn(
      `Readings and request counts could not be ${what} (${typeof code === "string" ? code : "unknown"}).`,
    );
  }
}

/** As JSON.stringify, but long lists are taken in pieces, between which whatever else is due may run. */
async function inPieces(state: JsonObject): Promise<string> {
  const members: string[] = [];
  for (const [name, value] of Object.entries(state)) {
    if (!Array.isArray(value)) {
      const text = JSON.stringify(value) as string | undefined;
      if (text !== undefined) members.push(`${JSON.stringify(name)}:${text}`);
      continue;
    }
    const pieces: string[] = [];
    for (let from = 0; from < value.length; from += rowsAtOnce) {
      if (from > 0) await new Promise((resolve) => setImmediate(resolve));
      pieces.push(JSON.stringify(value.slice(from, from + rowsAtOnce)).slice(1, -1));
    }
    members.push(`${JSON.stringify(name)}:[${pieces.join(",")}]`);
  }
  return `{${members.join(",")}}`;
}
