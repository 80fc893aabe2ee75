/** What a vehicle event tells of; docs/nodes.md, vehicle event. */
export const eventNames = [
  "chargingStarted",
  "chargingFinished",
  "chargingStopped",
  "pluggedIn",
  "unplugged",
  "below",
  "reached",
  "unlockedFor",
  "openFor",
  "driveStarted",
  "parked",
  "arrived",
  "left",
  "warning",
  "alarm",
  "silent",
  "heardAgain",
  "sessionTaken",
  "signInNeeded",
  "back",
] as const;

export type EventName = (typeof eventNames)[number];

/** Which rules are on, and their numbers. */
export interface EventRules {
  on: ReadonlySet<EventName>;
  /** Percent of the battery. */
  below: number;
  reached: number;
  /** Minutes. */
  unlockedMinutes: number;
  openMinutes: number;
  silentHours: number;
  /** Whether somebody can be asked before "left unlocked" and "left open" is told. */
  asks: boolean;
}

export interface Place {
  latitude: number;
  longitude: number;
  /** Of the fence that it is in. */
  name?: string;
}

/** A drive, as readings show it. Times are the vehicle's, ISO 8601; what no reading tells is left out. */
export interface Drive {
  /** Absent if no reading fell into the drive, or if after a long silence another may have come before it. */
  startedAt?: string;
  endedAt: string;
  km?: number;
  /** Straight lines between positions, where there is no odometer: less than what was driven. */
  kmEstimated?: true;
  startOdometerKm?: number;
  endOdometerKm?: number;
  percentUsed?: number;
  /** Worked out from the percent used and the capacity that the cloud tells: what a meter would show is another figure. */
  kwh?: number;
  kwhEstimated?: true;
  litresUsed?: number;
  from?: Place;
  to?: Place;
  /** No reading fell into the drive: the odometer alone tells that there was one. */
  unseen?: true;
}

/** What a charging took, by readings. */
export interface Charge {
  startedAt: string;
  endedAt: string;
  percentFrom?: number;
  percentTo?: number;
  minutes: number;
}

export interface VehicleEvent {
  event: EventName | "storm";
  /** By the vehicle's clock, ISO 8601: since when it is so. */
  since: string;
  /** Percent, minutes, hours, the warning's name, how many a storm kept back… */
  value?: number | string;
  reason?: "paused" | "error" | "unplugged";
  /** Names of what is open. */
  what?: string[];
  charge?: Charge;
  trip?: Drive;
  place?: string;
  /** It came due while Node-RED was off. */
  late?: true;
  /** Asked once more, and nobody answered. */
  unconfirmed?: true;
}

/** A rule's finding: what to tell, and when it came true by the vehicle's clock, which the limits count by. */
export interface Finding extends Omit<VehicleEvent, "event" | "since"> {
  event: EventName;
  since: number;
  at: number;
}

/** Something that comes true unless a newer reading says otherwise. */
export interface Pending {
  /** By the vehicle's clock. */
  since: number;
  due: number;
  /** By ours. */
  wallDue: number;
}

/** What the rules look at. */
export interface Moment {
  rules: EventRules;
  /** By the vehicle's clock: of the reading, or of the timer. */
  at: number;
  /** By ours. */
  now: number;
  found: Finding[];
}

/** A pending rule, by the vehicle's clock, that the timer takes for ours. */
export function pendingFrom({ at, now }: Pick<Moment, "at" | "now">, since: number, waitMs: number): Pending {
  const due = since + waitMs;
  return { since, due, wallDue: now + Math.max(0, due - at) };
}

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}
