import { isCloudError } from "../../../base/errors";
import type { ListedVehicle } from "../../../vehicle/model";
import type { ReadDeps } from "./read-deps";

/** The cloud was told so a moment ago. */
const grantedBefore = "7065";

/**
 * Tells the cloud that the user lets this account read the car's trips (docs/protocol/ecarx-smart.md 5.8), once per vehicle
 * and session; true = it stands. The cloud replaces the API token over it, so a new one is had at once, before any other call
 * could run into the old one: that would look as if another client had taken the session.
 */
export async function grantTrips(deps: ReadDeps, vehicle: ListedVehicle, signal?: AbortSignal): Promise<boolean> {
  const { state, gate, renewals, exchange, selection, caller, memory, context } = deps;
  if (state.granted.has(vehicle.id)) return true;
  await gate.exclusive(() =>
    renewals.exclusive(async () => {
      if (state.granted.has(vehicle.id)) return;
      const request = {
        method: "POST",
        origin: memory.origin(vehicle),
        path: "/remote-control/user/authorization/insert",
        body: () => ({ serviceCode: "travelLogBusiCode", authStatus: 1, vin: vehicle.id }),
        vehicle,
      } as const;
      try {
        await caller.call(request, { use: "read", purpose: "read", once: true, signal });
      } catch (error) {
        const code = isCloudError(error) ? error.platformCode : undefined;
        // Without an answer it may have been carried out all the same.
        if (code === undefined) caller.replacing();
        if (code !== grantedBefore) throw error;
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
