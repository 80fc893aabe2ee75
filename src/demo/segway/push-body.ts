import { signSegwayPush } from "../../platforms/segway/push-signature";
import type { LocationReport, StatusReport } from "./reports";

export type DemoPushKind = "alert" | "fault" | "location" | "status";

export interface DemoPush {
  /** Counts up from 1. */
  seq: number;
  /** Clock time, milliseconds. */
  at: number;
  kind: DemoPushKind;
  iotCode: string;
  /** As text, signature included, in the order of the body. */
  fields: Record<string, string>;
  /** Form-encoded, as it is sent. */
  body: string;
}

export interface PushSigner {
  platformCode: string;
  clientSecret: string;
}

/** Signs the fields and forms the body. `oldStyle` = the location's signature comes under the name of its table, `signatrue`. */
export function signedBody(
  signer: PushSigner,
  iotCode: string,
  values: Record<string, string | number | boolean>,
  oldStyle = false,
): { fields: Record<string, string>; body: string } {
  const fields: Record<string, string> = { iotCode, platformCode: signer.platformCode };
  for (const [key, value] of Object.entries(values)) fields[key] = String(value);
  fields[oldStyle ? "signatrue" : "signature"] = signSegwayPush(fields, signer.clientSecret);
  return { fields, body: new URLSearchParams(fields).toString() };
}

export function statusValues(report: StatusReport, oldStyle: boolean): Record<string, string | number | boolean> {
  const { remainingRange, ...others } = report;
  return { ...others, [oldStyle ? "remainderRange" : "remainingRange"]: remainingRange };
}

export function locationValues(report: LocationReport): Record<string, string | number> {
  const { valid, ...others } = report;
  return {
    locationStatus: valid ? "valid" : "invalid",
    ...others,
    hdop: report.hdop.toFixed(2),
    altitude: report.altitude.toFixed(1),
    latitude: report.latitude.toFixed(6),
    longitude: report.longitude.toFixed(6),
  };
}
