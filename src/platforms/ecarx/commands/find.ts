import type { CommandSpec, Dialect } from "./plan";
import { positionTelematics, telematics } from "./telematics";

/** It wakes the car, which drains its 12 V battery: not more often than this. */
const positionPauseSeconds = 15 * 60;

/** Finding the car, docs/protocol/ecarx-smart.md 6.3. No report shows horn and lights: acceptance is final. */
export const findCommands: Dialect = {
  horn: signal("horn"),
  lights: signal("light-flash"),
  hornAndLights: signal("horn-light-flash"),
  positionRefresh: {
    evidence: "sister",
    plan: () =>
      positionTelematics({
        // Any report that is newer than the request.
        shows: (status) => status.reportedAt !== null,
        repeatable: false,
        leastPauseSeconds: positionPauseSeconds,
      }),
  },
};

function signal(value: string): CommandSpec {
  return {
    evidence: "sister",
    functions: ["honk_flash"],
    plan: () =>
      telematics(
        { serviceId: "RHL", command: "start", parameters: [["rhl", value]], duration: 0 },
        { repeatable: false },
      ),
  };
}
