import { finite } from "../../base/json";
import { yesNo } from "../../vehicle/values";

export type SegwayPushKind = "alert" | "fault" | "location" | "status";
export const segwayPushKinds: readonly SegwayPushKind[] = ["alert", "fault", "location", "status"];

export type SegwayPushFields = Record<string, string>;

type Check = (value: string) => boolean;

const imei: Check = (value) => /^\d{10,20}$/.test(value);
const word: Check = (value) => value !== "";
const number: Check = (value) => finite(value) !== undefined;
/** A field of another kind of push. */
const never: Check = () => false;
/** A measurement may be empty: without a fix a vehicle has none. */
const measure: Check = (value) => value === "" || number(value);
/** The page writes true and false; any case, 1 and 0 are taken for them. */
const flag: Check = (value) => typeof yesNo(value) === "boolean";
const oneOf =
  (...words: string[]): Check =>
  (value) =>
    words.includes(value);

const everywhere: Record<string, Check> = { iotCode: imei, platformCode: word };

/** The tables of the vendor's page (docs/protocol/segway.md 5). Names in one key, parted by `|`, are spellings of one field. */
const mandatory: Record<SegwayPushKind, Record<string, Check>> = {
  // alertStatus is missing in the page's own example: absent is read as appearing.
  alert: { ...everywhere, statusUtcTime: number, code: number },
  fault: { ...everywhere, statusUtcTime: number, faultStatus: oneOf("0", "1"), code: number },
  location: {
    ...everywhere,
    locationStatus: (value) => value === "" || typeof fixOf(value) === "boolean",
    latitude: measure,
    longitude: measure,
    satelliteNumber: measure,
    hdop: measure,
    altitude: measure,
    "gpsUtcTime|gpsUTCTime": measure,
  },
  status: {
    ...everywhere,
    online: flag,
    locked: flag,
    lockVoltage: measure,
    networkSignal: measure,
    charging: flag,
    powerPercent: measure,
    speed: measure,
    odometer: measure,
    "remainingRange|remainderRange": measure,
    totalRidingSecs: measure,
    statusUtcTime: number,
  },
};

const optional: Record<SegwayPushKind, Record<string, Check>> = {
  // Nothing that is signed names the kind: a fault that somebody has read on its way would pass as an alert, since
  // alertStatus may be absent. The other way round a fault's own field is missing.
  // What alertStatus and speedMode hold is not checked: a word that nobody knows is read as if the field were missing.
  alert: { faultStatus: never },
  fault: {},
  location: {},
  status: {},
};

/** Whether a location says that it comes from a fix: `valid` or `invalid` on the page. Undefined: it does not say. */
export function fixOf(value: unknown): boolean | undefined {
  const word = typeof value === "string" ? value.trim().toLowerCase() : value;
  if (word === "valid") return true;
  if (word === "invalid") return false;
  return yesNo(word) ?? undefined;
}

export interface FieldProblem {
  reason: "fieldMissing" | "fieldType";
  /** Its name as the page has it. */
  field: string;
}

/** What is wrong with the fields of a push of this kind, if anything. Fields that nobody knows are let through. */
export function checkPushFields(kind: SegwayPushKind, fields: SegwayPushFields): FieldProblem | undefined {
  const wrong = (name: string, check: Check): boolean => Object.hasOwn(fields, name) && !check(fields[name]!);
  for (const [names] of spellings[kind].mandatory) {
    if (!names.some((name) => Object.hasOwn(fields, name))) {
      return { reason: "fieldMissing", field: names[0]! };
    }
  }
  for (const [names, check] of spellings[kind].all) {
    for (const name of names) if (wrong(name, check)) return { reason: "fieldType", field: name };
  }
  return undefined;
}

type Spellings = readonly (readonly [names: readonly string[], check: Check])[];

/** The tables taken apart once: thousands of pushes a second go through here. */
const spellings = Object.fromEntries(
  segwayPushKinds.map((kind) => {
    const apart = (table: Record<string, Check>): Spellings =>
      Object.entries(table).map(([names, check]) => [names.split("|"), check] as const);
    return [kind, { mandatory: apart(mandatory[kind]), all: [...apart(mandatory[kind]), ...apart(optional[kind])] }];
  }),
) as unknown as Record<SegwayPushKind, { mandatory: Spellings; all: Spellings }>;
