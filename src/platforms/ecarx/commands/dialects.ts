import type { EcarxProfile } from "../profiles/profile";
import { chargeSetCommands } from "./charge-set";
import { chargingCommands } from "./charging";
import { climateCommands } from "./climate";
import { comfortCommands } from "./comfort";
import { customCommands } from "./custom";
import { destinationCommands } from "./destination";
import { doorCommands } from "./doors";
import { findCommands } from "./find";
import type { KnownOfCar } from "./known";
import type { CommandSpec, Dialect, Evidence } from "./plan";
import { tripRecordingCommands } from "./trip-recording";
import { windowCommands } from "./windows";

const dialects: Readonly<Record<EcarxProfile["dialect"], Dialect>> = {
  smart: {
    ...doorCommands,
    ...climateCommands,
    ...comfortCommands,
    ...windowCommands,
    ...findCommands,
    ...destinationCommands,
    ...tripRecordingCommands,
    ...chargingCommands,
    ...chargeSetCommands,
    ...customCommands,
  },
};

/** Names of a brand's commands by how it is known that they work. */
export function commandNames(dialect: EcarxProfile["dialect"], evidence: Evidence = "used"): string[] {
  return Object.entries(dialects[dialect])
    .filter(([, spec]) => spec.evidence === evidence)
    .map(([name]) => name);
}

/** Names of a brand's commands that a car lacks by its own word. */
export function lackingCommands(dialect: EcarxProfile["dialect"], known: KnownOfCar): string[] {
  return Object.entries(dialects[dialect])
    .filter(([, spec]) => known.lacks(spec.functions))
    .map(([name]) => name);
}

export function findCommand(dialect: EcarxProfile["dialect"], name: string): CommandSpec | undefined {
  return Object.hasOwn(dialects[dialect], name) ? dialects[dialect][name] : undefined;
}
