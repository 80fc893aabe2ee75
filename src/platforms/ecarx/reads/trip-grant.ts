import { isVehicleCloudError } from "../../../base/errors";
import type { ListedVehicle } from "../../../vehicle/model";
import { rowOf } from "../session/codes";
import type { ReadDeps } from "./read-deps";

/**
 * Tells the cloud that the user lets this account read the car's trips (docs/protocol/ecarx-smart.md 5.8), once per vehicle
 * and session; true = it stands. The cloud replaces the API token over it, so a new one is had at once, before any other call
 * could run into the old one: that would look as if another client had taken the session.
 */
export async function grantTrips(deps: ReadDeps, vehicle: ListedVehicle, signal?: AbortSignal): Promise<boolean> {
  const { profile, state, gate, renewals, exchange, selection, caller, memory, context } = deps;
  const operation = profile.operations.tripGrant;
  // A cloud that has no such consent asks for none.
  if (!operation || state.granted.has(vehicle.id)) return true;
  await gate.exclusive(() =>
    renewals.exclusive(async () => {
      if (state.granted.has(vehicle.id)) return;
      try {
        const asking = { origin: memory.origin(vehicle), vehicle };
        await caller.ask(operation, asking, { use: "read", purpose: "read", once: true, signal });
      } catch (error) {
        const answered = isVehicleCloudError(error) && error.platformCode !== undefined;
        // Without an answer it may have been carried out all the same.
        if (!answered) caller.replacing();
        if (!answered || rowOf(profile.codes, error)?.stoodBefore !== true) throw error;
      }
      caller.replacing();
      await exchange.exchange(signal, { sameSession: true });
      state.granted.add(vehicle.id);
      await context.changed();
    }),
  );
  // The new token has no selection yet.
  await selection.ensure(vehicle, false, signal);
  return true;
}
