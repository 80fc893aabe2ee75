import { ticks, type Clock } from "../../base/clock";
import type { ErrorCode, VehicleCloudError } from "../../base/errors";
import { afterQuiet } from "../../base/local-day";
import { allowedSilence } from "../../vehicle/age";
import type { VehicleStatus } from "../../vehicle/model";
import type { Book, BookEntry } from "./book";
import { pushedAt } from "./book-page";
import { isNews } from "../trouble";
import type { ReadPolicy } from "../types";

/** What one subscriber wants of one kind. */
export interface Wish {
  /** The longest time between two readings, seconds; undefined = none just now. */
  seconds: () => number | undefined;
  quiet?: ReadPolicy["quiet"];
}

/** Waits after failures: doubling, bounded; longer where waiting is unlikely to help. */
export interface Waits {
  firstMs: number;
  longestMs: number;
  hopelessFirstMs: number;
  hopelessLongestMs: number;
}

export interface KindScheduleHost {
  clock: Clock;
  book: Book;
  /** 0 to 1; spreads the readings of many vehicles. */
  random: () => number;
  timeZone?: string;
}

/** Where the time to wait is the cloud's or the account's own word, and waiting longer would help nobody. */
const exactWaits: readonly ErrorCode[] = ["RATE_LIMITED", "BUDGET_SPENT", "SESSION_TAKEN_OVER", "SIGN_IN_BLOCKED"];
/** A vehicle that pushes is looked at so often all the same: a push of its state may have been lost. */
const healEveryMs = 3600_000;
/** Intervals are lengthened by at most this share, so that accounts do not ask in step. */
const jitterShare = 0.05;

/** When one kind of reading of one vehicle is due, by the shortest interval asked for, and after which failures it waits. */
export class KindSchedule {
  readonly wishes = new Set<Wish>();
  /** Nothing before this, in ticks: a failure waits. */
  notBefore = -Infinity;
  /** To be read at once, whatever the interval. */
  wanted = false;
  readonly #host: KindScheduleHost;
  readonly #waits: (everyMs: number) => Waits;
  #failures = 0;
  #problem: VehicleCloudError | undefined;
  #jitter: number;

  constructor(host: KindScheduleHost, waits: (everyMs: number) => Waits) {
    this.#host = host;
    this.#waits = waits;
    this.#jitter = this.#spread();
  }

  /** The failure that was told and that is not over. */
  get problem(): VehicleCloudError | undefined {
    return this.#problem;
  }

  /** When the next reading is due after `entry`, milliseconds; `status`: of the vehicle, whose pushes may stand for readings. */
  due(entry: BookEntry | undefined, status: VehicleStatus | undefined): number {
    const { clock, timeZone } = this.#host;
    const now = clock.now();
    let due = Infinity;
    for (const { seconds: wish, quiet } of this.wishes) {
      const seconds = wish();
      if (seconds === undefined) continue;
      const at = this.wanted || !entry ? now : this.#next(entry, seconds * 1000 * this.#jitter, status);
      due = Math.min(due, afterQuiet(Math.max(at, now, now + (this.notBefore - ticks(clock))), quiet, timeZone));
    }
    return due;
  }

  /** A reading of the kind came, whoever asked for it. True if that ends a failure that was told. */
  worked(): boolean {
    this.#jitter = this.#spread();
    const told = this.#problem !== undefined;
    this.#problem = undefined;
    this.#failures = 0;
    this.notBefore = -Infinity;
    return told;
  }

  /** Waits before the next try. */
  failed(error: VehicleCloudError): void {
    this.notBefore = ticks(this.#host.clock) + this.#waitAfter(error, this.#failures++);
  }

  /** Whether a failure is to be told; it is then told once, until it is over. */
  tells(error: VehicleCloudError): boolean {
    if (!isNews(error, this.#problem)) return false;
    this.#problem = error;
    return true;
  }

  /**
   * A vehicle that pushes tells by itself: it is asked once it falls silent, and now and then all the same
   * (docs/protocol/segway.md 8).
   */
  #next(entry: BookEntry, intervalMs: number, status: VehicleStatus | undefined): number {
    const { book, clock } = this.#host;
    const now = book.nowFor(entry);
    // Back to the date of today.
    const set = clock.now() - now;
    const pushed = pushedAt(entry);
    const state = entry.parts?.state;
    if (pushed === undefined || pushed > now || !state || !status) return Math.min(entry.at, now) + intervalMs + set;
    const silentAt = pushed + allowedSilence(status) * 1000;
    return Math.min(silentAt, state.heard + Math.max(intervalMs, healEveryMs)) + set;
  }

  #waitAfter({ code, retryable, retryAfterMs }: VehicleCloudError, failures: number): number {
    if (retryAfterMs !== undefined && exactWaits.includes(code)) return Math.max(1000, retryAfterMs);
    const every = Math.min(...[...this.wishes].map(({ seconds }) => seconds() ?? Infinity));
    const { firstMs, longestMs, hopelessFirstMs, hopelessLongestMs } = this.#waits(every * 1000);
    // Elsewhere the time is when it may help at the earliest: the same answer again makes it longer, too.
    const first = Math.max(1000, retryAfterMs ?? (retryable ? firstMs : hopelessFirstMs));
    const longest = Math.max(first, retryable ? longestMs : hopelessLongestMs);
    return Math.min(first * 2 ** Math.min(failures, 20), longest) * this.#jitter;
  }

  #spread(): number {
    return 1 + jitterShare * this.#host.random();
  }
}
