import { ticks } from "../../base/clock";
import type { Node } from "node-red";
import type { ControlCounts, ControlResult } from "../../account/types";
import { runtime } from "../shared/runtime";
import { statusText, type ControlStatusKey, type StatusKey } from "../shared/texts";
import { showLine } from "../shared/show-line";
import type { Red, StatusLine } from "../shared/types";

/** The display of one message. */
export interface ControlDisplayRun {
  /** Which vehicles are meant is being found out. */
  looking(): void;
  progress(counts: ControlCounts): void;
  /** `unlocked`: all that are unlocked were meant, and there may be none. */
  ended(result: ControlResult, meant: { unlocked: boolean }): void;
  failed(line: StatusLine | undefined): void;
}

/** Progress is drawn no more often than this. */
const drawEveryMs = 500;

const done = ({ confirmed, accepted, skipped }: ControlCounts): number => confirmed + accepted + skipped;

/** What a segway control node shows: the newest run's progress as `120 of 1000`, then `9 done · 1 refused · 6 s`. */
export class ControlDisplay {
  readonly #red: Red;
  readonly #node: Node;
  #run = 0;
  #closed = false;

  constructor(red: Red, node: Node) {
    this.#red = red;
    this.#node = node;
  }

  idle(): void {
    this.#show(this.#line("waiting", "grey"));
  }

  begin(): ControlDisplayRun {
    const run = ++this.#run;
    const show = (line: StatusLine): void => {
      if (run === this.#run) this.#show(line);
    };
    let drawn = -Infinity;
    return {
      looking: () => show({ ...this.#line("looking", "blue"), shape: "dot" }),
      progress: (counts) => {
        const now = ticks(runtime.clock);
        if (now - drawn < drawEveryMs) return;
        drawn = now;
        const ended = done(counts) + counts.unknown + counts.refused;
        show({ fill: "blue", shape: "dot", text: this.#words("progress", { ended, total: counts.total }) });
      },
      ended: ({ counts, seconds }, { unlocked }) => {
        if (counts.total === 0) return show(this.#line(unlocked ? "noneUnlocked" : "noVehicles", "grey"));
        const fill = counts.refused > 0 ? "red" : counts.unknown > 0 ? "yellow" : "green";
        show({ fill, shape: fill === "green" ? "dot" : "ring", text: this.#endText(counts, seconds) });
      },
      failed: (line) => {
        if (line) show(line);
      },
    };
  }

  failed(line: StatusLine | undefined): void {
    if (line) this.#show(line);
  }

  close(): void {
    this.#closed = true;
    showLine(this.#node, undefined);
  }

  #endText(counts: ControlCounts, seconds: number): string {
    const parts = [
      [done(counts), "done"],
      [counts.unknown, "unsure"],
      [counts.refused, "refused"],
    ] as const;
    const shown = parts.filter(([number]) => number > 0).map(([number, key]) => this.#words(key, { number }));
    return [...shown, ...(seconds >= 0.5 ? [`${Math.round(seconds)} s`] : [])].join(" · ");
  }

  /** In the runtime's language: the editor translates a text only as a whole, and these hold numbers. */
  #words(key: ControlStatusKey, numbers: Record<string, number>): string {
    const full = statusText(this.#node.type, key);
    const text = this.#red._(full, numbers);
    if (text !== full) return text;
    return key === "progress" ? Object.values(numbers).join(" of ") : `${numbers["number"]} ${key}`;
  }

  #line(key: StatusKey | ControlStatusKey, fill: StatusLine["fill"]): StatusLine {
    return { fill, shape: "ring", text: statusText(this.#node.type, key) };
  }

  #show(line: StatusLine): void {
    if (!this.#closed) showLine(this.#node, line);
  }
}
