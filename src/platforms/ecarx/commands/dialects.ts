import type { EcarxProfile } from "../profiles/profile";
import { chargingCommands } from "./charging";
import { climateCommands } from "./climate";
import { destinationCommands } from "./destination";
import { doorCommands } from "./doors";
import type { CommandSpec, Dialect } from "./plan";
import { tripRecordingCommands } from "./trip-recording";

const dialects: Readonly<Record<EcarxProfile["dialect"], Dialect>> = {
  smart: { ...doorCommands, ...climateCommands, ...chargingCommands, ...destinationCommands, ...tripRecordingCommands },
};

/** Names of the commands a brand offers; `sister` adds those that were only seen to work on a sister brand. */
export function commandNames(dialect: EcarxProfile["dialect"], { sister = false } = {}): string[] {
  return Object.entries(dialects[dialect])
    .filter(([, spec]) => sister || spec.evidence === "used")
    .map(([name]) => name);
}

export function findCommand(
  dialect: EcarxProfile["dialect"],
  name: string,
  { sister = false } = {},
): CommandSpec | undefined {
  const spec = Object.hasOwn(dialects[dialect], name) ? dialects[dialect][name] : undefined;
  return spec && (sister || spec.evidence === "used") ? spec : undefined;
}
