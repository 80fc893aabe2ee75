import { cloudError } from "../../../base/errors";
import type { ListedVehicle } from "../../../vehicle/model";
import type { Command, PreparedCommand, SessionContext } from "../../platform";
import type { EcarxCaller } from "../caller";
import type { Gate } from "../gate";
import type { EcarxProfile } from "../profiles/profile";
import type { VehicleMemory } from "../vehicle-memory";
import { checkAccepted } from "./acceptance";
import { findCommand } from "./dialects";

export interface CommandDeps {
  profile: EcarxProfile;
  context: SessionContext;
  caller: EcarxCaller;
  memory: VehicleMemory;
  gate: Gate;
}

/** Makes a command ready to be sent. Throws NOT_SUPPORTED or INPUT_INVALID before anything leaves. */
export function prepareCommand(
  { profile, context, caller, memory, gate }: CommandDeps,
  vehicle: ListedVehicle,
  command: Command,
): PreparedCommand {
  const spec = findCommand(profile.dialect, command.command);
  if (!spec) {
    throw cloudError("NOT_SUPPORTED", `${profile.title} has no command "${command.command}"; nothing was sent.`, {
      sent: false,
    });
  }
  const plan = spec.plan(command);
  if (plan.bound && !/^[A-Z0-9]{17}$/i.test(vehicle.id)) {
    throw cloudError(
      "INPUT_INVALID",
      `"${command.command}" needs the vehicle's full VIN, so that it cannot reach another car; nothing was sent.`,
      { sent: false },
    );
  }
  return {
    async send(signal) {
      const origin = memory.origin(vehicle);
      const raw = await gate.shared(() =>
        caller.call(
          {
            method: plan.method,
            origin,
            path: plan.path(vehicle.id),
            query: plan.query?.(vehicle.id),
            body: () => plan.body(context.http.cloudNow()),
            vehicle,
          },
          { use: "command", purpose: "command", signal },
        ),
      );
      checkAccepted(raw, plan.accepted, new URL(origin).host);
      return { raw };
    },
    ...(plan.shows ? { shows: plan.shows, confirmedBy: plan.confirmedBy } : {}),
    repeatable: plan.repeatable,
  };
}
