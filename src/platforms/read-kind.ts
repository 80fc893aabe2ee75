/**
 * What can be read. `overview` and `location` and `batteryDetails` give (part of) a VehicleStatus, the others their own data.
 * The last ones are known by their path only: their data is `{unverified: true, raw}`.
 */
export type ReadKind =
  | "overview"
  | "chargeTarget"
  | "trips"
  | "tripTrack"
  | "stateFlags"
  | "capabilities"
  | "abilities"
  | "firmware"
  | "chargingSchedule"
  | "location"
  | "batteryDetails"
  | "bluetoothKey"
  | UnverifiedReadKind;

export type UnverifiedReadKind =
  | "totalDistance"
  | "geofences"
  | "climateSchedule"
  | "fridge"
  | "locker"
  | "fragrance"
  | "valetSettings"
  | "ranking"
  | "diagnosticHistory"
  | "chargeStatus"
  | "chargeRecords"
  | "nextTravelTime"
  | "carConfiguration"
  | "powerMode";
