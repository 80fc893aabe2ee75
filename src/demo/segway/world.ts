import type { Clock } from "../../base/clock";
import { alertCodes, openAlerts, reportedState, type Bike } from "./bike";
import { createFleet } from "./fleet";
import { live, stepSeconds } from "./life";
import {
  locationValues,
  signedBody,
  statusValues,
  type DemoPush,
  type DemoPushKind,
  type PushSigner,
} from "./push-body";
import { locationReport, spellsOldStyle, statusReport, type LocationReport, type StatusReport } from "./reports";

export interface WorldOptions {
  clock: Clock;
  seed: number;
  /** Vehicle seconds per clock second. */
  speed: number;
  /** Number of e-bikes. */
  count: number;
  signer: PushSigner;
}

/** A bike with what the cloud knows of it and what it has said so far. */
interface Known {
  bike: Bike;
  status: StatusReport;
  location?: LocationReport;
  state: string;
  alerts: number[];
  faults: number[];
  /** Vehicle time (s) of the next report. */
  statusDue: number;
  locationDue: number;
}

/** Vehicle seconds that a fleet nobody looked at catches up with: a demo that was left alone for a week must answer at once. */
const longestCatchUp = 6 * 3600;
/** Pushes that are kept for whoever asks; older ones go. */
const longestLog = 5000;

/**
 * The fleet, its time, and the pushes that come of it. Vehicle time runs `speed` times as fast as the clock, in steps of
 * 10 s, while every time that is told is the clock's: a reading from the future would be of no use.
 */
export class SegwayWorld {
  readonly #options: WorldOptions;
  readonly #known = new Map<string, Known>();
  readonly #pushes: DemoPush[] = [];
  #seq = 0;
  #speed: number;
  /** Clock time and vehicle time up to which the fleet has lived. */
  #livedAt: number;
  #vehicleNow = 0;
  #owed = 0;

  constructor(options: WorldOptions) {
    this.#options = options;
    this.#speed = options.speed;
    this.#livedAt = options.clock.now();
    for (const bike of createFleet(options.seed, options.count)) this.#introduce(bike);
  }

