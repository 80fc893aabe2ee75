import { cloudError, isCloudError } from "../../../base/errors";
import type { JsonObject } from "../../../base/json";
import type { ListedVehicle } from "../../../vehicle/model";
import type { KnownReadings } from "../../../vehicle/read-data";
import type { Command, PreparedCommand, SessionContext } from "../../platform";
import type { EcarxCaller } from "../session/caller";
import { rowOf } from "../session/codes";
import type { EcarxProfile } from "../profiles/profile";
import type { SessionState } from "../session/state";
import type { VehicleMemory } from "../vehicle-memory";
import { checkAccepted } from "./acceptance";
import { findCommand } from "./dialects";
import { KnownOfCar } from "./known";
import type { CommandOperation, CommandPlan, CommandSpec } from "./plan";

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
        const lacks = isCloudError(error, "NOT_SUPPORTED") && rowOf(deps.profile.codes, error)?.lacking === "command";
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
