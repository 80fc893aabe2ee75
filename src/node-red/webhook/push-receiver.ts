import type { IncomingMessage, ServerResponse } from "node:http";
import type { PushReceipt, VehicleAccount } from "../../account/types";
import { aborted, asCloudError } from "../../base/errors";
import { accept, refuse } from "./answers";
import type { SegwayPushWord } from "./paths";
import type { ProbeCatcher } from "./probe-catcher";
import type { PushMarks } from "./push-marks";
import { refusalOf, refusalOfError, type PushRefusal } from "./refusals";
import type { SharedClaim } from "./shared-duplicates";
import type { PushSink, RequestProblem } from "./types";

export interface ReceiverHost {
  account: VehicleAccount;
  /** What the platform is told of how to check pushes. */
  checks: Record<string, unknown>;
  probes: ProbeCatcher;
  marks: PushMarks;
  onPush: (receipt: PushReceipt, raw: Buffer) => void;
  onRefused: (refusal: PushRefusal, detail?: string) => void;
}

/** Pushes that wait for a shared store, or for the account to open; more are asked to come again. */
const mostWaiting = 10_000;

interface Arrival {
  word: SegwayPushWord;
  response: ServerResponse;
  body: Buffer;
  digest: string;
  /** Once it is marked as received. */
  claim: true | SharedClaim | undefined;
  receipt: PushReceipt | undefined;
}

/**
 * What happens to a request on a webhook path: signature, duplicates and book, then the answer, then the message. A flow that
 * takes its time holds up no answer, and Segway repeats only what was not answered. Once its node closes nothing is accepted
 * any more, because the flow behind it may be gone: what is refused then comes again in 5 s, to the new node.
 *
 * What arrives in one turn of the event loop is worked on together, step by step: that takes less time than one by one, where
 * each push finds the processor's caches full of HTTP.
 */
export class PushReceiver implements PushSink {
  readonly #host: ReceiverHost;
  readonly #closing = new AbortController();
  readonly #signal = this.#closing.signal;
  #closed = false;
  #waiting = 0;
  #onIdle: (() => void) | undefined;
  #arrived: Arrival[] = [];
  #received: Arrival[] = [];

  constructor(host: ReceiverHost) {
    this.#host = host;
  }

  take(word: SegwayPushWord, request: IncomingMessage, response: ServerResponse, body: Buffer): void {
    const { headers, method } = request;
    if (this.#closed) return this.refuse(response, "unavailable");
    if (method !== "POST") return this.refuse(response, "method");
    if (!isForm(headers["content-type"]) || (headers["content-encoding"] ?? "identity") !== "identity") {
      return this.refuse(response, "contentType");
    }
    if (this.#host.probes.take(body, response)) return;
    if (this.#waiting >= mostWaiting) return this.refuse(response, "unavailable");
    this.#waiting++;
    const arrival: Arrival = { word, response, body, digest: "", claim: undefined, receipt: undefined };
    if (this.#arrived.push(arrival) === 1) setImmediate(() => this.#receiveArrived());
  }

  refuse(response: ServerResponse, problem: RequestProblem): void {
    const refusal = refusalOf(problem);
    refuse(response, refusal.status);
    this.#host.onRefused(refusal);
  }

  /** Accepts nothing from now on. What waits for an account or a store is refused at once. */
  close(): void {
    this.#closed = true;
    this.#closing.abort();
  }

  /** Resolves once everything that was taken is answered, and marks of what was refused are taken back. */
  async idle(): Promise<void> {
    if (this.#waiting > 0) await new Promise<void>((resolve) => (this.#onIdle = resolve));
  }

  #receiveArrived(): void {
    const arrived = this.#arrived;
    this.#arrived = [];
    for (const arrival of arrived) void this.#receive(arrival);
  }

  /** Never rejects. */
  async #receive(arrival: Arrival): Promise<void> {
    const { account, checks: settings, marks } = this.#host;
    const { word, body } = arrival;
    try {
      if (this.#closed) throw aborted("A push");
      arrival.receipt = await account.receivePush(word, body, {
        settings,
        signal: this.#signal,
        admit: ({ digest = "" }) => {
          const claim = marks.claim(word, digest);
          if (claim === false) return false;
          arrival.claim = claim;
          arrival.digest = digest;
          return claim === true || claim.first;
        },
      });
    } catch (thrown) {
      return this.#turnAway(arrival, thrown);
    }
    // Runs when all of this turn are in the book.
    if (this.#received.push(arrival) === 1) queueMicrotask(() => this.#finishReceived());
  }

  /**
   * Messages on their way, then the answers: Node-RED delivers a message in the next turn of the event loop, and drops it if its
   * flow has been stopped by then. The answers are given at the beginning of that turn, before the flow gets to work.
   */
  #finishReceived(): void {
    const received = this.#received;
    this.#received = [];
    setImmediate(() => this.#answer(received));
    if (this.#closed) return;
    for (const arrival of received) {
      try {
        this.#host.onPush(arrival.receipt!, arrival.body);
      } catch (thrown) {
        this.#tellRefused(thrown);
      }
    }
  }

  #answer(received: Arrival[]): void {
    for (const arrival of received) {
      if (this.#closed) {
        void this.#turnAway(arrival, aborted("A push"));
      } else {
        accept(arrival.response);
        this.#done();
      }
    }
  }

  /** Never rejects. Its mark goes with it: what comes again is no repeat. */
  async #turnAway({ word, response, claim, digest }: Arrival, thrown: unknown): Promise<void> {
    refuse(response, this.#tellRefused(thrown).status);
    if (claim !== undefined) await this.#host.marks.takeBack(word, digest, claim);
    this.#done();
  }

  #tellRefused(thrown: unknown): PushRefusal {
    const refusal = refusalOfError(thrown);
    this.#host.onRefused(refusal, refusal.reason === "internal" ? asCloudError(thrown).message : undefined);
    return refusal;
  }

  #done(): void {
    if (--this.#waiting === 0) this.#onIdle?.();
  }
}

/** Forms only; without a type it is taken for one, as the signature will show. */
function isForm(type: string | undefined): boolean {
  if (type === undefined || type === "application/x-www-form-urlencoded") return true;
  return type.split(";", 1)[0]!.trim().toLowerCase() === "application/x-www-form-urlencoded";
}
