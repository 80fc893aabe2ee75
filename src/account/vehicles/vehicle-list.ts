import { type Clock, dateOfTick, tickOfDate, ticks } from "../../base/clock";
import { cloudError, type VehicleCloudError } from "../../base/errors";
import { finite, objects, own, text, type JsonObject } from "../../base/json";
import type { TableVehicle } from "../../platforms/platform";
import type { ListedVehicle, PlatformId, Vehicle } from "../../vehicle/model";
import { presetOf } from "../presets";
import { byId, defaultName, idKey, named, restoredVehicles, shown, VehicleNames, whyNone } from "./vehicle-names";
import type { SignedInVehicle, VehicleSelector } from "../types";

/** A list this old is read again when it is next used. */
export const listMaxAgeMs = 24 * 3600_000;
/** A vehicle that is not found is looked for in the cloud's list, but not more often than this. */
const lookAgainAfterMs = 10 * 60_000;

/** `lists`: it has a list of vehicles; else the table is it. */
type Cloud = { platform: PlatformId; lists: boolean };

/** The account's vehicles: the cloud's list under the names and switches of the account's table. */
export class VehicleList {
  readonly #clock: Clock;
  readonly #platform: PlatformId;
  readonly #lists: boolean;
  readonly #table: readonly TableVehicle[];
  readonly #rows: ReadonlyMap<string, TableVehicle>;
  /** 0 = none is learned. */
  readonly #mostLearned: number;
  #listed: Map<string, ListedVehicle> | undefined;
  /** Seen in pushes and in no table. */
  readonly #learned = new Map<string, ListedVehicle>();
  #rowsAsList: ReadonlyMap<string, ListedVehicle> | undefined;
  #names: VehicleNames | undefined;
  /** Called once, when a vehicle is not learned because there are too many. */
  onFull: () => void = () => undefined;
  onLearned: (id: string) => void = () => undefined;
  #full = false;
  #at = -Infinity;

  constructor(options: Cloud & { clock: Clock; table: readonly TableVehicle[]; mostLearned: number }) {
    this.#clock = options.clock;
    this.#mostLearned = options.mostLearned;
    this.#platform = options.platform;
    this.#lists = options.lists;
    this.#table = options.table;
    // The first of two rows with one id holds.
    this.#rows = new Map([...options.table].reverse().map((row) => [idKey(row.id), row]));
  }

  /** False until the cloud, or a stored list, has said which vehicles there are. */
  get read(): boolean {
    return this.#listed !== undefined;
  }

  get expired(): boolean {
    return this.#ageMs >= listMaxAgeMs;
  }

  get worthLookingAgain(): boolean {
    return this.#ageMs >= lookAgainAfterMs;
  }

