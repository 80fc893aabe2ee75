import { cloudError, isVehicleCloudError } from "../../../base/errors";
import type { JsonObject } from "../../../base/json";
import type { ListedVehicle } from "../../../vehicle/model";
import type { KnownReadings } from "../../../vehicle/read-data";
import type { Command, PreparedCommand, SessionContext } from "../../platform";
import type { EcarxProfile } from "../profiles/profile";
import type { EcarxCaller } from "../session/caller";
import { rowOf } from "../session/codes";
import type { SessionState } from "../session/state";
import type { VehicleMemory } from "../vehicle-memory";
import { checkAccepted } from "./acceptance";
import { chargeSetCommands } from "./charge-set";
import { chargingCommands } from "./charging";
import { classicCommands } from "./classic";
import { climateCommands } from "./climate";
import { comfortCommands } from "./comfort";
import { customCommands } from "./custom";
import { destinationCommands } from "./destination";
import { doorCommands } from "./doors";
import { findCommands } from "./find";
import { KnownOfCar } from "./known";
import type { CommandOperation, CommandPlan, CommandSpec, Dialect, DialectName, Evidence } from "./plan";
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

function findCommand(brand: Brand, name: string): CommandSpec | undefined {
  return offered(brand).find(([known]) => known === name)?.[1];
}

export interface CommandDeps {
  profile: EcarxProfile;
  context: SessionContext;
  state: SessionState;
  caller: EcarxCaller;
  memory: VehicleMemory;
}

/** A command whose parameters are checked, and how it is sent. */
type Planned = CommandPlan & { operation: CommandOperation };

/** Checks a command's name, switch and parameters. Throws NOT_SUPPORTED or INPUT_INVALID. */
export function planCommand(
  { profile, context }: Pick<CommandDeps, "profile" | "context">,
  command: Command,
  known = new KnownOfCar(),
): Planned {
  const spec = findCommand(profile, command.command);
  if (!spec) throw refused("NOT_SUPPORTED", `${profile.title} has no command "${shown(command)}"`);
  if (spec.evidence === "sister" && context.allow?.sisterBrand !== true) throw switchedOff(command);
  return planOf(spec, command, known);
}

function planOf(spec: CommandSpec, command: Command, known: KnownOfCar): Planned {
  known.refuseLacking(command.command, spec.functions);
  return { ...spec.plan(command, known), operation: spec.operation ?? "command" };
}

/** Makes a command ready to be sent. Throws NOT_SUPPORTED or INPUT_INVALID before anything leaves. */
export function prepareCommand(
  deps: CommandDeps,
  vehicle: ListedVehicle,
  command: Command,
  known?: KnownReadings,
): PreparedCommand {
  const { memory } = deps;
  const plan = planCommand(deps, command, new KnownOfCar(known));
  if (plan.bound && !/^[A-Z0-9]{17}$/i.test(vehicle.id)) {
    throw refused(
      "INPUT_INVALID",
      `"${command.command}" needs the vehicle's full VIN, so that it cannot reach another car`,
    );
  }
  const feature = `command ${command.command}`;
  if (memory.lacks(vehicle.id, feature)) {
    throw refused("NOT_SUPPORTED", `The cloud has said that this vehicle has no "${command.command}"`);
  }
  return {
    async send(signal, leaving) {
      try {
        return { raw: await sendPlan(deps, vehicle, plan, signal, leaving) };
      } catch (error) {
        const lacks =
          isVehicleCloudError(error, "NOT_SUPPORTED") && rowOf(deps.profile.codes, error)?.lacking === "command";
        // A command of the user's own says nothing about others of the same name.
        if (lacks && command.command !== "custom") memory.rememberLacking(vehicle.id, feature);
        throw error;
      }
    },
    ...(plan.shows ? { shows: plan.shows, confirmedBy: plan.confirmedBy } : {}),
    ...(plan.readSeconds ? { readSeconds: plan.readSeconds } : {}),
    ...(plan.leastPauseSeconds ? { leastPauseSeconds: plan.leastPauseSeconds } : {}),
    repeatable: plan.repeatable,
  };
}

async function sendPlan(
  { profile, context, state, caller, memory }: CommandDeps,
  vehicle: ListedVehicle,
  plan: Planned,
  signal: AbortSignal | undefined,
  leaving: (() => void) | undefined,
): Promise<unknown> {
  const { id } = vehicle;
  const body = (): JsonObject => {
    // The last moment: a selection before it may have taken its time.
    leaving?.();
    const form = profile.commandBody;
    return plan.body({ now: context.http.cloudNow(), id, userId: state.api?.userId ?? "", form });
  };
  const raw = await caller.askVehicle(vehicle, plan.operation, { use: "command", body, signal });
  checkAccepted(raw, plan.accepted, profile, new URL(memory.origin(vehicle)).host);
  return raw;
}

function switchedOff(command: Command): Error {
  return refused(
    "NOT_SUPPORTED",
    `"${shown(command)}" has been seen to work on other cars of this cloud only. Allow it in the account by the switch "Windows, horn, trunk, seats…" (allow.sisterBrand)`,
  );
}

function refused(code: "NOT_SUPPORTED" | "INPUT_INVALID", message: string): Error {
  return cloudError(code, `${message}; nothing was sent.`, { sent: false });
}

const shown = ({ command }: Command): string => String(command).slice(0, 40);
