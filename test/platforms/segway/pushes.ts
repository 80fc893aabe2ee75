import { signSegwayPush, verifySegwayPush, type SegwayPushOptions } from "../../../src/platforms/segway/push-signature";

export const secret = "11112222-3333-4444-5555-666677778888";

export const platformCode = "E00001";

export type Fields = Record<string, string>;
export const alert: Fields = {
  iotCode: "860000000000017",
  platformCode,
  statusUtcTime: "1763791200",
  alertStatus: "0",
  code: "1",
};
export const location: Fields = {
  iotCode: "860000000000017",
  platformCode,
  locationStatus: "valid",
  latitude: "48.856600",
  longitude: "-2.352200",
  satelliteNumber: "9",
  hdop: "1.10",
  altitude: "10.0",
  gpsUtcTime: "1763791200",
};
export const status: Fields = {
  iotCode: "860000000000017",
  platformCode,
  online: "true",
  locked: "false",
  lockVoltage: "412",
  networkSignal: "27",
  charging: "false",
  powerPercent: "83",
  speed: "18",
  odometer: "9000",
  remainingRange: "3000",
  totalRidingSecs: "110",
  statusUtcTime: "1763791210",
};
export const fault: Fields = {
  iotCode: "860000000000017",
  platformCode,
  statusUtcTime: "1763791300",
  faultStatus: "0",
  code: "21",
};

/** A body signed as Segway signs it. */
export const signed = (fields: Fields, key = "signature"): string =>
  new URLSearchParams({ ...fields, [key]: signSegwayPush(fields, secret) }).toString();
export const reasonOf = (body: string | Uint8Array, options?: SegwayPushOptions): string =>
  verifySegwayPush(body, secret, options).reason ?? "accepted";
export const without = (fields: Fields, name: string): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name));
