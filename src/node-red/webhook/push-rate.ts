/** Pushes of the last minute, counted in slots of 5 s: exact enough for a node's text, and no memory per push. */
export class PushRate {
  readonly #slots = new Array<number>(12).fill(0);
  #slot = -Infinity;

  count(now: number): void {
    this.#turn(now);
    this.#slots[this.#slot % 12]!++;
  }

  perMinute(now: number): number {
    this.#turn(now);
    return this.#slots.reduce((sum, slot) => sum + slot, 0);
  }

  #turn(now: number): void {
    const slot = Math.floor(now / 5000);
    if (slot === this.#slot) return;
    // After a clock was set back nothing is known of the minute before.
    const passed = slot < this.#slot ? 12 : Math.min(12, slot - this.#slot);
    for (let i = 0; i < passed; i++) this.#slots[(slot - i) % 12] = 0;
    this.#slot = slot;
  }
}
