import type { JsonObject } from "../../base/json";
import { setAge } from "../../vehicle/age";
import { emptyStatus, type VehicleStatus } from "../../vehicle/model";
import { given, group, isoTime, numberOf, ranged, rounded, yesNo, type Read } from "../../vehicle/values";

export interface SegwayReadOptions {
  /** When the cloud was asked, or the push received; default now. */
  readAt?: string | number | Date;
}

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

/**
 * Reads the answer of the location query (docs/protocol/segway.md 3.1), whole or its `data`, into a status that holds only the
 * position. `reportedAt` is the GPS time. 0/0 is no place. Takes any JSON value without throwing.
 */
export function readSegwayLocation(reply: unknown, options: SegwayReadOptions = {}): VehicleStatus {
  const data = dataOf(reply);
  const position = readPosition(data);
  return partialStatus(gpsTime(data), options, { position });
}

/** The page's tables say gpsUtcTime; a public receiver reads gpsUTCTime. */
export function gpsTime(data: JsonObject): Read<string> {
  return isoTime(data.gpsUtcTime ?? data.gpsUTCTime);
}

/** From here on a fix says no more than the town (docs/decisions.md). */
const uselessHdop = 20;

/** The position, with its trust only where the receiver itself denies it; `latitude` and `longitude` are both there or both not. */
export function readPosition(data: JsonObject): VehicleStatus["position"] {
  const latitude = ranged(data.latitude, -90, 90, 6);
  const longitude = ranged(data.longitude, -180, 180, 6);
  const found = typeof latitude === "number" && typeof longitude === "number" && (latitude !== 0 || longitude !== 0);
  const satellites = ranged(data.satelliteNumber, 0, 200);
  if (!found) return given<VehicleStatus["position"]>({ satellites });
  // 99.99 is what a receiver without a fix says.
  const hdop = ranged(data.hdop, 0, 99, 2);
  // A fix of no satellite, or of no or a useless precision, is vouched for by nothing.
  const vouchedFor =
    satellites !== 0 && hdop !== 0 && hdop !== null && !(typeof hdop === "number" && hdop > uselessHdop);
  return given<VehicleStatus["position"]>({
    latitude,
    longitude,
    altitudeM: ranged(data.altitude, -1000, 10_000, 1),
    satellites,
    hdop,
    ...(vouchedFor ? {} : { trusted: false }),
    measuredAt: gpsTime(data),
  });
}

/** `data` of an envelope, or the value itself if it is no envelope. */
function dataOf(reply: unknown): JsonObject {
  const whole = group(reply);
  return "data" in whole ? group(whole.data) : whole;
}

/** A status of which only some groups are told, with its age. */
export function partialStatus(
  reportedAt: Read<string>,
  options: SegwayReadOptions,
  parts: Partial<VehicleStatus>,
): VehicleStatus {
  const asked = options.readAt === undefined ? NaN : new Date(options.readAt).getTime();
  const readAtMs = Number.isFinite(asked) ? asked : Date.now();
  const readAt = new Date(readAtMs).toISOString();
  return setAge({ ...blank, ...parts, reportedAt: reportedAt ?? null, readAt }, readAtMs);
}

/** The groups that are not told, one for all: a fleet's last states are mostly made of them. */
const blank = freeze(emptyStatus(""));

function freeze<T extends object>(value: T): T {
  for (const inner of Object.values(value)) if (typeof inner === "object" && inner !== null) freeze(inner as object);
  return Object.freeze(value);
}
