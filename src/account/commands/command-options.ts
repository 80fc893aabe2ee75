import { type Clock, ticks } from "../../base/clock";
import { cloudError, wordsOf } from "../../base/errors";
import { isObject } from "../../base/json";
import type { Logger } from "../../base/logger";
import type { Command } from "../../platforms/platform";
import type { CommandStage } from "./command-queue";
import type { CommandOptions } from "../types";

/** docs/decisions.md, constants. */
export const usual = { waitFor: "confirmed", timeoutSeconds: 60, expiresSeconds: 120 } as const;

/** Throws INPUT_INVALID. */
export function checkCommandOptions(
  options: CommandOptions,
): Required<Pick<CommandOptions, "waitFor" | "timeoutSeconds" | "expiresSeconds" | "wakeFirst">> {
  const {
    waitFor = usual.waitFor,
    timeoutSeconds = usual.timeoutSeconds,
    expiresSeconds = usual.expiresSeconds,
    wakeFirst = false,
  } = options;
  check(waitFor === "confirmed" || waitFor === "accepted", "waitFor", '"confirmed" or "accepted"');
  check(timeoutSeconds >= 1 && timeoutSeconds <= 600, "timeoutSeconds", "a number from 1 to 600");
  check(expiresSeconds >= 1 && expiresSeconds <= 3600, "expiresSeconds", "a number from 1 to 3600");
  check(typeof wakeFirst === "boolean", "wakeFirst", "true or false");
  return { waitFor, timeoutSeconds, expiresSeconds, wakeFirst };
}

function check(good: boolean, name: string, wanted: string): void {
  if (good) return;
  throw cloudError("INPUT_INVALID", `"${name}" of a command must be ${wanted}. Nothing was sent.`, { sent: false });
}

let unlike = 0;

/** The same for the same command with the same parameters, in whatever order these were given. */
export function commandKey(command: Command): string {
  const sorted = (_key: string, value: unknown): unknown =>
    isObject(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value;
  try {
    return JSON.stringify(command, sorted);
  } catch {
    // Something in it has no text (a circle, a BigInt): then it is like no other.
    return `unlike ${unlike++}`;
  }
}

/** Adds the seconds since now to each stage; a listener that fails does not stop a command. */
export function tellStages(
  onStage: CommandOptions["onStage"],
  clock: Clock,
  logger: Logger,
): ((stage: CommandStage) => void) | undefined {
  if (!onStage) return undefined;
  const asked = ticks(clock);
  return (stage) => {
    try {
      onStage(stage, Math.round((ticks(clock) - asked) / 100) / 10);
    } catch (error) {
      logger.error(`A listener to a command failed: ${wordsOf(error)}`);
    }
  };
}
