import { dateOfTick, ticks, type Clock } from "../../base/clock";
import type { VehicleStatus } from "../../vehicle/model";
import { asCloudError } from "../../base/errors";
import type { CommandResult, ControlResult } from "../commands/command-types";
import type { ReadingSource } from "../types";
import type { CommandNote, HistoryFacts } from "./glance-types";

/** Above this nothing is kept of single vehicles: 4 kB each are meant for cars. */
export const mostWithHistory = 1000;
const slotMs = 900_000;
const slots = 96;
const places = 40;
const mostCommands = 10;
/** A vehicle that stands has not moved by what its receiver wavers, about 30 m. */
const movedDeg = 0.0003;
const minutes = 60;

/** Of one vehicle, in one buffer of 580 bytes; its commands beside it. */
class Page {
  readonly charge: Uint8Array;
  /** Pairs of latitude and longitude, ten-millionths of a degree. */
  readonly trail: Int32Array;
  /** Seconds. */
  readonly trailAt: Uint32Array;
  slot = -1;
  moved = 0;
  commands: CommandNote[] | undefined;

  constructor() {
    const buffer = new ArrayBuffer(places * 12 + slots);
    this.trail = new Int32Array(buffer, 0, places * 2);
    this.trailAt = new Uint32Array(buffer, places * 8, places);
    this.charge = new Uint8Array(buffer, places * 12, slots).fill(255);
  }
}

/** The last day of each vehicle, in memory and bounded: what is read and pushed anyway, never asked for. */
export class RecentPast {
  /** Hears of commands, which are no reading. */
  onCommand: (vehicleId: string) => void = () => undefined;
  readonly #clock: Clock;
  readonly #began: number;
  readonly #pages = new Map<string, Page>();
  readonly #pushes = new Uint32Array(minutes);
  #minute = -1;
  #pushed = false;
  #off = false;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#began = ticks(clock);
  }

  /** False: there are too many vehicles. */
  get kept(): boolean {
    return !this.#off;
  }

  note(vehicleId: string, status: VehicleStatus | undefined, source: ReadingSource): void {
    const now = ticks(this.#clock) - this.#began;
    if (source === "push") this.#countPush(now);
    const page = status && this.#page(vehicleId);
    if (!page) return;
    this.#turn(page, now);
    const { percent } = status.battery;
    if (typeof percent === "number" && percent >= 0 && percent <= 100)
      page.charge[page.slot % slots] = Math.round(percent * 2);
    const { latitude, longitude, trusted } = status.position;
    if (typeof latitude === "number" && typeof longitude === "number" && trusted !== false)
      move(page, Math.round(latitude * 1e7), Math.round(longitude * 1e7), now);
  }

  /** Its outcome is entered with the returned function. */
  command(vehicleId: string, command: string): (outcome: CommandNote["outcome"], code?: string) => void {
    const page = this.#page(vehicleId);
    if (!page) return () => undefined;
    const note: CommandNote = { command: command.slice(0, 60), at: this.#clock.now(), outcome: "underWay" };
    page.commands = [note, ...(page.commands ?? [])].slice(0, mostCommands);
    this.onCommand(vehicleId);
    return (outcome, code) => {
      note.outcome = outcome;
      if (code !== undefined) note.code = code.slice(0, 60);
      this.onCommand(vehicleId);
    };
  }

  /** Notes a command and, as it ends, what came of it. */
  async follow(vehicleId: string, command: string, running: Promise<CommandResult>): Promise<CommandResult> {
    const end = this.command(vehicleId, command);
    try {
      const result = await running;
      end(result.outcome, result.reason);
      return result;
    } catch (error) {
      const { code, sent } = asCloudError(error);
      // Who waited for it was closed; it goes on, and nobody here hears what comes of it.
      end(sent === true ? "unknown" : "refused", code);
      throw error;
    }
  }

  noteAll(result: ControlResult): ControlResult {
    const { operation, rows } = result;
    for (const { vehicle, outcome, code, reason } of rows) this.command(vehicle.id, operation)(outcome, code ?? reason);
    return result;
  }

  facts(vehicleId: string): HistoryFacts | undefined {
    const page = this.#pages.get(vehicleId);
    if (!page) return undefined;
    const tick = ticks(this.#clock);
    this.#turn(page, tick - this.#began);
    const charge = Array.from({ length: slots }, (_, i) => {
      const value = page.charge[(page.slot + 1 + i) % slots]!;
      return value === 255 ? null : value / 2;
    });
    const kept = Math.min(page.moved, places);
    const trail = Array.from({ length: kept }, (_, i) => {
      const at = (page.moved - kept + i) % places;
      return {
        at: dateOfTick(this.#clock, this.#began + page.trailAt[at]! * 1000),
        latitude: page.trail[at * 2]! / 1e7,
        longitude: page.trail[at * 2 + 1]! / 1e7,
      };
    });
    return { charge, trail, commands: page.commands ?? [] };
  }

  /** Of the last hour, the oldest minute first; undefined if there was never one. */
  pushes(): number[] | undefined {
    if (!this.#pushed) return undefined;
    this.#turnMinute(ticks(this.#clock) - this.#began);
    return Array.from({ length: minutes }, (_, i) => this.#pushes[(this.#minute + 1 + i) % minutes]!);
  }

  /** Nothing is known of the vehicle any more. */
  drop(vehicleId: string): void {
    this.#pages.delete(vehicleId);
  }

  #page(vehicleId: string): Page | undefined {
    if (this.#off) return undefined;
    let page = this.#pages.get(vehicleId);
    if (page) return page;
    if (this.#pages.size >= mostWithHistory) {
      this.#off = true;
      this.#pages.clear();
      return undefined;
    }
    this.#pages.set(vehicleId, (page = new Page()));
    return page;
  }

  /** Quarters that have begun since are empty until something is told in them. */
  #turn(page: Page, now: number): void {
    const slot = Math.floor(now / slotMs);
    if (slot === page.slot) return;
    const passed = page.slot < 0 ? 0 : Math.min(slots, slot - page.slot);
    for (let i = 0; i < passed; i++) page.charge[(slot - i) % slots] = 255;
    page.slot = slot;
  }

  #countPush(now: number): void {
    this.#turnMinute(now);
    this.#pushed = true;
    this.#pushes[this.#minute % minutes]!++;
  }

  #turnMinute(now: number): void {
    const minute = Math.floor(now / 60_000);
    if (minute === this.#minute) return;
    const passed = this.#minute < 0 ? 0 : Math.min(minutes, minute - this.#minute);
    for (let i = 0; i < passed; i++) this.#pushes[(minute - i) % minutes] = 0;
    this.#minute = minute;
  }
}

function move(page: Page, latitude: number, longitude: number, now: number): void {
  const last = ((page.moved + places - 1) % places) * 2;
  const near =
    page.moved > 0 &&
    Math.abs(page.trail[last]! - latitude) < movedDeg * 1e7 &&
    Math.abs(page.trail[last + 1]! - longitude) < movedDeg * 1e7;
  if (near) return;
  const at = page.moved % places;
  page.trail[at * 2] = latitude;
  page.trail[at * 2 + 1] = longitude;
  page.trailAt[at] = Math.floor(now / 1000);
  page.moved++;
}
