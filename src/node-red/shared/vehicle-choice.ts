import type { CallOptions, VehicleAccount } from "../../account/types";
import { cloudError, type VehicleCloudError } from "../../base/errors";
import { isObject, own } from "../../base/json";
import { maskId } from "../../base/logger";
import type { Vehicle } from "../../vehicle/model";
import type { Node } from "node-red";
import { nodeError } from "./error-to-status";
import { readProperty, type TypedValue } from "./typed-property";
import type { Message, Red } from "./types";

/** Which vehicle a node or a message means. */
export type VehicleChoice =
  | { kind: "only" }
  | { kind: "all" }
  /** VIN, iotCode or own name. */
  | { kind: "named"; text: string }
  /** A vehicle object of an earlier message: exactly this one, never one of the same name. */
  | { kind: "exact"; id: string; platform?: string };

/** Own names and ids are short; anything else is not a vehicle and must not get into texts. A rounded number is another id. */
function checkText(value: unknown): string {
  if (typeof value === "number" && !Number.isSafeInteger(value)) {
    throw cloudError(
      "INPUT_INVALID",
      "A vehicle's id is a number too large to be exact, or none at all: its last digits are lost. Give it as text; nothing was sent.",
      { sent: false },
    );
  }
  const text = typeof value === "number" ? String(value) : value;
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (typeof text !== "string" || text.length > 100 || /[\u0000-\u001f\u007f]/.test(text)) {
    throw cloudError("INPUT_INVALID", "The vehicle must be a VIN, an iotCode, an own name or a vehicle object.");
  }
  return text.trim();
}

/**
 * Reads a vehicle from a setting or a message: text, or an object like `msg.vehicle`. Throws INPUT_INVALID.
 * `absent` is what nothing at all means; without it nothing is an error.
 */
export function toVehicleChoice(value: unknown, absent?: VehicleChoice): VehicleChoice {
  if (isObject(value)) {
    const id = own(value, "id") === undefined ? "" : checkText(own(value, "id"));
    if (id === "") throw cloudError("INPUT_INVALID", "The vehicle object of the message has no id.");
    const platform = own(value, "platform");
    return { kind: "exact", id, platform: typeof platform === "string" ? platform : undefined };
  }
  const text = value === undefined || value === null ? "" : checkText(value);
  if (text === "all") return { kind: "all" };
  if (text !== "") return { kind: "named", text };
  if (absent) return absent;
  throw cloudError("INPUT_INVALID", "The vehicle setting gives no vehicle for this message.");
}

/**
 * What a node's vehicle setting means for a message: `auto` = the message's vehicle, else the only one; `all`; or a typed value.
 * Rejects with INPUT_INVALID.
 */
export async function readChoice(
  red: Red,
  node: Node,
  { value, type }: TypedValue,
  message: Message,
): Promise<VehicleChoice> {
  if (type === "all") return { kind: "all" };
  if (type === "auto") return toVehicleChoice(message.vehicle, { kind: "only" });
  // An empty text field means the same as no choice; an empty result of an expression does not.
  const absent: VehicleChoice | undefined = type === "str" && value === "" ? { kind: "only" } : undefined;
  return toVehicleChoice(await readProperty(red, node, { value, type }, message), absent);
}

/** As `readChoice`, for what acts on one vehicle: the word "all" is then a name like any other, which no vehicle has. */
export async function readOneChoice(
  red: Red,
  node: Node,
  vehicle: TypedValue,
  message: Message,
): Promise<VehicleChoice> {
  const choice = await readChoice(red, node, vehicle, message);
  return choice.kind === "all" ? { kind: "named", text: "all" } : choice;
}

function stranger(id: string): VehicleCloudError {
  const whose = `The vehicle ${maskId(id)} of the message does not belong to the account of this node`;
  return cloudError("VEHICLE_UNKNOWN", `${whose}; send it to a node of its own account. Nothing was asked.`);
}

/** The vehicles a choice means. Rejects with VEHICLE_UNKNOWN. */
export async function resolveVehicles(
  account: VehicleAccount,
  choice: VehicleChoice,
  options: CallOptions,
): Promise<Vehicle[]> {
  if (choice.kind === "all") {
    const vehicles = await account.vehicles(options);
    if (vehicles.length > 0) return vehicles;
    throw nodeError(
      "VEHICLE_UNKNOWN",
      "noVehicles",
      "The account has no vehicle, or all are switched off in its table.",
    );
  }
  if (choice.kind !== "exact")
    return [await account.resolve(choice.kind === "only" ? undefined : choice.text, options)];
  if (choice.platform !== undefined && choice.platform !== account.platform) throw stranger(choice.id);
  const vehicle = (await account.vehicles(options)).find(({ id }) => id === choice.id);
  if (!vehicle) throw stranger(choice.id);
  return [vehicle];
}

/** The selector by which an account subscribes for a choice. */
export function toSelector(choice: VehicleChoice): string | undefined {
  if (choice.kind === "only") return undefined;
  if (choice.kind === "all") return "all";
  return choice.kind === "named" ? choice.text : choice.id;
}
