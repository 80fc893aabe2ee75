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

const temperature: CommandParameter = {
  ...{ name: "temperature", kind: "number", value: "21", from: 16, to: 30, step: 0.5 },
  optional: true,
};
const level = (name: string, value = "0"): CommandParameter => ({ name, kind: "level", value });
const single: readonly CommandParameter[] = [{ name: "seat", kind: "seat", value: "driver" }, level("level", "2")];
const on: readonly CommandParameter[] = [{ name: "on", kind: "switch", value: "true" }];

/** By command; one that is not here needs to be told nothing. */
export const commandParameters: Readonly<Record<string, readonly CommandParameter[]>> = {
  unlock: [{ name: "windowMinutes", kind: "number", value: "1", from: 1, to: 3, step: 1, optional: true, own: true }],
  climateOn: [temperature, level("seats.driver"), level("seats.passenger"), level("steeringWheel")],
  warmUp: [
    temperature,
    level("seats.driver", "3"),
    level("seats.passenger", "3"),
    { name: "steeringWheel", kind: "switch", value: "true" },
  ],
  seatHeating: single,
  seatVentilation: single,
  steeringWheelHeating: on,
  defrost: on,
  purge: on,
  sendDestination: [
    { name: "latitude", kind: "number", value: "", from: -90, to: 90 },
    { name: "longitude", kind: "number", value: "", from: -180, to: 180 },
    { name: "name", kind: "text", value: "" },
    { name: "address", kind: "text", value: "", optional: true },
  ],
  custom: [
    { name: "serviceId", kind: "text", value: "" },
    { name: "action", kind: "action", value: "start" },
    { name: "duration", kind: "number", value: "0", from: 0, to: 1440, step: 1, optional: true },
    { name: "parameters", kind: "json", value: "[]", optional: true },
  ],
};
