import { ticks, type Clock, type ClockTimer } from "../../base/clock";
import { asCloudError, isCloudError, type ErrorCode, type VehicleCloudError } from "../../base/errors";
import type { ReadKind } from "../../platforms/platform";
import { allowedSilence } from "../../vehicle/age";
import type { Vehicle, VehicleStatus } from "../../vehicle/model";
import type { Book, BookEntry, BookEvent } from "./book";
import { pushedAt } from "./book-page";
import { afterQuiet } from "../../base/local-day";
import { intervalOf, isNotable } from "./policy";
import { isNews } from "../trouble";
import type { AccountEvent, ReadPolicy } from "../types";

/** What a schedule needs of its account. */
export interface ScheduleHost {
  clock: Clock;
  book: Book;
  /** 0 to 1; spreads the readings of many vehicles. */
  random: () => number;
  timeZone?: string;
  /** Asks the cloud, for the book. */
  read(vehicle: Vehicle, kind: ReadKind): Promise<unknown>;
  /** The book's status with its age as of now. */
  status(vehicleId: string): VehicleStatus | undefined;
  /** The cloud has no data of the vehicle just now: its last reading counts as stale. */
  silent(vehicle: Vehicle): void;
  tell(vehicle: Vehicle, event: AccountEvent): void;
}

/** Waits after failures: doubling, bounded; longer where waiting is unlikely to help. */
const retry = {
  firstMs: 60_000,
  longestMs: 30 * 60_000,
  hopelessFirstMs: 20 * 60_000,
  hopelessLongestMs: 6 * 3600_000,
};
/** Where the time to wait is the cloud's or the account's own word, and waiting longer would help nobody. */
const exactWaits: readonly ErrorCode[] = ["RATE_LIMITED", "BUDGET_SPENT", "SESSION_TAKEN_OVER", "SIGN_IN_BLOCKED"];
/** A vehicle that pushes is looked at so often all the same: a push of its state may have been lost. */
const healEveryMs = 3600_000;
/** Intervals are lengthened by at most this share, so that accounts do not ask in step. */
const jitterShare = 0.05;

type Scheduled = "overview" | "chargeTarget";

/** Reads one vehicle for all who listen to it: one schedule per kind, by the shortest interval asked for. */
export class VehicleSchedule {
  readonly vehicle: Vehicle;
  readonly #host: ScheduleHost;
  readonly #policies = new Set<ReadPolicy>();
  #timer: ClockTimer;
  #running = false;
  #closed = false;
  #changedAt = -Infinity;
  #unchanged = false;
  #targetWanted = false;
  #targetOffered = true;
  #targetFailures = 0;
  #targetNotBefore = -Infinity;
  #failures = 0;
  /** The last failure said that the vehicle, not the cloud or the session, was not to be had. */
  #offline = false;
  #notBefore = -Infinity;
  #problem: VehicleCloudError | undefined;
  #jitter: number;

  constructor(host: ScheduleHost, vehicle: Vehicle) {
    this.#host = host;
    this.vehicle = vehicle;
    this.#jitter = 1 + jitterShare * host.random();
  }

  get used(): boolean {
    return this.#policies.size > 0;
  }

  /** The failure that subscribers were told of and that is not over. */
  get problem(): VehicleCloudError | undefined {
    return this.#problem;
  }

  add(policy: ReadPolicy): () => void {
    // A copy: two subscribers may hand in the same object.
    const own = { ...policy };
    this.#policies.add(own);
    this.#plan();
    return () => {
      this.#policies.delete(own);
      this.#plan();
    };
  }

  /** Waiting may be over: somebody has signed in, or the cloud was just reached. */
  wake(): void {
    this.#notBefore = -Infinity;
    this.#plan();
  }

  close(): void {
    this.#closed = true;
    this.#plan();
  }

  /** Takes note of a reading, whoever asked for it. */
  onReading(event: BookEvent): void {
    if (isNotable(event.changes)) this.#changedAt = ticks(this.#host.clock);
    if (event.kind === "overview" && event.source !== "push") {
      const reported = event.status?.reportedAt ?? null;
      this.#unchanged = reported !== null && event.previous?.reportedAt === reported;
      this.#jitter = 1 + jitterShare * this.#host.random();
      this.#recovered();
    } else if (event.source === "push" && this.#offline) {
      // It is back: what was put off because of it need not wait.
      this.#recovered();
    }
    const charging = event.changes.find(({ path }) => path === "battery.charging");
    if (charging?.to === true) this.#targetWanted = true;
    this.#plan();
  }

