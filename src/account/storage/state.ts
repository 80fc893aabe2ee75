import { randomBytes } from "node:crypto";
import type { Clock, ClockTimer } from "../../base/clock";
import type { JsonObject } from "../../base/json";
import type { Logger } from "../../base/logger";
import {
  breathe,
  changeLines,
  KeptTexts,
  StoredRows,
  wholePieces,
  type SectionName,
  type Sections,
} from "./state-rows";
import type { ChangeLog, TokenStore } from "../types";

/** Readings come every few minutes; an SD card should not be written to as often. */
const saveAfterMs = 30_000;
/** A store without a log takes the state whole: a long one less often, since a stop writes it anyway and only a crash loses what came since. */
const charactersPerSave = 16 * 1024;
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
  /** Of a store that takes the whole each time. */
  readonly #kept: KeptTexts | undefined;
  #warned = false;
  /** Set while what is stored could not be read. */
  #late: ((part: JsonObject) => void) | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: { store?: TokenStore; clock: Clock; logger: Logger; sections: Sections }) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#sections = options.sections;
    this.#kept = options.store?.log ? undefined : new KeptTexts();
  }

  /**
   * Gives what was stored to `restore`, in parts: those of one list one after another, each as a member of an object. Nothing if
   * there is nothing or it is damaged. If it cannot be read now, nothing is written over it until it can: then it is given.
   * Never rejects.
   */
  async load(restore: (part: JsonObject) => void): Promise<void> {
    const release = this.#clock.hold();
    try {
      await this.#read(restore);
    } catch (error) {
      this.#late = restore;
      this.#warn("read", error);
    } finally {
      release();
    }
  }

  async #read(restore: (part: JsonObject) => void): Promise<void> {
    const source = await this.#store?.load();
    if (source === undefined) return;
    const stored = await StoredRows.read(source);
    if (!stored) return this.#logger.warn("The stored readings are damaged and were dropped.");
    await this.#withLog(stored, source.length);
    for (const part of stored.parts()) {
      restore(part);
      await breathe();
    }
  }

  /** Something has changed: it is written within half a minute. */
  touch(section: SectionName, key: string): void {
    this.#kept?.touch(section);
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
          await this.#read(this.#late);
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
    for await (const lines of changeLines(this.#sections, changed)) {
      if (!(await log.append(id, lines))) return false;
      this.#logged += lines.length;
    }
    return true;
  }

  /** What changes while the pieces are collected is marked anew, and goes to the new log. */
  async #replace(store: TokenStore): Promise<void> {
    const id = store.log && randomBytes(8).toString("hex");
    let length = 0;
    const count = (piece: string): void => void (length += piece.length);
    const pieces = counted(wholePieces(this.#sections, id, this.#kept), count);
    if (store.savePieces) await store.savePieces(pieces);
    else await store.save(await joined(pieces));
    this.#id = id;
    this.#length = length;
    this.#logged = 0;
  }

  async #withLog(stored: StoredRows, length: number): Promise<void> {
    const log = this.#store?.log;
    this.#length = length;
    const id = stored.id !== undefined && /^[0-9a-f]{16}$/.test(stored.id) ? stored.id : noId;
    const changes = (await log?.load(id)) ?? "";
    const torn = await stored.log(changes);
    this.#logged = changes.length;
    if (stored.bad > 0) this.#logger.warn(`${stored.bad} lines of the stored readings are damaged and were left out.`);
    // What is damaged is replaced by a whole at the next write.
    if (log && stored.bad === 0 && !torn) this.#id = id;
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

async function* counted(pieces: AsyncIterable<string>, count: (piece: string) => void): AsyncGenerator<string> {
  for await (const piece of pieces) {
    count(piece);
    yield piece;
  }
}

async function joined(pieces: AsyncIterable<string>): Promise<string> {
  const all: string[] = [];
  for await (const piece of pieces) all.push(piece);
  return all.join("");
}
