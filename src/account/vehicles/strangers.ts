/**
 * Vehicles that push, rightly signed, and belong to no list: learning is off, or there are too many. A flow may hear of them, and
 * the last readings of a few are worth keeping; of ever new ones they are not.
 */
export const mostStrangers = 1000;

export class Strangers {
  readonly #ids = new Set<string>();
  readonly #forget: (id: string) => void;

  /** `forget`: nothing is to be kept of that vehicle. */
  constructor(forget: (id: string) => void) {
    this.#forget = forget;
  }

  /** Heard of just now; whoever was not heard of for longest makes room. */
  note(id: string): void {
    this.#ids.delete(id);
    this.#ids.add(id);
    for (const oldest of this.#ids) {
      if (this.#ids.size <= mostStrangers) break;
      this.#ids.delete(oldest);
      this.#forget(oldest);
    }
  }
}
