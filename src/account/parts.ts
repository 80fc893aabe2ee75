import { throwIfAborted } from "../base/errors";
import { Book } from "./readings/book";
import { Budget } from "./budget";
import { CommandHistory } from "./commands/command-history";
import { AccountGlance } from "./glance/account-glance";
import { Pictures } from "./glance/pictures";
import { RecentPast } from "./glance/recent-past";
import { CommandQueue } from "./commands/command-queue";
import { connect, type Connection } from "./session/connection";
import { SessionWatch } from "./session/session-watch";
import { Failures } from "./diagnostics";
import { Directory } from "./vehicles/directory";
import { Readings } from "./readings/readings";
import { OpenEvents } from "./readings/open-events";
import type { Abilities } from "../vehicle/read-data";
import type { AccountSettings } from "./settings";
import { StateFile } from "./storage/state";
import { Subscriptions } from "./readings/subscriptions";
import { KeptTrips } from "./trips/kept-trips";
import { VehicleList } from "./vehicles/vehicle-list";

/** The parts of one account and how they hang together. */
export class AccountParts {
  readonly closing = new AbortController();
  readonly book: Book;
  readonly budget: Budget;
  readonly list: VehicleList;
  readonly events = new OpenEvents();
  readonly session = new SessionWatch();
  readonly history: CommandHistory;
  readonly trips: KeptTrips;
  /** For who looks on: nothing else is decided by it. */
  readonly recent: RecentPast;
  readonly pictures = new Pictures();
  /** Hears, beside the book, of what there is to see of a vehicle: requests, alerts, commands. */
  onTouched: (vehicleId: string) => void = () => undefined;
  /** One line per vehicle for everything that is sent to it. */
  readonly queue: CommandQueue;
  readonly failures: Failures;
  readonly state: StateFile;
  readonly directory: Directory;
  readonly readings: Readings;
  readonly subscriptions: Subscriptions;
  readonly #settings: AccountSettings;
  #opening: Promise<Connection> | undefined;
  #connection: Connection | undefined;
  #restored = false;
  #glance: AccountGlance | undefined;

  constructor(settings: AccountSettings) {
    const { clock, logger, platform, table, timeZone, random } = settings;
    const closing = this.closing.signal;
    const open = (): Promise<Connection> => this.open();
    this.#settings = settings;
    this.book = new Book(clock, logger);
    this.budget = new Budget({ clock, limit: settings.budget, timeZone });
    const mostLearned = settings.learnVehicles ? settings.mostLearned : 0;
    this.list = new VehicleList({
      ...{ clock, platform: settings.id, lists: platform.offers.lists, table, mostLearned },
    });
    this.failures = new Failures(clock);
    this.history = new CommandHistory(clock);
    this.recent = new RecentPast(clock);
    this.trips = new KeptTrips(clock);
    this.queue = new CommandQueue(clock);
    this.state = new StateFile({
      store: settings.stateStore,
      clock,
      logger,
      sections: {
        readings: { keys: () => this.book.ids(), rows: (id) => this.book.save(id) },
        events: { keys: () => this.events.keys(), rows: (key) => this.events.save(key) },
        commands: { keys: () => this.history.keys(), rows: (key) => this.history.save(key) },
        learned: {
          keys: () => this.list.learnedIds(),
          rows: (id) => this.list.saveLearned(id),
        },
        trips: { keys: () => this.trips.keys("trips"), rows: (key) => this.trips.save("trips", key) },
        drives: { keys: () => this.trips.keys("drives"), rows: (id) => this.trips.save("drives", id) },
        usage: { keys: () => [""], rows: (id) => [this.budget.save(id === "" ? undefined : id)] },
      },
    });
    this.directory = new Directory({
      list: this.list,
      logger,
      closing,
      listed: platform.offers.lists,
      open,
      onRead: () => this.subscriptions.refresh(),
    });
    this.readings = new Readings({
      book: this.book,
      budget: this.budget,
      closing,
      connection: open,
      listed: (id) => this.list.listed(id),
      offers: platform.offers.reads,
      ownTrips: (id, from, to) => this.trips.list(id, from, to),
      now: () => this.#connection?.http.cloudNow() ?? clock.now(),
      onUnknown: () => this.list.doubt(),
      onAside: (id, kind, data) => {
        if (kind === "abilities" && this.pictures.note(id, data as Abilities)) this.onTouched(id);
      },
    });
    this.subscriptions = new Subscriptions({
      clock,
      book: this.book,
      random,
      timeZone,
      leastPause: platform.offers.leastPause,
      logger,
      read: (vehicle, kind, params) => this.readings.bySchedule(vehicle, kind, params),
      status: (id) => this.readings.known(id),
      select: (selector) => this.directory.select(selector),
      selectKnown: (selector) => this.directory.selectKnown(selector),
      open: (vehicle) =>
        (["alert", "fault"] as const).flatMap((type) =>
          this.events.begun(vehicle.id, type).map((event) => ({ type, vehicle, event })),
        ),
      session: () => this.session.now,
    });
    this.session.onChange = (event) => this.subscriptions.tellAll(event);
    this.book.on(({ vehicleId, status, source, outOfOrder }) => {
      this.state.touch("readings", vehicleId);
      this.recent.note(vehicleId, status, source);
      if (status && !outOfOrder) this.trips.hear(vehicleId, status);
    });
    this.budget.onCount = (vehicle) => {
      this.state.touch("usage", vehicle);
      this.onTouched(vehicle);
    };
    this.events.onChange = (key) => {
      this.state.touch("events", key);
      this.onTouched(key.slice(key.indexOf(" ") + 1));
    };
    this.recent.onCommand = (vehicle) => this.onTouched(vehicle);
    this.history.onChange = (key) => this.state.touch("commands", key);
    this.trips.onChange = (section, key) => this.state.touch(section, key);
    this.list.onLearned = (id) => this.state.touch("learned", id);
  }

