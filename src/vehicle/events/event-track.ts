import { isObject, own } from "../../base/json";
import type { Charging } from "./charging";
import { newDrives, type Drives } from "./drives";
import { aheadMs } from "./event-facts";
import type { Pending } from "./event-types";
import { newLeftOpen, type LeftOpen } from "./left-open";
import type { Levels } from "./levels";
import { newLimits, type Limits } from "./limits";
import type { Silence } from "./silence";
import { newWarnings, type Warnings } from "./warnings";

/** What is known of one vehicle; plain JSON, so that it can be kept. */
export interface Track {
  v: 1;
  at: number;
  charging: Charging;
  levels: Levels;
  leftOpen: LeftOpen;
  drives: Drives;
  warnings: Warnings;
  silence: Silence;
  limits: Limits;
}

export function newTrack(): Track {
  return {
    v: 1,
    at: -Infinity,
    charging: {},
    levels: {},
    leftOpen: newLeftOpen(),
    drives: newDrives(),
    warnings: newWarnings(),
    silence: {},
    limits: newLimits(),
  };
}

/** What is so, without since when: of a vehicle whose times were wrong. */
export function timeless({ charging, levels, leftOpen, drives, warnings }: Track): Track {
  const so: Track = { ...newTrack(), charging: { ...charging }, levels, warnings };
  for (const key of ["start", "stop", "idleSince", "startedAt", "percentFrom"] as const) delete so.charging[key];
  so.drives = timelessDrives(drives);
  if (leftOpen.ignition) so.leftOpen.ignition = leftOpen.ignition;
  for (const key of ["unlocked", "open"] as const) if (leftOpen[key].told) so.leftOpen[key].told = true;
  return so;
}

export function timelessDrives(drives: Drives): Drives {
  const so: Drives = { ...drives, metres: 0 };
  for (const key of ["began", "stop", "spot"] as const) delete so[key];
  return so;
}

export function pendingOf({ charging, drives, leftOpen, silence }: Track): Pending[] {
  const all = [charging.start, charging.stop, drives.stop, leftOpen.unlocked.pending, leftOpen.open.pending];
  return [...all, silence.pending].filter((each) => each !== undefined).sort((a, b) => a.wallDue - b.wallDue);
}

/** The longest that a rule waits: silence, 720 h. */
const longestMs = 720 * 3_600_000;

type Check = (value: unknown) => boolean;

const bool: Check = (value) => typeof value === "boolean";
const ranged =
  (least: number, most: number): Check =>
  (value) =>
    typeof value === "number" && value >= least && value <= most;
const oneOf =
  (...values: unknown[]): Check =>
  (value) =>
    values.includes(value);
const recordOf =
  (check: Check): Check =>
  (value) =>
    isObject(value) && Object.values(value).every(check);
/** An object of these, each with a good value or absent. */
const shape =
  (needed: Record<string, Check>, optional: Record<string, Check> = {}): Check =>
  (value) =>
    isObject(value) &&
    Object.entries(needed).every(([key, check]) => check(own(value, key))) &&
    Object.entries(optional).every(([key, check]) => own(value, key) === undefined || check(own(value, key)));

/** Whether it is what is known of drives, each value one that can be. */
export function isDrives(packed: unknown, now: number): packed is Drives {
  return drivesCheck(now)(packed);
}

function drivesCheck(now: number): Check {
  const time = ranged(0, now + aheadMs);
  const due = ranged(0, now + aheadMs + longestMs);
  const spot = shape({ at: time, lat: ranged(-90, 90), lon: ranged(-180, 180) });
  const amounts = {
    odometerKm: ranged(0, 5_000_000),
    percent: ranged(0, 100),
    litres: ranged(0, 1000),
    capacityKwh: ranged(1, 300),
  };
  return shape(
    { last: shape({}, amounts), metres: ranged(0, 1e9) },
    {
      ...{ phase: oneOf("parked", "driving"), ignition: oneOf("on", "off"), spot, at: time },
      began: shape({ at: time }, { ...amounts, spot, unsure: bool }),
      stop: shape({ since: time, due, wallDue: due }, { spot }),
    },
  );
}

/** The file is ours; this tells another version, or a damaged one, before it is used: every value that a rule reckons with. */
export function isTrack(packed: unknown, now: number): packed is Track {
  const time = ranged(0, now + aheadMs);
  const due = ranged(0, now + aheadMs + longestMs);
  const percent = ranged(0, 100);
  const pending = { since: time, due, wallDue: due };
  const ignition = oneOf("on", "off");
  const names: Check = (value) => Array.isArray(value) && value.every((name) => typeof name === "string");
  const lasting = shape({}, { since: time, pending: shape(pending), asking: bool, told: bool, what: names });
  const flags = recordOf(bool);
  return shape({
    v: oneOf(1),
    at: time,
    charging: shape(
      {},
      {
        ...{ charging: bool, pluggedIn: bool, told: bool, percent, percentFrom: percent, target: percent },
        ...{ idleSince: time, startedAt: time, start: shape(pending) },
        stop: shape(pending, { reason: oneOf("paused", "error", "unplugged") }),
      },
    ),
    levels: shape({}, { percent, below: bool, reached: bool }),
    leftOpen: shape({ unlocked: lasting, open: lasting }, { ignition }),
    drives: drivesCheck(now),
    warnings: shape({ warning: flags, alarm: flags }),
    silence: shape({}, { heardAt: time, pending: shape(pending), told: bool }),
    limits: shape({ told: recordOf(time), count: ranged(0, 1e9) }, { hourFrom: time }),
  })(packed);
}
