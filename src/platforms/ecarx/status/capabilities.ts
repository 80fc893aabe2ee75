import type { Capabilities, Capability, CapabilityRange, ClimateCapability } from "../../../vehicle/read-data";
import { dig, finite, isObject, objects, own, parseJson, text, type JsonObject } from "../../../base/json";
import { given, yesNo } from "../../../vehicle/values";

/** Reads the answer of `tcservices/capability` (docs/protocol/ecarx-smart.md 4.5). Takes any JSON value without throwing. */
export function readCapabilities(reply: unknown): Capabilities {
  const capabilities = objects(dig(reply, "data", "list")).flatMap((row) => {
    const id = text(own(row, "functionId"));
    return id ? [readOne(id, row)] : [];
  });
  return { capabilities, climate: readClimate(capabilities) };
}

function readOne(id: string, row: JsonObject): Capability {
  const values = list(own(row, "valueEnum"));
  const parameters = readParameters(own(row, "paramsJson"));
  return given<Capability>({
    id,
    enabled: yesNo(own(row, "valueEnable")) ?? null,
    category: text(own(row, "functionCategory")),
    values: values.length > 0 ? values : undefined,
    range: readRange(own(row, "valueRange")),
    parameters: Object.keys(parameters).length > 0 ? parameters : undefined,
  });
}

/** `15.5|28.5` */
function readRange(value: unknown): CapabilityRange | undefined {
  const [low, high, ...more] = (text(value) ?? "").split("|").map(finite);
  if (low === undefined || high === undefined || more.length > 0 || low > high) return undefined;
  return { min: low, max: high };
}

/** A list of `{name, value}`, or the same as JSON text. */
function readParameters(source: unknown): NonNullable<Capability["parameters"]> {
  const rows = objects(typeof source === "string" ? parseJson(source) : source);
  const result: NonNullable<Capability["parameters"]> = {};
  for (const row of rows) {
    const name = text(own(row, "name"));
    const value = text(own(row, "value"));
    // A name such as `__proto__` is none.
    if (!name || value === undefined || !/^[A-Za-z]\w*$/.test(name)) continue;
    result[name] = readRange(value) ?? (value.includes(",") ? list(value) : (finite(value) ?? value));
  }
  return result;
}

function list(value: unknown): string[] {
  return (text(value) ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);
}

function readClimate(capabilities: readonly Capability[]): ClimateCapability {
  const entries = capabilities.filter(({ id, enabled }) => id.includes("climate") && enabled !== false);
  const find = (...names: string[]): unknown => {
    for (const { parameters } of entries) {
      for (const name of names) {
        const value = own(parameters, name);
        if (value !== undefined) return value;
      }
    }
    return undefined;
  };
  const told = find("ad_temp_range");
  const range = isObject(told) ? (told as unknown as CapabilityRange) : entries.find(({ range }) => range)?.range;
  const step = finite(find("AC_step"));
  const wheel = find("steel_wheel_heating");
  const devices = find("climate_devices");
  return given<ClimateCapability>({
    temperatureC: range && given({ ...range, step }),
    heatedSeats: listed(find("dpt_heat_loc", "seatheat_area")),
    ventilatedSeats: listed(find("dpt_vent_loc", "seatvent_area")),
    steeringWheelHeating: wheel === undefined ? undefined : (yesNo(wheel) ?? undefined),
    defrost: devices === undefined ? undefined : (listed(devices) ?? []).includes("defrost"),
  });
}

/** One seat alone is no list on the wire. */
function listed(value: unknown): string[] | undefined {
  if (Array.isArray(value)) return value as string[];
  return typeof value === "string" ? [value] : undefined;
}
