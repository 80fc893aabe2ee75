import type { ClockTimer } from "../../base/clock";
import { asCloudError, type VehicleCloudError, wordsOf } from "../../base/errors";
import type { Vehicle } from "../../vehicle/model";
import type { BookEvent } from "./book";
import { VehicleSchedule } from "./schedule";
import { StaleWatch } from "./stale-watch";
import { isOfKind, type Listener, type SubscriptionHost } from "./subscription-host";
import { isNews } from "../trouble";
import type {
  AccountEvent,
  AlertEvent,
  FaultEvent,
  KindEvent,
  KindPolicy,
  ListenPolicy,
  SessionEvent,
  VehicleSelector,
} from "../types";

interface Subscription {
  selector: VehicleSelector;
  policy: ListenPolicy | KindPolicy;
  listener: Listener;
  /** By vehicle id. */
  detach: Map<string, () => void>;
  active: boolean;
  /** It has had its vehicles once; what is open at those that come later is news to it. */
  begun: boolean;
  failures: number;
  problem: VehicleCloudError | undefined;
  retry: ClockTimer;
}

interface Watched {
  schedule: VehicleSchedule;
  stale: StaleWatch;
}

/** A vehicle added or removed in the app is noticed within a day, by those who listen to all. */
const listEveryMs = 24 * 3600_000;
const listRetry = { firstMs: 60_000, longestMs: 30 * 60_000 };

/** Who listens to which vehicle; keeps a schedule per vehicle while somebody does, and no request otherwise. */
export class Subscriptions {
  readonly #host: SubscriptionHost;
  readonly #subscriptions = new Set<Subscription>();
  readonly #watched = new Map<string, Watched>();
  readonly #off: () => void;

  constructor(host: SubscriptionHost) {
    this.#host = host;
    this.#off = host.book.on((event) => this.#onReading(event));
  }

