import type { Clock } from "../base/clock";
import { cloudError } from "../base/errors";
import { finite, isObject, own, type JsonObject } from "../base/json";
import { maskId } from "../base/logger";
import type { MeterEntry } from "../http/client";
import { endOfDay, localTime } from "../base/local-day";
import type { Usage } from "./types";

/** Requests per vehicle and day for readings, unless the account says otherwise (docs/nodes.md, vehicle account). */
export const defaultBudget = 300;

/**
 * Counts requests per vehicle and local day, and stops readings at the budget. Commands, their confirmation and sign-in are
 * counted but never stopped.
 */
export class Budget {
  readonly #clock: Clock;
  readonly #limit: number;
  readonly #timeZone: string | undefined;
  readonly #exempt = new Map<string, number>();
  #day = "";
  #begins = Infinity;
  #ends = -Infinity;
  #vehicles: Record<string, number> = {};
  /** Of these, what the budget is for. */
  #reads: Record<string, number> = {};
  #purposes: Record<string, number> = {};
  /** Called when a count has changed, with the vehicle or "account". */
  onCount: (vehicle: string) => void = () => undefined;

  constructor(options: { clock: Clock; limit: number; timeZone?: string }) {
    this.#clock = options.clock;
    this.#limit = options.limit;
    this.#timeZone = options.timeZone;
  }

  /** Counts a request that is about to leave. Throws BUDGET_SPENT for a reading beyond the budget. */
  meter(entry: MeterEntry): void {
    if (entry.purpose === "read" && entry.vehicle !== undefined) this.check(entry.vehicle);
    this.#today();
    const vehicle = entry.vehicle ?? "account";
    add(this.#vehicles, vehicle);
    add(this.#purposes, entry.purpose);
    if (entry.purpose === "read" || entry.purpose === "select") add(this.#reads, vehicle);
    this.onCount(vehicle);
  }

  /** Throws BUDGET_SPENT if no further reading of this vehicle may be asked for today. */
  check(vehicleId: string): void {
    this.#today();
    if (this.#exempt.has(vehicleId) || count(this.#reads, vehicleId) < this.#limit) return;
    const retryAfterMs = Math.max(1000, this.#ends - this.#clock.now());
    throw cloudError(
      "BUDGET_SPENT",
      `The ${this.#limit} requests a day for readings of ${maskId(vehicleId)} are spent; reading goes on at midnight. Commands still work. Raise the account's budget or read less often.`,
      { retryAfterMs, sent: false, lastReadingServes: false },
    );
  }

  /** Lets readings of a vehicle pass while a command of it waits for its confirmation. Returns the end of it. */
  exempt(vehicleId: string): () => void {
    this.#exempt.set(vehicleId, (this.#exempt.get(vehicleId) ?? 0) + 1);
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      const left = this.#exempt.get(vehicleId)! - 1;
      if (left > 0) this.#exempt.set(vehicleId, left);
      else this.#exempt.delete(vehicleId);
    };
  }

  usage(): Usage {
    this.#today();
    return {
      day: this.#day,
      budget: this.#limit,
      vehicles: { ...this.#vehicles },
      purposes: { ...this.#purposes },
      total: Object.values(this.#vehicles).reduce((sum, value) => sum + value, 0),
    };
  }

  /** With a vehicle only its counts, and the purposes. */
  save(vehicle?: string): JsonObject {
    this.#today();
    if (vehicle !== undefined) {
      const of = (counts: Record<string, number>): JsonObject =>
        Object.hasOwn(counts, vehicle) ? { [vehicle]: counts[vehicle] } : {};
      return { day: this.#day, vehicles: of(this.#vehicles), reads: of(this.#reads), purposes: this.#purposes };
    }
    return { day: this.#day, vehicles: this.#vehicles, reads: this.#reads, purposes: this.#purposes };
  }

  /** Goes on from stored counts if they are of today; what was counted before the store was read is added. */
  restore(stored: unknown): void {
    this.#today();
    if (own(stored, "day") !== this.#day) return;
    merge(this.#vehicles, own(stored, "vehicles"));
    merge(this.#reads, own(stored, "reads"));
    merge(this.#purposes, own(stored, "purposes"));
  }

  #today(): void {
    const now = this.#clock.now();
    if (now >= this.#begins && now < this.#ends) return;
    const { day } = localTime(now, this.#timeZone);
    this.#begins = now;
    this.#ends = endOfDay(now, this.#timeZone);
    if (day === this.#day) return;
    this.#day = day;
    this.#vehicles = {};
    this.#reads = {};
    this.#purposes = {};
  }
}

function count(counts: Record<string, number>, key: string): number {
  return Object.hasOwn(counts, key) ? counts[key]! : 0;
}

function add(counts: Record<string, number>, key: string, by = 1): void {
  if (key !== "__proto__") counts[key] = count(counts, key) + by;
}

function merge(counts: Record<string, number>, stored: unknown): void {
  if (!isObject(stored)) return;
  for (const key of Object.keys(stored)) {
    const value = finite(stored[key]);
    if (value !== undefined && value > 0) add(counts, key, Math.round(value));
  }
}
