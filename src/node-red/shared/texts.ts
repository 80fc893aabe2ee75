import { errorCodes, type ErrorCode } from "../../base/errors";

/**
 * Every locale key the runtime uses. Each stands in `nodes/locales/en-US/<set>.json` below the node's type, e.g.
 * `vehicle-cloud-status.status.noAccount`; a test compares the two. Error messages for the log stay English.
 */

/** Node texts beside those of the error codes. */
export const plainStatusKeys = [
  "noAccount", // no account chosen, or not deployed
  "accountDisabled",
  "waiting", // for the first reading, or for a message
  "reading", // the cloud is being asked
  "noReading", // last known was asked for, and there is none
  "noVehicles", // "all" of an account that has none
  "valueUnknown", // one value is asked for, and the vehicle does not tell it
  "sessionNotSaved", // works until the next restart
  "stale", // as ready, of a vehicle that has been silent for long
  "ready", // a reading without charge, fuel and age
  "cars", // "__number__ cars"
  "captured", // the account works with a token captured anew
  "capturedUntil", // "token till __until__"
] as const;

export type StatusKey = (typeof plainStatusKeys)[number] | (typeof errorCodes)[ErrorCode]["statusKey"];

/** Status texts a flow node may show, below `<type>.status`. */
export const statusKeys: readonly StatusKey[] = [
  ...plainStatusKeys,
  ...Object.values(errorCodes).map((facts) => facts.statusKey),
];

/** Stages and outcomes, shown by the nodes that send commands; followed by the seconds. */
export const commandStatusKeys = [
  "queued",
  "sent",
  "accepted",
  "confirmed",
  "unknown",
  "skipped",
  "notPluggedIn",
] as const;

export type CommandStatusKey = (typeof commandStatusKeys)[number];

/** Of Segway's nodes alone. */
export const controlStatusKeys = [
  "otherCloud", // an account of another platform
  "looking", // which vehicles are meant
  "noneUnlocked", // all that are unlocked were meant
  "progress", // "__ended__ of __total__"
  "done", // "__number__ done", and so on
  "unsure",
  "refused",
] as const;

export type ControlStatusKey = (typeof controlStatusKeys)[number];

/** A status text: a key that the editor translates. */
export function statusText(type: string, key: string): string {
  return `${type}.status.${key}`;
}
