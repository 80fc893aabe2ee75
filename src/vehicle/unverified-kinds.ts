/** Readings of which only the path is known: the cloud's answer is handed on as it comes. In the order of the dialog's list. */
export const unverifiedKinds = [
  "totalDistance",
  "geofences",
  "climateSchedule",
  "fridge",
  "locker",
  "fragrance",
  "valetSettings",
  "ranking",
  "diagnosticHistory",
  "chargeStatus",
  "chargeRecords",
  "nextTravelTime",
  "carConfiguration",
  "powerMode",
] as const;
