import type { EcarxProfile } from "../profiles/profile";
import { chargeSetCommands } from "./charge-set";
import { chargingCommands } from "./charging";
import { classicCommands } from "./classic";
import { climateCommands } from "./climate";
import { comfortCommands } from "./comfort";
import { customCommands } from "./custom";
import { destinationCommands } from "./destination";
import { doorCommands } from "./doors";
import { findCommands } from "./find";
import type { KnownOfCar } from "./known";
import type { CommandSpec, Dialect, DialectName, Evidence } from "./plan";
import { tripRecordingCommands } from "./trip-recording";
import { windowCommands } from "./windows";

const dialects: Readonly<Record<DialectName, Dialect>> = {
  geea2: {
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
  classic: classicCommands,
};

type Brand = Pick<EcarxProfile, "dialect" | "operations" | "seenToWork">;

/** The commands of a brand, whose cloud can be told them. */
function offered({ dialect, operations, seenToWork }: Brand): [string, CommandSpec][] {
  const told = Object.entries(dialects[dialect]).filter(([, { operation = "command" }]) => operations[operation]);
  if (!seenToWork) return told;
  return told.map(([name, spec]) => [name, seenToWork.includes(name) ? spec : { ...spec, evidence: "sister" }]);
}

/** Names of a brand's commands by how it is known that they work. */
export function commandNames(brand: Brand, evidence: Evidence = "used"): string[] {
  return offered(brand)
    .filter(([, spec]) => spec.evidence === evidence)
    .map(([name]) => name);
}

/** Names of a brand's commands that a car lacks by its own word. */
export function lackingCommands(brand: Brand, known: KnownOfCar): string[] {
  return offered(brand)
    .filter(([, spec]) => known.lacks(spec.functions))
    .map(([name]) => name);
}

/** Parameters that only some brands take, by the command. */
export function ownParameters(brand: Brand): Record<string, readonly string[]> {
  return Object.fromEntries(
    offered(brand).flatMap(([name, { parameters }]) => (parameters ? [[name, parameters]] : [])),
  );
}

export function findCommand(brand: Brand, name: string): CommandSpec | undefined {
  return offered(brand).find(([known]) => known === name)?.[1];
}