  add(selector: VehicleSelector, policy: ListenPolicy | KindPolicy, listener: Listener): () => void {
    const subscription: Subscription = {
      selector,
      policy,
      listener,
      detach: new Map(),
      active: true,
      begun: false,
      failures: 0,
      problem: undefined,
      retry: undefined,
    };
    this.#subscriptions.add(subscription);
    void this.#attach(subscription);
    const session = this.#host.session();
    // As all that is known already: not before the caller has what ends the subscription.
    if (session && !isOfKind(policy)) queueMicrotask(() => this.#call(subscription, { ...session, already: true }));
    return () => this.#end(subscription);
  }

  /** To those who listen to that vehicle. */
  tell(event: AlertEvent | FaultEvent): void {
    this.#tell(event.vehicle.id, event);
  }

  /** To all. */
  tellAll(event: SessionEvent): void {
    for (const subscription of [...this.#subscriptions])
      if (!isOfKind(subscription.policy)) this.#call(subscription, event);
  }

  /** Waiting may be over: somebody has signed in. */
  wake(): void {
    for (const subscription of this.#subscriptions) if (subscription.problem) void this.#attach(subscription);
    for (const { schedule } of this.#watched.values()) schedule.wake();
  }

  /** The vehicle list was read anew: those who listen to all vehicles hear of new ones, and no more of gone ones. */
  refresh(): void {
    for (const subscription of this.#subscriptions)
      if (subscription.detach.size > 0 || subscription.policy === "listen") void this.#attach(subscription);
  }

  /** Failures that were told and are not over. */
  problems(): VehicleCloudError[] {
    const all = [...this.#subscriptions, ...[...this.#watched.values()].map(({ schedule }) => schedule)];
    return all.flatMap(({ problem }) => (problem ? [problem] : []));
  }

  close(): void {
    this.#off();
    for (const subscription of [...this.#subscriptions]) this.#end(subscription);
    for (const { schedule, stale } of this.#watched.values()) {
      schedule.close();
      stale.close();
    }
  }

  async #attach(subscription: Subscription): Promise<void> {
    this.#stopRetry(subscription);
    try {
      const { selector, policy } = subscription;
      const vehicles = await (policy === "listen" ? this.#host.selectKnown(selector) : this.#host.select(selector));
      if (!subscription.active) return;
      subscription.failures = 0;
      if (subscription.problem) this.#call(subscription, { type: "recovered" });
      subscription.problem = undefined;
      this.#follow(subscription, vehicles);
      if (selector === "all" && policy !== "listen") this.#lookAgain(subscription, listEveryMs);
    } catch (thrown) {
      this.#failed(subscription, asCloudError(thrown));
    }
  }

  #follow(subscription: Subscription, vehicles: readonly Vehicle[]): void {
    const ids = new Set(vehicles.map(({ id }) => id));
    const mark = subscription.begun ? {} : { already: true as const };
    subscription.begun = true;
    for (const [id, detach] of subscription.detach) {
      if (ids.has(id)) continue;
      detach();
      subscription.detach.delete(id);
    }
    for (const vehicle of vehicles) {
      if (subscription.detach.has(vehicle.id)) continue;
      const watched = this.#watch(vehicle);
      const { policy } = subscription;
      if (isOfKind(policy)) {
        subscription.detach.set(
          vehicle.id,
          watched.schedule.addKind(policy, (event) => this.#call(subscription, event)),
        );
        continue;
      }
      const status = this.#host.status(vehicle.id);
      if (status) {
        this.#call(subscription, { type: "reading", vehicle, status, changes: [], source: "stored" });
        watched.stale.onReading();
      }
      for (const event of this.#host.open(vehicle)) this.#call(subscription, { ...event, ...mark });
      const { problem } = watched.schedule;
      if (problem) this.#call(subscription, { type: "problem", vehicle, error: problem });
      subscription.detach.set(vehicle.id, policy === "listen" ? () => undefined : watched.schedule.add(policy));
    }
  }

  #failed(subscription: Subscription, error: VehicleCloudError): void {
    if (!subscription.active || error.code === "ABORTED") return;
    const backOff = Math.min(listRetry.firstMs * 2 ** Math.min(subscription.failures++, 10), listRetry.longestMs);
    const wait = Math.max(1000, error.retryAfterMs ?? backOff);
    this.#lookAgain(subscription, wait);
    if (!isNews(error, subscription.problem)) return;
    subscription.problem = error;
    this.#call(subscription, { type: "problem", error });
  }

  #lookAgain(subscription: Subscription, afterMs: number): void {
    this.#stopRetry(subscription);
    subscription.retry = this.#host.clock.setTimeout(() => void this.#attach(subscription), afterMs);
  }

  #watch(vehicle: Vehicle): Watched {
    const known = this.#watched.get(vehicle.id);
    if (known) return known;
    const stale = new StaleWatch({
      clock: this.#host.clock,
      status: () => this.#host.status(vehicle.id),
      tell: (status) => this.#tell(vehicle.id, { type: "stale", vehicle, status }),
    });
    const schedule = new VehicleSchedule(
      { ...this.#host, tell: ({ id }, event) => this.#tell(id, event), silent: () => stale.mark() },
      vehicle,
    );
    const watched = { schedule, stale };
    this.#watched.set(vehicle.id, watched);
    return watched;
  }

  #onReading(event: BookEvent): void {
    const watched = this.#watched.get(event.vehicleId);
    if (!watched) return;
    watched.schedule.onReading(event);
    const status = this.#host.status(event.vehicleId);
    if (!status || event.outOfOrder) return;
    watched.stale.onReading();
    if (event.kind !== "overview" && event.changes.length === 0) return;
    const { vehicle } = watched.schedule;
    const { changes, source, previous, entry } = event;
    this.#tell(event.vehicleId, {
      type: "reading",
      vehicle,
      status,
      changes,
      source,
      ...(previous ? { previous } : {}),
      ...(event.kind === "overview" && entry.raw !== undefined ? { raw: entry.raw } : {}),
    });
  }

  #tell(vehicleId: string, event: AccountEvent): void {
    for (const subscription of [...this.#subscriptions]) {
      if (subscription.detach.has(vehicleId) && !isOfKind(subscription.policy)) this.#call(subscription, event);
    }
  }

  #call(subscription: Subscription, event: AccountEvent | KindEvent): void {
    if (!subscription.active) return;
    try {
      subscription.listener.hear(event);
    } catch (error) {
      this.#host.logger.error(`A subscriber failed: ${wordsOf(error)}`);
    }
  }

  #end(subscription: Subscription): void {
    if (!subscription.active) return;
    subscription.active = false;
    this.#subscriptions.delete(subscription);
    this.#stopRetry(subscription);
    for (const detach of subscription.detach.values()) detach();
    subscription.detach.clear();
  }

  #stopRetry(subscription: Subscription): void {
    if (subscription.retry !== undefined) this.#host.clock.clearTimeout(subscription.retry);
    subscription.retry = undefined;
  }
}
