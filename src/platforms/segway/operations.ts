import type { SegwayCoding } from "./codings";

/** A field of an operation, as a dialog shows it and a message gives it. */
export interface SegwayField {
  /** The vendor's name; a dot goes into an object: `parkingMode.color`. */
  name: string;
  /** Given as one of the coding's words … */
  coding?: SegwayCoding;
  /** … or as a whole number from … to … */
  range?: readonly [number, number];
  /** … or as text of this form. */
  pattern?: RegExp;
  unit?: "s" | "%";
  /** `group` = needed as soon as another field of the same object is given. */
  required?: true | "group";
  secret?: true;
  /** What a new node's dialog holds. */
  initial?: string | number;
}

/** A control or setting of the vendor's page. */
export interface SegwayOperation {
  name: SegwayOperationName;
  /** Id in the endpoint catalogue. */
  endpoint: string;
  fields: readonly SegwayField[];
  /** Sent always. */
  fixed?: Readonly<Record<string, number>>;
  /** Something must be given: the body would set nothing. */
  needsOne?: true;
  /** A second execution does no harm; never so for one that opens something or makes a noise. */
  repeatable: boolean;
  /** `locks.locked` that shows that it was carried out; absent = no reading shows it. */
  locked?: boolean;
}

export const segwayOperationNames = [
  "lock",
  "unlock",
  "find",
  "batteryCover",
  "switch",
  "ableSwitch",
  "ambient",
  "sound",
  "bluetoothKey",
  "interval",
] as const;
export type SegwayOperationName = (typeof segwayOperationNames)[number];

const lamp = (name: string, required?: true): SegwayField[] => [
  { name: `${name}.mode`, coding: "lamp", required: required ?? "group", ...(required && { initial: "on" }) },
  // What the colour of a lamp that is off means is not said: then it may be left out (see encode.ts).
  { name: `${name}.color`, coding: "color", required: "group", ...(required && { initial: "green" }) },
];
const seconds = (name: string, initial: number): SegwayField => ({
  name,
  range: [10, 65_535],
  unit: "s",
  required: true,
  initial,
});
const masked = [
  "unlocked",
  "locked",
  "openBoxes",
  "toot",
  "kickstand",
  "gearUp",
  "gearDown",
  "enterCruise",
  "exitCruise",
  "set",
  "batteryInserted",
];

/** Names, fields and codings of the four controls and six settings (docs/protocol/segway.md 3.2 to 3.4). */
export const segwayOperations: Readonly<Record<SegwayOperationName, SegwayOperation>> = {
  lock: { name: "lock", endpoint: "control.lock", fields: [], repeatable: true, locked: true },
  unlock: { name: "unlock", endpoint: "control.unlock", fields: [], repeatable: false, locked: false },
  // Declared as text and shown as the number 3, which its own table does not allow: 2 is "vehicle finding".
  find: { name: "find", endpoint: "control.sound", fields: [], fixed: { controlType: 2 }, repeatable: false },
  batteryCover: { name: "batteryCover", endpoint: "control.batteryCover", fields: [], repeatable: false },
  switch: {
    name: "switch",
    endpoint: "setting.switch",
    fields: [
      { name: "alertSensitivity", coding: "level" },
      { name: "lowPowerValue", range: [10, 30], unit: "%" },
    ],
    needsOne: true,
    repeatable: true,
  },
  ableSwitch: {
    name: "ableSwitch",
    endpoint: "setting.ableSwitch",
    fields: [
      { name: "assistedMode", coding: "switch" },
      { name: "kickstandCheck", coding: "switch" },
      { name: "lowPowerSwitch", coding: "switch" },
    ],
    needsOne: true,
    repeatable: true,
  },
  ambient: {
    name: "ambient",
    endpoint: "setting.ambient",
    fields: [
      { name: "bright", coding: "level", required: true, initial: "medium" },
      ...lamp("parkingMode", true),
      ...lamp("cruiseMode"),
      ...lamp("readyMode"),
      ...lamp("faultMode"),
    ],
    repeatable: true,
  },
  sound: {
    name: "sound",
    endpoint: "setting.sound",
    fields: [
      { name: "workMode", coding: "switch" },
      { name: "volume", coding: "level" },
      ...masked.map((name): SegwayField => ({ name: `ebcqMask.${name}`, coding: "mask" })),
    ],
    // Not marked optional by the vendor; 0 is its own "no setting".
    fixed: { workMode: 0 },
    needsOne: true,
    repeatable: true,
  },
  bluetoothKey: {
    name: "bluetoothKey",
    endpoint: "setting.bluetoothKey",
    fields: [{ name: "key", pattern: /^[A-Za-z0-9]{8}$/, required: true, secret: true }],
    repeatable: true,
  },
  interval: {
    name: "interval",
    endpoint: "setting.interval",
    // Whether the cloud takes a part of them is not known: all five are sent.
    fields: [
      seconds("locationInterval.unlockStatus", 10),
      seconds("locationInterval.lockStatus", 900),
      seconds("statusInterval.ridingStatus", 10),
      seconds("statusInterval.nonRiding", 60),
      seconds("statusInterval.lockStatus", 900),
    ],
    repeatable: true,
  },
};

export function findOperation(name: string): SegwayOperation | undefined {
  return Object.hasOwn(segwayOperations, name) ? segwayOperations[name as SegwayOperationName] : undefined;
}
