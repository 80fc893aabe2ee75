import type { VehicleStatus } from "../../vehicle/model";
import { given, isoTime, numberOf, ranged, rounded, yesNo, type Read } from "../../vehicle/values";
import { dataOf, partialStatus, type SegwayReadOptions } from "./read-partial";

export { readSegwayLocation } from "./read-location";
export type { SegwayReadOptions } from "./read-partial";

/**
 * Reads the answer of the status query (docs/protocol/segway.md 3.1), whole or its `data`; a status push has the same fields as
 * text. Holds no position. Pure; takes any JSON value without throwing, and never gives NaN or Infinity.
 */
export function readSegwayStatus(reply: unknown, options: SegwayReadOptions = {}): VehicleStatus {
  const data = dataOf(reply);
  const speedKmh = ranged(data.speed, 0, 200, 1);
  const online = yesNo(data.online);
  const odometerKm = ranged(inKilometres(data.odometer, 1000), 0, 10_000_000, 3);
  return partialStatus(isoTime(data.statusUtcTime), options, {
    ...(online === undefined ? {} : { online }),
    ...(odometerKm === undefined ? {} : { odometerKm }),
    battery: given<VehicleStatus["battery"]>({
      percent: ranged(data.powerPercent, 0, 100, 1),
      // Tens of metres. One example spells it remainderRange, which came out 0 where both were sent.
      rangeKm: ranged(inKilometres(data.remainingRange ?? data.remainderRange, 100), 0, 10_000, 2),
      charging: yesNo(data.charging),
    }),
    motion: given<VehicleStatus["motion"]>({
      // The page gives no unit; its example of 20 can only be km/h.
      speedKmh,
      driving: typeof speedKmh === "number" ? speedKmh > 0 : speedKmh,
    }),
    locks: given<VehicleStatus["locks"]>({ locked: yesNo(data.locked), doors: {} }),
    ride: given<VehicleStatus["ride"]>({
      speedMode: readSpeedMode(data.speedMode),
      totalRidingSeconds: ranged(data.totalRidingSecs, 0, 1e12),
      networkSignalPercent: readSignal(data.networkSignal),
      lockVoltageV: readLockVoltage(data.lockVoltage),
    }),
  });
}

function inKilometres(value: unknown, perKilometre: number): Read<number> {
  const number = numberOf(value);
  return typeof number === "number" ? number / perKilometre : number;
}

function readSpeedMode(value: unknown): Read<"low" | "medium" | "high"> {
  const code = numberOf(value);
  if (code === undefined) return undefined;
  return code === 1 ? "low" : code === 2 ? "medium" : code === 3 ? "high" : null;
}

/** 2 weakest to 32 strongest, as percent. */
function readSignal(value: unknown): Read<number> {
  const signal = ranged(value, 0, 32);
  return typeof signal === "number" ? Math.max(0, rounded(((signal - 2) / 30) * 100, 0)) : signal;
}

/** Hundredths of a volt; the table says millivolts, so 1000 and more are those. */
function readLockVoltage(value: unknown): Read<number> {
  const raw = ranged(value, 0, 100_000, 3);
  return typeof raw === "number" ? rounded(raw >= 1000 ? raw / 1000 : raw / 100, 3) : raw;
}
