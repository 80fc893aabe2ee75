import type { ReadKind, UnverifiedReadKind } from "../../platforms/platform";
import { unverifiedKinds } from "../../vehicle/unverified-kinds";

/** What a status node can be set to read: the overview, with or without the charge target, or another kind of reading. */
export type StatusRead = "overviewAndTarget" | ReadKind;

interface Pace {
  /** How often it is read by itself, minutes, unless the node says otherwise. */
  every: number;
  /** Not more often than this: the platform would answer from its memory. */
  least: number;
  /** Where the dialog's list has it: none = at its head; `saved` = only where a node has it, since it comes with the overview. */
  group?: "more" | "saved" | "unverified";
  /** May take several requests: pages of a track, pictures, whether trips may be read. */
  several?: true;
}

const more = (every: number, least: number): Pace => ({ group: "more", every, least });

const unverified: Pace = { group: "unverified", every: 360, least: 5 };
const unverifiedPaces = Object.fromEntries(unverifiedKinds.map((kind) => [kind, unverified])) as Record<
  UnverifiedReadKind,
  Pace
>;

/** Kinds beside the overview, in the order of the dialog's list; the build gives it these (src/editor-facts.ts). */
export const paces: Readonly<Record<Exclude<ReadKind, "overview" | "statusPart">, Pace>> = {
  trips: { every: 60, least: 15, several: true },
  abilities: { ...more(1440, 60), several: true },
  capabilities: more(1440, 60),
  firmware: more(1440, 1440),
  chargingSchedule: { ...more(360, 5), several: true },
  stateFlags: more(60, 5),
  tripTrack: { ...more(1440, 15), several: true },
  batteryDetails: more(15, 5),
  bluetoothKey: more(1440, 60),
  location: more(15, 5),
  simData: more(1440, 60),
  chargeTarget: { group: "saved", every: 360, least: 5 },
  ...unverifiedPaces,
};

/** The kind of a saved setting, or undefined for the overview and for what no version has had. */
export function otherKind(read: unknown): keyof typeof paces | undefined {
  return typeof read === "string" && Object.hasOwn(paces, read) ? (read as keyof typeof paces) : undefined;
}
