import { own, type JsonObject } from "../../../base/json";
import type { KnownOfCar } from "./known";
import { levelsIn, numberIn, switchIn, timeIn } from "./parameters";
import type { CommandPlan, Dialect } from "./plan";

/**
 * What goes to the charging service (docs/protocol/ecarx-smart.md 6.4): the charging schedule (`start`, `end`, "HH:MM" in the
 * car's own time) and the rapid warm-up (`temperature`, `seats: {driver, passenger}`, `steeringWheel`). All texts are texts.
 */
export const chargeSetCommands: Dialect = {
  scheduleSet: {
    evidence: "sister",
    operation: "chargeSet",
    functions: ["remote_appointment_charging"],
    plan: scheduleSet,
  },
  scheduleClear: {
    evidence: "sister",
    operation: "chargeSet",
    functions: ["remote_appointment_charging"],
    plan: scheduleClear,
  },
  warmUp: { evidence: "sister", operation: "chargeSet", plan: warmUp },
};

/** What can be read back is the charging service's own record (5.7): no report of the car holds a schedule. */
function schedule(command: "start" | "stop", start: string, end: string): CommandPlan {
  return {
    body: ({ id }) => ({
      bizType: "6",
      command,
      // Read back as rbcModel; written under that name the times are refused.
      chargeModel: "0",
      rbcStartTime: start,
      rbcEndTime: end,
      rbcTarget: "2",
      rbc: "2",
      pin: id,
      vin: id,
      endTime: "",
      scheduledTime: "",
      sessionId: "",
    }),
    accepted: "success",
    repeatable: true,
  };
}

function scheduleSet(parameters: JsonObject): CommandPlan {
  const start = timeIn(parameters, "start");
  return schedule("start", start, timeIn(parameters, "end", { not: start }));
}

/** Both times must be filled here too: those of the schedule as it was read last, if nobody gives others. */
function scheduleClear(parameters: JsonObject, known: KnownOfCar): CommandPlan {
  const { start, end } = known.schedule;
  return schedule(
    "stop",
    timeIn(parameters, "start", { fallback: start ?? "00:00" }),
    timeIn(parameters, "end", { fallback: end ?? "00:00" }),
  );
}

/** Places of this service are numbers. */
const positions: Readonly<Record<string, string>> = { driver: "11", passenger: "19" };

/** Without a word about the seats both are warmed at the highest level, as the app's own button does. */
function warmUp(parameters: JsonObject, known: KnownOfCar): CommandPlan {
  const range = known.temperature;
  const degrees = numberIn(parameters, "temperature", range, Math.min(Math.max(21, range.min), range.max));
  const given = own(parameters, "seats");
  const seats = given === undefined || given === null ? { driver: 3, passenger: 3 } : given;
  const heat = [...levelsIn({ seats }, "seats", Object.keys(positions))]
    .filter(([, level]) => level > 0)
    .map(([seat, level]) => ({ level: String(level), pos: positions[seat] ?? "" }));
  const wheel = switchIn(parameters, "steeringWheel", true);
  return {
    body: ({ now }) => ({
      bizType: "7",
      command: "immediately",
      ac: "true",
      temp: degrees.toFixed(1),
      duration: "180",
      ...(heat.length > 0 ? { heat } : {}),
      // Airing by the windows belongs to rapid cooling.
      vlt: "false",
      vltDuration: "60",
      vltPos: "12",
      paa: "0",
      sw: String(wheel),
      timestamp: String(now),
    }),
    accepted: "success",
    shows: (status) => status.climate.preconditioning === true,
    repeatable: false,
  };
}
