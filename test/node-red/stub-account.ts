import type {
  AccountEvent,
  CommandResult,
  ReadingOptions,
  KindPolicy,
  ListenPolicy,
  ReadPolicy,
  SignedInVehicle,
  StatusOptions,
  Usage,
  VehicleAccount,
  VehicleAccountOptions,
  VehicleSelector,
} from "../../src/account/types";
import { Book } from "../../src/account/readings/book";
import { Subscriptions } from "../../src/account/readings/subscriptions";
import { silentLogger } from "../../src/base/logger";
import { aborted, cloudError } from "../../src/base/errors";
import type { JsonObject } from "../../src/base/json";
import { runtime } from "../../src/node-red/shared/runtime";
import { changesBetween } from "../../src/vehicle/changes";
import { emptyStatus, type PlatformId, type Vehicle, type VehicleStatus } from "../../src/vehicle/model";
import type { ReadData, ReadKind } from "../../src/vehicle/read-data";

export const first: Vehicle = {
  id: "HESXTEST0P0000001",
  name: "smart #1 0001",
  model: "smart #1",
  platform: "demo-car",
};
export const second: Vehicle = { id: "HESXTEST0P0000002", name: "Van", model: "smart #3", platform: "demo-car" };
export const third: Vehicle = {
  id: "HESXTEST0P0000003",
  name: "smart #5 0003",
  model: "smart #5",
  platform: "demo-car",
};

/** A reading of a parked, locked car. */
export function reading(
  percent: number | null,
  change: (status: VehicleStatus) => void = () => undefined,
): VehicleStatus {
  const status = emptyStatus(new Date().toISOString());
  status.reportedAt = new Date(Date.now() - 240_000).toISOString();
  status.ageSeconds = 240;
  status.stale = false;
  status.battery = { percent, charging: false };
  status.locks.locked = true;
  status.climate.insideC = 21;
  change(status);
  return status;
}

interface Subscriber {
  selector: VehicleSelector;
  policy: ReadPolicy;
  listener: (event: AccountEvent) => void;
}

/** An account without a cloud: tests say what it knows and how it fails, and see what was asked of it. */
export class StubAccount implements VehicleAccount {
  readonly platform: PlatformId;
  readonly asked: { method: string; selector?: VehicleSelector; options?: StatusOptions & { force?: boolean } }[] = [];
  readonly subscribers = new Set<Subscriber>();
  readonly statuses = new Map<string, VehicleStatus>([
    [first.id, reading(63)],
    [second.id, reading(41)],
    [third.id, reading(88)],
  ]);
  /** By vehicle id, or `signIn`. */
  readonly failures = new Map<string, Error>();
  cars: Vehicle[] = [first];
  /** In the cloud's list, and switched off or not yet in the table. */
  others: Vehicle[] = [];
  /** Nothing is answered before it is undefined or resolved. */
  gate: Promise<unknown> | undefined;
  closed = 0;
  /** What nodes name places by. */
  readonly places = new Set<unknown>();
  /** Digests of kinds beside the overview. */
  readonly kinds = new Map<ReadKind, unknown>();
  readonly kindsAsked: {
    selector: VehicleSelector;
    kind: ReadKind;
    params: JsonObject;
    byItself?: boolean;
    maxAgeSeconds?: number;
  }[] = [];

  #kindSchedules: Subscriptions | undefined;

  constructor(readonly options: VehicleAccountOptions) {
    this.platform = options.platform as PlatformId;
  }

  /** Requests that would reach the cloud. */
  get requests(): number {
    return this.asked.filter(({ options }) => !options?.lastKnown).length;
  }

  async vehicles(): Promise<Vehicle[]> {
    this.asked.push({ method: "vehicles" });
    await this.gate;
    return this.cars;
  }

  async resolve(selector: VehicleSelector): Promise<Vehicle> {
    this.asked.push({ method: "resolve", selector });
    await this.gate;
    const fits = this.cars.filter(({ id, name }) => selector === undefined || selector === id || selector === name);
    if (fits.length !== 1) throw cloudError("VEHICLE_UNKNOWN", "There is no such vehicle.");
    return fits[0]!;
  }

  known(): Vehicle[] {
    return this.cars;
  }

  async signIn(options: { force?: boolean } = {}): Promise<SignedInVehicle[]> {
    this.asked.push({ method: "signIn", options });
    await this.gate;
    const failure = this.failures.get("signIn");
    if (failure) throw failure;
    await this.options.tokenStore?.save(`session of ${this.options.credentials?.username ?? "nobody"}`);
    return [
      ...this.cars.map((car) => ({ ...car, enabled: true })),
      ...this.others.map((car) => ({ ...car, enabled: false })),
    ];
  }

