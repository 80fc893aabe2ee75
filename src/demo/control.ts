import { cloudError } from "../base/errors";
import { maskId } from "../base/logger";
import type { Faults } from "./faults";
import type { DemoLog } from "./log";
import type { DemoPart } from "./part";
import type { DemoControl } from "./types";

/** The demo's levers over all its clouds. */
export function createControl(parts: readonly DemoPart[], faults: Faults, log: DemoLog): DemoControl {
  const owner = (vehicleId: string): DemoPart => {
    const part = parts.find((one) => one.vehicles.some(({ id }) => id === vehicleId));
    if (part) return part;
    throw cloudError("VEHICLE_UNKNOWN", `The demo cloud has no vehicle ${maskId(vehicleId)}.`);
  };
  return {
    advance(seconds) {
      if (!(seconds >= 0 && Number.isFinite(seconds))) {
        throw cloudError("INPUT_INVALID", `The demo's vehicles can only live on: ${seconds} s is no time span.`);
      }
      for (const part of parts) part.advance(seconds);
    },
    set: (vehicleId, patch) => owner(vehicleId).set(vehicleId, patch),
    fail: (fault) => faults.add(fault),
    clear: () => faults.clear(),
    expire(what = { api: true }) {
      for (const part of parts) part.expire(what);
    },
    select: (vehicleId) => owner(vehicleId).select(vehicleId),
    log: log.entries,
    executions: (vehicleId) => owner(vehicleId).executions(vehicleId),
  };
}
