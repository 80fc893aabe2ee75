import type { TokenStore } from "../../account/types";

/** What the accounts of one login have in common while they are open. */
interface Login {
  users: number;
  /** What one of them saved last, sealed with the credentials that they all have. */
  text: string | undefined;
  /** Ends when the last one that stands in line has signed in. */
  line: Promise<void>;
}

const logins = new Map<string, Login>();

/**
 * The session store of an account node, of which several may have one login (pasted twice, imported as a copy): each keeps its
 * own file, but what one has saved last is there for all, and one at a time signs in. Else they would take the session from
 * each other, and take each other for the phone app.
 */
export class LoginStore implements TokenStore {
  readonly #key: string;
  readonly #target: TokenStore;
  readonly #login: Login;
  #left = false;

  /** `key`: the same for the same cloud, hosts and credentials. */
  constructor(target: TokenStore, key: string) {
    this.#target = target;
    this.#key = key;
    this.#login = logins.get(key) ?? { users: 0, text: undefined, line: Promise.resolve() };
    this.#login.users++;
    logins.set(key, this.#login);
  }

  get shared(): true | undefined {
    return this.#target.shared;
  }

  async alone<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const { untilAborted } = require("../../base/abort") as typeof import("../../base/abort");
    const turn = this.#login.line;
    let free: () => void = () => undefined;
    const mine = new Promise<void>((resolve) => (free = resolve));
    this.#login.line = turn.then(() => mine);
    try {
      await untilAborted(turn, signal, "Waiting for the sign-in");
      return await work();
    } finally {
      free();
    }
  }

  async load(): Promise<string | undefined> {
    // First: it waits for an account of the same node that is being replaced.
    const own = await this.#target.load();
    return this.#login.users > 1 ? (this.#login.text ?? own) : own;
  }

  async save(text: string): Promise<void> {
    this.#login.text = text;
    await this.#target.save(text);
  }

  async remove(): Promise<void> {
    this.#login.text = undefined;
    await this.#target.remove();
  }

  /** The account is closed. */
  leave(): void {
    if (this.#left) return;
    this.#left = true;
    if (--this.#login.users === 0) logins.delete(this.#key);
  }
}
