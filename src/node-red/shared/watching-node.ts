import type { Node } from "node-red";
import type { AccountEvent, VehicleAccount } from "../../account/types";
import { cloudError } from "../../base/errors";
import { OurTime } from "../../base/our-time";
import type { Fence } from "../../vehicle/fences/fences";
import { DueTimer } from "./due-timer";
import { errorToStatus } from "./error-to-status";
import { listen, type Source } from "./listen";
import { namePlaces } from "./name-places";
import { onceFlowsRun } from "./once-flows-run";
import { runtime } from "./runtime";
import { showLine } from "./show-line";
import type { Done, Message, Red, Send, StatusLine } from "./types";

interface Prepared<P> {
  parts: P;
  /** What is remembered is there. */
  ready: Promise<unknown>;
  /** They give places of the account's trips their names. */
  places: { fences: readonly Fence[] };
  /** Whose readings are heard; undefined = messages only. */
  source: Source | undefined;
}

/** What is one node's own among those that watch vehicles; `P` is what it has made of its settings. */
export interface Watcher<P> {
  /** Reads the settings, and begins to load what is remembered. Throws what is wrong with them. */
  prepare(): Prepared<P>;
  look(message: Message, send: Send, parts: P): void;
  hear(event: AccountEvent, parts: P): void;
  /** `begin`: flows have just been started, and the account, if there is one, is listened to. Names the next time to the timer. */
  due(parts: P, begin: boolean): void;
  /** Undefined = all is well again. Not called once the node is closed. */
  failed(line: StatusLine | undefined): void;
}

/** A node that hears of vehicles by messages and from its account, and wakes when something has lasted: how it lives and ends. */
export class WatchingNode<P> {
  readonly time = new OurTime(() => runtime.clock);
  readonly timer = new DueTimer(
    () => runtime.clock,
    () => this.time.now(),
    () => this.#due(false),
  );
  readonly #red: Red;
  readonly #node: Node;
  readonly #own: Watcher<P>;
  #prepared: Prepared<P> | undefined;
  #account: VehicleAccount | undefined;
  #closed = false;
  /** Its account cannot be listened to: that stays shown, whatever messages come. */
  #deaf = false;
  #stops: (() => void)[] = [];

  constructor(red: Red, node: Node, own: Watcher<P>) {
    this.#red = red;
    this.#node = node;
    this.#own = own;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** The account that is listened to; undefined until then. */
  get account(): VehicleAccount | undefined {
    return this.#account;
  }

  start(account: string | undefined): void {
    try {
      this.#prepared = this.#own.prepare();
    } catch (thrown) {
      this.#fail(thrown, (error) => this.#node.error(error));
      return;
    }
    this.#stops.push(onceFlowsRun(this.#red, () => void this.#begin(account)));
  }

  /** Takes a message: sends what it means, then calls `done` exactly once. Never rejects. */
  async answer(message: Message, send: Send, done: Done): Promise<void> {
    try {
      await this.#prepared?.ready;
      if (this.#closed) throw cloudError("ABORTED", "The node was closed before the message was looked at.");
      if (!this.#prepared)
        throw cloudError("CONFIG_INVALID", "The settings of this node are wrong, see its status; nothing is watched.");
      this.#own.look(message, send, this.#prepared.parts);
      if (!this.#deaf) this.#own.failed(undefined);
      done();
    } catch (thrown) {
      this.#fail(thrown, done);
    }
  }

  /** Ends all waiting and listening; `end` ends what the node has of its own. */
  close(end: (parts: P) => void): void {
    this.#closed = true;
    for (const stop of this.#stops) stop();
    this.timer.close();
    if (this.#prepared) end(this.#prepared.parts);
    showLine(this.#node, undefined);
  }

  async #begin(account: string | undefined): Promise<void> {
    try {
      const { ready, places, source, parts } = this.#prepared!;
      await ready;
      if (this.#closed) return;
      this.#stops.push(namePlaces(this.#red, account, places));
      if (source) {
        const hear = (event: AccountEvent): void => {
          if (!this.#closed) this.#own.hear(event, parts);
        };
        const heard = await listen(this.#red, this.#node, source, () => this.#closed, hear);
        this.#account = heard.account;
        this.#stops.push(heard.stop);
      }
      this.#due(true);
    } catch (thrown) {
      this.#deaf = true;
      this.#fail(thrown, (error) => this.#node.error(error));
    }
  }

  #due(begin: boolean): void {
    if (!this.#closed && this.#prepared) this.#own.due(this.#prepared.parts, begin);
  }

  #fail(thrown: unknown, tell: (error: Error) => void): void {
    const { error, line } = errorToStatus(this.#node.type, thrown);
    if (!this.#closed) this.#own.failed(line);
    tell(error);
  }
}
