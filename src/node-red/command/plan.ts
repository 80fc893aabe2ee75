import type { Node } from "node-red";
import { cloudError } from "../../base/errors";
import { finite, isObject, type JsonObject } from "../../base/json";
import type { Command } from "../../platforms/platform";
import { readProperty, type TypedValue } from "../shared/typed-property";
import type { Message, Red } from "../shared/types";
import type { ChargeSettings, CommandSettings } from "./settings";

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
