import type { Node } from "node-red";
import type { AccountEvent, KindEvent } from "../../account/types";
import type { ClockTimer } from "../../base/clock";
import type { Vehicle } from "../../vehicle/model";
import { runtime } from "../shared/runtime";
import type { Message } from "../shared/types";
import type { StatusDisplay } from "./status-display";
import type { Unread } from "./status-message";
import { TroubleByItself } from "./trouble-by-itself";

/** Readings of several vehicles that come within this time make one array. */
const gatherMs = 2000;

/** How a node treats one sort of reading: the overview, or another kind. */
export interface Sort<R extends { vehicle: Vehicle }> {
  /** The reading that an event tells; undefined = it tells none of this sort. */
  readingOf(event: AccountEvent | KindEvent): R | undefined;
  show(reading: R): void;
  /** Whether a reading is to be sent, as the node's rule says; not if it is sent as the answer to a message. */
  wants(reading: R, event: AccountEvent | KindEvent): boolean;
  /** Takes note that it is sent, and gives the message; undefined = the one value it is to hold is not known. */
  message(reading: R): Message | undefined;
  arrayOf(entries: readonly (R | Unread)[]): Message;
}

/** What a status node sends without being asked: readings as its rule says, trouble once and its end once. */
export class ByItself<R extends { vehicle: Vehicle }> {
  readonly #node: Node;
  readonly #sort: Sort<R>;
  readonly #array: boolean;
  readonly #display: StatusDisplay;
  /** The last word of each vehicle, for arrays. */
  readonly #latest = new Map<string, R | Unread>();
  readonly #trouble: TroubleByItself;
  #gathering: ClockTimer;
  #unsubscribe: () => void = () => undefined;

  /** `array`: all vehicles, as one message. */
  constructor(node: Node, display: StatusDisplay, sort: Sort<R>, array: boolean) {
    this.#node = node;
    this.#sort = sort;
    this.#array = array;
    this.#display = display;
    this.#trouble = new TroubleByItself(node, display);
  }

  start(subscribe: (listener: (event: AccountEvent | KindEvent) => void) => () => void): void {
    this.#unsubscribe = subscribe((event) => this.#on(event));
  }

  stop(): void {
    this.#unsubscribe();
    this.#unsubscribe = () => undefined;
    runtime.clock.clearTimeout(this.#gathering);
  }

  #on(event: AccountEvent | KindEvent): void {
    if (event.type === "problem") this.#onProblem(event);
    else if (event.type === "recovered") this.#trouble.ends(event.vehicle);
    else {
      const reading = this.#sort.readingOf(event);
      if (reading) this.#onReading(reading, event);
    }
  }

  #onReading(reading: R, event: AccountEvent | KindEvent): void {
    this.#sort.show(reading);
    this.#latest.set(reading.vehicle.id, reading);
    if (!this.#sort.wants(reading, event)) return;
    const message = this.#sort.message(reading);
    if (this.#array) this.#gather();
    else if (message) this.#node.send(message);
    else this.#display.told("valueUnknown");
  }

  #gather(): void {
    this.#gathering ??= runtime.clock.setTimeout(() => {
      this.#gathering = undefined;
      this.#node.send(this.#sort.arrayOf([...this.#latest.values()]));
    }, gatherMs);
  }

  #onProblem({ vehicle, error }: Extract<AccountEvent, { type: "problem" }>): void {
    if (vehicle && error.code !== "ABORTED") this.#latest.set(vehicle.id, { vehicle, error });
    if (this.#trouble.begins(vehicle, error) && vehicle && this.#array) this.#gather();
  }
}
