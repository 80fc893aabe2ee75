import type { NodeDef } from "node-red";
import type { WatchRules } from "../../vehicle/fences/fence-watch";
import { settingsOf, typedSetting } from "../shared/read-settings";
import type { TypedValue } from "../shared/typed-property";

export interface GeofenceConfig extends NodeDef {
  mode?: string;
  operation?: string;
  family?: string;
  account?: string;
  vehicle?: string;
  vehicleType?: string;
  source?: string;
  fences?: unknown;
  send?: string;
  settleSeconds?: number | string;
  dwellMinutes?: number | string;
  passed?: boolean;
  atStart?: boolean;
  location?: boolean;
  configVersion?: number;
}

/** A geofence node's settings, checked; all have a default, so that a node of nothing but its type works. */
export interface GeofenceSettings {
  account: string | undefined;
  vehicle: TypedValue;
  fromAccount: boolean;
  everyMessage: boolean;
  rules: WatchRules;
  atStart: boolean;
  location: boolean;
}

const { number } = settingsOf("Vehicle geofence");

/** Throws CONFIG_INVALID, saying which is wrong. */
export function readGeofenceSettings(config: GeofenceConfig): GeofenceSettings {
  const dwell = number("the minutes of dwell", config.dwellMinutes, 0, 0, 43_200);
  return {
    account: config.account,
    vehicle: typedSetting(config.vehicle, config.vehicleType, "auto"),
    fromAccount: config.source === "account",
    everyMessage: config.send === "every",
    rules: {
      settleMs: number("the seconds to settle", config.settleSeconds, 0, 0, 86_400) * 1000,
      ...(dwell > 0 && { dwellMs: dwell * 60_000 }),
      passed: config.passed === true,
    },
    atStart: config.atStart === true,
    location: config.location === true,
  };
}
