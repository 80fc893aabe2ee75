import type { ChangeLog, TokenStore } from "../../account/types";

/**
 * A store that keeps what is saved in memory until it is told to write it on. Test sign-in works with one: a session tried out
 * must not replace that of the deployed account, but must be there when the tested settings are deployed.
 */
export class HeldStore implements TokenStore {
  #held: string | undefined;
  #holding: boolean;
  readonly #ready: Promise<unknown>;

  /** Nothing is read before `ready`, i.e. before an earlier account has written its last. */
  constructor(
    readonly target: TokenStore,
    { holding, ready }: { holding: boolean; ready: Promise<unknown> },
  ) {
    this.#holding = holding;
    this.#ready = ready;
  }

  get shared(): true | undefined {
    return this.target.shared;
  }

  get log(): ChangeLog | undefined {
    const { log } = this.target;
    if (!log) return undefined;
    return {
      load: async (id) => {
        await this.#ready;
        return log.load(id);
      },
      append: async (id, text) => !this.#holding && (await log.append(id, text)),
    };
  }

  async load(): Promise<string | undefined> {
    await this.#ready;
    return this.#held ?? (await this.target.load());
  }

  async save(text: string): Promise<void> {
    if (this.#holding) this.#held = text;
    else await this.target.save(text);
  }

  /** A test of a sign-in has little to keep: while it is held it is one text. */
  get savePieces(): TokenStore["savePieces"] {
    return this.#holding ? undefined : this.target.savePieces?.bind(this.target);
  }

  async remove(): Promise<void> {
    this.#held = undefined;
    if (!this.#holding) await this.target.remove();
  }

  /** Writes on what was held, and everything from now on. */
  async release(): Promise<void> {
    if (!this.#holding) return;
    this.#holding = false;
    const text = this.#held;
    this.#held = undefined;
    if (text !== undefined) await this.target.save(text);
  }
}
