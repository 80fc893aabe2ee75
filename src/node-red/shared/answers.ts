import type { Node } from "node-red";
import type { VehicleCloudError } from "../../base/errors";
import { errorToStatus } from "./error-to-status";
import type { Done, StatusLine } from "./types";

/** The messages that a node has under way. */
export class Answers {
  readonly #node: Node;
  readonly #under = new Set<Promise<void>>();

  constructor(node: Node) {
    this.#node = node;
  }

  /** Shows at once what `check` finds wrong with the settings, and else that the node is ready. Asks nothing. */
  start(check: () => void, ready: () => void, failed: (line: StatusLine | undefined) => void): void {
    try {
      check();
      ready();
    } catch (thrown) {
      failed(errorToStatus(this.#node.type, thrown).line);
    }
  }

  /**
   * Calls `done` exactly once when the work is over, with its error if it failed; `failed` is told before. Whatever the work
   * sends, it sends before it resolves. Never rejects.
   */
  give(
    work: Promise<void>,
    done: Done,
    failed: (line: StatusLine | undefined, error: VehicleCloudError) => void,
  ): Promise<void> {
    const answer = work
      .then(
        () => done(),
        (thrown: unknown) => {
          const { error, line } = errorToStatus(this.#node.type, thrown);
          failed(line, error);
          done(error);
        },
      )
      .catch((error: unknown) => this.#node.error(String(error)))
      .finally(() => this.#under.delete(answer));
    this.#under.add(answer);
    return answer;
  }

  /** Resolves when none is under way any more; whoever closes a node aborts them before. */
  async over(): Promise<void> {
    await Promise.all(this.#under);
  }
}
