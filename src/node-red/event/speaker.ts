import type { Node } from "node-red";
import { text } from "../../base/json";
import type { EventName, VehicleEvent } from "../../vehicle/events/event-types";
import { runtime } from "../shared/runtime";
import { statusText } from "../shared/texts";
import type { Message, Red, Send, StatusLine } from "../shared/types";
import type { Known } from "./memory";
import { fillEvent } from "./message";
import { showLine } from "../shared/show-line";
import { languageOf, sentenceOf } from "./sentence";

const attention = new Set<string>(["warning", "alarm", "unlockedFor", "openFor", "silent", "signInNeeded", "storm"]);

/** Sends events as messages, and shows the last one, or what went wrong since. */
export class Speaker {
  readonly #red: Red;
  readonly #node: Node;
  readonly #language: unknown;
  #last: StatusLine;
  #failure: StatusLine | undefined;

  constructor(red: Red, node: Node, language: unknown) {
    this.#red = red;
    this.#node = node;
    this.#language = language;
    this.#last = { fill: "grey", shape: "ring", text: statusText(node.type, "waiting") };
  }

  /** `message`: the one that showed it, whose other properties go along. */
  tell(event: VehicleEvent, { slug, vehicle, reading }: Known, send: Send, message?: Message): void {
    const name = text(vehicle.name) ?? text(vehicle.id) ?? slug;
    const sentence = sentenceOf(event, name, languageOf(this.#language, this.#red));
    const own = this.#red.util.cloneMessage({ ...message, reading });
    send(fillEvent(own, event, sentence, { ...vehicle }, `${slug}/event`));
    this.#show(event.event);
  }

  /** Of the account as a whole. */
  tellSession(event: EventName, send: Send): void {
    const told: VehicleEvent = { event, since: new Date(runtime.clock.now()).toISOString() };
    const sentence = sentenceOf(told, "", languageOf(this.#language, this.#red));
    send(fillEvent({}, told, sentence, undefined, "account/event"));
    this.#show(event);
  }

  waits(): void {
    showLine(this.#node, this.#last);
  }

  /** Undefined = all is well again. */
  failed(line: StatusLine | undefined): void {
    if (line?.text === this.#failure?.text) return;
    this.#failure = line;
    showLine(this.#node, line ?? this.#last);
  }

  #show(event: string): void {
    const fill = attention.has(event) ? "yellow" : "green";
    // A text that begins with a letter is looked up in the locales.
    this.#last = { fill, shape: "dot", text: this.#node.type + ".rule." + event };
    this.#failure = undefined;
    showLine(this.#node, this.#last);
  }
}
