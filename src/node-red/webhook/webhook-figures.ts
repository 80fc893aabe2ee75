import type { Node } from "node-red";
import { ticks } from "../../base/clock";
import { runtime } from "../shared/runtime";
import { PushRate } from "./push-rate";
import type { RefusalReason } from "./refusals";

/** What a webhook node has received since it was deployed, for the sidebar. */
export interface WebhookState {
  id: string;
  account: string;
  perMinute: number;
  pushes: number;
  refused: number;
  /** The last refusal; `at`: milliseconds since 1970. */
  last?: { reason: RefusalReason; at: number };
}

const running = new Set<WebhookFigures>();

/** The webhook nodes that run. */
export function webhookStates(): WebhookState[] {
  return [...running].map((figures) => figures.state());
}

/** Counts what comes to one webhook node. */
export class WebhookFigures {
  readonly #node: Node;
  readonly #account: string;
  readonly #rate = new PushRate();
  #pushes = 0;
  #refused = 0;
  #last: WebhookState["last"];

  constructor(node: Node, account: string | undefined) {
    this.#node = node;
    this.#account = account ?? "";
    running.add(this);
  }

  pushed(): void {
    this.#pushes++;
    this.#rate.count(ticks(runtime.clock));
  }

  refused(reason: RefusalReason): void {
    this.#refused++;
    this.#last = { reason, at: runtime.clock.now() };
  }

  state(): WebhookState {
    return {
      id: this.#node.id,
      account: this.#account,
      perMinute: this.#rate.perMinute(ticks(runtime.clock)),
      pushes: this.#pushes,
      refused: this.#refused,
      ...(this.#last && { last: this.#last }),
    };
  }

  close(): void {
    running.delete(this);
  }
}
