import type { Node } from "node-red";
import { afterQuiet } from "../../base/local-day";
import { asCloudError } from "../../base/errors";
import type { ClockTimer } from "../../base/clock";
import { fillKindArray, fillKindMessage, type KindReading } from "./kind-message";
import type { KindSent } from "./kind-sent";
import type { KindSettings } from "./kind-settings";
import { OwnTrouble } from "./own-trouble";
import { runtime } from "../shared/runtime";
import type { StatusDisplay } from "./status-display";
import type { Unread } from "./status-message";
import type { StatusSettings } from "./status-settings";

/** After a failure that may pass: doubling from the first to the last, but never later than the usual time. */
const retry = { firstMs: 5 * 60_000, longestMs: 30 * 60_000 };

type Entries = readonly (KindReading | Unread)[];

/** What a status node that reads something else than the overview sends without being asked, at its own interval. */
export class OwnKind {
  readonly #settings: StatusSettings;
  readonly #kind: KindSettings;
  readonly #node: Node;
  readonly #sent: KindSent;
  readonly #display: StatusDisplay;
  readonly #trouble: OwnTrouble;
  readonly #timeZone: string | undefined;
  readonly #read: () => Promise<{ entries: Entries; many: boolean }>;
  #timer: ClockTimer;
  #failures = 0;
  #stopped = false;

  constructor(
    node: Node,
    settings: StatusSettings & { other: KindSettings },
    shared: {
      sent: KindSent;
      display: StatusDisplay;
      timeZone: string | undefined;
      read: () => Promise<{ entries: Entries; many: boolean }>;
    },
  ) {
    this.#node = node;
    this.#settings = settings;
    this.#kind = settings.other;
    this.#sent = shared.sent;
    this.#display = shared.display;
    this.#timeZone = shared.timeZone;
    this.#read = shared.read;
    this.#trouble = new OwnTrouble(node, shared.display);
  }

  start(): void {
    this.#plan(0);
  }

  stop(): void {
    this.#stopped = true;
    runtime.clock.clearTimeout(this.#timer);
  }

  #plan(afterMs: number): void {
    const { clock } = runtime;
    const due = afterQuiet(clock.now() + afterMs, this.#settings.policy.quiet, this.#timeZone);
    this.#timer = clock.setTimeout(() => void this.#run(), due - clock.now());
  }

  async #run(): Promise<void> {
    const everyMs = this.#kind.everySeconds * 1000;
    let next: number;
    try {
      const { entries, many } = await this.#read();
      if (this.#stopped) return;
      this.#trouble.ends(undefined);
      const failed = entries.find((entry): entry is Unread => "error" in entry);
      this.#tell(entries, many);
      next = failed ? this.#waitAfter(failed.error, everyMs) : everyMs;
      if (!failed) this.#failures = 0;
    } catch (thrown) {
      if (this.#stopped) return;
      this.#trouble.begins(undefined, thrown);
      next = this.#waitAfter(thrown, everyMs);
    }
    this.#plan(next);
  }

  #tell(entries: Entries, many: boolean): void {
    const form = { ...this.#settings, kind: this.#kind.kind };
    const news = entries.filter((entry) => {
      if ("error" in entry) return this.#trouble.begins(entry.vehicle, entry.error);
      this.#trouble.ends(entry.vehicle);
      this.#display.readKind(entry);
      if (!this.#sent.wants(entry, form.rule, form.watch)) return false;
      this.#sent.note(entry);
      return true;
    });
    if (many && form.array) {
      if (news.length > 0) this.#node.send(fillKindArray({}, entries, form));
      return;
    }
    for (const entry of news) if (!("error" in entry)) this.#node.send(fillKindMessage({}, entry, form));
  }

  #waitAfter(thrown: unknown, everyMs: number): number {
    const { retryable, retryAfterMs } = asCloudError(thrown);
    if (retryAfterMs !== undefined) return Math.max(1000, retryAfterMs);
    if (!retryable) return everyMs;
    return Math.min(everyMs, retry.firstMs * 2 ** Math.min(this.#failures++, 10), retry.longestMs);
  }
}