  #plan(): void {
    const { clock } = this.#host;
    if (this.#timer !== undefined) clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#closed || this.#running || !this.used) return;
    const notBefore = clock.now() + (this.#notBefore - ticks(clock));
    const due = Math.max(notBefore, Math.min(this.#due("overview"), this.#due("chargeTarget")));
    if (Number.isFinite(due)) this.#timer = clock.setTimeout(() => void this.#run(), Math.max(0, due - clock.now()));
  }

  /** When the next reading of a kind is due, over all policies. */
  #due(kind: Scheduled): number {
    const { clock, book, timeZone } = this.#host;
    const now = clock.now();
    const entry = book.current(this.vehicle.id, kind);
    let due = Infinity;
    for (const policy of this.#policies) {
      const seconds = this.#interval(kind, policy);
      if (seconds === undefined) continue;
      const at = seconds === 0 || !entry ? now : this.#next(entry, seconds * 1000 * this.#jitter);
      const notBefore = kind === "chargeTarget" ? now + (this.#targetNotBefore - ticks(clock)) : now;
      due = Math.min(due, afterQuiet(Math.max(at, now, notBefore), policy.quiet, timeZone));
    }
    return due;
  }

  /**
   * A vehicle that pushes tells by itself: it is asked once it falls silent, and now and then all the same
   * (docs/protocol/segway.md 8).
   */
  #next(entry: BookEntry, intervalMs: number): number {
    const { book, clock } = this.#host;
    const now = book.nowFor(entry);
    // Back to the date of today.
    const set = clock.now() - now;
    const pushed = pushedAt(entry);
    const state = entry.parts?.state;
    const status = this.#host.status(this.vehicle.id);
    if (pushed === undefined || pushed > now || !state || !status) return Math.min(entry.at, now) + intervalMs + set;
    const silentAt = pushed + allowedSilence(status) * 1000;
    return Math.min(silentAt, state.heard + Math.max(intervalMs, healEveryMs)) + set;
  }

  #interval(kind: Scheduled, policy: ReadPolicy): number | undefined {
    if (kind === "chargeTarget") {
      if (policy.targetSeconds === undefined || !this.#targetOffered) return undefined;
      return this.#targetWanted ? 0 : Math.max(300, policy.targetSeconds);
    }
    return intervalOf(policy, {
      status: this.#host.status(this.vehicle.id),
      unchanged: this.#unchanged,
      changedAt: this.#changedAt,
      now: ticks(this.#host.clock),
    });
  }

  async #run(): Promise<void> {
    const { clock } = this.#host;
    this.#timer = undefined;
    this.#running = true;
    try {
      if (this.#due("overview") <= clock.now()) await this.#host.read(this.vehicle, "overview");
      if (this.#due("chargeTarget") <= clock.now()) await this.#readTarget();
      this.#recovered();
    } catch (error) {
      this.#failed(asCloudError(error));
    } finally {
      this.#running = false;
      this.#plan();
    }
  }

  /** A target that cannot be read does not make the reading fail: it is left out and tried again later. */
  async #readTarget(): Promise<void> {
    try {
      await this.#host.read(this.vehicle, "chargeTarget");
      this.#targetFailures = 0;
    } catch (thrown) {
      const error = asCloudError(thrown);
      if (isCloudError(error, "NOT_SUPPORTED", "NOT_PERMITTED")) this.#targetOffered = false;
      this.#targetNotBefore = ticks(this.#host.clock) + this.#waitAfter(error, this.#targetFailures++);
    }
    this.#targetWanted = false;
  }

  #failed(error: VehicleCloudError): void {
    if (error.code === "ABORTED" || this.#closed) return;
    const now = ticks(this.#host.clock);
    this.#notBefore = now + this.#waitAfter(error, this.#failures++);
    this.#offline = error.code === "VEHICLE_OFFLINE";
    if (error.lastReadingServes && error.code !== "SESSION_TAKEN_OVER" && this.#host.status(this.vehicle.id)) {
      // No failure of reading, but the last value is not a fresh one either.
      this.#host.silent(this.vehicle);
      return;
    }
    if (!isNews(error, this.#problem)) return;
    this.#problem = error;
    this.#host.tell(this.vehicle, { type: "problem", vehicle: this.vehicle, error });
  }

  #waitAfter(error: VehicleCloudError, failures: number): number {
    const { code, retryable, retryAfterMs } = error;
    if (retryAfterMs !== undefined && exactWaits.includes(code)) return Math.max(1000, retryAfterMs);
    // Elsewhere the time is when it may help at the earliest: the same answer again makes it longer, too.
    const first = Math.max(1000, retryAfterMs ?? (retryable ? retry.firstMs : retry.hopelessFirstMs));
    const longest = Math.max(first, retryable ? retry.longestMs : retry.hopelessLongestMs);
    return Math.min(first * 2 ** Math.min(failures, 20), longest) * this.#jitter;
  }

  #recovered(): void {
    this.#failures = 0;
    this.#offline = false;
    this.#notBefore = -Infinity;
    if (!this.#problem) return;
    this.#problem = undefined;
    this.#host.tell(this.vehicle, { type: "recovered", vehicle: this.vehicle });
  }
}
