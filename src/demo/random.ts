import { createHash } from "node:crypto";

/** Numbers from 0 to below 1, the same sequence for the same seed (mulberry32). */
export function createRandom(seed: string): () => number {
  let state = createHash("sha256").update(seed).digest().readUInt32LE(0);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Tokens and ids: unpredictable-looking, never twice, and the same in each run with the same seed and clock. */
export class Minter {
  #count = 0;

  constructor(
    readonly seed: number,
    readonly now: () => number,
  ) {}

  bytes(label: string): Buffer {
    return createHash("sha256").update(`${this.seed}:${this.now()}:${this.#count++}:${label}`).digest();
  }

  hex(label: string, length = 32): string {
    return this.bytes(label).toString("hex").slice(0, length);
  }

  digits(label: string, length: number): string {
    return String(BigInt(`0x${this.hex(label)}`)).slice(-length);
  }

  text(label: string): string {
    return this.bytes(label).toString("base64url");
  }

  uuid(label: string): string {
    return this.hex(label).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  /** In the form of a JWT; nothing signs it but chance. */
  jwt(head: object, claims: object, label: string): string {
    const [first, second] = [head, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
    return `${first}.${second}.${this.text(label)}`;
  }
}
