import type { JsonObject } from "../../../base/json";
import { numberIn } from "./parameters";
import type { CommandPlan, Dialect } from "./plan";
import { chargingTelematics } from "./telematics";

/** Start, stop (6.2) and limit (6.3) of charging, docs/protocol/ecarx-smart.md. `chargeTarget` takes `percent`, 50-100 in steps of 5. */
export const chargingCommands: Dialect = {
  chargeStart: {
    evidence: "used",
    functions: ["remote_charge_2"],
    plan: () =>
      chargingTelematics(
        [
          ["operation", "1"],
          ["rcs.restart", "1"],
        ],
        { shows: (status) => status.battery.charging === true, repeatable: false },
      ),
  },
  chargeStop: {
    evidence: "used",
    functions: ["remote_charge_2"],
    plan: () =>
      chargingTelematics(
        [
          ["operation", "0"],
          ["rcs.terminate", "1"],
        ],
        { shows: (status) => status.battery.charging === false, repeatable: true },
      ),
  },
  chargeTarget: { evidence: "used", plan: chargeTarget },
};

function chargeTarget(parameters: JsonObject): CommandPlan {
  const percent = numberIn(parameters, "percent", { min: 50, max: 100, step: 5, unit: "%" });
  return chargingTelematics(
    [
      // Tenths of a percent.
      ["soc", String(percent * 10)],
      ["operation", "4"],
      ["rcs.setting", "1"],
    ],
    // The target that can be read back is the cloud's own setting: no report of the car holds one (5.1, 5.2).
    { repeatable: true },
  );
}