  /**
   * Enabled vehicles. Before the list was read, the table's rows stand for it. An empty table means all vehicles; those learned
   * from pushes are in use until the table switches them off.
   */
  enabled(): Vehicle[] {
    const rows = this.#table.filter((row) => row.enabled);
    if (!this.#listed) return rows.map((row) => this.#vehicle({ id: row.id, model: "", facts: {} }));
    const wanted = new Set(rows.map((row) => idKey(row.id)));
    return [...this.#listed.values()]
      .filter(({ id }) => {
        const key = idKey(id);
        return this.#table.length === 0 || wanted.has(key) || (this.#learned.has(key) && !this.#rows.has(key));
      })
      .map((vehicle) => this.#vehicle(vehicle));
  }

  /** All that the cloud, or the table where it is the list, has: in use or not. */
  all(): SignedInVehicle[] {
    const used = new Set(this.enabled().map(({ id }) => idKey(id)));
    const listed = [...(this.#listed?.values() ?? [])];
    return listed.map((vehicle) => ({ ...this.#vehicle(vehicle), enabled: used.has(idKey(vehicle.id)) }));
  }

  listed(id: string): ListedVehicle | undefined {
    return this.#listed?.get(idKey(id));
  }

  /** A vehicle as messages show it, also one that is on no list (seen in a push). */
  vehicleOf(id: string): Vehicle {
    return this.#vehicle(this.listed(id) ?? { id, model: "", facts: {} });
  }

  /** False: its row in the account's table is switched off. */
  isEnabled(id: string): boolean {
    return this.#rows.get(idKey(id))?.enabled ?? true;
  }

  /** Adds a vehicle that has made itself known by a push; false if it was known already, or if that is not wanted. */
  learn(vehicle: ListedVehicle): boolean {
    const key = idKey(vehicle.id);
    if (this.#mostLearned === 0 || !this.#listed || this.#listed.has(key)) return false;
    if (this.#learned.size >= this.#mostLearned) {
      if (!this.#full) this.onFull();
      this.#full = true;
      return false;
    }
    this.#listed.set(key, vehicle);
    this.#learned.set(key, vehicle);
    this.#enterName(vehicle);
    this.onLearned(vehicle.id);
    return true;
  }

  /**
   * The vehicle a selector means: VIN or iotCode, else an own name that only one vehicle has, else the name it had before its
   * owner gave it one: flows that were made by that name go on. Undefined = none.
   */
  find(selector: VehicleSelector): Vehicle | undefined {
    const candidates = this.#candidates();
    if (selector === undefined || selector === "") {
      let only: ListedVehicle | undefined;
      for (const vehicle of candidates.values()) {
        if (!this.#inUse(vehicle.id)) continue;
        if (only) return undefined;
        only = vehicle;
      }
      return only && this.#vehicle(only);
    }
    const meant = candidates.get(idKey(selector));
    if (meant && this.#inUse(meant.id)) return this.#vehicle(meant);
    for (const named of this.#byName(candidates).named(selector)) {
      const same = named.filter(({ id }) => this.#inUse(id));
      if (same.length > 0) return same.length === 1 ? this.#vehicle(same[0]!) : undefined;
    }
    return undefined;
  }

  /** What a vehicle is called while the table has no name for it: by the cloud, by the demo, by model and id. */
  #defaultNames({ id, name, model }: ListedVehicle): string[] {
    return [name, presetOf(this.#platform)?.nameOf(id), defaultName(model, id)].flatMap((text) => text?.trim() || []);
  }

  /** The table's rows stand for the list until there is one. */
  #candidates(): ReadonlyMap<string, ListedVehicle> {
    this.#rowsAsList ??= byId([...this.#rows.values()].map(({ id }) => ({ id, model: "", facts: {} })));
    return this.#listed ?? this.#rowsAsList;
  }

  #inUse(id: string): boolean {
    const row = this.#rows.get(idKey(id));
    if (row) return row.enabled;
    return this.#listed !== undefined && (this.#table.length === 0 || this.#learned.has(idKey(id)));
  }

  #byName(candidates: ReadonlyMap<string, ListedVehicle>): VehicleNames {
    if (this.#names) return this.#names;
    this.#names = new VehicleNames();
    for (const vehicle of candidates.values()) this.#enterName(vehicle);
    return this.#names;
  }

  #enterName(vehicle: ListedVehicle): void {
    this.#names?.enter(vehicle, this.#vehicle(vehicle).name, this.#defaultNames(vehicle));
  }

  /** VEHICLE_UNKNOWN, saying which vehicles there are. */
  unknown(selector: VehicleSelector): VehicleCloudError {
    const vehicles = this.enabled();
    const there =
      vehicles.length === 0 ? whyNone(this.#lists, this.#table.length > 0) : `There are: ${named(vehicles)}.`;
    const what =
      selector === undefined || selector === ""
        ? vehicles.length === 0
          ? "No vehicle was found."
          : "The account has more than one vehicle and none was chosen; choose one in the node or set msg.vehicle."
        : `The vehicle ${shown(selector)} is not in this account, is switched off, or shares its name with another.`;
    return cloudError("VEHICLE_UNKNOWN", `${what} ${there} Nothing was sent to a vehicle.`);
  }

  set(vehicles: readonly ListedVehicle[]): void {
    const listed = byId(vehicles);
    // Behind those of the table: whoever is told of first, or asked first, is what the owner has entered.
    this.#listed = new Map([...listed, ...[...this.#learned].filter(([key]) => !listed.has(key))]);
    this.#names = undefined;
    this.#at = ticks(this.#clock);
  }

  /** The next use reads the list again, if that has not just been done: the cloud no longer knows one of its vehicles. */
  doubt(): void {
    if (this.worthLookingAgain) this.#at = -Infinity;
  }

  /** The cloud did not answer: the list serves another hour. */
  postpone(): void {
    this.#at = ticks(this.#clock) - listMaxAgeMs + 3600_000;
  }

  learnedIds(): string[] {
    return [...this.#learned.values()].map(({ id }) => id);
  }

  /** What was learned; it outlives a restart, a fleet does not push all at once. */
  saveLearned(only?: string): JsonObject[] {
    const rows = only === undefined ? [...this.#learned.values()] : [this.#learned.get(idKey(only))];
    return rows.flatMap((row) => (row ? [{ id: row.id, model: row.model }] : []));
  }

  restoreLearned(stored: unknown): void {
    for (const row of objects(stored)) {
      const id = text(row["id"]);
      if (this.#learned.size >= this.#mostLearned || !id || this.#learned.has(idKey(id))) continue;
      const vehicle: ListedVehicle = { id, model: text(row["model"]) ?? "", facts: {} };
      this.#learned.set(idKey(id), vehicle);
      if (this.#listed && !this.#listed.has(idKey(id))) this.#listed.set(idKey(id), vehicle);
    }
    this.#names = undefined;
  }

  save(): JsonObject | undefined {
    return (
      this.#listed && {
        at: Number.isFinite(this.#at) ? dateOfTick(this.#clock, this.#at) : 0,
        vehicles: [...this.#listed.values()],
      }
    );
  }

  restore(stored: unknown): void {
    const vehicles = restoredVehicles(own(stored, "vehicles"));
    if (vehicles.length === 0) return;
    this.#listed = byId(vehicles);
    this.#names = undefined;
    const at = finite(own(stored, "at")) ?? 0;
    // From a time to come: its age is not known.
    this.#at = at > this.#clock.now() ? -Infinity : tickOfDate(this.#clock, at, 0);
  }

  get #ageMs(): number {
    return ticks(this.#clock) - this.#at;
  }

  #vehicle({ id, model, name }: ListedVehicle): Vehicle {
    const row = this.#rows.get(idKey(id));
    // A vehicle of the demo keeps its name when the table, which then is the list, has none for it: topics follow names.
    const own = row?.name?.trim() || name?.trim() || presetOf(this.#platform)?.nameOf(id);
    return { id, name: own || defaultName(model, id), model, platform: this.#platform };
  }
}