  get bikes(): Bike[] {
    return [...this.#known.values()].map(({ bike }) => bike);
  }

  get speed(): number {
    return this.#speed;
  }

  /** Vehicle time, seconds since the start. */
  get vehicleNow(): number {
    return this.#vehicleNow;
  }

  find(iotCode: string): Bike | undefined {
    return this.#known.get(iotCode)?.bike;
  }

  status(iotCode: string): StatusReport | undefined {
    return this.#known.get(iotCode)?.status;
  }

  location(iotCode: string): LocationReport | undefined {
    return this.#known.get(iotCode)?.location;
  }

  /** Changes how fast vehicle time runs, from now on. */
  setSpeed(speed: number): void {
    this.tick();
    this.#speed = speed;
  }

  /** Brings the fleet to the clock's present. */
  tick(): void {
    const now = this.#options.clock.now();
    // A clock that was set back does not make the fleet younger.
    const passed = Math.max(0, now - this.#livedAt);
    this.#owed += Math.min((passed / 1000) * this.#speed, longestCatchUp);
    const from = Math.min(this.#livedAt, now);
    this.#livedAt = now;
    const steps = Math.floor(this.#owed / stepSeconds + 1e-9);
    this.#owed -= steps * stepSeconds;
    for (let step = 1; step <= steps; step++) this.#step(from + ((now - from) * step) / steps);
  }

  /** Lets the fleet live that much longer, at the clock's present. */
  advance(seconds: number): void {
    this.tick();
    this.#owed += seconds;
    this.tick();
  }

  /** A bike tells what has changed in it now, as it does after a command; `all` = its whole state, changed or not. */
  report(iotCode: string, all = false): void {
    const known = this.#known.get(iotCode);
    if (!known) return;
    const now = this.#options.clock.now();
    if (all) this.#sendStatus(known, now);
    this.#tellChanges(known, now);
    if (all && known.bike.online) this.#sendLocation(known, now);
  }

  /** The pushes after that `seq`, oldest first. */
  pushes(since = 0): DemoPush[] {
    return this.#pushes.filter((push) => push.seq > since);
  }

  get lastSeq(): number {
    return this.#seq;
  }

  #introduce(bike: Bike): void {
    const now = this.#options.clock.now();
    const { locationInterval, statusInterval } = bike.intervals;
    this.#known.set(bike.iotCode, {
      bike,
      status: statusReport(bike, now),
      location: locationReport(bike, now),
      state: reportedState(bike),
      alerts: [],
      faults: [],
      // Spread out, so that a fleet does not report in one second.
      statusDue: Math.floor(bike.random() * (bike.locked ? statusInterval.lockStatus : 10)),
      locationDue: Math.floor(bike.random() * (bike.locked ? locationInterval.lockStatus : 10)),
    });
  }

  #step(atMs: number): void {
    this.#vehicleNow += stepSeconds;
    for (const known of this.#known.values()) {
      const { bike } = known;
      live(bike, this.#vehicleNow);
      this.#tellChanges(known, atMs);
      if (!bike.online) continue;
      if (this.#vehicleNow >= known.statusDue) this.#sendStatus(known, atMs);
      if (this.#vehicleNow >= known.locationDue) this.#sendLocation(known, atMs);
    }
  }

  #tellChanges(known: Known, atMs: number): void {
    const { bike } = known;
    const state = reportedState(bike);
    // That a bike has gone silent is told by the cloud itself.
    if (state !== known.state) this.#sendStatus(known, atMs);
    known.state = state;
    if (!bike.online) return;
    this.#tellOpened("alert", known, known.alerts, openAlerts(bike), atMs);
    this.#tellOpened("fault", known, known.faults, [...bike.faults], atMs);
  }

  #tellOpened(kind: "alert" | "fault", known: Known, before: number[], after: number[], atMs: number): void {
    const statusUtcTime = Math.floor(atMs / 1000);
    const tell = (code: number, gone: boolean): void => {
      const name = kind === "alert" ? "alertStatus" : "faultStatus";
      // There is no "disappeared" for a fall while unlocked: 2 ends both (docs/protocol/segway.md 5).
      const told = kind === "alert" && gone && code === alertCodes.fallenUnlocked ? alertCodes.fallenLocked : code;
      this.#push(kind, known.bike, { statusUtcTime, [name]: gone ? 1 : 0, code: told }, atMs);
    };
    for (const code of before.filter((one) => !after.includes(one))) tell(code, true);
    for (const code of after.filter((one) => !before.includes(one))) tell(code, false);
    before.splice(0, before.length, ...after);
  }

  #sendStatus(known: Known, atMs: number): void {
    const { bike } = known;
    known.status = statusReport(bike, atMs);
    const { ridingStatus, nonRiding, lockStatus } = bike.intervals.statusInterval;
    known.statusDue = this.#vehicleNow + (bike.locked ? lockStatus : bike.speed > 0 ? ridingStatus : nonRiding);
    this.#push("status", bike, statusValues(known.status, spellsOldStyle(bike)), atMs);
  }

  #sendLocation(known: Known, atMs: number): void {
    const { bike } = known;
    const report = locationReport(bike, atMs);
    // The cloud keeps the last valid one for its query, if there ever was one.
    if (report.valid || !known.location?.valid) known.location = report;
    const { unlockStatus, lockStatus } = bike.intervals.locationInterval;
    known.locationDue = this.#vehicleNow + (bike.locked ? lockStatus : unlockStatus);
    this.#push("location", bike, locationValues(report), atMs);
  }

  #push(kind: DemoPushKind, bike: Bike, values: Record<string, string | number | boolean>, at: number): void {
    const oldStyle = kind === "location" && spellsOldStyle(bike);
    const signed = signedBody(this.#options.signer, bike.iotCode, values, oldStyle);
    if (this.#pushes.length >= longestLog) this.#pushes.splice(0, longestLog / 10);
    this.#pushes.push({ seq: ++this.#seq, at, kind, iotCode: bike.iotCode, ...signed });
  }
}
