import type { Node } from "node-red";
import type { VehicleAccount } from "../../account/types";
import type { JsonObject } from "../../base/json";
import type { ReadKind } from "../../platforms/platform";
import type { Vehicle } from "../../vehicle/model";
import { messageData, type KindReading } from "./kind-message";
import type { KindSettings } from "./kind-settings";
import { runtime } from "../shared/runtime";
import type { Unread } from "./status-message";
import { readInputs, type TypedValue } from "../shared/typed-property";
import type { Message, Red } from "../shared/types";
import { resolveVehicles, type VehicleChoice } from "../shared/vehicle-choice";

interface KindRead {
  account: VehicleAccount;
  kind: ReadKind;
  params: JsonObject;
  signal: AbortSignal;
  maxAgeSeconds: number;
  /** Nobody has asked for it. */
  byItself: boolean;
}

const dayMs = 86_400_000;

/** The parameters of a reading, for one message. Rejects with INPUT_INVALID. */
export async function kindParams(red: Red, node: Node, kind: KindSettings, message: Message): Promise<JsonObject> {
  switch (kind.kind) {
    case "trips":
      return { ...(await readWindow(red, node, kind, message)), ...(kind.consent && { consent: true }) };
    case "tripTrack": {
      const window = await readWindow(red, node, kind, message);
      const now = runtime.clock.now();
      return Object.keys(window).length > 0 ? window : { from: now - dayMs, to: now };
    }
    case "abilities":
      return kind.buffers ? { images: "buffer" } : {};
    case "location":
      return { realTime: true };
    case "bluetoothKey":
      return kind.wholeKey ? { reveal: true } : {};
    default:
      return {};
  }
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

/**
 * Reads what a choice means, one vehicle after the other. One vehicle: rejects if it cannot be read. All: an entry each,
 * rejects only if none can be read.
 */
export async function readKinds(read: KindRead, choice: VehicleChoice): Promise<(KindReading | Unread)[]> {
  const { account, signal, byItself } = read;
  const entries: (KindReading | Unread)[] = [];
  for (const vehicle of await resolveVehicles(account, choice, { signal, byItself })) {
    try {
      entries.push(await readOne(read, vehicle));
    } catch (error) {
      if (signal.aborted) throw error;
      entries.push({ vehicle, error });
    }
  }
  const failed = entries.filter((entry): entry is Unread => "error" in entry);
  if (failed.length === entries.length && failed[0] && (choice.kind !== "all" || !byItself)) throw failed[0].error;
  return entries;
}

async function readOne(read: KindRead, vehicle: Vehicle): Promise<KindReading> {
  const { account, kind, signal, byItself, maxAgeSeconds } = read;
  const params = kind === "ranking" ? await whereItStands(account, vehicle, signal) : read.params;
  const options = { signal, byItself, maxAgeSeconds };
  const { data, raw, at } = await account.readWithRaw(vehicle.id, kind, params, options);
  return { vehicle, kind, data: messageData(kind, data), raw, at };
}

/** The ranking compares cars around a position: that of the last reading, if there is one. */
async function whereItStands(account: VehicleAccount, { id }: Vehicle, signal: AbortSignal): Promise<JsonObject> {
  const last = await account.status(id, { lastKnown: true, signal }).catch(() => undefined);
  return { latitude: last?.position.latitude, longitude: last?.position.longitude };
}
