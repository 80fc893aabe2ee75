import type { Node } from "node-red";
import type { ClockTimer } from "../../base/clock";
import { finite, text } from "../../base/json";
import { withAge } from "../../vehicle/age";
import { valueAt } from "../../vehicle/message";
import type { VehicleStatus } from "../../vehicle/model";
import { errorToStatus } from "../shared/error-to-status";
import { ageText } from "../shared/age-text";
import { runtime } from "../shared/runtime";
import { isOverview, told, valueOf, type Reading, type Unread } from "./status-message";
import { statusText, type StatusKey } from "../shared/texts";
import { showLine } from "../shared/show-line";
import type { Red, StatusLine } from "../shared/types";

/** The most telling number of a reading: charge, else fuel, else range. */
function gauge({ battery, fuel }: VehicleStatus): string | undefined {
  const percent = battery.percent ?? fuel.percent;
  if (percent !== undefined && percent !== null) return `${Math.round(percent)} %`;
  if (fuel.litres !== undefined && fuel.litres !== null) return `${Math.round(fuel.litres)} l`;
  const range = battery.rangeKm ?? fuel.rangeKm;
  return range === undefined || range === null ? undefined : `${Math.round(range)} km`;
}

/** What is shown of a reading that is no overview, beside its age. */
function headlineOf(reading: Reading): string | undefined {
  if (reading.kind === "firmware") return text(valueAt(told(reading), "current"));
  const percent = reading.kind === "batteryDetails" ? finite(valueAt(told(reading), "battery.percent")) : undefined;
  return percent === undefined ? undefined : `${Math.round(percent)} %`;
}

