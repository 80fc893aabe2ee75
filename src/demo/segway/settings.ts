import { isObject, own, type JsonObject } from "../../base/json";
import type { Bike, Intervals } from "./bike";

/**
 * The documented ranges of each setting's body (docs/protocol/segway.md 3.3), written down once more and independently of the
 * client's encoder. A check answers false for 15004.
 */
type Check = (value: unknown) => boolean;

const whole =
  (least: number, most: number): Check =>
  (value) =>
    typeof value === "number" && Number.isInteger(value) && value >= least && value <= most;
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const shape =
  (members: Record<string, Check>): Check =>
  (value) =>
    isObject(value) && Object.keys(members).every((key) => members[key]?.(own(value, key)) === true);

const lamp = shape({ mode: whole(1, 2), color: whole(1, 7) });
const maskNames =
  "unlocked locked openBoxes toot kickstand gearUp gearDown enterCruise exitCruise set batteryInserted".split(" ");
const interval = whole(10, 65_535);

export const settingChecks: Record<string, Check> = {
  "control.sound": (body) => String(own(body, "controlType")) === "2",
  "setting.switch": shape({ alertSensitivity: optional(whole(1, 3)), lowPowerValue: optional(whole(10, 30)) }),
  "setting.ableSwitch": shape({
    assistedMode: optional(whole(0, 2)),
    kickstandCheck: optional(whole(0, 2)),
    lowPowerSwitch: optional(whole(0, 2)),
  }),
  "setting.ambient": shape({
    bright: whole(1, 3),
    parkingMode: lamp,
    cruiseMode: optional(lamp),
    readyMode: optional(lamp),
    faultMode: optional(lamp),
  }),
  "setting.sound": shape({
    workMode: whole(0, 2),
    volume: optional(whole(1, 3)),
    ebcqMask: optional(shape(Object.fromEntries(maskNames.map((name) => [name, optional(whole(0, 2))])))),
  }),
  "setting.bluetoothKey": shape({ key: (key) => typeof key === "string" && /^[A-Za-z0-9]{8}$/.test(key) }),
  // Whether the real cloud takes a part of it is not known; the demo does not.
  "setting.interval": shape({
    locationInterval: shape({ unlockStatus: interval, lockStatus: interval }),
    statusInterval: shape({ ridingStatus: interval, nonRiding: interval, lockStatus: interval }),
  }),
};

/** Keeps a setting and lets it act: intervals change the cadence, the low-power value the alert, the key the key. */
export function applySetting(bike: Bike, endpointId: string, body: JsonObject): void {
  const { iotCode: _iotCode, ...values } = body;
  bike.settings[endpointId] = values;
  if (endpointId === "setting.bluetoothKey") bike.bluetoothKey = String(values.key);
  if (endpointId === "setting.interval") bike.intervals = structuredClone(values) as unknown as Intervals;
  if (endpointId === "setting.switch" && typeof values.lowPowerValue === "number") {
    bike.lowPowerValue = values.lowPowerValue;
  }
}
