import type { JsonObject } from "../../../base/json";
import { numberIn } from "./parameters";
import type { CommandSpec, Dialect } from "./plan";
import { telematics, type ServiceParameters } from "./telematics";

/**
 * The services of the generation before (docs/protocol/lynkco-geely.md 8.2). Unlocking, locking, the engine and finding the car
 * have been used by owners; climate, windows, trunk and seats are known of sister brands only.
 */
export const classicCommands: Dialect = {
  lock: service("RDL", "start", { shows: ({ locks }) => locks.locked === true, repeatable: true }),
  unlock: {
    ...service(
      "RDU",
      "start",
      { shows: ({ locks }) => locks.locked === false },
      // How long the doors wait to be opened before they lock again.
      (given) => [
        ["time.window", String(numberIn(given, "windowMinutes", { min: 1, max: 3, step: 1, unit: "minutes" }, 1))],
      ],
    ),
    parameters: ["windowMinutes"],
  },
  engineStart: service("RES", "start", { shows: ({ motion }) => motion.ignition === "on" }),
  engineStop: service("RES", "stop", { shows: ({ motion }) => motion.ignition === "off", repeatable: true }),
  horn: find("horn-flash"),
  lights: find("light-flash"),
  hornAndLights: find("horn-light-flash"),
  climateOn: sister(
    service("RCE", "start", { shows: ({ climate }) => climate.preconditioning === true, duration: 600 }, (given) => [
      ["rce", String(numberIn(given, "temperature", { min: 16, max: 30, step: 0.5, unit: "°C" }, 22))],
    ]),
  ),
  climateOff: sister(
    service("RCE", "stop", { shows: ({ climate }) => climate.preconditioning === false, repeatable: true }),
  ),
  windowsOpen: sister(service("RWS", "start", {}, () => [["rws", "all"]])),
  windowsClose: sister(service("RWS", "stop", { repeatable: true }, () => [["rws", "all"]])),
  windowsVent: sister(service("RWS", "start", {}, () => [["rws", "ventilate"]])),
  trunkUnlock: sister(service("RTU", "start", { shows: ({ locks }) => locks.trunk === false })),
};

interface Outcome {
  shows?: NonNullable<ReturnType<CommandSpec["plan"]>["shows"]>;
  repeatable?: boolean;
  duration?: number;
}

function service(
  serviceId: string,
  command: "start" | "stop",
  { shows, repeatable = false, duration = 0 }: Outcome,
  parameters: (given: JsonObject) => ServiceParameters = () => [],
): CommandSpec {
  return {
    evidence: "used",
    plan: (given) =>
      telematics(
        { serviceId, command, parameters: parameters(given), duration },
        { ...(shows ? { shows } : {}), repeatable },
      ),
  };
}

/** No report shows horn and lights: acceptance is final. */
function find(value: string): CommandSpec {
  return service("RHL", "start", {}, () => [["rhl", value]]);
}

function sister(spec: CommandSpec): CommandSpec {
  return { ...spec, evidence: "sister" };
}
