import { ticks } from "../../base/clock";
import type { Node } from "node-red";
import { runtime } from "../shared/runtime";
import { warnEveryMs } from "./refusals";

/** Over what a signature held, in words. */
const formWords: Record<string, string> = {
  decoded: "the decoded values",
  raw: "the values as on the wire",
  withoutEmpty: "the decoded values without the empty ones",
};

/** What a webhook node tells the log beside refusals: each once, or once in a while. */
export class WebhookNotices {
  readonly #node: Node;
  readonly #told = new Map<string, number>();
  #form: string;

  /** `form`: over what signatures are expected to hold. */
  constructor(node: Node, form = "decoded") {
    this.#node = node;
    this.#form = form;
  }

  password(): void {
    this.#node.warn(
      "Node-RED's HTTP nodes have a password or a check of their own (httpNodeAuth), which Segway cannot pass. Take it away, let a proxy leave this path out, or use an own port (Advanced).",
    );
  }

  parsed(): void {
    if (!this.#isDue("parsed", Infinity)) return;
    this.#node.warn(
      "Something in front of Node-RED's flows reads the bodies of pushes before this node can. Pushes are checked by what is left of them; some that are right may be refused. An own port (Advanced) avoids it.",
    );
  }

  storeFails(): void {
    if (!this.#isDue("store", warnEveryMs)) return;
    this.#node.warn(
      "The shared store for duplicates does not answer: repeats that reach another Node-RED will be sent on there too.",
    );
  }

  /**
   * The vendor's page leaves open over what pushes are signed (docs/protocol/segway.md 5.1); with the signature mode `auto` the
   * first real one that differs tells.
   */
  signedOver(form: string | undefined): void {
    if (form === undefined || form === this.#form) return;
    this.#form = form;
    if (!this.#isDue(`form ${form}`, warnEveryMs)) return;
    this.#node.log(`The signature of a push held over ${formWords[form] ?? form} (${form}).`);
  }

  #isDue(what: string, everyMs: number): boolean {
    const now = ticks(runtime.clock);
    const before = this.#told.get(what);
    if (before !== undefined && now - before < everyMs) return false;
    this.#told.set(what, now);
    return true;
  }
}
