import type { Node } from "node-red";
import type { ClockTimer } from "../../base/clock";
import type { Geofence } from "../../vehicle/fences/fence-report";
import { runtime } from "../shared/runtime";
import { ageText } from "../shared/age-text";
import { statusText } from "../shared/texts";
import { showLine } from "../shared/show-line";
import type { StatusLine } from "../shared/types";

/** What a geofence node shows: what is wrong, else the fence that the vehicle heard of last is in, and for how long. */
export class GeofenceDisplay {
  readonly #node: Node;
  #last: Geofence | undefined;
  #failure: StatusLine | undefined;
  #shown = "";
  #timer: ClockTimer;
  #closed = false;

  constructor(node: Node) {
    this.#node = node;
  }

  show(last: Geofence | undefined): void {
    this.#last = last ?? this.#last;
    this.#draw();
  }

  failed(line: StatusLine | undefined): void {
    this.#failure = line;
    this.#draw();
  }

  close(): void {
    this.#closed = true;
    runtime.clock.clearTimeout(this.#timer);
    showLine(this.#node, undefined);
  }

  #draw(): void {
    if (this.#closed) return;
    runtime.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    const line = this.#failure ?? this.#line();
    // Each is an event for every open editor: of thousands of messages few change it.
    const shown = JSON.stringify(line);
    if (shown === this.#shown) return;
    this.#shown = shown;
    showLine(this.#node, line);
  }

  #line(): StatusLine {
    const last = this.#last;
    const plain = (key: string): StatusLine => ({
      fill: "grey",
      shape: "ring",
      text: statusText(this.#node.type, key),
    });
    if (!last) return plain("waiting");
    if (!last.inside || last.since === undefined) return plain("outside");
    const age = Math.max(0, runtime.clock.now() - Date.parse(last.since)) / 1000;
    this.#timer = runtime.clock.setTimeout(() => this.#draw(), age < 3600 ? 60_000 : 900_000);
    // A text that begins with a letter is looked up in the locales, and shown as it is when it is not found.
    return { fill: "green", shape: "dot", text: `${last.name} · ${ageText(age)}` };
  }
}
