import { ticks, type Clock, type ClockTimer } from "../../base/clock";
import { asCloudError, isVehicleCloudError, type VehicleCloudError } from "../../base/errors";
import type { JsonObject } from "../../base/json";
import type { PlatformOffers } from "../../platforms/platform";
import type { Vehicle, VehicleStatus } from "../../vehicle/model";
import type { ReadKind } from "../../vehicle/read-data";
import type { Book, BookEntry, BookEvent } from "./book";
import { KindSchedule, type Waits } from "./kind-schedule";
import { OtherSchedule } from "./other-schedule";
import { intervalOf, isNotable } from "./policy";
import type { AccountEvent, KindEvent, KindPolicy, ReadPolicy } from "../types";

/** What a schedule needs of its account. */
export interface ScheduleHost {
  clock: Clock;
  book: Book;
  /** 0 to 1; spreads the readings of many vehicles. */
  random: () => number;
  timeZone?: string;
  /** The platform's. */
  leastPause?: PlatformOffers["leastPause"];
  /** Asks the cloud; for the book, unless there are parameters. */
  read<K extends ReadKind>(vehicle: Vehicle, kind: K, params?: JsonObject): Promise<BookEntry<K>>;
  /** The book's status with its age as of now. */
  status(vehicleId: string): VehicleStatus | undefined;
  /** The cloud has no data of the vehicle just now: its last reading counts as stale. */
  silent(vehicle: Vehicle): void;
  tell(vehicle: Vehicle, event: AccountEvent): void;
}

const minuteMs = 60_000;
const statusWaits: Waits = {
  firstMs: minuteMs,
  longestMs: 30 * minuteMs,
  hopelessFirstMs: 20 * minuteMs,
  hopelessLongestMs: 360 * minuteMs,
};
/** Reads one vehicle for all who listen to it: one schedule per kind, one reading at a time. */
export class VehicleSchedule {
  readonly vehicle: Vehicle;
  readonly #host: ScheduleHost;
  readonly #status: KindSchedule;
  readonly #target: KindSchedule;
  readonly #others = new Set<OtherSchedule>();
  #timer: ClockTimer;
  #running = false;
  #closed = false;
  #changedAt = -Infinity;
  #unchanged = false;
  #targetOffered = true;
  /** The last failure said that the vehicle, not the cloud or the session, was not to be had. */
  #offline = false;

  constructor(host: ScheduleHost, vehicle: Vehicle) {
    this.#host = host;
    this.vehicle = vehicle;
    this.#status = new KindSchedule(host, () => statusWaits);
    this.#target = new KindSchedule(host, () => statusWaits);
  }

  /** The failure that subscribers were told of and that is not over. */
  get problem(): VehicleCloudError | undefined {
    return this.#status.problem;
  }

