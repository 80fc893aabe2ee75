import { asCloudError } from "../../base/errors";
import type { Vehicle } from "../../vehicle/model";
import type { BookEntry } from "./book";
import { KindSchedule, type Waits, type Wish } from "./kind-schedule";
import type { ScheduleHost } from "./schedule";
import type { KindEvent, KindPolicy, OtherKind } from "../types";

const minuteMs = 60_000;
/** These are read far more rarely than a status: a failure that will not pass by itself waits as long as a success. */
const waits = (everyMs: number): Waits => ({
  firstMs: Math.min(everyMs, 5 * minuteMs),
  longestMs: Math.min(everyMs, 30 * minuteMs),
  hopelessFirstMs: everyMs,
  hopelessLongestMs: everyMs,
});

/** One kind beside the status of one vehicle, and what is told of it. */
export class OtherSchedule {
  readonly schedule: KindSchedule;
  readonly #host: ScheduleHost;
  readonly #vehicle: Vehicle;
  readonly #listeners = new Set<(event: KindEvent) => void>();
  /** Of readings that are made with parameters. */
  #own: BookEntry | undefined;

  /** `params`: its readings are nobody else's. */
  constructor(
    host: ScheduleHost,
    vehicle: Vehicle,
    readonly kind: OtherKind,
    readonly params: KindPolicy["params"],
  ) {
    this.#host = host;
    this.#vehicle = vehicle;
    this.schedule = new KindSchedule(host, waits);
  }

  get used(): boolean {
    return this.#listeners.size > 0;
  }

  /** The reading after which the next one is due. */
  get last(): BookEntry | undefined {
    return this.params ? this.#own : this.#host.book.current(this.#vehicle.id, this.kind);
  }

  /** A reading that is young enough, and a failure that is not over, are told at once. Returns what ends it. */
  add(wish: Wish, listener: (event: KindEvent) => void): () => void {
    this.#listeners.add(listener);
    this.schedule.wishes.add(wish);
    const ageMs = (wish.seconds() ?? 0) * 1000;
    const known = this.params ? undefined : this.#host.book.current(this.#vehicle.id, this.kind, ageMs);
    if (known) listener(this.#dataOf({ ...known, source: "stored" }));
    const { problem } = this.schedule;
    if (problem) listener({ type: "problem", vehicle: this.#vehicle, error: problem });
    return () => {
      this.#listeners.delete(listener);
      this.schedule.wishes.delete(wish);
    };
  }

  /** Asks the cloud, and tells of it. Never rejects. */
  async read(): Promise<void> {
    try {
      if (!this.params) await this.#host.read(this.#vehicle, this.kind);
      else {
        this.#own = await this.#host.read(this.#vehicle, this.kind, await this.params(this.#vehicle));
        this.worked(this.#own);
      }
    } catch (thrown) {
      const error = asCloudError(thrown);
      if (error.code === "ABORTED" || !this.used) return;
      this.schedule.failed(error);
      if (this.schedule.tells(error)) this.#tell({ type: "problem", vehicle: this.#vehicle, error });
    }
  }

  /** A reading came, whoever asked for it. */
  worked(entry: BookEntry): void {
    if (this.schedule.worked()) this.#tell({ type: "recovered", vehicle: this.#vehicle });
    this.#tell(this.#dataOf(entry));
  }

  #tell(event: KindEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }

  #dataOf({ data, raw, at, source }: BookEntry): KindEvent {
    const { kind } = this;
    return { type: "data", vehicle: this.#vehicle, kind, data, at, source, ...(raw === undefined ? {} : { raw }) };
  }
}
