import { cloudError } from "../../base/errors";
import { isObject, own, type JsonObject } from "../../base/json";
import { settingsOf } from "../shared/read-settings";
import type { TypedValue } from "../shared/typed-property";
import type { SegwayControlConfig } from "./types";

/** Four controls and six settings, as the platform names them and the dialog groups them. */
export const controlGroups = {
  controls: ["lock", "unlock", "find", "batteryCover"],
  settings: ["switch", "ableSwitch", "ambient", "sound", "bluetoothKey", "interval"],
} as const;
export const controlOperations = [...controlGroups.controls, ...controlGroups.settings] as const;
export type ControlOperation = (typeof controlOperations)[number];

/** What opens something needs the message's word for it. */
export const guardedOperations: readonly ControlOperation[] = ["unlock", "batteryCover"];

export interface ControlSettings {
  account: string | undefined;
  vehicle: TypedValue;
  operation: ControlOperation;
  /** By dotted name. */
  fields: JsonObject;
  skipDone: boolean;
  waitFor: "confirmed" | "accepted";
  guard: boolean;
}

const { invalid, oneOf } = settingsOf("Segway control", true);

/** Settings of a segway control node as used. Throws CONFIG_INVALID, saying which is wrong. */
export function readControlSettings(config: SegwayControlConfig): ControlSettings {
  const operation = controlOperations.find((name) => name === (config.operation ?? "lock"));
  if (!operation) throw invalid("the operation is not one that this version knows");
  const { fields = {} } = config;
  if (!isObject(fields)) throw invalid("its fields are no object");
  return {
    account: config.account,
    vehicle: { value: config.vehicle ?? "", type: config.vehicleType || "auto" },
    operation,
    fields: dotted(fields),
    skipDone: config.skipDone !== false,
    waitFor: oneOf("what to wait for", config.waitFor, ["confirmed", "accepted"]),
    guard: config.guard !== false,
  };
}

/** The node's fields, and over them those of the message: nested (`{parkingMode: {mode: "on"}}`) or dotted. */
export function fieldsFor(settings: ControlSettings, message: unknown): JsonObject {
  const given = own(message, "fields");
  if (given === undefined || given === null) return settings.fields;
  if (isObject(given)) return { ...settings.fields, ...dotted(given) };
  throw cloudError("INPUT_INVALID", 'msg.fields must be an object such as {volume: "low"}. Nothing was sent.', {
    sent: false,
  });
}

/** Throws CONFIRM_MISSING if the operation opens something and the message does not carry its word. */
export function checkGuard({ guard, operation }: ControlSettings, confirm: unknown): void {
  if (!guard || !guardedOperations.includes(operation) || confirm === operation) return;
  throw cloudError(
    "CONFIRM_MISSING",
    `This node is guarded: the message must carry confirm = "${operation}". Nothing was sent.`,
    { sent: false },
  );
}

function dotted(fields: JsonObject): JsonObject {
  const entries = Object.keys(fields).flatMap((name): [string, unknown][] => {
    const value = fields[name];
    return isObject(value) ? Object.keys(value).map((inner) => [`${name}.${inner}`, value[inner]]) : [[name, value]];
  });
  return Object.fromEntries(entries);
}