/** To the minute, by the clock of Node-RED's machine; the same in every language. */
function minuteText(time: string): string {
  const date = new Date(time);
  const two = (number: number): string => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** What a status node shows below itself: asking, else what is wrong, else the readings, whose age grows by itself. */
export class StatusDisplay {
  readonly #red: Red;
  readonly #node: Node;
  readonly #readings = new Map<string, VehicleStatus>();
  /** Of readings of another kind: what is shown of it, and when it was asked. */
  readonly #others = new Map<string, { headline: string | undefined; at: number }>();
  readonly #failures = new Map<string, StatusLine>();
  #idle: StatusLine;
  #asking = 0;
  #shown = "";
  #timer: ClockTimer;
  #closed = false;

  constructor(red: Red, node: Node) {
    this.#red = red;
    this.#node = node;
    this.#idle = this.#line("waiting", "grey");
    this.#draw();
  }

  /**
   * A message is being answered until the returned function is called. "Reading" is drawn once that waits for something: what
   * is at hand is told within this turn, and each status event costs every open editor.
   */
  asking(): () => void {
    let waits = false;
    const soon = setImmediate(() => {
      waits = true;
      this.#asking++;
      this.#draw();
    });
    return () => {
      clearImmediate(soon);
      if (!waits) return;
      this.#asking--;
      this.#draw();
    };
  }

  /** Something is wrong with a vehicle, the account or a message (`source`), until `mended` or a reading says otherwise. */
  failed(source: string, line: StatusLine | undefined): void {
    if (line) this.#failures.set(source, line);
    this.#draw();
  }

  /** Whether the account's session is on disk. */
  saved(saved: boolean): void {
    if (saved) this.mended("store");
    else this.failed("store", this.#line("sessionNotSaved", "yellow"));
  }

  mended(source: string): void {
    if (this.#failures.delete(source)) this.#draw();
  }

  /** An overview, whose age grows; any other reading has no age of the vehicle's own, so that of the asking is shown. */
  read(reading: Reading): void {
    const { id } = reading.vehicle;
    if (isOverview(reading)) this.#readings.set(id, reading.data);
    else this.#others.set(id, { headline: headlineOf(reading), at: reading.at ?? runtime.clock.now() });
    for (const source of [id, "account", "message"]) this.#failures.delete(source);
    this.#draw();
  }

  /** A message was answered. */
  answered(entries: readonly (Reading | Unread)[], valuePath: string | undefined): void {
    for (const entry of entries) {
      if ("error" in entry) this.failed(entry.vehicle.id, errorToStatus(this.#node.type, entry.error).line);
      else this.read(entry);
    }
    const only = entries.length === 1 ? entries[0] : undefined;
    if (valuePath === undefined || !only || "error" in only) return;
    if (valueOf(only, valuePath) === undefined) this.told("valueUnknown");
  }

  /** There is a reading, but not of what was asked for. */
  told(key: StatusKey): void {
    this.#failures.set("message", this.#line(key, "grey"));
    this.#draw();
  }

  /** The account works with a session captured anew; until the next reading. */
  captured(validUntil: string | undefined): void {
    const line = this.#line(validUntil === undefined ? "captured" : "capturedUntil", "green", "dot");
    if (validUntil !== undefined) {
      const until = minuteText(validUntil);
      const text = this.#red._(line.text, { until });
      line.text = text === line.text ? `token till ${until}` : text;
    }
    this.#failures.set("message", line);
    this.#draw();
  }

  close(): void {
    this.#closed = true;
    runtime.clock.clearTimeout(this.#timer);
    showLine(this.#node, undefined);
  }

  #line(key: StatusKey, fill: StatusLine["fill"], shape: StatusLine["shape"] = "ring"): StatusLine {
    return { fill, shape, text: statusText(this.#node.type, key) };
  }

  #draw(): void {
    if (this.#closed) return;
    runtime.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    const failure = [...this.#failures.values()].at(-1);
    let line = failure ?? this.#readingLine();
    if (this.#asking > 0) line = this.#line("reading", "blue", "dot");
    const shown = JSON.stringify(line);
    if (shown === this.#shown) return;
    this.#shown = shown;
    showLine(this.#node, line);
  }

  #readingLine(): StatusLine {
    const statuses = [...this.#readings.values()].map((status) => withAge(status, runtime.clock.now()));
    if (statuses.length === 0) return this.#otherLine() ?? this.#idle;
    const oldest = statuses.reduce((a, b) => ((b.ageSeconds ?? -1) > (a.ageSeconds ?? -1) ? b : a));
    const age = oldest.ageSeconds;
    // Minutes are counted while they are shown; later a look every quarter of an hour will do.
    const refreshMs = age === null || age < 3600 ? 60_000 : 900_000;
    this.#timer = runtime.clock.setTimeout(() => this.#draw(), refreshMs);
    const what = statuses.length > 1 ? this.#cars(statuses.length) : gauge(oldest);
    const text = [what, age === null ? undefined : ageText(age)].filter((part) => part !== undefined).join(" · ");
    const stale = statuses.some((status) => status.stale);
    const [fill, shape] = stale ? (["grey", "ring"] as const) : (["green", "dot"] as const);
    // A text that begins with `<` is data too: the editor translates only what begins with a letter.
    return text === "" ? this.#line(stale ? "stale" : "ready", fill, shape) : { fill, shape, text };
  }

  #otherLine(): StatusLine | undefined {
    const [first, ...more] = [...this.#others.values()].sort((a, b) => a.at - b.at);
    if (!first) return undefined;
    const age = Math.max(0, runtime.clock.now() - first.at) / 1000;
    this.#timer = runtime.clock.setTimeout(() => this.#draw(), age < 3600 ? 60_000 : 900_000);
    const what = more.length > 0 ? this.#cars(more.length + 1) : first.headline;
    return { fill: "green", shape: "dot", text: [what, ageText(age)].filter((part) => part !== undefined).join(" · ") };
  }

  #cars(number: number): string {
    const key = statusText(this.#node.type, "cars");
    const text = this.#red._(key, { number });
    return text === key ? `${number} vehicles` : text;
  }
}
