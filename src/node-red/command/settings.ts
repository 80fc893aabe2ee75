import type { Node } from "node-red";
import { cloudError } from "../../base/errors";
import { finite, isObject, own, type JsonObject } from "../../base/json";
import type { Command } from "../../platforms/platform";
import { settingsOf, typedParameter, typedSetting, type SettingsReader } from "../shared/read-settings";
import { readProperty, type TypedValue } from "../shared/typed-property";
import type { ChargeConfig, CommandConfig, Message, Red } from "../shared/types";
import { commandNames, isGuarded } from "./facts";

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

const ofCommand = settingsOf("Vehicle command", true);
const ofCharging = settingsOf("Vehicle charging", true);

function readSending(
  { invalid, number, oneOf }: SettingsReader,
  config: CommandConfig | ChargeConfig,
): SendingSettings {
  if (config.vehicleType === "all") {
    throw invalid("it works on one vehicle; choose one, or split the message into one per vehicle");
  }
  return {
    account: config.account,
    vehicle: typedSetting(config.vehicle, config.vehicleType, "auto"),
    waitFor: oneOf("what to wait for", config.waitFor, ["confirmed", "accepted"]),
    timeoutSeconds: number("the time to wait for confirmation", config.timeoutSeconds, 60, 1, 600),
    expiresSeconds: number("the time until it expires", config.expiresSeconds, 120, 1, 3600),
    wakeFirst: config.wakeFirst === true,
  };
}

/** Settings of a command node as used. Throws CONFIG_INVALID, saying which is wrong. */
export function readCommandSettings(config: CommandConfig): CommandSettings {
  const command = config.command ?? "lock";
  if (!commandNames.includes(command)) {
    throw ofCommand.invalid(`"${command.slice(0, 40)}" is not a command that this version knows`);
  }
  const parameters = new Map<string, TypedValue>();
  const saved = isObject(config.parameters) ? config.parameters : {};
  for (const name of Object.keys(saved)) {
    // One called `command` would take the place of the command, past its guard.
    if (!/^[A-Za-z]+(\.[A-Za-z]+)?$/.test(name) || /^command\b/.test(name)) {
      throw ofCommand.invalid("a parameter has no proper name");
    }
    const { value: text, type } = typedParameter(own(saved, name));
    if (text !== "" || (type !== "str" && type !== "num")) parameters.set(name, { value: text, type });
  }
  return { ...readSending(ofCommand, config), command, parameters, guarded: isGuarded(command, config.guard) };
}

const operations: readonly ChargeOperation[] = ["payload", "start", "stop", "target", "scheduleSet", "scheduleClear"];

/** Settings of a charging node as used. Throws CONFIG_INVALID, saying which is wrong. */
export function readChargeSettings(config: ChargeConfig): ChargeSettings {
  const operation = operations.find((name) => name === (config.operation ?? "payload"));
  if (!operation) throw ofCharging.invalid("the operation is not one that this version knows");
  return {
    ...readSending(ofCharging, config),
    operation,
    target: typedSetting(config.target, config.targetType, "num"),
    start: typedSetting(config.startTime, config.startTimeType, "str"),
    end: typedSetting(config.endTime, config.endTimeType, "str"),
    pauseMinutes: ofCharging.number("the pause between start and stop", config.pauseMinutes, 10, 0, 1440),
  };
}

/** Where settings are evaluated. */
export interface PlanContext {
  red: Red;
  node: Node;
  message: Message;
}

/** `confirm` in the message must be the command's word, so that no stray message opens a car. Throws CONFIRM_MISSING. */
function checkGuard(command: string, { confirm }: Message): void {
  if (confirm === command) return;
  throw cloudError(
    "CONFIRM_MISSING",
    `"${command}" is guarded: the message must carry confirm = "${command}". Set it in the part of the flow that decides, or switch the guard off in the node. Nothing was sent.`,
    { sent: false },
  );
}

function put(target: JsonObject, path: string, value: unknown): void {
  const [group, member] = path.split(".") as [string, string?];
  if (member === undefined) target[group] = value;
  else if (isObject(target[group])) target[group][member] = value;
  else target[group] = { [member]: value };
}

/** The command a message asks a command node for. Rejects with INPUT_INVALID or CONFIRM_MISSING. */
export async function planCommand(settings: CommandSettings, context: PlanContext): Promise<Command> {
  const { command, parameters, guarded } = settings;
  if (guarded) checkGuard(command, context.message);
  const planned: Command = { command };
  for (const [path, property] of parameters) {
    const value = await evaluate(property, context);
    if (value !== undefined && value !== null && value !== "") put(planned, path, value);
  }
  return planned;
}

/** The charging command a message asks for. Rejects with INPUT_INVALID. */
export async function planCharging(settings: ChargeSettings, context: PlanContext): Promise<Command> {
  switch (settings.operation) {
    case "start":
      return { command: "chargeStart" };
    case "stop":
      return { command: "chargeStop" };
    case "target":
      return { command: "chargeTarget", percent: await evaluate(settings.target, context) };
    case "scheduleSet":
      return {
        command: "scheduleSet",
        start: await evaluate(settings.start, context),
        end: await evaluate(settings.end, context),
      };
    case "scheduleClear":
      return { command: "scheduleClear" };
    case "payload":
      return fromPayload(context.message.payload);
  }
}

/** `start`, `stop`, or a number for the target; true and false as a switch in front of the node gives them. */
function fromPayload(payload: unknown): Command {
  if (payload === "start" || payload === true) return { command: "chargeStart" };
  if (payload === "stop" || payload === false) return { command: "chargeStop" };
  const percent = finite(payload);
  if (percent !== undefined) return { command: "chargeTarget", percent };
  throw cloudError(
    "INPUT_INVALID",
    'The payload must be "start", "stop", or a number from 50 to 100 for the charge target. Nothing was sent.',
    { sent: false },
  );
}

function evaluate(property: TypedValue, { red, node, message }: PlanContext): Promise<unknown> {
  return readProperty(red, node, property, message);
}
