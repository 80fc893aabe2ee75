import { runtime } from "../runtime";

/** Segway repeats once, 5 s later; a slow way adds to that (docs/decisions.md, constants). */
export const rememberMs = 60_000;
export const mostRemembered = 250_000;

/** Knows a push that comes a second time by its path and digest. In two halves, the older of which goes as a whole. */
export class Duplicates {
  #young = new Map<string, number>();
  #old = new Map<string, number>();
  #turnedAt = -Infinity;

  constructor(readonly most = mostRemembered) {}

  /** True the first time within a minute, and remembers. */
  first(key: string): boolean {
    const now = runtime.clock.now();
    if (now - this.#turnedAt >= rememberMs || now < this.#turnedAt || this.#young.size >= this.most / 2) {
      this.#old = now - this.#turnedAt >= 2 * rememberMs ? new Map<string, number>() : this.#young;
      this.#young = new Map();
      this.#turnedAt = now;
    }
    const at = this.#young.get(key) ?? this.#old.get(key);
    if (at !== undefined && now - at < rememberMs && now >= at) return false;
    this.#young.set(key, now);
    return true;
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }
}

/** One for the process: what was received before a deploy is still known after it. */
export const duplicates = new Duplicates();
