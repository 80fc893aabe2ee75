import type { JsonObject } from "../../../base/json";
import type { BatteryState, ChargingKind, VehicleStatus } from "../../../vehicle/model";
import { given, group, numberOf, ranged, rounded, type Read } from "../../../vehicle/values";
import { dcPowerOf, readChargingPower } from "./charging-power";
import type { StatusReadOptions } from "./read-status";

/**
 * `additionalVehicleStatus.electricVehicleStatus` (docs/protocol/ecarx-smart.md 5.1). The flags one would expect to tell
 * (`chargeSts`, `dcChargeSts`, `bookChargeSts`) are "0" in every recording, charging or not; `indPowerConsumption` is a
 * placeholder: none of them is read.
 */

/** What a charger state means. `plug` = neither charging nor ended: the connection decides. */
type Meaning = Exclude<BatteryState, "unplugged" | "plugged"> | "plug";

/** Union of the lists of two apps; 8 means invalid, all others are unknown. */
const chargerStates = new Map<number, Meaning>([
  [0, "plug"],
  [1, "plug"],
  [2, "charging"],
  [3, "error"],
  [4, "complete"],
  [5, "complete"],
  [6, "complete"],
  // Finished, not full: ended, but neither full nor at its target.
  [7, "plug"],
  [9, "plug"],
  [10, "waiting"],
  [11, "targetReached"],
  [15, "charging"],
  [24, "charging"],
  [25, "plug"],
  [28, "charging"],
  [30, "charging"],
]);

/** `statusOfChargerConnection`: 3 is charging on AC, not 2 (ecarx-smart.md 8). */
const connection = { none: 0, dc: 1, idle: 2, acCharging: 3 } as const;
const wirelessState = 30;

export function readBattery(additional: JsonObject, options: StatusReadOptions): VehicleStatus["battery"] {
  const electric = group(additional.electricVehicleStatus);
  const state = numberOf(electric.chargerState);
  const plug = numberOf(electric.statusOfChargerConnection);
  const dcFlows = numberOf(electric.dcDcConnectStatus) === 3 && (numberOf(electric.dcChargeIAct) ?? 0) < -0.5;
  const meaning = typeof state === "number" ? chargerStates.get(state) : undefined;
  const pluggedIn = readPluggedIn(plug);
  const charging = readCharging(meaning, plug, dcFlows, state);
  const percent = readPercent(electric.chargeLevel);
  const target = options.previous?.battery?.targetPercent;

  const battery = given<VehicleStatus["battery"]>({
    percent,
    rangeKm: ranged(electric.distanceToEmptyOnBatteryOnly, 0, 5000, 1),
    fullRangeKm: ranged(electric.distanceToEmptyOnBattery100Soc, 0, 5000, 1),
    pluggedIn,
    charging,
    state: readState(state, meaning, charging, pluggedIn),
    // 2047 = none: eleven bits full.
    minutesToFull: ranged(electric.timeToFullyCharged, 1, 2046),
    rangeFactorPercent: readRangeFactor(electric.averPowerConsumption),
  });
  // The overview does not tell the target; it is a setting, so the last one read still holds.
  if (typeof target === "number") battery.targetPercent = target;
  if (charging === false) battery.powerKw = 0;
  if (charging !== true) return battery;

  const kind = chargingKind(state, plug, dcFlows);
  battery.chargingKind = kind;
  const power = readChargingPower(kind, {
    chargeUAct: electric.chargeUAct,
    chargeIAct: electric.chargeIAct,
    dcChargeIAct: electric.dcChargeIAct,
    percent,
    dc: dcPowerOf(options.profile ?? {}, options.series),
    qrvs: options.qrvs,
    previous: options.previous,
  });
  return Object.assign(battery, power);
}

/** Slightly outside of 0-100 is rounding, far outside is nonsense. */
export function readPercent(value: unknown): Read<number> {
  const percent = ranged(value, -5, 105, 1);
  return typeof percent === "number" ? Math.min(100, Math.max(0, percent)) : percent;
}

function readPluggedIn(plug: Read<number>): Read<boolean> {
  if (plug === undefined) return undefined;
  if (plug === connection.none) return false;
  return plug === connection.dc || plug === connection.idle || plug === connection.acCharging ? true : null;
}

function readCharging(
  meaning: Meaning | undefined,
  plug: Read<number>,
  dcFlows: boolean,
  state: Read<number>,
): Read<boolean> {
  if (meaning === "charging" || plug === connection.acCharging || dcFlows) return true;
  if (meaning !== undefined || plug === connection.none || plug === connection.idle) return false;
  // `1` alone is a DC plug, which may or may not charge.
  return state === undefined && plug === undefined ? undefined : null;
}

function readState(
  state: Read<number>,
  meaning: Meaning | undefined,
  charging: Read<boolean>,
  pluggedIn: Read<boolean>,
): Read<BatteryState> {
  if (state !== undefined && meaning === undefined) return null;
  if (meaning === "error") return "error";
  if (charging === true) return "charging";
  if (meaning !== undefined && meaning !== "plug") return meaning;
  if (state === 9 || state === 25) return "plugged";
  return typeof pluggedIn === "boolean" ? (pluggedIn ? "plugged" : "unplugged") : pluggedIn;
}

function chargingKind(state: Read<number>, plug: Read<number>, dcFlows: boolean): ChargingKind {
  if (state === wirelessState) return "wireless";
  if (state === 15 || state === 24 || state === 28) return "dc";
  if (plug === connection.acCharging) return "ac";
  return dcFlows || plug === connection.dc ? "dc" : "ac";
}

/**
 * On smart cars `averPowerConsumption` is a negative percentage: nominal range × its size / 100 = range at 100 %. Neither
 * watts nor kWh/100 km, as it has been shown elsewhere.
 */
function readRangeFactor(value: unknown): Read<number> {
  const factor = numberOf(value);
  if (typeof factor !== "number") return factor;
  const size = Math.abs(factor);
  return size > 0 && size <= 500 ? rounded(size, 1) : null;
}
