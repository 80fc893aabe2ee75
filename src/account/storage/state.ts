import { randomBytes } from "node:crypto";
import type { Clock, ClockTimer } from "../../base/clock";
import { isObject, own, parseJson, type JsonObject } from "../../base/json";
import type { Logger } from "../../base/logger";
import { changeLines, replay, wholeText, type SectionName, type Sections } from "./state-rows";
import type { ChangeLog, TokenStore } from "../types";

/** Readings come every few minutes; an SD card should not be written to as often. */
const saveAfterMs = 30_000;
/** A store without a log takes the state whole: that of a fleet less often, since a stop writes it anyway and only a crash loses what came since. */
const charactersPerSave = 64 * 1024;
const longestSaveAfterMs = 15 * 60_000;
/** A log shorter than this is never worth writing the whole for. */
const leastLogged = 64 * 1024;
/** Of a whole that was written by a version without logs. */
const noId = "0";

/** Last readings and request counts on disk: written some time after a change, and when the account closes. */
export class StateFile {
  readonly #store: TokenStore | undefined;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #sections: Sections;
  #timer: ClockTimer;
  #length = 0;
  /** Of the last whole, and characters appended to its log since; without an id the next write is a whole. */
  #id: string | undefined;
  #logged = 0;
  #changed = new Map<SectionName, Set<string>>();
  #warned = false;
  /** Set while what is stored could not be read. */
  #late: ((state: JsonObject) => void) | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: { store?: TokenStore; clock: Clock; logger: Logger; sections: Sections }) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#sections = options.sections;
  }

  /**
   * What was stored; empty if there is nothing or it is damaged. If it cannot be read now, nothing is written over it until it
   * can: `onLate` gets it then. Never rejects.
   */
  async load(onLate?: (state: JsonObject) => void): Promise<JsonObject> {
    const release = this.#clock.hold();
    try {
      return await this.#read();
    } catch (error) {
      this.#late = onLate ?? (() => undefined);
      this.#warn("read", error);
    } finally {
      release();
    }
    return {};
  }

  async #read(): Promise<JsonObject> {
    const source = await this.#store?.load();
    if (source === undefined) return {};
    let state: unknown;
    try {
      state = parseJson(source);
    } catch {
      state = undefined;
    }
    if (isObject(state)) return await this.#withLog(state, source.length);
    this.#logger.warn("The stored readings are damaged and were dropped.");
    return {};
  }

  /** Something has changed: it is written within half a minute. */
  touch(section: SectionName, key: string): void {
    const keys = this.#changed.get(section) ?? new Set();
    this.#changed.set(section, keys.add(key));
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
      if (this.#changed.size === 0 || !this.#store) return;
      const changed = this.#changed;
      this.#changed = new Map();
      const release = this.#clock.hold();
      try {
        if (this.#late) {
          const state = await this.#read();
          this.#late(state);
          this.#late = undefined;
        }
        if (!(await this.#append(changed, this.#store.log))) await this.#replace(this.#store);
        this.#warned = false;
      } catch (error) {
        for (const [section, keys] of changed) for (const key of keys) this.touch(section, key);
        this.#warn("saved", error);
      } finally {
        release();
      }
    });
    return this.#writing;
  }

  /** False if the whole is due. */
  async #append(changed: ReadonlyMap<SectionName, Set<string>>, log: ChangeLog | undefined): Promise<boolean> {
    const id = this.#id;
    if (!log || id === undefined || this.#logged > Math.max(leastLogged, this.#length)) return false;
    const lines = await changeLines(this.#sections, changed);
    if (!(await log.append(id, lines))) return false;
    this.#logged += lines.length;
    return true;
  }

  /** What changes while the pieces are collected is marked anew, and goes to the new log. */
  async #replace(store: TokenStore): Promise<void> {
    const id = store.log && randomBytes(8).toString("hex");
    const text = await wholeText(this.#sections, id);
    await store.save(text);
    this.#id = id;
    this.#length = text.length;
    this.#logged = 0;
  }

  async #withLog(whole: JsonObject, length: number): Promise<JsonObject> {
    const log = this.#store?.log;
    if (!log) return whole;
    const stored = own(whole, "log");
    const id = typeof stored === "string" && /^[0-9a-f]{16}$/.test(stored) ? stored : noId;
    this.#length = length;
    const changes = await log.load(id);
    const { state, bad, torn } = replay(whole, changes ?? "");
    this.#logged = changes?.length ?? 0;
    if (bad > 0) this.#logger.warn(`${bad} lines of the stored readings are damaged and were left out.`);
    // A damaged log is replaced by a whole at the next write.
    if (bad === 0 && !torn) this.#id = id;
    return state;
  }

  #saveAfter(): number {
    if (this.#store?.log) return saveAfterMs;
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
