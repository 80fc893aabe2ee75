import type { StateFlags } from "../../../vehicle/read-data";
import { dig, finite, own } from "../../../base/json";

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
