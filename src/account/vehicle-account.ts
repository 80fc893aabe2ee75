import { atMost } from "../base/at-most";
import { hideKnown } from "../base/known-secrets";
import { maskId } from "../base/logger";
import { aborted } from "../base/errors";
import type { JsonObject } from "../base/json";
import type { Command } from "../platforms/platform";
import type { PlatformId, Vehicle, VehicleStatus } from "../vehicle/model";
import type { ReadData, ReadKind } from "../vehicle/read-data";
import { linked, untilAborted } from "../base/abort";
import { Bulk } from "./commands/bulk";
import { Calls } from "./calls";
import { Commands } from "./commands/commands";
import { describe } from "./diagnostics";
import { AccountParts } from "./parts";
import { callStoredFences } from "./stored-fences";
import { Pushes } from "./readings/pushes";
import type { Connection } from "./session/connection";
import { takeCapture } from "./session/take-capture";
import { unusualIds, type AccountSettings } from "./settings";
import type {
  AnsweredCall,
  CallOptions,
  CaptureReceipt,
  CommandOptions,
  CommandResult,
  ControlOptions,
  ControlResult,
  Glance,
  PushOptions,
  PushReceipt,
  ReadingOptions,
  KindPolicy,
  RequestOptions,
  ListenPolicy,
  SignedInVehicle,
  StatusOptions,
  Usage,
  VehicleAccount,
  VehicleSelector,
} from "./types";

/** Closing takes no longer than this, whatever hangs (docs/architecture.md, rule 1). */
const closeWithinMs = 2500;

/** What `createVehicleAccount` makes: each method waits for the account to open, and ends when it closes. */
export class CloudAccount implements VehicleAccount {
  readonly platform: PlatformId;
  readonly #settings: AccountSettings;
  readonly #parts: AccountParts;
  readonly #commands: Commands;
  readonly #bulk: Bulk;
  readonly #calls: Calls;
  readonly #pushes: Pushes;
  /** Calls that end what this account's secrets are hidden by. */
  readonly #shown: (() => void)[];
  #closed: Promise<void> | undefined;

  constructor(settings: AccountSettings) {
    this.platform = settings.id;
    this.#settings = settings;
    this.#parts = new AccountParts(settings);
    this.#shown = [hideKnown(Object.values(settings.credentials)), hideKnown(unusualIds(settings.table), maskId)];
    const { book, budget, readings, history, queue, list } = this.#parts;
    this.#pushes = new Pushes(this.#parts, settings.clock, settings.platform.offers.lists);
    const connection = (): Promise<Connection> => this.#parts.open();
    const shared = { clock: settings.clock, book, budget, readings, queue, connection };
    this.#commands = new Commands({ ...shared, logger: settings.logger, history, listed: (id) => list.listed(id) });
    this.#bulk = new Bulk({ ...shared, list, commands: this.#commands });
    this.#calls = new Calls({ ...shared, directory: this.#parts.directory, listed: (id) => list.listed(id) });
  }

