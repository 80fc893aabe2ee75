import { createHash, randomBytes } from "node:crypto";
import { own, text } from "../../base/json";
import { runtime } from "../shared/runtime";
import { isFresh, markPrefix, MarkStore, type MarkStoreOptions } from "./mark-store";
import { MarkTidier } from "./mark-tidier";

/** Segway waits for the answer meanwhile, and expects it within about a second; sent on twice is better than lost. */
const patienceMs = 800;

/** What this process has claimed itself is for its own memory to know (duplicates.ts), which can take a claim back at once. */
const thisProcess = randomBytes(8).toString("hex");

export interface SharedClaim {
  /** True if no other instance has had it within a minute, also where the store fails or is slow. Never rejects. */
  readonly first: Promise<boolean>;
  /** Removes our mark. Never rejects; a store that hangs makes it hang. */
  takeBack(): Promise<void>;
}

/**
 * Marks of pushes in a context store that several Node-RED share, so that a repeat which another one gets is known there. A
 * context store has no "set if absent": a mark is written and read back, and whose name stands in it has the push. A repeat 5 s
 * later is known that way; of two instances that get the same push at the same moment, both may find their own name and send it
 * on. That errs on the side of twice, as everything here does.
 */
export class SharedDuplicates {
  readonly #store: MarkStore;
  readonly #tidier: MarkTidier;
  readonly #me: string;
  #claims = 0;

  /** `id`: of this instance. */
  constructor({ id = thisProcess, ...options }: MarkStoreOptions & { id?: string }) {
    this.#me = id;
    this.#store = new MarkStore(options);
    this.#tidier = new MarkTidier(this.#store);
  }

  claim(key: string): SharedClaim {
    const name = markPrefix + createHash("sha256").update(key).digest("hex").slice(0, 40);
    const by = `${this.#me}.${++this.#claims}`;
    const claiming = this.#claim(name, by);
    return {
      first: this.#store.waitFor(claiming, patienceMs).catch(() => true),
      takeBack: () => this.#takeBack(name, by, claiming),
    };
  }

  /** Nothing is tidied up or waited for any more; what is being claimed can still be taken back. */
  close(): void {
    this.#store.close();
    this.#tidier.close();
  }

  async #claim(name: string, by: string): Promise<boolean> {
    const before = await this.#store.get(name);
    if (isFresh(before) && !this.#isOurs(before)) return false;
    this.#tidier.note(name);
    for (let attempt = 0; attempt < 3; attempt++) {
      await this.#store.set(name, { by, at: runtime.clock.now() });
      const standing = await this.#store.get(name);
      // Without any, another instance has written the store anew without our mark: once more.
      if (own(standing, "by") !== undefined) return this.#isOurs(standing);
    }
    return true;
  }

  /** After it has been claimed: a mark that is still on its way would come later than its removal. */
  async #takeBack(name: string, by: string, claiming: Promise<boolean>): Promise<void> {
    try {
      await claiming.catch(() => undefined);
      if (text(own(await this.#store.get(name), "by")) === by) await this.#store.remove([name]);
    } catch {
      // It stays for its minute: another instance that gets the repeat takes it for one.
    }
  }

  #isOurs(mark: unknown): boolean {
    return text(own(mark, "by"))?.startsWith(`${this.#me}.`) ?? false;
  }
}
