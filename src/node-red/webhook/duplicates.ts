import { ticks } from "../../base/clock";
import { runtime } from "../shared/runtime";

/** Segway repeats once, 5 s later; a slow way adds to that (docs/decisions.md, constants). */
export const rememberMs = 60_000;
export const mostRemembered = 250_000;

/**
 * Knows a push that comes a second time by its path and digest. In two halves, the older of which goes as a whole: a busy
 * fleet's quarter of a million digests are then no work for the garbage collector.
 */
export class Duplicates {
  #young = new Half();
  #old = new Half();
  #turnedAt = -Infinity;

  constructor(readonly most = mostRemembered) {}

  /** True the first time within a minute, and remembers. `digest`: hex, at least 16 digits. */
  first(path: string, digest: string): boolean {
    // Away from 0 and 1, which say free and expired.
    const now = ticks(runtime.clock) + 2 * rememberMs;
    const passed = now - this.#turnedAt;
    if (passed >= rememberMs || this.#young.size >= this.most / 2) {
      this.#old = passed >= 2 * rememberMs ? new Half() : this.#young;
      this.#young = new Half();
      this.#turnedAt = now;
    }
    const high = highOf(path, digest);
    const low = lowOf(digest);
    for (const half of [this.#young, this.#old]) {
      const at = half.get(high, low);
      if (at !== undefined && now - at < rememberMs) return false;
    }
    this.#young.set(high, low, now);
    return true;
  }

  /** As if it had never come: it was refused after all, and its sender will send it again. */
  forget(path: string, digest: string): void {
    const high = highOf(path, digest);
    const low = lowOf(digest);
    this.#young.expire(high, low);
    this.#old.expire(high, low);
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }
}

// 64 bits of a digest that nobody without the secret can choose; the path makes it another one.
const highOf = (path: string, digest: string): number => (parseInt(digest.slice(0, 8), 16) ^ hashOf(path)) >>> 0;
const lowOf = (digest: string): number => parseInt(digest.slice(8, 16), 16) >>> 0;

const hashes = new Map<string, number>();

/** FNV-1a; there are as many paths as webhook nodes, times four. */
function hashOf(path: string): number {
  let hash = hashes.get(path);
  if (hash !== undefined) return hash;
  hash = 0x811c9dc5;
  for (let i = 0; i < path.length; i++) hash = Math.imul(hash ^ path.charCodeAt(i), 0x01000193);
  if (hashes.size > 1000) hashes.clear();
  hashes.set(path, hash);
  return hash;
}

/** A table of plain numbers, at most half full, that doubles. */
class Half {
  size = 0;
  #high = new Uint32Array(256);
  #low = new Uint32Array(256);
  /** Milliseconds; 0 = free. */
  #at = new Float64Array(256);

  get(high: number, low: number): number | undefined {
    return this.#at[this.#find(high, low)] || undefined;
  }

  set(high: number, low: number, at: number): void {
    if ((this.size + 1) * 2 > this.#at.length) this.#grow();
    const slot = this.#find(high, low);
    if (this.#at[slot] === 0) this.size++;
    this.#high[slot] = high;
    this.#low[slot] = low;
    this.#at[slot] = at;
  }

  /** Its slot stays, since others may lie behind it, with a time that is long over. */
  expire(high: number, low: number): void {
    const slot = this.#find(high, low);
    if (this.#at[slot] !== 0) this.#at[slot] = 1;
  }

  /** Its slot, or the free one where it belongs. */
  #find(high: number, low: number): number {
    const mask = this.#at.length - 1;
    let slot = (high ^ low) & mask;
    while (this.#at[slot] !== 0 && (this.#high[slot] !== high || this.#low[slot] !== low)) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const [high, low, at] = [this.#high, this.#low, this.#at];
    this.#high = new Uint32Array(at.length * 2);
    this.#low = new Uint32Array(at.length * 2);
    this.#at = new Float64Array(at.length * 2);
    this.size = 0;
    for (let i = 0; i < at.length; i++) if (at[i] !== 0) this.set(high[i]!, low[i]!, at[i]!);
  }
}

/** One for the process: what was received before a deploy is still known after it. */
export const duplicates = new Duplicates();
