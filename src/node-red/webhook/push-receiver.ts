import type { IncomingMessage, ServerResponse } from "node:http";
import type { PushReceipt, VehicleAccount } from "../../account/types";
import { asCloudError } from "../../base/errors";
import { accept, refuse } from "./answers";
import type { SegwayPushWord } from "./paths";
import type { ProbeCatcher } from "./probe-catcher";
import { refusalOf, refusalOfError, type Refusal } from "./refusals";
import type { PushSink, RequestProblem } from "./types";

export interface ReceiverHost {
  account: VehicleAccount;
  /** What the platform is told of how to check pushes. */
  checks: Record<string, unknown>;
  probes: ProbeCatcher;
  /** True if this push has not come before. */
  isFirst: (word: SegwayPushWord, digest: string) => boolean | Promise<boolean>;
  onPush: (receipt: PushReceipt, raw: Buffer) => void;
  onRefused: (refusal: Refusal, detail?: string) => void;
}

/** Pushes whose repeat is looked for in a shared store; more are asked to come again. */
const mostWaiting = 10_000;

interface Arrival {
  word: SegwayPushWord;
  response: ServerResponse;
  body: Buffer;
}

/**
 * What happens to a request on a webhook path: signature first, then duplicates and book, the answer at once, then the message.
 * A flow that takes its time holds up no answer, and Segway repeats only what was not answered.
 *
 * What arrives in one turn of the event loop is worked on together, step by step. Taken one by one, each push would find the
 * processor's caches full of HTTP: with fifty connections it took half as long again (docs/benchmarks.md).
 */
export class PushReceiver implements PushSink {
  readonly #host: ReceiverHost;
  #waiting = 0;
  #onIdle: (() => void) | undefined;
  #arrived: Arrival[] = [];
  #accepted: ServerResponse[] = [];

  constructor(host: ReceiverHost) {
    this.#host = host;
  }

  take(word: SegwayPushWord, request: IncomingMessage, response: ServerResponse, body: Buffer): void {
    const { headers, method } = request;
    if (method !== "POST") return this.refuse(response, "method");
    if (!isForm(headers["content-type"]) || (headers["content-encoding"] ?? "identity") !== "identity") {
      return this.refuse(response, "contentType");
    }
    if (this.#host.probes.take(body, response)) return;
    if (this.#waiting >= mostWaiting) return this.refuse(response, "unavailable");
    this.#waiting++;
    if (this.#arrived.push({ word, response, body }) === 1) setImmediate(() => this.#receiveArrived());
  }

  refuse(response: ServerResponse, problem: RequestProblem): void {
    const refusal = refusalOf(problem);
    refuse(response, refusal.status);
    this.#host.onRefused(refusal);
  }

  /** Resolves once all pushes that were answered are in the book and in the flow. */
  async idle(): Promise<void> {
    if (this.#waiting > 0) await new Promise<void>((resolve) => (this.#onIdle = resolve));
  }

  #receiveArrived(): void {
    const arrived = this.#arrived;
    this.#arrived = [];
    for (const arrival of arrived) void this.#receive(arrival);
  }

  /** Runs before the first message: those are made in microtasks that come later. */
  #answerAccepted(): void {
    const accepted = this.#accepted;
    this.#accepted = [];
    for (const response of accepted) accept(response);
  }

  /** Never rejects. */
  async #receive({ word, response, body }: Arrival): Promise<void> {
    const { account, checks: settings, isFirst, onPush, onRefused } = this.#host;
    try {
      const receipt = await account.receivePush(word, body, {
        settings,
        admit: ({ digest = "" }) => {
          if (this.#accepted.push(response) === 1) queueMicrotask(() => this.#answerAccepted());
          return isFirst(word, digest);
        },
      });
      onPush(receipt, body);
    } catch (thrown) {
      const refusal = refusalOfError(thrown);
      refuse(response, refusal.status);
      onRefused(refusal, refusal.reason === "internal" ? asCloudError(thrown).message : undefined);
    }
    if (--this.#waiting === 0) this.#onIdle?.();
  }
}

/** Forms only; without a type it is taken for one, as the signature will show. */
function isForm(type: string | undefined): boolean {
  if (type === undefined || type === "application/x-www-form-urlencoded") return true;
  return type.split(";", 1)[0]!.trim().toLowerCase() === "application/x-www-form-urlencoded";
}
