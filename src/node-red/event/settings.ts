import type { NodeDef } from "node-red";
import { eventNames, type EventName, type EventRules } from "../../vehicle/events/event-types";
import { settingsOf, typedSetting } from "../shared/read-settings";
import type { TypedValue } from "../shared/typed-property";

export interface EventConfig extends NodeDef, Partial<Record<EventName, boolean>> {
  account?: string;
  vehicle?: string;
  vehicleType?: string;
  source?: string;
  belowPercent?: number | string;
  reachedPercent?: number | string;
  unlockedMinutes?: number | string;
  openMinutes?: number | string;
  silentHours?: number | string;
  fences?: unknown;
  /** Of the sentences; the dialog's own when it was saved. Empty = Node-RED's. */
  language?: string;
  configVersion?: number;
}

export interface EventSettings {
  account: string | undefined;
  vehicle: TypedValue;
  fromAccount: boolean;
  rules: EventRules;
}

/** Which rules are on in a node of nothing but its type; those with a number are, and places once there are some. */
const byDefault: Record<EventName, boolean> = {
  chargingStarted: false,
  chargingFinished: true,
  chargingStopped: false,
  pluggedIn: false,
  unplugged: false,
  below: true,
  reached: true,
  unlockedFor: true,
  openFor: true,
  driveStarted: false,
  parked: true,
  arrived: true,
  left: true,
  warning: true,
  alarm: true,
  silent: true,
  heardAgain: true,
  sessionTaken: true,
  signInNeeded: true,
  back: true,
};

const { number } = settingsOf("Vehicle event");

/** Throws CONFIG_INVALID, saying which is wrong. */
export function readEventSettings(config: EventConfig): EventSettings {
  const fromAccount = config.source === "account";
  return {
    account: config.account,
    vehicle: typedSetting(config.vehicle, config.vehicleType, "auto"),
    fromAccount,
    rules: {
      on: new Set(eventNames.filter((name) => config[name] ?? byDefault[name])),
      below: number("the percentage below", config.belowPercent, 20, 1, 100),
      reached: number("the percentage reached", config.reachedPercent, 80, 1, 100),
      unlockedMinutes: number("the minutes unlocked", config.unlockedMinutes, 10, 1, 1440),
      openMinutes: number("the minutes open", config.openMinutes, 10, 1, 1440),
      silentHours: number("the hours of silence", config.silentHours, 26, 1, 720),
      asks: fromAccount,
    },
  };
}
