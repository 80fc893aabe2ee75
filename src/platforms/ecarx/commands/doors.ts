import type { Dialect } from "./plan";
import { telematics } from "./telematics";

/** Locking and unlocking all doors, docs/protocol/ecarx-smart.md 6.2. */
export const doorCommands: Dialect = {
  lock: {
    evidence: "used",
    plan: () =>
      telematics(
        { serviceId: "RDL_2", command: "start", parameters: [["door", "all"]], duration: 6 },
        { shows: (status) => status.locks.locked === true, repeatable: true, bound: true },
      ),
  },
  unlock: {
    evidence: "used",
    plan: () =>
      telematics(
        { serviceId: "RDU_2", command: "start", parameters: [["door", "all"]], duration: 6 },
        { shows: (status) => status.locks.locked === false, repeatable: false, bound: true },
      ),
  },
};
