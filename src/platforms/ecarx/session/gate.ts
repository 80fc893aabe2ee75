/**
 * Calls pass together; a selection waits until those under way have ended and keeps later ones back: it changes the vehicle
 * that the whole account is bound to (docs/protocol/ecarx-smart.md 4.2).
 */
export class Gate {
  #inside = 0;
  #closed: Promise<void> | undefined;
  #emptied: (() => void) | undefined;

  async shared<T>(use: () => Promise<T>): Promise<T> {
    while (this.#closed) await this.#closed;
    this.#inside++;
    try {
      return await use();
    } finally {
      if (--this.#inside === 0) this.#emptied?.();
    }
  }

  async exclusive<T>(use: () => Promise<T>): Promise<T> {
    while (this.#closed) await this.#closed;
    let open = (): void => undefined;
    this.#closed = new Promise((resolve) => (open = resolve));
    try {
      if (this.#inside > 0) await new Promise<void>((resolve) => (this.#emptied = resolve));
      return await use();
    } finally {
      this.#emptied = undefined;
      this.#closed = undefined;
      open();
    }
  }
}
