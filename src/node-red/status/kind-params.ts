import type { Node } from "node-red";
import type { KindPolicy, VehicleAccount } from "../../account/types";
import type { JsonObject } from "../../base/json";
import type { ReadKind } from "../../platforms/platform";
import type { Vehicle } from "../../vehicle/model";
import type { KindSettings } from "./kind-settings";
import { runtime } from "../shared/runtime";
import { readInputs, type TypedValue } from "../shared/typed-property";
import type { Message, Red } from "../shared/types";

const dayMs = 86_400_000;

/**
 * The parameters of what is read by itself, made anew each time; undefined where there are none, so that the reading is shared
 * with other nodes.
 */
export function paramsByItself(
  red: Red,
  node: Node,
  settings: KindSettings,
  account: VehicleAccount,
  signal: AbortSignal,
): KindPolicy["params"] {
  const { kind, consent, buffers, wholeKey, from, to } = settings;
  const window = [from, to].some(({ value }) => value.trim() !== "");
  const has: Partial<Record<ReadKind, boolean>> = {
    trips: consent || window,
    tripTrack: true,
    abilities: buffers,
    location: true,
    bluetoothKey: wholeKey,
    ranking: true,
  };
  if (!has[kind]) return undefined;
  return (vehicle) =>
    kind === "ranking" ? whereItStands(account, vehicle, signal) : kindParams(red, node, settings, {});
}

/** The parameters of a reading, for one message. Rejects with INPUT_INVALID. */
export async function kindParams(red: Red, node: Node, kind: KindSettings, message: Message): Promise<JsonObject> {
  switch (kind.kind) {
    case "trips":
      return {
        ...(await readWindow(red, node, kind, message)),
        ...(kind.consent && { consent: true }),
        ...ownOnly(message),
      };
    case "tripTrack": {
      const window = await readWindow(red, node, kind, message);
      const now = runtime.clock.now();
      return Object.keys(window).length > 0 ? window : { from: now - dayMs, to: now };
    }
    case "abilities":
      return kind.buffers ? { images: "buffer" } : {};
    case "location":
      return { realTime: true };
    case "simData": {
      const { iccid } = message;
      return typeof iccid === "string" || typeof iccid === "number" ? { iccid: String(iccid) } : {};
    }
    case "bluetoothKey":
      return kind.wholeKey ? { reveal: true } : {};
    default:
      return {};
  }
}

/** `msg.journal` false: the cloud is not asked. */
function ownOnly({ journal }: Message): JsonObject {
  return journal === false ? { journal } : {};
}

/** What is left empty, or what a message does not hold, is left out; the platform checks the rest. */
async function readWindow(red: Red, node: Node, { from, to }: KindSettings, message: Message): Promise<JsonObject> {
  const check = (value: unknown): unknown => value;
  const given = (value: TypedValue): boolean => value.value.trim() !== "";
  const table: Record<string, TypedValue & { check: typeof check }> = {};
  if (given(from)) table.from = { ...from, check };
  if (given(to)) table.to = { ...to, check };
  const values = await readInputs<Record<string, unknown>>(red, node, table, message);
  return Object.fromEntries(Object.entries(values).filter(([, value]) => (value ?? "") !== ""));
}

/** The ranking compares cars around a position: that of the last reading, if there is one. */
export async function whereItStands(
  account: VehicleAccount,
  { id }: Vehicle,
  signal: AbortSignal,
): Promise<JsonObject> {
  const last = await account.status(id, { lastKnown: true, signal }).catch(() => undefined);
  return { latitude: last?.position.latitude, longitude: last?.position.longitude };
}
