/** How a parameter is entered: the dialog has a control for each kind (src/editor/command-fields.js). */
type Kind = "number" | "level" | "seat" | "switch" | "text" | "action" | "json";

/**
 * What a command needs to be told. `name` = the parameter, a dot goes into an object; `value` = what a new node has; `from`, `to`,
 * `step` = what may be typed; `optional` = may be left empty; `own` = only some platforms take it. The platform checks again.
 */
export interface CommandParameter {
  name: string;
  kind: Kind;
  value: string;
  from?: number;
  to?: number;
  step?: number;
  optional?: true;
  own?: true;
}

/** How the dialog groups them, in the order of its list. */
type Group = "doors" | "climate" | "windows" | "find" | "other";

/** What a node and its dialog know of a command; the platform decides which it offers. */
interface CommandFacts {
  group: Group;
  /** Opens or starts something, or is whatever the flow says: needs the message's `confirm` unless the node is told otherwise. */
  guarded?: true;
  /** No report of a vehicle can show it: it is done when it is accepted. */
  final?: true;
  parameters?: readonly CommandParameter[];
}

const temperature: CommandParameter = {
  ...{ name: "temperature", kind: "number", value: "21", from: 16, to: 30, step: 0.5 },
  optional: true,
};
const level = (name: string, value = "0"): CommandParameter => ({ name, kind: "level", value });
const oneSeat: readonly CommandParameter[] = [{ name: "seat", kind: "seat", value: "driver" }, level("level", "2")];
const on: readonly CommandParameter[] = [{ name: "on", kind: "switch", value: "true" }];

/** A row for each command, by the names of docs/decisions.md; the build gives the dialog what stands here. */
const commands = {
  lock: { group: "doors" },
  unlock: {
    group: "doors",
    guarded: true,
    parameters: [
      { name: "windowMinutes", kind: "number", value: "1", from: 1, to: 3, step: 1, optional: true, own: true },
    ],
  },
  trunkLock: { group: "doors" },
  trunkUnlock: { group: "doors", guarded: true },
  climateOn: {
    group: "climate",
    parameters: [temperature, level("seats.driver"), level("seats.passenger"), level("steeringWheel")],
  },
  climateOff: { group: "climate" },
  seatHeating: { group: "climate", parameters: oneSeat },
  seatVentilation: { group: "climate", parameters: oneSeat },
  steeringWheelHeating: { group: "climate", parameters: on },
  defrost: { group: "climate", parameters: on },
  purge: { group: "climate", final: true, parameters: on },
  warmUp: {
    group: "climate",
    parameters: [
      temperature,
      level("seats.driver", "3"),
      level("seats.passenger", "3"),
      { name: "steeringWheel", kind: "switch", value: "true" },
    ],
  },
  windowsOpen: { group: "windows", guarded: true },
  windowsClose: { group: "windows" },
  windowsVent: { group: "windows", guarded: true },
  blindOpen: { group: "windows" },
  blindClose: { group: "windows" },
  sunroofOpen: { group: "windows", guarded: true },
  sunroofClose: { group: "windows" },
  horn: { group: "find", final: true },
  lights: { group: "find", final: true },
  hornAndLights: { group: "find", final: true },
  find: { group: "find", final: true },
  sendDestination: {
    group: "find",
    final: true,
    parameters: [
      { name: "latitude", kind: "number", value: "", from: -90, to: 90 },
      { name: "longitude", kind: "number", value: "", from: -180, to: 180 },
      { name: "name", kind: "text", value: "" },
      { name: "address", kind: "text", value: "", optional: true },
    ],
  },
  engineStart: { group: "other", guarded: true },
  engineStop: { group: "other" },
  positionRefresh: { group: "other" },
  tripRecordingOn: { group: "other" },
  tripRecordingOff: { group: "other" },
  custom: {
    group: "other",
    guarded: true,
    final: true,
    parameters: [
      { name: "serviceId", kind: "text", value: "" },
      { name: "action", kind: "action", value: "start" },
      { name: "duration", kind: "number", value: "0", from: 0, to: 1440, step: 1, optional: true },
      { name: "parameters", kind: "json", value: "[]", optional: true },
    ],
  },
} as const satisfies Record<string, CommandFacts>;

const rows: readonly (readonly [name: string, facts: CommandFacts])[] = Object.entries(commands);
const namesOf = (wanted: (facts: CommandFacts) => boolean): readonly string[] =>
  rows.filter(([, facts]) => wanted(facts)).map(([name]) => name);
const inGroup = (group: Group): readonly string[] => namesOf((facts) => facts.group === group);

export const commandNames: readonly string[] = namesOf(() => true);
export const commandGroups: Readonly<Record<Group, readonly string[]>> = {
  doors: inGroup("doors"),
  climate: inGroup("climate"),
  windows: inGroup("windows"),
  find: inGroup("find"),
  other: inGroup("other"),
};
export const guardedByDefault: readonly string[] = namesOf(({ guarded }) => guarded === true);
export const finalWhenAccepted: readonly string[] = namesOf(({ final }) => final === true);

/** By command; one that is not here needs to be told nothing. */
export const commandParameters: Readonly<Record<string, readonly CommandParameter[]>> = Object.fromEntries(
  rows.flatMap(([name, { parameters }]) => (parameters ? [[name, parameters]] : [])),
);

/** `on` and `off` are the user's choice; anything else is the command's own default. */
export function isGuarded(command: string, guard: unknown): boolean {
  if (guard === "on" || guard === true) return true;
  return guard !== "off" && guard !== false && guardedByDefault.includes(command);
}