  /** Subscribes to the status; returns what ends it. */
  add(policy: ReadPolicy): () => void {
    // A copy: two subscribers may hand in the same object.
    const { targetSeconds, quiet, ...own } = { ...policy };
    const wish = { seconds: () => this.#interval(own), quiet };
    const target = {
      seconds: () => (targetSeconds === undefined || !this.#targetOffered ? undefined : Math.max(300, targetSeconds)),
      quiet,
    };
    this.#status.wishes.add(wish);
    this.#target.wishes.add(target);
    this.#plan();
    return () => {
      this.#status.wishes.delete(wish);
      this.#target.wishes.delete(target);
      this.#plan();
    };
  }

  /** Subscribes to another kind; a reading that is young enough for it is told at once. Returns what ends it. */
  addKind({ kind, everySeconds, params, quiet }: KindPolicy, listener: (event: KindEvent) => void): () => void {
    const shared = params ? undefined : [...this.#others].find((each) => each.kind === kind && !each.params);
    const other = shared ?? new OtherSchedule(this.#host, this.vehicle, kind, params);
    const end = other.add({ seconds: () => everySeconds, quiet }, listener);
    this.#others.add(other);
    this.#plan();
    return () => {
      end();
      if (!other.used) this.#others.delete(other);
      this.#plan();
    };
  }

  /** Waiting may be over: somebody has signed in, or the cloud was just reached. */
  wake(): void {
    for (const { schedule } of this.#kinds()) schedule.notBefore = -Infinity;
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
      this.#recovered();
    } else if (event.source === "push" && this.#offline) {
      // It is back: what was put off because of it need not wait.
      this.#recovered();
    }
    const charging = event.changes.find(({ path }) => path === "battery.charging");
    if (charging?.to === true) this.#target.wanted = true;
    for (const other of this.#others) if (other.kind === event.kind && !other.params) other.worked(event.entry);
    this.#plan();
  }

  /** In the order in which they are read. */
  *#kinds(): Iterable<{ schedule: KindSchedule; due: () => number; run: () => Promise<void> }> {
    const { book } = this.#host;
    const { id } = this.vehicle;
    const dueAfter = (schedule: KindSchedule, entry: BookEntry | undefined): number =>
      schedule.due(entry, this.#host.status(id));
    const status = this.#status;
    const afterStatus = (): number => this.#host.clock.now() + (status.notBefore - ticks(this.#host.clock));
    yield {
      schedule: status,
      due: () => dueAfter(status, book.current(id, "overview")),
      run: () => this.#readStatus(),
    };
    yield {
      schedule: this.#target,
      // What keeps the status from being read keeps its charge target, too.
      due: () => Math.max(afterStatus(), dueAfter(this.#target, book.current(id, "chargeTarget"))),
      run: () => this.#readTarget(),
    };
    for (const other of this.#others) {
      yield { schedule: other.schedule, due: () => dueAfter(other.schedule, other.last), run: () => other.read() };
    }
  }

  #plan(): void {
    const { clock } = this.#host;
    if (this.#timer !== undefined) clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#closed || this.#running) return;
    const due = Math.min(...[...this.#kinds()].map((kind) => kind.due()));
    if (Number.isFinite(due)) this.#timer = clock.setTimeout(() => void this.#run(), Math.max(0, due - clock.now()));
  }

  #interval(policy: ReadPolicy): number {
    const { clock, leastPause } = this.#host;
    const status = this.#host.status(this.vehicle.id);
    const situation = { status, unchanged: this.#unchanged, changedAt: this.#changedAt, now: ticks(clock) };
    return intervalOf(policy, situation, leastPause);
  }

  async #run(): Promise<void> {
    this.#timer = undefined;
    this.#running = true;
    for (const { due, run } of this.#kinds()) if (due() <= this.#host.clock.now()) await run();
    this.#running = false;
    this.#plan();
  }

  async #readStatus(): Promise<void> {
    try {
      await this.#host.read(this.vehicle, "overview");
      this.#recovered();
    } catch (thrown) {
      this.#statusFailed(asCloudError(thrown));
    }
  }

  /** A target that cannot be read does not make the reading fail: it is left out and tried again later. */
  async #readTarget(): Promise<void> {
    try {
      await this.#host.read(this.vehicle, "chargeTarget");
      this.#target.worked();
    } catch (thrown) {
      const error = asCloudError(thrown);
      if (isVehicleCloudError(error, "NOT_SUPPORTED", "NOT_PERMITTED")) this.#targetOffered = false;
      this.#target.failed(error);
    }
    this.#target.wanted = false;
  }

  #statusFailed(error: VehicleCloudError): void {
    if (error.code === "ABORTED" || this.#closed) return;
    this.#status.failed(error);
    this.#offline = error.code === "VEHICLE_OFFLINE";
    if (error.lastReadingServes && error.code !== "SESSION_TAKEN_OVER" && this.#host.status(this.vehicle.id)) {
      // No failure of reading, but the last value is not a fresh one either.
      this.#host.silent(this.vehicle);
      return;
    }
    if (this.#status.tells(error)) this.#host.tell(this.vehicle, { type: "problem", vehicle: this.vehicle, error });
  }

  #recovered(): void {
    this.#offline = false;
    if (this.#status.worked()) this.#host.tell(this.vehicle, { type: "recovered", vehicle: this.vehicle });
  }
}
