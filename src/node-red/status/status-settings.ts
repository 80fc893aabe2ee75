import { defaultPolicy, defaultTargetSeconds, type ReadPolicy } from "../../account/types";
import { readKindSettings, type KindSettings } from "./kind-settings";
import { tripForms, type TripForm } from "./trip-files";
import { settingsOf, typedSetting } from "../shared/read-settings";
import type { TypedValue } from "../shared/typed-property";
import type { StatusConfig } from "../shared/types";

export type SendRule = "new" | "changed" | "every";

/** A status node's settings, checked. */
export interface StatusSettings {
  account: string | undefined;
  vehicle: TypedValue;
  chargeTarget: boolean;
  /** Something else than the overview is read; the policy below does not hold for it. */
  other: KindSettings | undefined;
  /** Reads by itself. */
  byItself: boolean;
  /** Answers messages. */
  onMessage: boolean;
  /** Answers from the last reading, without a request. */
  lastKnown: boolean;
  rule: SendRule;
  /** Paths whose change sends a reading, for the rule `changed`; none = any. */
  watch: readonly string[];
  /** Path of the one value to send; undefined = the whole reading. */
  valuePath: string | undefined;
  /** Trips as a list or a file in place of the reading. */
  tripForm: TripForm | undefined;
  /** Many vehicles as one array instead of one message each. */
  array: boolean;
  raw: boolean;
  policy: ReadPolicy;
  maxAgeSeconds: number;
}

const reader = settingsOf("Vehicle status");
const { invalid, number, oneOf } = reader;

function readQuiet(from: unknown, to: unknown): ReadPolicy["quiet"] {
  const times = [from, to].map((time) => (typeof time === "string" ? time.trim() : ""));
  const [start, end] = times as [string, string];
  if (start === "" && end === "") return undefined;
  if (times.some((time) => !/^([01]?\d|2[0-3]):[0-5]\d$/.test(time))) {
    throw invalid("quiet hours need both times, as HH:MM");
  }
  return { from: start.padStart(5, "0"), to: end.padStart(5, "0") };
}

/** Settings as saved to settings as used. Throws CONFIG_INVALID, saying which is wrong. */
export function readStatusSettings(config: StatusConfig): StatusSettings {
  const when = oneOf("when to read", config.when, ["autoAndMessage", "auto", "message", "lastKnown"]);
  const other = readKindSettings(config, reader);
  const chargeTarget =
    !other && oneOf("what to read", config.read, ["overview", "overviewAndTarget"]) === "overviewAndTarget";
  if (other && when === "lastKnown") throw invalid("only the overview can be had as last known, without a request");
  const output = oneOf("the output", config.output, ["reading", "value", ...tripForms]);
  const asValue = output === "value";
  const tripForm = tripForms.find((each) => each === output);
  if (tripForm && other?.kind !== "trips") throw invalid("only trips can be sent as a list or a file");
  const minutes = (name: string, value: unknown, fallbackSeconds: number): number =>
    number(name, value, fallbackSeconds / 60, 1) * 60;
  return {
    account: config.account,
    vehicle: typedSetting(config.vehicle, config.vehicleType, "auto"),
    chargeTarget,
    other,
    byItself: when === "autoAndMessage" || when === "auto",
    onMessage: when !== "auto",
    lastKnown: when === "lastKnown",
    rule: oneOf("when to send", config.send, ["new", "changed", "every"]),
    watch: (config.watch ?? "").split(/[\s,]+/).filter((path) => path !== ""),
    valuePath: asValue ? (config.valuePath ?? "").trim() || "battery.percent" : undefined,
    tripForm,
    array: oneOf("several vehicles", config.many, ["messages", "array"]) === "array",
    raw: config.raw === true,
    policy: {
      parkedSeconds: minutes("the interval while parked", config.parkedMinutes, defaultPolicy.parkedSeconds),
      changedSeconds: minutes("the interval after a change", config.changedMinutes, defaultPolicy.changedSeconds),
      changedForSeconds: defaultPolicy.changedForSeconds,
      drivingSeconds: minutes("the interval while driving", config.drivingMinutes, defaultPolicy.drivingSeconds),
      chargingSeconds: minutes("the interval while charging", config.chargingMinutes, defaultPolicy.chargingSeconds),
      unchangedSeconds: minutes("the interval while asleep", config.unchangedMinutes, defaultPolicy.unchangedSeconds),
      ...(chargeTarget && {
        targetSeconds:
          number("the interval of the charge target", config.targetHours, defaultTargetSeconds / 3600, 0.25) * 3600,
      }),
      quiet: readQuiet(config.quietFrom, config.quietTo),
    },
    maxAgeSeconds: number("the age up to which a reading is used again", config.maxAgeSeconds, 60, 0),
  };
}
