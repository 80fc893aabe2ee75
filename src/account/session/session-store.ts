import type { Clock } from "../../base/clock";
import { isObject, type JsonObject } from "../../base/json";
import type { Logger } from "../../base/logger";
import type { Credentials } from "../../platforms/platform";
import { newDeviceId, seal, unseal } from "./seal";
import type { AccountNotice, TokenStore } from "../types";

/** What is sealed: the platform's session, what the sign-in must wait for, who has the session, and the vehicle list. */
export interface Kept {
  session?: JsonObject;
  guard?: JsonObject;
  takeover?: JsonObject;
  list?: JsonObject;
}

export interface SessionStoreOptions {
  store?: TokenStore;
  platform: string;
  credentials: Credentials;
  clock: Clock;
  logger: Logger;
  onNotice?: (notice: AccountNotice) => void;
}

/** The sealed session in the account's token store. A store that fails costs a warning, never a call. */
export class SessionStore {
  readonly #options: SessionStoreOptions;
  #deviceId = newDeviceId();
  #salt: string | undefined;
  /** What we last read or wrote: any other text in the store is another instance's. */
  #seen: string | undefined;
  #failure: string | undefined;
  #tail: Promise<void> = Promise.resolve();

  constructor(options: SessionStoreOptions) {
    this.#options = options;
  }

  /** 32 hex digits; the stored one once `load` has found it. */
  get deviceId(): string {
    return this.#deviceId;
  }

  /** False while the last save failed: the session would not outlive a restart. */
  get saved(): boolean {
    return this.#failure === undefined;
  }

  /** Another instance may have saved a session by now, or be about to. */
  get shared(): boolean {
    return this.#options.store?.shared === true;
  }

  /** As the store has it: one account of a login at a time. */
  alone<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    return this.#options.store?.alone?.(work, signal) ?? work();
  }

  /** Why the last save failed. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** Reads the store at the start; makes and stores the device id if there is none. Never rejects. */
  async load(): Promise<Kept> {
    const found = await this.#held(() => this.#read());
    if (found.kept) return found.kept;
    // A store that could not be read may hold the account's device id: it is not written over before it must be.
    if (found.readable) await this.save({});
    return {};
  }

  /** What another instance of this account has stored since; undefined = nothing, or nothing that helps. Never rejects. */
  async reload(): Promise<Kept | undefined> {
    if (!this.#options.store) return undefined;
    return (await this.#held(() => this.#read())).kept;
  }

  /** Resolves once it is on disk, or could not be written, which is then told. Saves follow one another. Never rejects. */
  save(kept: Kept): Promise<void> {
    if (!this.#options.store) return Promise.resolve();
    this.#tail = this.#tail.then(() => this.#held(() => this.#write(kept)));
    return this.#tail;
  }

  /** Resolves when what was to be saved is. */
  flush(): Promise<void> {
    return this.#tail;
  }

  async #read(): Promise<{ kept?: Kept; readable: boolean }> {
    const { store, logger } = this.#options;
    let source: string | undefined;
    try {
      source = await store?.load();
    } catch (error) {
      logger.warn(`The stored session could not be read (${reason(error)}). The account signs in anew.`);
      return { readable: false };
    }
    if (source === undefined || source === this.#seen) return { readable: true };
    this.#seen = source;
    const unsealed = await unseal(source, this.#options);
    if (unsealed.deviceId !== undefined) this.#deviceId = unsealed.deviceId;
    if (unsealed.outcome === "open") {
      this.#salt = unsealed.salt;
      return { kept: asKept(unsealed.data), readable: true };
    }
    if (unsealed.outcome === "corrupted") {
      logger.warn(
        `The stored session is damaged and cannot be used; the account signs in anew.${unsealed.deviceId ? " Its device id was kept." : ""}`,
      );
    } else logger.info("The stored session belongs to other credentials; it is dropped and the device id kept.");
    return { readable: true };
  }

  async #write(kept: Kept): Promise<void> {
    const { store, platform, credentials, logger, onNotice } = this.#options;
    try {
      const owner = { platform, credentials, deviceId: this.#deviceId, salt: this.#salt };
      const sealed = await seal(kept as JsonObject, owner);
      this.#salt = sealed.salt;
      await store?.save(sealed.text);
      this.#seen = sealed.text;
      if (this.#failure !== undefined) onNotice?.({ type: "sessionSaved" });
      this.#failure = undefined;
    } catch (error) {
      const first = this.#failure === undefined;
      this.#failure = reason(error);
      if (!first) return;
      logger.warn(
        `The session could not be saved (${this.#failure}). It is used all the same, but a restart signs in anew. Check that the folder can be written to.`,
      );
      onNotice?.({ type: "sessionNotSaved", error: this.#failure });
    }
  }

  async #held<T>(work: () => Promise<T>): Promise<T> {
    const release = this.#options.clock.hold();
    try {
      return await work();
    } finally {
      release();
    }
  }
}

/** The system's code says enough; its message holds paths. */
function reason(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : error instanceof Error ? error.name : "unknown";
}

function asKept(data: JsonObject): Kept {
  const kept: Kept = {};
  for (const key of ["session", "guard", "takeover", "list"] as const) {
    const value = data[key];
    if (isObject(value)) kept[key] = value;
  }
  return kept;
}
