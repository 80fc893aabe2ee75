import { dig } from "../../../base/json";
import type { CommandPlan, Dialect } from "./plan";

/** Whether the car records its trips, docs/protocol/ecarx-smart.md 6.4; the state flags show it. */
export const tripRecordingCommands: Dialect = {
  tripRecordingOn: { evidence: "used", operation: "tripRecording", plan: () => tripRecording(true) },
  tripRecordingOff: { evidence: "used", operation: "tripRecording", plan: () => tripRecording(false) },
};

function tripRecording(on: boolean): CommandPlan {
  return {
    body: ({ now }) => ({
      creator: "tc",
      timestamp: String(now),
      latest: false,
      command: on ? "start" : "stop",
      serviceId: "JOU",
      serviceParameters: [{ key: "jou", value: on ? "enable" : "disable" }],
      operationScheduling: { scheduledTime: 0, interval: 0, occurs: 0, recurrentOperation: true, duration: 60 },
    }),
    accepted: "success",
    shows: (status) => dig(status, "tripRecording") === on,
    confirmedBy: "stateFlags",
    repeatable: !on,
  };
}
