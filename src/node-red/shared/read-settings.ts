import { cloudError, type VehicleCloudError } from "../../base/errors";
import { finite, isObject } from "../../base/json";
import type { TypedValue } from "./typed-property";

/**
 * How the saved settings of one node type are read: an empty field means its default, and what is wrong is refused by name with
 * CONFIG_INVALID. `sends`: the node sends something to vehicles, and says that it did not.
 */
export interface SettingsReader {
  readonly invalid: (message: string) => VehicleCloudError;
  /** A number from `least` to `most`; Infinity and text are refused. */
  readonly number: (name: string, value: unknown, fallback: number, least: number, most?: number) => number;
  /** One of these words; the first is the default. */
  readonly oneOf: <T extends string>(name: string, value: unknown, values: readonly [T, ...T[]]) => T;
}

export function settingsOf(owner: string, sends = false): SettingsReader {
  const invalid = (message: string): VehicleCloudError =>
    sends
      ? cloudError("CONFIG_INVALID", `${owner}: ${message}. Nothing was sent.`, { sent: false })
      : cloudError("CONFIG_INVALID", `${owner}: ${message}.`);
  return {
    invalid,
    number(name, value, fallback, least, most) {
      if (value === undefined || value === null || value === "") return fallback;
      const number = finite(value);
      if (number !== undefined && number >= least && number <= (most ?? Infinity)) return number;
      throw invalid(`${name} must be a number from ${least}${most === undefined ? "" : ` to ${most}`}`);
    },
    oneOf(name, value, values) {
      if (value === undefined || value === "") return values[0];
      const found = values.find((candidate) => candidate === value);
      if (found !== undefined) return found;
      throw invalid(`${name} must be one of ${values.join(", ")}`);
    },
  };
}

/** A typed input as it is saved; written by hand, a plain number or truth value is taken as its text. */
export function typedSetting(value: unknown, type: unknown, fallback: string): TypedValue {
  const plain = typeof value === "number" || typeof value === "boolean" ? String(value) : "";
  return {
    value: typeof value === "string" ? value : plain,
    type: typeof type === "string" && type !== "" ? type : fallback,
  };
}

/** A parameter as it is saved, `{value, type}`; written by hand, a plain value is taken as it is. */
export function typedParameter(saved: unknown): TypedValue {
  return isObject(saved) ? typedSetting(saved.value, saved.type, "str") : typedSetting(saved, "str", "str");
}
