import { cloudError, type VehicleCloudError } from "../../base/errors";
import { finite, isObject, own } from "../../base/json";
import type { TypedValue } from "../shared/typed-property";
import type { ChargeConfig, CommandConfig } from "../shared/types";
import { commandNames, isGuarded } from "./names";

/** What both nodes that send commands are told. */
export interface SendingSettings {
  account: string | undefined;
  vehicle: TypedValue;
  waitFor: "confirmed" | "accepted";
  timeoutSeconds: number;
  expiresSeconds: number;
  wakeFirst: boolean;
}

export interface CommandSettings extends SendingSettings {
  command: string;
  /** Parameters by dotted name (`seats.driver`), each where its value comes from. */
  parameters: ReadonlyMap<string, TypedValue>;
  guarded: boolean;
}

export type ChargeOperation = "payload" | "start" | "stop" | "target" | "scheduleSet" | "scheduleClear";

export interface ChargeSettings extends SendingSettings {
  operation: ChargeOperation;
  target: TypedValue;
  start: TypedValue;
  end: TypedValue;
  pauseMinutes: number;
}

function invalid(what: string, message: string): VehicleCloudError {
  return cloudError("CONFIG_INVALID", `Vehicle ${what}: ${message}. Nothing was sent.`, { sent: false });
}

function within(
  what: string,
  name: string,
  value: unknown,
  [fallback, least, most]: [fallback: number, least: number, most: number],
): number {
  if (value === undefined || value === null || value === "") return fallback;
  const number = finite(value);
  if (number === undefined || number < least || number > most) {
    throw invalid(what, `${name} must be a number from ${least} to ${most}`);
  }
  return number;
}

function typed(value: unknown, type: unknown, fallback: string): TypedValue {
  const plain = typeof value === "number" || typeof value === "boolean" ? String(value) : "";
  return {
    value: typeof value === "string" ? value : plain,
    type: typeof type === "string" && type !== "" ? type : fallback,
  };
}

function readSending(what: string, config: CommandConfig | ChargeConfig): SendingSettings {
  if (config.vehicleType === "all") {
    throw invalid(what, "it works on one vehicle; choose one, or split the message into one per vehicle");
  }
  const { waitFor = "confirmed" } = config;
  if (waitFor !== "confirmed" && waitFor !== "accepted") {
    throw invalid(what, 'what to wait for must be "confirmed" or "accepted"');
  }
  return {
    account: config.account,
    vehicle: typed(config.vehicle, config.vehicleType, "auto"),
    waitFor,
    timeoutSeconds: within(what, "the time to wait for confirmation", config.timeoutSeconds, [60, 1, 600]),
    expiresSeconds: within(what, "the time until it expires", config.expiresSeconds, [120, 1, 3600]),
    wakeFirst: config.wakeFirst === true,
  };
}

/** Settings of a command node as used. Throws CONFIG_INVALID, saying which is wrong. */
export function readCommandSettings(config: CommandConfig): CommandSettings {
  const command = config.command ?? "lock";
  if (!commandNames.includes(command)) {
    throw invalid("command", `"${command.slice(0, 40)}" is not a command that this version knows`);
  }
  const parameters = new Map<string, TypedValue>();
  const saved = isObject(config.parameters) ? config.parameters : {};
  for (const name of Object.keys(saved)) {
    // One called `command` would take the place of the command, past its guard.
    if (!/^[A-Za-z]+(\.[A-Za-z]+)?$/.test(name) || /^command\b/.test(name)) {
      throw invalid("command", "a parameter has no proper name");
    }
    const value = own(saved, name);
    // Written by hand, a plain value is taken as it is.
    const { value: text, type } = isObject(value) ? typed(value.value, value.type, "str") : typed(value, "str", "str");
    if (text !== "" || (type !== "str" && type !== "num")) parameters.set(name, { value: text, type });
  }
  return { ...readSending("command", config), command, parameters, guarded: isGuarded(command, config.guard) };
}

const operations: readonly ChargeOperation[] = ["payload", "start", "stop", "target", "scheduleSet", "scheduleClear"];

/** Settings of a charging node as used. Throws CONFIG_INVALID, saying which is wrong. */
export function readChargeSettings(config: ChargeConfig): ChargeSettings {
  const operation = operations.find((name) => name === (config.operation ?? "payload"));
  if (!operation) throw invalid("charging", "the operation is not one that this version knows");
  return {
    ...readSending("charging", config),
    operation,
    target: typed(config.target, config.targetType, "num"),
    start: typed(config.startTime, config.startTimeType, "str"),
    end: typed(config.endTime, config.endTimeType, "str"),
    pauseMinutes: within("charging", "the pause between start and stop", config.pauseMinutes, [10, 0, 1440]),
  };
}
