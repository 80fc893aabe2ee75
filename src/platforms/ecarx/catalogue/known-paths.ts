import { cloudError } from "../../../base/errors";
import { finite, own, type JsonObject } from "../../../base/json";
import type { ListedVehicle } from "../../../vehicle/model";
import type { ReadKind, ReadOptions, ReadResult, UnverifiedReadKind } from "../../platform";
import { orNothing, signedGet, type ReadDeps } from "../reads/read-deps";
import { encodeRfc3986 } from "../session/signing";

interface KnownPath {
  path: (vin: string, params: JsonObject) => string;
  query?: (vin: string, params: JsonObject) => Record<string, string>;
}

const below =
  (path: string): KnownPath["path"] =>
  (vin) =>
    `${path}/${encodeRfc3986(vin)}`;

/** Word in `params.by` → part of the path. */
const rankings: Readonly<Record<string, string>> = {
  odometer: "odometer",
  fuel: "aveFuelConsumption",
  energy: "aveEnergyConsumption",
};

/**
 * Reads of which only the path is known (docs/protocol/ecarx-smart.md 5.10-5.20, marks A and G): what the answers hold has
 * been seen by nobody or is guessed, so they are handed on as they are. Paths that the apps write to are not among them.
 */
export const knownPaths: Readonly<Record<UnverifiedReadKind, KnownPath>> = {
  totalDistance: { path: below("/geelyTCAccess/tcservices/vehicle/status/getTotalDistanceByLabel") },
  geofences: { path: below("/geelyTCAccess/tcservices/vehicle/geofence/all") },
  climateSchedule: { path: below("/remote-control/schedule") },
  fridge: { path: below("/remote-control/getFridge/status") },
  locker: { path: below("/remote-control/getLocker/status") },
  fragrance: { path: below("/remote-control/vehicle/fragrance") },
  // Without a VIN: the vehicle is the one of the headers and the selection.
  valetSettings: { path: () => "/remote-control/getVtmSettingStatus" },
  ranking: {
    path: (vin, params) => {
      const by = own(params, "by") ?? "odometer";
      const part = typeof by === "string" && Object.hasOwn(rankings, by) ? rankings[by] : undefined;
      if (!part) throw refuse(`"by" must be one of ${Object.keys(rankings).join(", ")}.`);
      return `/geelyTCAccess/tcservices/vehicle/status/ranking/${part}/vehicleModel/${encodeRfc3986(vin)}`;
    },
    query: (_vin, params) => ({
      latitude: degrees(params, "latitude", 90),
      longitude: degrees(params, "longitude", 180),
      topn: "100",
    }),
  },
  diagnosticHistory: { path: below("/remote-control/vehicle/status/history/diagnostic") },
  chargeStatus: { path: below("/charge-server/charge_status") },
  chargeRecords: { path: below("/charge-server/ecarx_charge_record") },
  nextTravelTime: { path: () => "/charge-server/charge_config/nextTravelTime", query: (vin) => ({ vin }) },
  carConfiguration: { path: below("/geelyTCAccess/tcservices/carConfig") },
  powerMode: { path: below("/geelyTCAccess/tcservices/vehicle/status/powerMode") },
};

/** `{unverified: true, raw}`: what stands in `data` of the answer, unread. */
export async function readKnownPath(
  deps: ReadDeps,
  kind: ReadKind,
  vehicle: ListedVehicle,
  { params = {}, signal }: ReadOptions,
): Promise<ReadResult> {
  const { path, query } = knownPaths[kind as UnverifiedReadKind];
  const get = { path: path(vehicle.id, params), query: query?.(vehicle.id, params), signal };
  const raw = await orNothing(signedGet(deps, vehicle, get));
  return { data: { unverified: true, raw: own(raw, "data") ?? null }, raw };
}

function degrees(params: JsonObject, name: string, most: number): string {
  const value = finite(own(params, name));
  if (value === undefined || Math.abs(value) > most) {
    throw refuse(`"${name}" must be given in degrees, from -${most} to ${most}.`);
  }
  return String(value);
}

function refuse(message: string): Error {
  return cloudError("INPUT_INVALID", `${message} Nothing was sent.`, { sent: false });
}
