import type { CommandPlan, CommandSpec, Dialect } from "./plan";
import { telematics } from "./telematics";

/**
 * Locking and unlocking all doors (docs/protocol/ecarx-smart.md 6.2), and the trunk (6.3): that one releases or catches the
 * latch, the tailgate is not moved.
 */
export const doorCommands: Dialect = {
  lock: { evidence: "used", functions: ["remote_control_lock_2"], plan: () => doors(true) },
  unlock: { evidence: "used", functions: ["remote_control_unlock_2"], plan: () => doors(false) },
  trunkLock: trunk(true),
  trunkUnlock: trunk(false),
};

const service = (lock: boolean): string => (lock ? "RDL_2" : "RDU_2");

function doors(lock: boolean): CommandPlan {
  return telematics(
    { serviceId: service(lock), command: "start", parameters: [["door", "all"]], duration: 6 },
    { shows: (status) => status.locks.locked === lock, repeatable: lock, bound: true },
  );
}

function trunk(lock: boolean): CommandSpec {
  return {
    evidence: "sister",
    plan: () =>
      telematics(
        { serviceId: service(lock), command: "start", parameters: [["target", "trunk"]], duration: 6 },
        { shows: (status) => status.locks.trunk === lock, repeatable: lock, bound: true },
      ),
  };
}
