import type { Node } from "node-red";
import { untilAborted } from "../../base/abort";
import { aborted } from "../../base/errors";
import { Answers } from "./answers";
import { statusText } from "./texts";
import { showLine } from "./show-line";
import type { Done, Message, Send, StatusLine } from "./types";

/** A node that asks the cloud once for each message, and nothing by itself: what it shows, and how it ends. */
export class CallingNode {
  readonly #node: Node;
  readonly #closing = new AbortController();
  readonly #answers: Answers;

  constructor(node: Node) {
    this.#node = node;
    this.#answers = new Answers(node);
  }

  /** Fires when the node closes. */
  get signal(): AbortSignal {
    return this.#closing.signal;
  }

  /** Shows at once what `check` finds wrong with the settings. Asks nothing. */
  start(check: () => void): void {
    this.#answers.start(
      check,
      () => this.#show("grey", "ring", "waiting"),
      (line) => this.#shown(line),
    );
  }

  /** The cloud is asked from here on: a message that is refused before it never shows so. */
  asks(): void {
    this.#show("blue", "dot", "reading");
  }

  /** Sends what the work makes of a message, and calls `done` exactly once, whatever happens. Never rejects. */
  answer(work: () => Promise<Message>, send: Send, done: Done): Promise<void> {
    const sending = untilAborted(work(), this.signal, "A request").then((filled) => {
      // Nothing is awaited from here on: a closed node sends no more.
      send(filled);
      this.#show("green", "dot", "answered");
    });
    return this.#answers.give(sending, done, (line) => this.#shown(line));
  }

  /** Messages that wait are answered with ABORTED; a write on its way goes on, and nobody tells of it. */
  async close(): Promise<void> {
    this.#closing.abort(aborted("The node"));
    await this.#answers.over();
    showLine(this.#node, undefined);
  }

  #show(fill: StatusLine["fill"], shape: StatusLine["shape"], key: string): void {
    this.#shown({ fill, shape, text: statusText(this.#node.type, key) });
  }

  #shown(line: StatusLine | undefined): void {
    if (!this.signal.aborted) showLine(this.#node, line);
  }
}
