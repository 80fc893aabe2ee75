import { finite, isObject, own } from "../../base/json";
import { sampleIn, type FenceSample } from "../fences/fence-sample";

/** What the rules go by, of one reading. Absent = not told. */
export interface Facts {
  /** By the vehicle's clock, milliseconds since 1970. */
  at: number;
  charging?: boolean;
  pluggedIn?: boolean;
  percent?: number;
  capacityKwh?: number;
  target?: number;
  batteryState?: string;
  litres?: number;
  locked?: boolean;
  /** What is open, by name; absent if nothing of it is told. */
  open?: string[];
  ignition?: "on" | "off";
  speedKmh?: number;
  odometerKm?: number;
  parkedSince?: number;
  place?: FenceSample;
  /** Warnings and alarms by name: whether it is on. */
  warnings: Record<string, boolean>;
  alarms: Record<string, boolean>;
}

/** A clock that is further ahead is wrong. */
export const aheadMs = 600_000;

/**
 * The facts of a reading as messages hold it, of any origin. Undefined if it is no reading, or from the future. One without
 * `reportedAt` is of the time it was read at. `latest`: the date by which the future begins: what our clock
 * would show had it not been set back.
 */
export function factsOf(reading: unknown, now: number, latest = now): Facts | undefined {
  if (!isObject(reading)) return undefined;
  const at = timeIn(reading, now);
  if (at === undefined || at > latest + aheadMs) return undefined;
  const [battery, motion, locks] = ["battery", "motion", "locks"].map((key) => own(reading, key));
  const percent = between(own(battery, "percent"), 0, 100);
  const target = between(own(battery, "targetPercent"), 1, 100);
  const state = own(battery, "state");
  const parkedSince = Date.parse(String(own(motion, "parkedSince")));
  return known({
    at,
    charging: yes(own(battery, "charging")),
    pluggedIn: yes(own(battery, "pluggedIn")),
    percent,
    capacityKwh: between(own(battery, "capacityKwh"), 1, 300),
    target,
    batteryState: typeof state === "string" ? state : undefined,
    litres: between(own(own(reading, "fuel"), "litres"), 0, 1000),
    locked: yes(own(locks, "locked")),
    open: openIn(own(reading, "openings")),
    ignition: ignitionIn(motion),
    speedKmh: between(own(motion, "speedKmh"), 0, 400),
    odometerKm: between(own(reading, "odometerKm"), 0, 5_000_000),
    parkedSince: Number.isFinite(parkedSince) ? parkedSince : undefined,
    place: placeIn(reading, now, latest),
    warnings: warningsIn(reading),
    alarms: alarmsIn(reading),
  });
}

function timeIn(reading: unknown, now: number): number | undefined {
  const given = own(reading, "reportedAt") ?? own(reading, "readAt");
  if (given === undefined || given === null) return now;
  const at = typeof given === "string" ? Date.parse(given) : NaN;
  return Number.isFinite(at) ? at : undefined;
}

function placeIn(reading: unknown, now: number, latest: number): FenceSample | undefined {
  return isObject(own(reading, "position")) ? sampleIn({ payload: reading }, Math.max(now, latest), latest) : undefined;
}

function ignitionIn(motion: unknown): "on" | "off" | undefined {
  const told = own(motion, "ignition");
  if (told === "on" || told === "off") return told;
  const driving = yes(own(motion, "driving"));
  return driving === undefined ? undefined : driving ? "on" : "off";
}

/** Names as paths below `openings`: `doors.driver`, `windows.passengerRear`, `trunk`. A charge lid is no door. */
function openIn(openings: unknown): string[] | undefined {
  const told: [string, boolean | undefined][] = [];
  for (const kind of ["doors", "windows"]) {
    const group = own(openings, kind);
    for (const corner of isObject(group) ? Object.keys(group).slice(0, 20) : []) {
      const each = own(group, corner);
      told.push([`${kind}.${corner}`, yes(isObject(each) ? own(each, "open") : each)]);
    }
  }
  for (const kind of ["trunk", "hood"]) told.push([kind, yes(own(openings, kind))]);
  told.push(["sunroof", yes(own(own(openings, "sunroof"), "open"))]);
  const sure = told.filter(([, open]) => open !== undefined);
  return sure.length === 0 ? undefined : sure.filter(([, open]) => open).map(([name]) => name);
}

/** What says nothing of a fluid, and what is well. */
const noLevels = new Set(["", "unknown"]);
const fineFluids = new Set(["normal", "ok", "full"]);

function warningsIn(reading: unknown): Record<string, boolean> {
  const warnings = Object.create(null) as Record<string, boolean>;
  const service = own(reading, "service");
  note(warnings, "service", yes(own(service, "warning")));
  for (const fluid of ["brakeFluid", "washerFluid"]) {
    const level = own(service, fluid);
    if (typeof level === "string" && !noLevels.has(level)) warnings[fluid] = !fineFluids.has(level);
  }
  const tyres = own(reading, "tyres");
  for (const corner of isObject(tyres) ? Object.keys(tyres).slice(0, 20) : []) {
    note(warnings, `tyres.${corner}`, yes(own(own(tyres, corner), "warning")));
  }
  return warnings;
}

function alarmsIn(reading: unknown): Record<string, boolean> {
  const alarms = Object.create(null) as Record<string, boolean>;
  for (const name of ["alarm", "crash"]) note(alarms, name, yes(own(own(reading, "security"), name)));
  return alarms;
}

function note(target: Record<string, boolean>, name: string, value: boolean | undefined): void {
  if (value !== undefined) target[name] = value;
}

const yes = (value: unknown): boolean | undefined => (typeof value === "boolean" ? value : undefined);

function between(value: unknown, least: number, most: number): number | undefined {
  const number = finite(value);
  return number !== undefined && number >= least && number <= most ? number : undefined;
}

type Loose<T> = { [Key in keyof T]: T[Key] | undefined };

/** A loop: with each push of a fleet, entries made and put together again cost more than all else here. */
function known(facts: Loose<Facts>): Facts {
  const told: Partial<Record<keyof Facts, unknown>> = {};
  for (const name of Object.keys(facts) as (keyof Facts)[]) if (facts[name] !== undefined) told[name] = facts[name];
  return told as Facts;
}
