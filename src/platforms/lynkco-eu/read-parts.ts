import type { JsonObject } from "../../base/json";
import { setAge } from "../../vehicle/age";
import { emptyStatus, type VehicleStatus } from "../../vehicle/model";
import { given, group, isoTime, numberOf, ranged, rounded, yesNo, type Read } from "../../vehicle/values";
import type { LynkcoPart } from "./endpoints";

export type RawParts = Partial<Record<LynkcoPart, JsonObject>>;

/**
 * The parts of a reading as one status: what a part does not tell, and a part that is not there, is left out. `readAt` ISO 8601;
 * `spoken` = all that the car has said, also what is not told any more: when it spoke last is known by that.
 * Pure; never throws on any JSON (docs/protocol/brands.md 1.1, table of the status calls).
 */
export function readLynkcoParts(raw: RawParts, readAt: string, spoken: RawParts = raw): VehicleStatus {
  const status = emptyStatus(readAt);
  if (raw.vehicle_data) readVehicle(status, raw.vehicle_data);
  if (raw.vehicle_metadata) {
    status.odometerKm = ranged(group(raw.vehicle_metadata["vehicle"])["odometer"], 0, 2_000_000);
  }
  if (raw.charge_state) readCharge(status, raw.charge_state);
  const capacityKwh = ranged(group(raw.vehicle_metadata?.["batteryInfo"])["batteryCapacity"], 1, 300, 1);
  if (typeof capacityKwh === "number") status.battery.capacityKwh = capacityKwh;
  if (raw.climate_state) readClimate(status, raw.climate_state);
  if (raw.doors_windows_state) readOpenings(status, raw.doors_windows_state);
  if (raw.location_state) readLocation(status, raw.location_state);
  if (raw.fuel_state) readFuel(status, raw.fuel_state);
  if (status.odometerKm === undefined) delete status.odometerKm;
  status.reportedAt = latest(spoken);
  return setAge(status, Date.parse(readAt));
}

function readVehicle(status: VehicleStatus, raw: JsonObject): void {
  const lock = wordOf(group(raw["centralLock"])["status"]);
  // LOCKED is the one word that is known; both clients take any other as not locked.
  status.locks = given({
    ...status.locks,
    locked: by(lock, (word) => (word === "UNKNOWN" ? null : word === "LOCKED")),
  });
  status.motion = given({ driving: yesNo(raw["driveModeEnabled"]) });
}

function readCharge(status: VehicleStatus, raw: JsonObject): void {
  const battery = group(raw["batteryState"]);
  const word = wordOf(battery["status"]);
  status.battery = given({
    percent: share(battery["stateOfCharge"]),
    rangeKm: ranged(battery["remainingRange"], 0, 2000),
    targetPercent: ranged(group(battery["chargeLimit"])["value"], 1, 100),
    // CHARGING is the one word that both clients know; they take any other as not charging.
    charging: by(word, (one) => one === "CHARGING"),
    powerKw: ranged(group(battery["chargingSpeed"])["kW"], 0, 500, 2),
    minutesToFull: ranged(battery["remainingChargingTime"], 0, 6000),
  });
}

const climateOn = ["ACTIVE_COOLING", "ACTIVE_HEATING"];
const climateOff = ["INACTIVE", "DISABLED_UNLOCKED_CAR", "DRIVE_MODE_ENABLED"];

/** `targetTemperature` is the dial in the car, not what a remote start has set; the words of the heaters are not known. */
function readClimate(status: VehicleStatus, raw: JsonObject): void {
  const word = wordOf(raw["status"]);
  const on = by(word, (one) => (climateOn.includes(one) ? true : climateOff.includes(one) ? false : null));
  const insideC = ranged(raw["interiorTemperature"], -60, 90, 1);
  status.climate = given({ ...status.climate, insideC, preconditioning: on });
}

/** Left and right, seen from the driver's seat; which of them is the driver's is not told. */
function readOpenings(status: VehicleStatus, raw: JsonObject): void {
  const corners = (what: "door" | "window") =>
    given({
      frontLeft: isOpen(raw[`${what}FrontLeftStatus`]),
      frontRight: isOpen(raw[`${what}FrontRightStatus`]),
      rearLeft: isOpen(raw[`${what}RearLeftStatus`]),
      rearRight: isOpen(raw[`${what}RearRightStatus`]),
    });
  const windows = Object.entries(corners("window")).map(([corner, open]) => [corner, { open }] as const);
  const sunroof = isOpen(raw["sunroofStatus"]);
  status.openings = given({
    doors: corners("door"),
    windows: Object.fromEntries(windows),
    trunk: isOpen(raw["trunkStatus"]),
    hood: isOpen(raw["hoodStatus"]),
    chargeLid: isOpen(raw["chargeLidStatus"]),
    fuelLid: isOpen(raw["tankFlapStatus"]),
    sunroof: sunroof === undefined ? undefined : { open: sunroof },
  });
}

function readLocation(status: VehicleStatus, raw: JsonObject): void {
  const location = group(raw["vehicleLocation"]);
  const coordinates = group(location["coordinates"]);
  const latitude = ranged(coordinates["latitude"], -90, 90, 6);
  const longitude = ranged(coordinates["longitude"], -180, 180, 6);
  if (typeof latitude !== "number" || typeof longitude !== "number") return;
  status.position = given({ latitude, longitude, measuredAt: timeOf(location["updatedAt"]) });
}

function readFuel(status: VehicleStatus, raw: JsonObject): void {
  const fuel = group(raw["fuelState"]);
  status.fuel = given({
    percent: share(fuel["percentageOfRemainingFuel"]),
    rangeKm: ranged(fuel["remainingRange"], 0, 3000),
    // The client B12 shows it in l/100 km.
    averageLPer100Km: ranged(fuel["averageConsumption"], 0, 99, 1),
  });
}

/** 0 to 1, as percent. */
function share(value: unknown): Read<number> {
  const part = numberOf(value);
  if (typeof part !== "number") return part;
  return part >= 0 && part <= 1 ? rounded(part * 100, 1) : null;
}

/** Absent is unknown, and never open; any word but CLOSED is open (docs/protocol/brands.md 1.1). */
function isOpen(value: unknown): Read<boolean> {
  return by(wordOf(value), (word) => (word === "UNKNOWN" ? null : word !== "CLOSED"));
}

function by(word: Read<string>, meaning: (word: string) => boolean | null): Read<boolean> {
  return typeof word === "string" ? meaning(word) : word;
}

function wordOf(value: unknown): Read<string> {
  if (value === undefined) return undefined;
  return typeof value === "string" && value !== "" ? value.toUpperCase() : null;
}

/** The form of the times is written down nowhere: ISO 8601, and numbers since 1970, are read. */
function timeOf(value: unknown): Read<string> {
  if (typeof value !== "string" || !value.includes("-")) return isoTime(value);
  return value.length <= 40 ? isoTime(Date.parse(value)) : null;
}

/** Where each part says when the car told it; `charge_state` says so in either of two places. */
function latest(raw: RawParts): string | null {
  const charge = raw.charge_state;
  const times = [
    charge?.["updatedAt"],
    group(charge?.["batteryState"])["updatedAt"],
    raw.climate_state?.["updatedAt"],
    raw.doors_windows_state?.["updatedAt"],
    group(raw.location_state?.["vehicleLocation"])["updatedAt"],
    group(raw.fuel_state?.["fuelState"])["updatedAt"],
  ]
    .map(timeOf)
    .filter((time) => typeof time === "string")
    .sort();
  return times.at(-1) ?? null;
}
