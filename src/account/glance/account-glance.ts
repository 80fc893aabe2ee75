import { randomBytes } from "node:crypto";
import { dateOfTick, ticks, type Clock, type ClockTimer } from "../../base/clock";
import { onAbort } from "../../base/abort";
import { allowedSilence } from "../../vehicle/age";
import type { Vehicle } from "../../vehicle/model";
import { msOf } from "../readings/book-page";
import type { AccountParts } from "../parts";
import type { VehiclePicture } from "./pictures";
import type { AccountFacts, ChangedVehicles, Glance, HistoryFacts, SessionFacts, VehicleFacts } from "./glance-types";

/** Nobody looks any more: what changes is not noted until somebody does. */
const lookedAwayMs = 60_000;

/** What is known of an account for somebody who looks on (`VehicleAccount.glance`). Listens only while somebody does. */
export class AccountGlance implements Glance {
  readonly #parts: AccountParts;
  readonly #clock: Clock;
  #epoch = "";
  #count = 0;
  /** Vehicle → the count at its last change. */
  readonly #changed = new Map<string, number>();
  /** Id → name, as of the last look. */
  #known = new Map<string, string>();
  #off: (() => void) | undefined;
  #timer: ClockTimer;
  /** Requests by vehicle as of the last look: a failed one is no reading, and shows all the same. */
  #requests: Readonly<Record<string, number>> = {};

  constructor(parts: AccountParts, clock: Clock) {
    this.#parts = parts;
    this.#clock = clock;
    onAbort(parts.closing.signal, () => this.#lookAway());
  }

  account(): AccountFacts {
    const { budget, failures, subscriptions, recent } = this.#parts;
    const { day, budget: limit, total, vehicles } = budget.usage();
    const last = failures.list().findLast(({ code }) => code !== "ABORTED");
    const facts: AccountFacts = {
      session: this.#session(),
      requests: { day, budget: limit, total, vehicles },
      history: recent.kept,
    };
    if (last) {
      const { code, message, times } = last;
      facts.trouble = { code, message, times, at: Date.parse(last.at), open: subscriptions.problems().length > 0 };
    }
    const pushes = recent.pushes();
    if (pushes) facts.pushes = pushes;
    return facts;
  }

  changed(since?: string): ChangedVehicles {
    this.#look();
    const all = this.#parts.list.enabled();
    this.#compare(all);
    this.#requests = this.#parts.budget.usage().vehicles;
    const [epoch, count] = (since ?? "").split(".");
    const whole = epoch !== this.#epoch || !/^\d{1,15}$/.test(count ?? "");
    const vehicles = whole ? all : all.filter(({ id }) => (this.#changed.get(id) ?? 0) > Number(count));
    return { mark: `${this.#epoch}.${this.#count}`, whole, vehicles, count: all.length };
  }

  facts(vehicleId: string): VehicleFacts {
    const { book, readings, events, pictures } = this.#parts;
    const status = readings.known(vehicleId);
    const requests = Object.hasOwn(this.#requests, vehicleId) ? this.#requests[vehicleId]! : 0;
    const facts: VehicleFacts = {
      requests,
      alerts: events.open(vehicleId, "alert"),
      faults: events.open(vehicleId, "fault"),
    };
    const picture = pictures.of(vehicleId);
    if (picture) facts.picture = picture.tag;
    const entry = book.current(vehicleId, "overview");
    if (!status || !entry) return facts;
    const heard = Object.values(entry.parts ?? {}).map((part) => part.heard);
    const reportedAt = msOf(status.reportedAt);
    return {
      ...facts,
      status,
      heardAt: heard.length > 0 ? Math.max(...heard) : entry.at,
      source: entry.source,
      ...(reportedAt === undefined ? {} : { staleAt: reportedAt + allowedSilence(status) * 1000 }),
    };
  }

  history(vehicleId: string): HistoryFacts | undefined {
    return this.#parts.recent.facts(vehicleId);
  }

  picture(vehicleId: string): VehiclePicture | undefined {
    return this.#parts.pictures.of(vehicleId);
  }

  #session(): SessionFacts {
    const { connection } = this.#parts;
    if (!connection) return { state: "idle" };
    const { guard, http, session, store, takeover } = connection;
    const facts: SessionFacts = { state: session.usable ? "kept" : "none", ...session.times?.() };
    if (!store.saved) facts.unsaved = true;
    // What hinders most comes first: a refused password is the owner's to mend, the others pass.
    if (guard.state === "refused") return { ...facts, state: "refused" };
    if (takeover.held) return { ...facts, state: "taken", ...this.#until(takeover.waitMs) };
    if (http.pauseMs > 0) return { ...facts, state: "paused", ...this.#until(http.pauseMs) };
    if (guard.state === "waiting" && !session.usable)
      return { ...facts, state: "waiting", ...this.#until(guard.waitMs) };
    return facts;
  }

  /** To the second: the same moment, reckoned again a little later, is the same. */
  #until(waitMs: number): { until?: number } {
    if (!Number.isFinite(waitMs)) return {};
    return { until: Math.round(dateOfTick(this.#clock, ticks(this.#clock) + waitMs) / 1000) * 1000 };
  }

  #look(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = this.#clock.setTimeout(() => this.#lookAway(), lookedAwayMs);
    if (this.#off) return;
    const parts = this.#parts;
    const note = (id: string): void => void this.#changed.set(id, ++this.#count);
    const off = parts.book.on(({ vehicleId }) => note(vehicleId));
    parts.onTouched = note;
    this.#off = () => {
      off();
      parts.onTouched = () => undefined;
    };
    this.#begin();
  }

  /** Marks given so far lead to nothing: who comes with one is told all. */
  #begin(): void {
    this.#epoch = randomBytes(6).toString("hex");
    this.#count = 0;
    this.#changed.clear();
  }

  /** A vehicle that is new has changed; one that has gone shows only in the whole. */
  #compare(vehicles: readonly Vehicle[]): void {
    const names = new Map(vehicles.map(({ id, name }) => [id, name]));
    for (const id of this.#known.keys()) {
      if (names.has(id)) continue;
      this.#begin();
      break;
    }
    for (const [id, name] of names) if (this.#known.get(id) !== name) this.#changed.set(id, ++this.#count);
    this.#known = names;
  }

  #lookAway(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#off?.();
    this.#off = undefined;
    this.#changed.clear();
    this.#known.clear();
  }
}