  /** The bound of learning is met; an owner must hear of it, since the vehicle is missing in "all". */
  onFull(): void {
    const { logger, mostLearned } = this.#settings;
    logger.warn(
      `The account has learned ${mostLearned} vehicles from pushes and learns no more: others are heard of, but are not among its vehicles. Enter those that count in the account's table.`,
    );
  }

  /** Nothing is to be kept of that vehicle. */
  forgotten(id: string): void {
    this.state.touch("readings", id);
    this.trips.drop(id);
    for (const kind of ["alert", "fault"]) this.state.touch("events", `${kind} ${id}`);
    this.recent.drop(id);
    this.pictures.drop(id);
  }

  /** For who looks on. */
  glance(): AccountGlance {
    return (this.#glance ??= new AccountGlance(this, this.#settings.clock));
  }

  get connection(): Connection | undefined {
    return this.#connection;
  }

  /** Reads the stores and makes the session, once; a failure of it is tried again at the next use. */
  open(): Promise<Connection> {
    this.#opening ??= this.#open().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  /** Lets writes end and takes what nobody else will close. */
  async end(): Promise<void> {
    const connection = await this.#opening?.catch(() => undefined);
    if (!connection) return;
    await connection.care.idle();
    await this.save();
  }

  /** Writes what has changed since the stores were read; before that there is nothing that could be lost. */
  async save(): Promise<void> {
    await this.#connection?.store.flush();
    if (this.#restored) await this.state.flush();
  }

  async #open(): Promise<Connection> {
    const { budget, list, book, failures, state } = this;
    throwIfAborted(this.closing.signal, "An account");
    if (!this.#restored) {
      await state.load((stored) => {
        book.restore(stored["readings"]);
        budget.restore(stored["usage"]);
        this.events.restore(stored["events"]);
        this.history.restore(stored["commands"]);
        this.trips.restore(stored["trips"], stored["drives"]);
        this.list.restoreLearned(stored["learned"]);
      });
      this.#restored = true;
    }
    this.#connection = await connect({
      settings: this.#settings,
      budget,
      list,
      closing: this.closing.signal,
      known: () => book.ids(),
      onFailure: (error) => failures.note(error),
      watch: this.session,
    });
    return this.#connection;
  }
}
