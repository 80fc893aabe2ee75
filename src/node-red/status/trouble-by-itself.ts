import type { Node } from "node-red";
import { topicOf } from "../../vehicle/message";
import type { Vehicle } from "../../vehicle/model";
import { errorToStatus } from "../shared/error-to-status";
import type { StatusDisplay } from "./status-display";
import type { Message } from "../shared/types";

/** Tells Catch once of trouble without a message behind it, and once of its end. */
export class TroubleByItself {
  readonly #node: Node;
  readonly #display: StatusDisplay;
  /** Codes told, by vehicle id or `account`. */
  readonly #told = new Map<string, string>();

  constructor(node: Node, display: StatusDisplay) {
    this.#node = node;
    this.#display = display;
  }

  /** False if it was told already, or if the failure is only that something was stopped. */
  begins(vehicle: Vehicle | undefined, thrown: unknown): boolean {
    const source = vehicle?.id ?? "account";
    const { error, line } = errorToStatus(this.#node.type, thrown);
    if (!line) return false;
    this.#display.failed(source, line);
    if (this.#told.get(source) === error.code) return false;
    this.#told.set(source, error.code);
    this.#node.error(error, trouble(vehicle, error.code, false));
    return true;
  }

  ends(vehicle: Vehicle | undefined): void {
    const source = vehicle?.id ?? "account";
    this.#display.mended(source);
    const code = this.#told.get(source);
    if (code === undefined) return;
    this.#told.delete(source);
    // Same code, so that a flow can tell what is over; `payload.over` tells it from the beginning.
    const over = Object.assign(new Error(`Reading by itself works again; ${code} is over.`), { name: "Over", code });
    this.#node.error(over, trouble(vehicle, code, true));
  }
}

/** The message that a Catch node gets. */
function trouble(vehicle: Vehicle | undefined, code: string, over: boolean): Message {
  const message = { payload: { code, over } } as unknown as Message;
  if (vehicle) Object.assign(message, { vehicle: { ...vehicle }, topic: topicOf(vehicle, "problem") });
  return message;
}
