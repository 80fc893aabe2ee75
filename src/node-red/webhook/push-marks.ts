import { duplicates } from "./duplicates";
import { pushPath, segwayPushWords, type SegwayPushWord } from "./paths";
import type { SharedClaim, SharedDuplicates } from "./shared-duplicates";

/**
 * Who has had a push before: this process, and with a shared store the others. Known by path and digest, not by port: Segway
 * knows one address, and a repeat is one also after the node has moved from its own port to Node-RED's.
 */
export class PushMarks {
  readonly #paths: Record<SegwayPushWord, string>;
  readonly #shared: SharedDuplicates | undefined;

  constructor(path: string, shared?: SharedDuplicates) {
    this.#paths = Object.fromEntries(segwayPushWords.map((word) => [word, pushPath(path, word)])) as Record<
      SegwayPushWord,
      string
    >;
    this.#shared = shared;
  }

  /** False: it has come before. With a shared store that can be known only later. */
  claim(word: SegwayPushWord, digest: string): boolean | SharedClaim {
    const path = this.#paths[word];
    return duplicates.first(path, digest) && (this.#shared?.claim(`${path} ${digest}`) ?? true);
  }

  /** A push that was claimed is refused after all: what comes again is then not taken for a repeat. Never rejects. */
  async takeBack(word: SegwayPushWord, digest: string, claim: boolean | SharedClaim): Promise<void> {
    duplicates.forget(this.#paths[word], digest);
    if (typeof claim === "object") await claim.takeBack();
  }
}
