import { dig, finite, own } from "../../../base/json";

/** State flags of a car (docs/protocol/ecarx-smart.md 5.3); null = not told. Only those whose meaning is known. */
export interface StateFlags {
  /** Trips are recorded by the car. */
  tripRecording: boolean | null;
  positionUpload: boolean | null;
  engineRunning: boolean | null;
  valetMode: boolean | null;
  campingMode: boolean | null;
  privacyMode: boolean | null;
  batteryTemperatureMaintenance: boolean | null;
  plugAndCharge: boolean | null;
  /** ISO 8601. */
  nextWakeUpAt: string | null;
}

/** Takes any JSON value without throwing. parkComfortState is left out: it reads 1 also when off. */
export function readStateFlags(reply: unknown): StateFlags {
  const data = dig(reply, "data");
  const flag = (key: string): boolean | null => {
    const value = own(data, key);
    const number = typeof value === "boolean" ? Number(value) : finite(value);
    return number === 0 ? false : number === 1 ? true : null;
  };
  const wakeUp = finite(own(data, "nextWakeupTime")) ?? 0;
  return {
    tripRecording: flag("journalLogState"),
    positionUpload: flag("positionUploadState"),
    engineRunning: flag("engineState"),
    valetMode: flag("valetModeState"),
    campingMode: flag("campingModeActive"),
    privacyMode: flag("privacyMode"),
    batteryTemperatureMaintenance: flag("btTempActive"),
    plugAndCharge: flag("pncStatus"),
    nextWakeUpAt: wakeUp > 0 && wakeUp < 8.64e15 ? new Date(wakeUp).toISOString() : null,
  };
}
