import { cloudError, isVehicleCloudError } from "../../base/errors";
import type { JsonObject } from "../../base/json";
import { withAge } from "../../vehicle/age";
import { lastPosition } from "../../vehicle/last-position";
import type { ListedVehicle, Vehicle, VehicleStatus } from "../../vehicle/model";
import type { OwnTrip, ReadData, ReadKind } from "../../vehicle/read-data";
import type { ReadResult } from "../../platforms/platform";
import { offersRead, onlyOwn, withKept } from "./trip-readings";
import { untilAborted } from "../../base/abort";
import type { Book, BookEntry } from "./book";
import type { Budget } from "../budget";
import type { Connection } from "../session/connection";
import type { ReadingOptions as CallReadingOptions, ReadingSource, StatusOptions } from "../types";

export interface ReadingsOptions {
  book: Book;
  budget: Budget;
  closing: AbortSignal;
  connection: () => Promise<Connection>;
  listed: (id: string) => ListedVehicle | undefined;
  offers: readonly ReadKind[];
  /** The account's own trips of a vehicle in that time. */
  ownTrips: (id: string, from: number, to: number) => OwnTrip[];
  /** The cloud's time, as far as it is known. */
  now: () => number;
  /** The cloud no longer knows this vehicle. */
  onUnknown: () => void;
  /** Hears of readings made with parameters, which do not enter the book. */
  onAside: <K extends ReadKind>(vehicleId: string, kind: K, data: ReadData[K]) => void;
}

/** Freshness, docs/decisions.md: one answer serves all that ask within it. */
export const freshness = { usualSeconds: 60, leastSeconds: 5, decidingSeconds: 10 } as const;

/** A reading, with the cloud's own answer and when it was asked, milliseconds since 1970. */
export interface Answered<K extends ReadKind> {
  data: ReadData[K];
  raw?: unknown;
  at: number;
}

interface Request {
  source: ReadingSource;
  /** 0 = a new answer, but one that is under way serves. */
  maxAgeMs: number;
  /** Make it a smaller reading of its kind (`PreparedCommand.confirmParams`). */
  params?: JsonObject;
  signal?: AbortSignal;
}

/** Reads the cloud into the book: one request per vehicle and kind at a time, whoever asks. */
export class Readings {
  readonly #options: ReadingsOptions;
  readonly #underWay = new Map<string, Promise<BookEntry>>();

  constructor(options: ReadingsOptions) {
    this.#options = options;
  }

  /** From the book while fresh, else from the cloud. Rejects with the failure of the request. */
  async read<K extends ReadKind>(
    vehicle: Vehicle,
    kind: K,
    request: Request,
  ): Promise<{ entry: BookEntry<K>; asked: boolean }> {
    const { book, closing, offers } = this.#options;
    if (!offersRead(offers, kind)) throw notOffered(kind);
    const known = request.maxAgeMs > 0 ? book.current(vehicle.id, kind, request.maxAgeMs) : undefined;
    if (known) return { entry: known, asked: false };
    const key = `${kind} ${vehicle.id}${request.params ? " in part" : ""}`;
    // Of the same kind: the key says so.
    let asking = this.#underWay.get(key) as Promise<BookEntry<K>> | undefined;
    if (!asking) {
      asking = this.#ask(vehicle, kind, request).finally(() => this.#underWay.delete(key));
      this.#underWay.set(key, asking);
      asking.catch(() => undefined);
    }
    const entry = await untilAborted(untilAborted(asking, closing, "A reading"), request.signal, "A reading");
    return { entry, asked: true };
  }

  /** A new answer. With parameters it is not entered, and timed by our clock, as what is entered. */
  async bySchedule<K extends ReadKind>(vehicle: Vehicle, kind: K, params?: JsonObject): Promise<BookEntry<K>> {
    if (!params) return (await this.read(vehicle, kind, { source: "poll", maxAgeMs: 0 })).entry;
    const { data, raw } = await this.ofKind(vehicle, kind, params, { byItself: true });
    return { ...this.#options.book.timed(), data, raw, source: "poll" };
  }

  /**
   * A reading of any kind. Without parameters it is shared and kept, with them neither. The cloud's answer may be of an
   * earlier asking.
   */
  async ofKind<K extends ReadKind>(
    vehicle: Vehicle,
    kind: K,
    params: JsonObject | undefined,
    options: CallReadingOptions,
  ): Promise<Answered<K>> {
    const { signal, byItself = false, maxAgeSeconds } = options;
    if (params && Object.keys(params).length > 0) return this.#readWith(vehicle, kind, params, !byItself, signal);
    const maxAgeMs = Math.max(maxAgeSeconds ?? freshness.usualSeconds, freshness.leastSeconds) * 1000;
    const source = byItself ? "poll" : "message";
    const { data, raw, at } = (await this.read(vehicle, kind, { source, maxAgeMs, signal })).entry;
    return { data, raw, at };
  }

  async #readWith<K extends ReadKind>(
    vehicle: Vehicle,
    kind: K,
    params: JsonObject,
    byMessage: boolean,
    signal: AbortSignal | undefined,
  ): Promise<Answered<K>> {
    const { book, budget, offers, connection, now, onAside } = this.#options;
    if (!offersRead(offers, kind)) throw notOffered(kind);
    const asks = !onlyOwn(offers, kind, params);
    if (asks) budget.check(vehicle.id);
    const { care } = await connection();
    const listed = this.#listed(vehicle);
    const use = { purpose: "read" as const, vehicle: listed, byMessage, signal };
    try {
      const result = asks
        ? await care.withSession(use, (session, own) => session.read(kind, listed, { params, signal: own }))
        : undefined;
      const { data, raw } = this.#complete(vehicle, kind, result, params);
      const weighed = book.weighed(vehicle.id, kind, data);
      onAside(vehicle.id, kind, weighed);
      return { data: weighed, raw, at: now() };
    } catch (error) {
      const last =
        kind === "location" && isVehicleCloudError(error) && error.lastReadingServes && this.known(vehicle.id);
      if (!last || typeof last.position.latitude !== "number") throw error;
      return { data: lastPosition(last) as ReadData[K], at: now() };
    }
  }