  async status(selector: VehicleSelector, options: StatusOptions = {}): Promise<VehicleStatus> {
    this.asked.push({ method: "status", selector, options });
    await this.gate;
    const failure = this.failures.get(selector ?? "");
    if (failure) throw failure;
    const status = this.statuses.get(selector ?? this.cars[0]?.id ?? "");
    if (!status) throw cloudError("VEHICLE_OFFLINE", "There is no reading.");
    return status;
  }

  async statusWithRaw(
    selector: VehicleSelector,
    options?: StatusOptions,
  ): Promise<{ status: VehicleStatus; raw: unknown }> {
    return { status: await this.status(selector, options), raw: { code: "1000" } };
  }

  subscribe(
    selector: VehicleSelector,
    policy: ListenPolicy | KindPolicy,
    listener: (event: never) => void,
  ): () => void {
    if (typeof policy === "object" && "kind" in policy) {
      this.#kindSchedules ??= kindSchedules(this);
      return this.#kindSchedules.add(selector, policy, { hear: listener });
    }
    const subscriber = { selector, policy: policy as ReadPolicy, listener: listener as (event: AccountEvent) => void };
    this.subscribers.add(subscriber);
    return () => void this.subscribers.delete(subscriber);
  }

  tell(event: AccountEvent): void {
    for (const { listener } of [...this.subscribers]) listener(event);
  }

  /** A reading arrives in the book, for whatever reason. */
  report(vehicle: Vehicle, status: VehicleStatus, source: "poll" | "message" | "stored" = "poll"): void {
    const previous = this.statuses.get(vehicle.id);
    this.statuses.set(vehicle.id, status);
    this.tell({ type: "reading", vehicle, status, changes: changesBetween(previous, status), source });
  }

  async close(): Promise<void> {
    this.closed++;
    await this.options.tokenStore?.save("last words");
  }

  async forget(): Promise<void> {
    this.asked.push({ method: "forget" });
    await this.options.tokenStore?.remove();
  }

  usage(): Usage {
    return { day: "2026-06-01", budget: 300, vehicles: {}, purposes: {}, total: 0 };
  }

  diagnostics(): JsonObject {
    return { platform: this.platform, note: `car ${first.id}`, counts: { [first.id]: 3 } };
  }

  async read<K extends ReadKind>(selector: VehicleSelector, kind: K, params?: JsonObject): Promise<ReadData[K]> {
    return (await this.readWithRaw(selector, kind, params)).data;
  }

  namePlaces(fences: unknown): () => void {
    this.places.add(fences);
    return () => void this.places.delete(fences);
  }

  /** What `kinds` holds for the kind, else NOT_SUPPORTED. */
  readWithRaw<K extends ReadKind>(
    selector: VehicleSelector,
    kind: K,
    params?: JsonObject,
    options?: ReadingOptions,
  ): Promise<{ data: ReadData[K]; raw?: unknown; at: number }>;
  async readWithRaw(
    selector: VehicleSelector,
    kind: ReadKind,
    params: JsonObject = {},
    options: ReadingOptions = {},
  ): Promise<{ data: unknown; raw?: unknown; at: number }> {
    const { byItself, maxAgeSeconds } = options;
    this.kindsAsked.push({ selector, kind, params, byItself, maxAgeSeconds });
    await this.gate;
    const failure = this.failures.get(`${kind} ${selector}`) ?? this.failures.get(kind);
    if (failure) throw failure;
    if (!this.kinds.has(kind)) throw cloudError("NOT_SUPPORTED", `There is no ${kind}.`);
    return { data: this.kinds.get(kind), raw: { code: "1000" }, at: runtime.clock.now() };
  }

  command(): Promise<CommandResult> {
    return Promise.reject(aborted("The stub"));
  }

  control(): Promise<never> {
    return Promise.reject(aborted("The stub"));
  }

  request(): Promise<unknown> {
    return Promise.reject(aborted("The stub"));
  }

  checkRequest(): Promise<never> {
    return Promise.reject(new Error("not used"));
  }

  storedFences(): Promise<never> {
    return Promise.reject(aborted("The stub"));
  }

  requestWithRaw(): Promise<never> {
    return Promise.reject(aborted("The stub"));
  }

  receivePush(): Promise<never> {
    return Promise.reject(aborted("The stub"));
  }
}

/** As a real account has them, on what the stub answers. */
function kindSchedules(account: StubAccount): Subscriptions {
  const { clock } = runtime;
  const book = new Book(clock, silentLogger);
  const select = async (selector: VehicleSelector): Promise<Vehicle[]> =>
    selector === "all" ? account.vehicles() : [await account.resolve(selector)];
  return new Subscriptions({
    ...{ clock, book, logger: silentLogger, random: () => 0, select, selectKnown: select },
    timeZone: account.options.timeZone,
    status: () => undefined,
    open: () => [],
    session: () => undefined,
    async read({ id }, kind, params) {
      const { data, raw } = await account.readWithRaw(id, kind, params, { byItself: true });
      if (!params) book.apply(id, kind, { data, raw }, "poll");
      return { ...book.timed(), data, raw, source: "poll" };
    },
  });
}
