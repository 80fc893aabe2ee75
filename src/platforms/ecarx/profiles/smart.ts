import type { EcarxReadingProfile, PackVolts } from "../status/reading-profile";
import type { PlatformDialog } from "../../platform";
import type { Operations } from "./operations";
import type { EcarxProfile } from "./profile";

/** What the markets of smart share (docs/protocol/ecarx-smart.md). */

export const smartModels: EcarxProfile["models"] = { HX: "smart #1", HC: "smart #3", HY: "smart #5" };

/** The owner's own secrets, in Advanced: each opens endpoints of the request node, none is needed for anything else. */
export const smartDialog = {
  needs: ["username", "password"],
  takes: ["headerSecret", "dcsToken", "dcsClientSecret"],
  settings: ["routing", "allowDelete"],
  login: "smart",
  host: "api.ecloudeu.com",
  notes: {
    password: { text: "credentials" },
    test: { text: "phone", link: { text: "secondAccount", page: "smart.md#phone-app-and-second-account" } },
  },
} as const satisfies PlatformDialog;

/** All but how a session is had, and the form of the status question. */
export const smartOperations: Omit<Operations, "status" | "exchange"> & Required<Pick<Operations, "list">> = {
  list: { endpoint: "iov.vehicle-list", query: { needSharedCar: "1", userId: "{userId}" } },
  select: {
    endpoint: "iov.session-update",
    // Order and members as the app sends them.
    body: { vin: "{vin}", sessionToken: "{token}", language: "" },
    vehicleHeaders: false,
  },
  renew: {
    endpoint: "iov.session-refresh",
    headers: { "X-CLIENT-ID": "{clientId}" },
    body: { refreshToken: "{refreshToken}", proprietaryPlatform: "0" },
    authorized: false,
  },
  signOut: { endpoint: "iov.session-logout" },
  measured: { endpoint: "iov.qrvs-status" },
  chargeTarget: { endpoint: "iov.soc", query: { setting: "charging" } },
  stateFlags: { endpoint: "iov.vehicle-state" },
  capabilities: {
    endpoint: "gid.capability",
    query: { direction: "", pageIndex: "1", pageSize: "2000", sortField: "", vehicleType: "0" },
    vehicleHeaders: false,
  },
  trips: {
    endpoint: "iov.journal-log-v4",
    query: {
      endTime: "{to}",
      pageIndex: "{page}",
      pageSize: "{pageSize}",
      startTime: "{from}",
      userId: "{userId}",
    },
  },
  tripGrant: {
    endpoint: "iov.authorization-insert",
    body: { serviceCode: "travelLogBusiCode", authStatus: 1, vin: "{vin}" },
  },
  tripTrack: {
    endpoint: "iov.journal-service-history",
    query: { endTime: "{to}", pageIndex: "{page}", pageSize: "{pageSize}", startTime: "{from}" },
  },
  chargingSchedule: { endpoint: "iov.charge-set-by-type", query: { bizType: "6" } },
  reservations: { endpoint: "iov.charging-reservation" },
  command: { endpoint: "iov.telematics-command" },
  chargeSet: { endpoint: "iov.charge-set-command" },
  tripRecording: { endpoint: "iov.journal-log-command" },
  destination: { endpoint: "iov.send-to-car-cma", query: { vin: "{vin}" } },
  totalDistance: { endpoint: "iov.total-distance" },
  geofences: { endpoint: "iov.geofences-all" },
  climateSchedule: { endpoint: "iov.climate-schedule" },
  fridge: { endpoint: "iov.fridge-status" },
  locker: { endpoint: "iov.locker-status" },
  fragrance: { endpoint: "iov.fragrance-status" },
  // Without a VIN: the vehicle is the one of the headers and the selection.
  valetSettings: { endpoint: "iov.vtm-settings" },
  ranking: { endpoint: "iov.ranking-odometer", query: { latitude: "{latitude}", longitude: "{longitude}" } },
  rankingFuel: {
    endpoint: "iov.ranking-fuel-consumption",
    query: { latitude: "{latitude}", longitude: "{longitude}" },
  },
  rankingEnergy: {
    endpoint: "iov.ranking-energy-consumption",
    query: { latitude: "{latitude}", longitude: "{longitude}" },
  },
  diagnosticHistory: { endpoint: "iov.diagnostic-history" },
  chargeStatus: { endpoint: "iov.charge-status" },
  chargeRecords: { endpoint: "iov.ecarx-charge-record" },
  nextTravelTime: { endpoint: "iov.next-travel-time" },
  carConfiguration: { endpoint: "iov.car-config" },
  powerMode: { endpoint: "iov.power-mode-status" },
};

/** What the status is asked for; `latest` differs between the markets. */
export function smartStatus(latest: string): Operations["status"] {
  return { endpoint: "iov.vehicle-status", query: { latest, target: "basic,more", userId: "{userId}" } };
}

/** The material code for both, and to the #5 none at all where the list has none. */
export const smartVehicleHeaders: EcarxProfile["vehicleHeaders"] = {
  "X-Vehicle-IDENTIFIER": "{vin}",
  "X-VEHICLE-SERIES": "{matCode}",
  "X-VEHICLE-MODEL": "{matCode}",
};

/** Pack voltage of a #1 by state of charge; the car does not send it (docs/protocol/ecarx-smart.md 5.1). */
export const smartPack: PackVolts = [
  [0, 370],
  [4, 385],
  [8, 400],
  [10, 407],
  [20, 412],
  [30, 416],
  [50, 418],
  [60, 422],
  [65, 427],
  [70, 433],
  [75, 437],
  [80, 440],
  [85, 446],
  [90, 453],
  [95, 459],
  [100, 465],
];

export const smartReading: EcarxReadingProfile = {
  dcPower: [
    // The #5 has another pack than the table is of, and sends ten times the current: without a measured value nothing can be said.
    { series: "HY", measured: true },
    { series: "", packVolts: smartPack },
  ],
};
