import { cloudError, isVehicleCloudError, type VehicleCloudError } from "../../base/errors";
import { own, type JsonObject } from "../../base/json";
import { setAge } from "../../vehicle/age";
import { holdsDatum, tellsAnything } from "../../vehicle/answered";
import { mergeStatus } from "../../vehicle/merge";
import type { ListedVehicle, VehicleStatus } from "../../vehicle/model";
import { nothingTold } from "../another-vehicle";
import type { ReadKind, ReadOptions, ReadResult } from "../platform";
import { readSegwayBattery } from "./battery-info";
import type { SegwayCaller, SegwayUse } from "./caller";
import { findSegwayEndpoint, kickscooterBatteryPath } from "./endpoints";
import { readSegwayLocation, readSegwayStatus } from "./read-status";
import type { SegwaySettings } from "./settings";

export const segwayReads = ["overview", "location", "batteryDetails", "bluetoothKey"] as const;

/** Without a position there is still a reading: the vehicle has no fix, or cannot be asked just now. */
const positionMayBeMissing = new Set(["15400", "15301", "15302", "15303"]);

/** Also where the answer tells nothing, without a code of the cloud. */
function mayBeMissing({ code, platformCode }: VehicleCloudError): boolean {
  return platformCode === undefined ? code === "VEHICLE_OFFLINE" : positionMayBeMissing.has(platformCode);
}

type Reader<K extends ReadKind> = (use: SegwayUse, options: ReadOptions) => Promise<ReadResult<K>>;

/** The four queries as the account's kinds of reading. */
export class SegwayReader {
  readonly #readers: { readonly [K in ReadKind]?: Reader<K> } = {
    overview: (use, options) => this.#overview(use, options),
    location: (use, options) => this.#location(use, options),
    batteryDetails: (use, options) => this.#batteryDetails(use, options),
    bluetoothKey: (use, { params }) => this.#bluetoothKey(use, own(params, "reveal") === true),
  };

  constructor(
    readonly caller: SegwayCaller,
    readonly settings: SegwaySettings,
  ) {}

  async read<K extends ReadKind>(kind: K, vehicle: ListedVehicle, options: ReadOptions): Promise<ReadResult<K>> {
    const reader = this.#readers[kind];
    if (!reader) {
      throw cloudError("NOT_SUPPORTED", `Segway's cloud has no reading "${kind}"; nothing was sent.`, { sent: false });
    }
    return reader({ iotCode: vehicle.id, purpose: "read", signal: options.signal }, options);
  }

  async #location(use: SegwayUse, { params, previous }: ReadOptions): Promise<ReadResult<"location">> {
    const raw = await this.#query("query.location", use, realTime(params));
    return { data: keepPosition(told(readSegwayLocation(raw, { readAt: this.#now() })), previous), raw };
  }

  async #batteryDetails(use: SegwayUse, { params }: ReadOptions): Promise<ReadResult<"batteryDetails">> {
    const kickscooter = (own(params, "family") ?? this.settings.batteryFamily) === "kickscooters";
    const path = kickscooter ? kickscooterBatteryPath : undefined;
    const raw = await this.#query("query.batteryInfo", { ...use, path });
    return { data: readSegwayBattery(raw, this.#now()), raw };
  }

  /** Status and location, two requests: neither holds the other's values. `{position: false}` is content with the status. */
  async #overview(use: SegwayUse, { previous, params }: ReadOptions): Promise<ReadResult<"overview">> {
    const status = await this.#query("query.status", use);
    const reading = told(readSegwayStatus(status, { readAt: this.#now() }));
    const state = reading.reportedAt;
    if (own(params, "position") === false) {
      return { data: keepPosition(reading, previous), raw: { status }, parts: { state } };
    }
    try {
      const location = await this.#query("query.location", use);
      const place = told(readSegwayLocation(location, { readAt: this.#now() }));
      const data = keepPosition(ofUnknownAge(mergeStatus(reading, place), state), previous);
      return { data, raw: { status, location }, parts: { state, position: place.reportedAt } };
    } catch (error) {
      if (!isVehicleCloudError(error) || !mayBeMissing(error)) throw error;
      return { data: keepPosition(reading, previous), raw: { status }, parts: { state, position: null } };
    }
  }

  /** Whoever has the key opens the vehicle by Bluetooth: masked, in the raw answer too, unless it was asked for by name. */
  async #bluetoothKey(use: SegwayUse, reveal: boolean): Promise<ReadResult<"bluetoothKey">> {
    const envelope = await this.#query("query.bluetoothKey", use);
    const raw = reveal ? envelope : maskKey(envelope);
    const key = own(own(raw, "data"), "key");
    return { data: { key: typeof key === "string" ? key : null, masked: !reveal }, raw };
  }

  async #query(id: string, use: SegwayUse, values: JsonObject = {}): Promise<JsonObject> {
    const endpoint = findSegwayEndpoint(id);
    if (!endpoint) throw cloudError("NOT_SUPPORTED", `Segway's cloud has no call ${id}.`, { sent: false });
    const envelope = await this.caller.call(endpoint, values, use);
    if (!holdsDatum(own(envelope, "data"))) throw nothingTold();
    return envelope;
  }

  #now(): string {
    return new Date(this.caller.context.clock.now()).toISOString();
  }
}

function told(status: VehicleStatus): VehicleStatus {
  if (!tellsAnything(status)) throw nothingTold();
  return status;
}

/** The time of a position says nothing of when the state beside it was told. */
function ofUnknownAge(status: VehicleStatus, state: string | null): VehicleStatus {
  return state === null ? setAge({ ...status, reportedAt: null }, Date.parse(status.readAt)) : status;
}

/** `realTime: true` asks the vehicle itself, which is slower and can fail (15302, 15303). */
function realTime(params: JsonObject | undefined): JsonObject {
  return own(params, "realTime") === true ? { realTimeLocation: "true" } : {};
}

/** A query without a fix does not make the last one disappear; `measuredAt` tells its age. */
function keepPosition(status: VehicleStatus, previous: VehicleStatus | undefined): VehicleStatus {
  const known = typeof status.position.latitude === "number" || !previous;
  return known ? status : { ...status, position: previous.position };
}

/** The envelope with all but the last two characters of the key replaced. */
export function maskKey(envelope: JsonObject): JsonObject {
  const data = own(envelope, "data");
  const key = own(data, "key");
  if (typeof key !== "string") return envelope;
  return { ...envelope, data: { ...(data as JsonObject), key: `••••••${key.length > 4 ? key.slice(-2) : ""}` } };
}
