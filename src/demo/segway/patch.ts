import { cloudError } from "../../base/errors";
import type { JsonObject } from "../../base/json";
import { noHindrances, type Bike } from "./bike";

const yesNo = [
  "online",
  "locked",
  "charging",
  "fix",
  "fallen",
  "moving",
  "dismantled",
  "still",
  ...Object.keys(noHindrances),
];
const numbers: Record<string, readonly [number, number]> = {
  percent: [0, 100],
  speed: [0, 45],
  latitude: [-90, 90],
  longitude: [-180, 180],
  odometerM: [0, 1e9],
};

/**
 * Changes a bike's true state. `faults` is a list of fault codes; `still: true` stops its own life. Which refusal a hindrance
 * provokes stands in bike.ts. Throws INPUT_INVALID for an unknown key or a wrong value, and then nothing is changed.
 */
export function patchBike(bike: Bike, patch: JsonObject): void {
  const { silent: _silent, ...values } = patch;
  for (const [key, value] of Object.entries(values)) check(key, value);
  for (const [key, value] of Object.entries(values)) {
    if (key === "faults") bike.faults = new Set(value as number[]);
    else (bike as unknown as JsonObject)[key] = value;
  }
}

function check(key: string, value: unknown): void {
  if (yesNo.includes(key)) {
    if (typeof value === "boolean") return;
    throw refused(`${key} must be true or false`);
  }
  if (key === "faults") {
    if (Array.isArray(value) && value.every((code) => Number.isInteger(code))) return;
    throw refused("faults must be a list of fault codes");
  }
  const range = Object.hasOwn(numbers, key) ? numbers[key] : undefined;
  if (!range) throw refused(`it has no "${key}"`);
  if (typeof value === "number" && value >= range[0] && value <= range[1]) return;
  throw refused(`${key} must be a number from ${range[0]} to ${range[1]}`);
}

function refused(what: string): Error {
  return cloudError("INPUT_INVALID", `A demo e-bike cannot be set so: ${what}.`, { sent: false });
}