  /** The book's status, its age as of now. */
  known(vehicleId: string): VehicleStatus | undefined {
    const { book, now } = this.#options;
    const entry = book.current(vehicleId, "overview");
    return entry && withAge(entry.data, now());
  }

  async status(vehicle: Vehicle, options: StatusOptions): Promise<{ status: VehicleStatus; raw?: unknown }> {
    const seconds = Math.max(options.maxAgeSeconds ?? freshness.usualSeconds, freshness.leastSeconds);
    const request: Request = { source: "message", maxAgeMs: seconds * 1000, signal: options.signal };
    if (options.fresh) return { status: await this.fresh(vehicle, { signal: options.signal }) };
    if (options.stateOnly) {
      if (this.#options.book.stateHolds(vehicle.id)) return { status: this.lastKnown(vehicle) };
      Object.assign(request, { maxAgeMs: 0, params: { position: false } });
    }
    try {
      const { entry, asked } = await this.read(vehicle, "overview", request);
      if (options.chargeTarget) await this.#target(vehicle, request);
      const status = this.lastKnown(vehicle);
      return asked ? { status, raw: entry.raw } : { status };
    } catch (error) {
      const serves = !options.stateOnly && isVehicleCloudError(error) && error.lastReadingServes;
      const last = serves ? this.known(vehicle.id) : undefined;
      if (!last) throw error;
      return { status: { ...last, stale: true } };
    }
  }

  /** A status that something may be left undone for (`StatusOptions.fresh`). Rejects rather than give an older one. */
  async fresh(vehicle: Vehicle, { params, signal }: Pick<Request, "params" | "signal"> = {}): Promise<VehicleStatus> {
    const { book, budget } = this.#options;
    if (!book.stateHeardWithin(vehicle.id, freshness.decidingSeconds * 1000)) {
      const free = budget.exempt(vehicle.id);
      try {
        await this.read(vehicle, "overview", { source: "message", maxAgeMs: 0, params, signal });
      } finally {
        free();
      }
    }
    return this.lastKnown(vehicle);
  }

  lastKnown(vehicle: Vehicle): VehicleStatus {
    const status = this.known(vehicle.id);
    if (!status) throw noReading();
    return status;
  }

  /** A vehicle without a charge target, or whose cloud tells none just now, has a status all the same. */
  async #target(vehicle: Vehicle, request: Request): Promise<void> {
    try {
      await this.read(vehicle, "chargeTarget", request);
    } catch (error) {
      if (!isVehicleCloudError(error, "NOT_SUPPORTED", "VEHICLE_OFFLINE")) throw error;
    }
  }

  async #ask<K extends ReadKind>(vehicle: Vehicle, kind: K, { source, params }: Request): Promise<BookEntry<K>> {
    const { book, budget, offers, connection, onUnknown } = this.#options;
    const asks = !onlyOwn(offers, kind, params);
    if (asks) budget.check(vehicle.id);
    const { care } = await connection();
    const listed = this.#listed(vehicle);
    const previous = book.current(vehicle.id, "overview")?.data;
    const use = { purpose: "read" as const, vehicle: listed, byMessage: source === "message" };
    try {
      const answered = asks
        ? await care.withSession(use, (session, signal) =>
            session.read(kind, listed, { previous, params, signal, byMessage: use.byMessage }),
          )
        : undefined;
      const result = this.#complete(vehicle, kind, answered, params);
      book.apply(vehicle.id, kind, result, source);
      return book.current(vehicle.id, kind) ?? { data: result.data, raw: result.raw, at: 0, source };
    } catch (error) {
      if (isVehicleCloudError(error, "VEHICLE_UNKNOWN")) onUnknown();
      throw error;
    }
  }

  /** The cloud's answer, if it was asked, with what the account knows by itself. */
  #complete<K extends ReadKind>(
    vehicle: Vehicle,
    kind: K,
    answered: ReadResult<K> | undefined,
    params?: JsonObject,
  ): ReadResult<K> {
    if (kind !== "trips") return answered!;
    const { ownTrips, now } = this.#options;
    const own = (from: number, to: number): OwnTrip[] => ownTrips(vehicle.id, from, to);
    return withKept(answered as ReadResult<"trips"> | undefined, own, params, now()) as ReadResult<K>;
  }

  #listed(vehicle: Vehicle): ListedVehicle {
    return this.#options.listed(vehicle.id) ?? { id: vehicle.id, model: vehicle.model, facts: {} };
  }
}

function noReading(): Error {
  return cloudError(
    "VEHICLE_OFFLINE",
    "There is no reading of this vehicle yet. One comes with the first successful read.",
    { sent: false },
  );
}

function notOffered(kind: string): Error {
  return cloudError("NOT_SUPPORTED", `This platform does not offer the reading "${kind}"; nothing was sent.`, {
    sent: false,
  });
}