  vehicles(options: CallOptions = {}): Promise<Vehicle[]> {
    return this.#run(options, async () => {
      await this.#parts.directory.ensure(!options.byItself);
      return this.#parts.list.enabled();
    });
  }

  resolve(selector: VehicleSelector, options: CallOptions = {}): Promise<Vehicle> {
    return this.#run(options, () => this.#parts.directory.resolve(selector, !options.byItself));
  }

  known(): Vehicle[] {
    return this.#parts.list.enabled();
  }

  lacking(vehicleId: string): readonly string[] {
    const { lacking } = this.#settings.platform.offers;
    return lacking?.((kind) => this.#parts.book.current(vehicleId, kind)?.data) ?? [];
  }

  signIn(options: CallOptions & { force?: boolean } = {}): Promise<SignedInVehicle[]> {
    return this.#run(options, async () => {
      const { care } = await this.#parts.open();
      if (options.force) care.force();
      if (options.force && !this.#settings.platform.offers.lists) {
        // Nothing else would show whether the credentials hold: a session that was kept, or a table, does not.
        care.forget();
        await care.withSession({ purpose: "list", byMessage: true }, () => Promise.resolve());
      }
      await this.#parts.directory.read(true);
      this.#parts.subscriptions.wake();
      return this.#parts.list.all();
    });
  }

  async status(selector: VehicleSelector, options: StatusOptions = {}): Promise<VehicleStatus> {
    return (await this.statusWithRaw(selector, options)).status;
  }

  statusWithRaw(
    selector: VehicleSelector,
    options: StatusOptions = {},
  ): Promise<{ status: VehicleStatus; raw?: unknown }> {
    return this.#run(options, async (signal) => {
      const { readings, directory } = this.#parts;
      if (options.lastKnown) return { status: readings.lastKnown(await directory.knownVehicle(selector)) };
      return readings.status(await directory.resolve(selector), { ...options, signal });
    });
  }

  async read<K extends ReadKind>(
    selector: VehicleSelector,
    kind: K,
    params?: JsonObject,
    options: ReadingOptions = {},
  ): Promise<ReadData[K]> {
    return (await this.readWithRaw(selector, kind, params, options)).data;
  }

  readWithRaw<K extends ReadKind>(
    selector: VehicleSelector,
    kind: K,
    params?: JsonObject,
    options: ReadingOptions = {},
  ): Promise<{ data: ReadData[K]; raw?: unknown; at: number }> {
    return this.#run(options, async (signal) => {
      const vehicle = await this.#parts.directory.resolve(selector, !options.byItself);
      return this.#parts.readings.ofKind(vehicle, kind, params, { ...options, signal });
    });
  }

  /** A property, since the interface has a form of it for each sort of policy. */
  readonly subscribe: VehicleAccount["subscribe"] = (
    selector: VehicleSelector,
    policy: ListenPolicy | KindPolicy,
    hear: (event: never) => void,
  ) => {
    if (this.#closed) throw aborted("A subscription");
    return this.#parts.subscriptions.add(selector, policy, { hear });
  };

  async command(selector: VehicleSelector, command: Command, options: CommandOptions = {}): Promise<CommandResult> {
    const vehicle = await this.#run(options, async () => {
      await this.#commands.check(command, options);
      return this.#parts.directory.resolve(selector);
    });
    // Not ended by the account's closing: what was sent is told about.
    return this.#parts.recent.follow(vehicle.id, command.command, this.#commands.run(vehicle, command, options));
  }

  control(
    ids: readonly string[],
    operation: string,
    fields: JsonObject,
    options: ControlOptions = {},
  ): Promise<ControlResult> {
    return this.#run(options, async (signal) => {
      await this.#parts.directory.ensure();
      return this.#parts.recent.noteAll(await this.#bulk.run(ids, operation, fields, { ...options, signal }));
    });
  }

  request(endpointId: string, params: JsonObject, options: CallOptions = {}): Promise<unknown> {
    return this.requestWithRaw(endpointId, params, options).then(({ raw }) => raw);
  }

  requestWithRaw(endpointId: string, params: JsonObject, options: RequestOptions = {}): Promise<AnsweredCall> {
    return this.#run(options, (signal) => this.#calls.run(endpointId, params, { ...options, signal }));
  }

  checkRequest = (endpointId: string, params: JsonObject, options: RequestOptions = {}): Promise<void> =>
    this.#run(options, () => this.#calls.check(endpointId, params, options));
  storedFences: VehicleAccount["storedFences"] = (id, call, options) =>
    callStoredFences((...asked) => this.requestWithRaw(...asked), id, call, options);

  takeCapture = (capture: string, options: CallOptions = {}): Promise<CaptureReceipt> =>
    this.#run(options, async () => {
      const receipt = await takeCapture(this.#settings, () => this.#parts.open(), capture);
      this.#parts.subscriptions.wake();
      return receipt;
    });

  receivePush(kind: string, raw: Buffer, options: PushOptions = {}): Promise<PushReceipt> {
    // Not through #run: a fleet's pushes come by the thousand, and nothing in here waits for the cloud.
    if (this.#closed) return Promise.reject(aborted("A push to a closed account"));
    return this.#pushes.receive(kind, raw, options);
  }

  usage = (): Usage => this.#parts.budget.usage();
  glance = (): Glance => this.#parts.glance();
  namePlaces = (fences: unknown): (() => void) => this.#parts.trips.name(fences);

  diagnostics(): JsonObject {
    const { connection, failures, subscriptions, list } = this.#parts;
    return describe(this.#settings, connection, {
      failures: failures.list(),
      usage: this.usage(),
      vehicles: list.enabled(),
      problems: subscriptions.problems().map(({ code }) => code),
    });
  }

  forget(): Promise<void> {
    return this.#run({}, async () => {
      const { session, forget } = await this.#parts.open();
      if (session.usable) await session.signOut?.(this.#parts.closing.signal).catch(() => undefined);
      await forget();
    });
  }

  save = (): Promise<void> => this.#parts.save().catch(() => undefined);

  close(): Promise<void> {
    return (this.#closed ??= this.#close());
  }

  async #close(): Promise<void> {
    const parts = this.#parts;
    parts.subscriptions.close();
    await this.#commands.close();
    parts.closing.abort(aborted("The account"));
    const ended = parts.end().catch(() => undefined);
    // A command on the wire is left to end: only then the way out is closed.
    void Promise.all([this.#commands.idle(), ended]).then(() => {
      parts.connection?.close();
      for (const show of this.#shown) show();
    });
    await atMost(closeWithinMs, ended);
  }

  /** Every call ends with ABORTED when its signal fires or the account closes, whatever it waits for. */
  #run<T>({ signal }: CallOptions, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(aborted("A call of a closed account"));
    return linked([this.#parts.closing.signal, signal], (own) =>
      untilAborted(work(own), own, "A call of this account"),
    );
  }
}
