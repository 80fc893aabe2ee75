import type { ReadKind } from "../../platforms/platform";

/** What a status node can be set to read: the overview, with or without the charge target, or another kind of reading. */
export type StatusRead = "overviewAndTarget" | ReadKind;

interface Pace {
  /** How often it is read by itself, minutes, unless the node says otherwise. */
  every: number;
  /** Not more often than this: the platform would answer from its memory. */
  least: number;
}

const unverified: Pace = { every: 360, least: 5 };

/** Kinds beside the overview. The dialog has the same numbers (src/editor/read-kinds.js); a test compares the two. */
export const paces: Readonly<Record<Exclude<ReadKind, "overview" | "statusPart">, Pace>> = {
  trips: { every: 60, least: 15 },
  chargeTarget: { every: 360, least: 5 },
  abilities: { every: 1440, least: 60 },
  capabilities: { every: 1440, least: 60 },
  firmware: { every: 1440, least: 1440 },
  chargingSchedule: { every: 360, least: 5 },
  stateFlags: { every: 60, least: 5 },
  tripTrack: { every: 1440, least: 15 },
  location: { every: 15, least: 5 },
  batteryDetails: { every: 15, least: 5 },
  bluetoothKey: { every: 1440, least: 60 },
  totalDistance: unverified,
  geofences: unverified,
  climateSchedule: unverified,
  fridge: unverified,
  locker: unverified,
  fragrance: unverified,
  valetSettings: unverified,
  ranking: unverified,
  diagnosticHistory: unverified,
  chargeStatus: unverified,
  chargeRecords: unverified,
  nextTravelTime: unverified,
  carConfiguration: unverified,
  powerMode: unverified,
};

/** The kind of a saved setting, or undefined for the overview and for what no version has had. */
export function otherKind(read: unknown): keyof typeof paces | undefined {
  return typeof read === "string" && Object.hasOwn(paces, read) ? (read as keyof typeof paces) : undefined;
}
