import type { Node } from "node-red";
import { type ClockTimer, ticks } from "../../base/clock";
import { runtime } from "../shared/runtime";
import type { Red, StatusLine } from "../shared/types";
import { PushRate } from "./push-rate";
import { showLine } from "../shared/show-line";
import type { RefusalReason } from "./refusals";

/** A text that changes with every push would keep the editor busier than the flow. */
const drawEveryMs = 2000;
/** A locked vehicle speaks every 15 min (docs/protocol/segway.md 5). */
const quietAfterMs = 20 * 60_000;
/** Among good pushes, one that was refused is shown this long. */
const refusedForMs = 10_000;

/** What is wrong with the node itself, or worth knowing before the first push. Texts of the editor below `status`. */
export type WebhookKey =
  | "waiting" // for the first push
  | "starting"
  | "httpNodeOff" // Node-RED serves no HTTP nodes
  | "pathTaken" // by another such node
  | "portTaken" // by another program
  | "portFailed" // not this machine's address, or not allowed
  | "password" // on Node-RED's HTTP nodes: Segway cannot give one
  | "storeFailed" // the shared store for duplicates
  | "noneFor"; // "none for __minutes__ min"

/** What a webhook node shows: trouble, else a store that fails, else the last refusal, else how many pushes come. */
export class WebhookDisplay {
  readonly #red: Red;
  readonly #node: Node;
  readonly #rate = new PushRate();
  #trouble: StatusLine | undefined;
  #hint: WebhookKey = "starting";
  #lastPush: { at: number; date: number } | undefined;
  #storeFails = false;
  /** The last refusal, and whether a good push has come since; that is not told by times, since a clock may be set back. */
  #refused: { reason: RefusalReason; at: number; pushed: boolean } | undefined;
  #drawnAt = -Infinity;
  #timer: ClockTimer;
  #shown = "";
  #closed = false;

  constructor(red: Red, node: Node) {
    this.#red = red;
    this.#node = node;
    this.#draw();
  }

  failed(line: StatusLine | undefined): void {
    this.#trouble = line;
    this.#draw();
  }

  failedWith(key: WebhookKey): void {
    this.failed(this.#line("red", this.#key(key)));
  }

  /** Serving; `password` says that Segway will not get through. */
  ready(hint: "waiting" | "password"): void {
    this.#hint = hint;
    this.failed(undefined);
  }

  pushed(): void {
    const at = ticks(runtime.clock);
    this.#rate.count(at);
    this.#lastPush = { at, date: runtime.clock.now() };
    if (this.#refused) this.#refused.pushed = true;
    this.#drawSoon();
  }

  /** The shared store for duplicates; pushes are served all the same. */
  storeFails(fails: boolean): void {
    if (fails === this.#storeFails) return;
    this.#storeFails = fails;
    this.#drawSoon();
  }

  refused(reason: RefusalReason): void {
    this.#refused = { reason, at: ticks(runtime.clock), pushed: false };
    this.#drawSoon();
  }

  close(): void {
    this.#closed = true;
    runtime.clock.clearTimeout(this.#timer);
    showLine(this.#node, undefined);
  }

  #drawSoon(): void {
    const wait = this.#drawnAt + drawEveryMs - ticks(runtime.clock);
    if (wait <= 0) this.#draw();
    else this.#drawAfter(wait);
  }

  #nextAt = Infinity;

  #drawAfter(ms: number): void {
    if (this.#closed) return;
    const at = ticks(runtime.clock) + ms;
    if (this.#timer !== undefined && this.#nextAt <= at) return;
    runtime.clock.clearTimeout(this.#timer);
    this.#nextAt = at;
    this.#timer = runtime.clock.setTimeout(() => this.#draw(), ms);
  }

  #draw(): void {
    if (this.#closed) return;
    runtime.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#drawnAt = ticks(runtime.clock);
    const line = this.#trouble ?? this.#storeLine() ?? this.#refusalLine() ?? this.#pushLine();
    const shown = JSON.stringify(line);
    if (shown === this.#shown) return;
    this.#shown = shown;
    showLine(this.#node, line);
  }

  #storeLine(): StatusLine | undefined {
    return this.#storeFails ? this.#line("yellow", this.#key("storeFailed")) : undefined;
  }

  #refusalLine(): StatusLine | undefined {
    if (!this.#refused) return undefined;
    const { reason, at, pushed } = this.#refused;
    const passed = this.#drawnAt - at;
    const shownLong = passed >= refusedForMs;
    if (pushed && shownLong) return undefined;
    if (!shownLong) this.#drawAfter(refusedForMs - passed);
    return this.#line("red", this.#node.type + ".refused." + reason);
  }

  #pushLine(): StatusLine {
    if (this.#lastPush === undefined) {
      return this.#line(this.#hint === "password" ? "yellow" : "grey", this.#key(this.#hint));
    }
    const silent = this.#drawnAt - this.#lastPush.at;
    this.#drawAfter(silent < 60_000 ? 5000 : 60_000);
    if (silent >= quietAfterMs) return this.#line("grey", this.#noneFor(Math.floor(silent / 60_000)));
    const time = new Date(this.#lastPush.date);
    const clock = [time.getHours(), time.getMinutes()].map((part) => String(part).padStart(2, "0")).join(":");
    return { fill: "green", shape: "dot", text: `${this.#rate.perMinute(this.#drawnAt)}/min · ${clock}` };
  }

  #noneFor(minutes: number): string {
    const key = this.#key("noneFor");
    const text = this.#red._(key, { minutes });
    return text === key ? `none for ${minutes} min` : text;
  }

  #key(key: WebhookKey): string {
    return `${this.#node.type}.status.${key}`;
  }

  #line(fill: StatusLine["fill"], text: string): StatusLine {
    return { fill, shape: "ring", text };
  }
}
