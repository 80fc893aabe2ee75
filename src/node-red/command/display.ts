import type { Node } from "node-red";
import type { CommandStage } from "../../account/commands/command-queue";
import { type ClockTimer, ticks } from "../../base/clock";
import { runtime } from "../shared/runtime";
import { statusText, type CommandStatusKey, type StatusKey } from "../shared/texts";
import { showLine } from "../shared/show-line";
import type { Red, StatusLine } from "../shared/types";

/** What a node that sends commands shows: the stage of the newest message with its seconds, then how it ended. */
export class CommandDisplay {
  readonly #red: Red;
  readonly #node: Node;
  #run = 0;
  #timer: ClockTimer;
  #closed = false;

  constructor(red: Red, node: Node) {
    this.#red = red;
    this.#node = node;
  }

  idle(): void {
    this.#show({ fill: "grey", shape: "ring", text: statusText(this.#node.type, "waiting") });
  }

  /** A message has come. What is shown for an older one is over. */
  begin(): CommandRun {
    const run = ++this.#run;
    const since = ticks(runtime.clock);
    const mine = (): boolean => run === this.#run && !this.#closed;
    return {
      stage: (stage) => {
        if (mine()) this.#count(stage, since);
      },
      ended: (key, fill) => {
        if (!mine()) return;
        this.#stopCounting();
        this.#show({ fill, shape: fill === "green" ? "dot" : "ring", text: this.#withSeconds(key, since) });
      },
      failed: (line) => {
        if (!mine()) return;
        this.#stopCounting();
        if (line) this.#show(line);
      },
    };
  }

  failed(line: StatusLine | undefined): void {
    if (line && !this.#closed) this.#show(line);
  }

  close(): void {
    this.#closed = true;
    this.#stopCounting();
    showLine(this.#node, undefined);
  }

  #count(stage: CommandStage, since: number): void {
    this.#stopCounting();
    const draw = (): void => {
      this.#show({ fill: "blue", shape: stage === "queued" ? "ring" : "dot", text: this.#withSeconds(stage, since) });
      this.#timer = runtime.clock.setTimeout(draw, 5000);
    };
    draw();
  }

  #withSeconds(key: StatusKey | CommandStatusKey, since: number): string {
    const full = statusText(this.#node.type, key);
    const text = this.#red._(full);
    return `${text === full ? key : text} · ${Math.round((ticks(runtime.clock) - since) / 1000)} s`;
  }

  #stopCounting(): void {
    runtime.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #show(line: StatusLine): void {
    showLine(this.#node, line);
  }
}

/** The display of one message. */
export interface CommandRun {
  stage(stage: CommandStage): void;
  ended(key: CommandStatusKey, fill: StatusLine["fill"]): void;
  failed(line: StatusLine | undefined): void;
}
