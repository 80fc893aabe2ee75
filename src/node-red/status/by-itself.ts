import type { Node } from "node-red";
import type { AccountEvent, KindEvent } from "../../account/types";
import type { ClockTimer } from "../../base/clock";
import { runtime } from "../shared/runtime";
import type { StatusDisplay } from "./status-display";
import type { LastSent } from "./last-sent";
import type { Sort } from "./read-vehicles";
import { fillArray, fillMessage, valueOf, type MessageForm, type Reading, type Unread } from "./status-message";
import { TroubleByItself } from "./trouble-by-itself";

/** Readings of several vehicles that come within this time make one array. */
const gatherMs = 2000;

/** What a status node sends without being asked: readings as its rule says, trouble once and its end once. */
export class ByItself {
  readonly #node: Node;
  readonly #sort: Sort;
  readonly #form: MessageForm & { array: boolean };
  readonly #sent: LastSent;
  readonly #display: StatusDisplay;
  /** The last word of each vehicle, for arrays. */
  readonly #latest = new Map<string, Reading | Unread>();
  readonly #trouble: TroubleByItself;
  #gathering: ClockTimer;
  #unsubscribe: () => void = () => undefined;

  /** `form.array`: all vehicles, as one message. */
  constructor(node: Node, display: StatusDisplay, sort: Sort, sent: LastSent, form: MessageForm & { array: boolean }) {
    this.#node = node;
    this.#sort = sort;
    this.#sent = sent;
    this.#form = form;
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

  #onReading(reading: Reading, event: AccountEvent | KindEvent): void {
    this.#display.read(reading);
    this.#latest.set(reading.vehicle.id, reading);
    if (!this.#sort.wants(reading, event)) return;
    const { array, valuePath } = this.#form;
    if (!array && valuePath !== undefined && valueOf(reading, valuePath) === undefined) {
      this.#display.told("valueUnknown");
      return;
    }
    const changes = this.#sent.note(reading);
    if (array) this.#gather();
    else this.#node.send(fillMessage({}, reading, changes, this.#form));
  }

  #gather(): void {
    this.#gathering ??= runtime.clock.setTimeout(() => {
      this.#gathering = undefined;
      this.#node.send(fillArray({}, [...this.#latest.values()], this.#form));
    }, gatherMs);
  }

  #onProblem({ vehicle, error }: Extract<AccountEvent, { type: "problem" }>): void {
    if (vehicle && error.code !== "ABORTED") this.#latest.set(vehicle.id, { vehicle, error });
    if (this.#trouble.begins(vehicle, error) && vehicle && this.#form.array) this.#gather();
  }
}
