import { cloudError } from "../../base/errors";
import type { VehicleStatus } from "../../vehicle/model";
import { given, group, isoTime, numberOf } from "../../vehicle/values";
import type { PushedPart, ReceivedPush } from "../received-push";
import { iotCodeOf } from "./iot-code";
import { fixOf, segwayPushKinds, type SegwayPushFields, type SegwayPushKind } from "./push-fields";
import { verifySegwayPush } from "./push-signature";
import { gpsTime, partialStatus, readPosition, readSegwayStatus, type SegwayReadOptions } from "./read-status";
import type { SegwaySettings } from "./settings";

function isPushKind(kind: string): kind is SegwayPushKind {
  return (segwayPushKinds as readonly string[]).includes(kind);
}

/** Reasons that are about who sent it; the others are about what was sent. */
const notFromSegway = new Set(["signature", "signatureMissing", "replay", "platform"]);

export interface ReceiveOptions extends Pick<SegwaySettings, "signatureMode" | "replayWindowSeconds"> {
  clientId: string;
  clientSecret: string;
  /** Milliseconds since 1970. */
  now: number;
}

/**
 * Verifies a push and reads it (docs/protocol/segway.md 5). Signature first; then only pushes of this account's client id
 * (`platformCode`): another one has another secret. Throws SIGNATURE_REFUSED or INPUT_INVALID with the reason in `cause`.
 */
export function receivePush(kind: string, raw: Buffer, options: ReceiveOptions): ReceivedPush {
  if (!isPushKind(kind)) {
    throw cloudError("INPUT_INVALID", `Segway sends no push of the kind "${kind.slice(0, 20)}".`);
  }
  const { clientId, clientSecret, now, signatureMode, replayWindowSeconds } = options;
  const verdict = verifySegwayPush(raw, clientSecret, {
    kind,
    platformCode: clientId,
    signatureMode,
    now,
    replayWindowSeconds,
  });
  if (!verdict.ok) throw refusal(kind, verdict.reason ?? "signature", verdict.field);
  const { fields, digest } = verdict;
  const vehicleId = iotCodeOf(fields.iotCode);
  return {
    vehicleId,
    model: "Segway",
    ...read(kind, fields, now),
    fields,
    digest,
    signedForm: verdict.mode,
  };
}

function read(kind: SegwayPushKind, fields: SegwayPushFields, readAt: number): PushedPart {
  if (kind === "alert") return { kind, data: readSegwayAlert(fields) };
  if (kind === "fault") return { kind, data: readSegwayFault(fields) };
  return { kind: kind === "status" ? "overview" : kind, data: readSegwayPush(kind, fields, { readAt }) };
}

function refusal(kind: string, reason: string, field?: string): Error {
  const what = field ? `${reason}, ${field}` : reason;
  const fromSegway = !notFromSegway.has(reason);
  return cloudError(
    fromSegway ? "INPUT_INVALID" : "SIGNATURE_REFUSED",
    fromSegway
      ? `A push (${kind}) was refused: ${what}. Its sender must change it.`
      : `A push (${kind}) was refused: ${what}. Either it does not come from Segway, or the account's client secret is not the one Segway signs with.`,
    { cause: reason, field, retryable: false },
  );
}

/**
 * Reads the fields of a push (docs/protocol/segway.md 5) into the part of a status that it carries, to be merged over the last
 * whole one: `status` all but the position, `location` the position, `alert` and `fault` only their time (what they say is read by
 * `readSegwayAlert` and `readSegwayFault`). Takes any JSON value without throwing.
 */
export function readSegwayPush(kind: SegwayPushKind, fields: unknown, options: SegwayReadOptions = {}): VehicleStatus {
  const data = group(fields);
  if (kind === "status") return readSegwayStatus({ data }, options);
  if (kind !== "location") return partialStatus(isoTime(data.statusUtcTime), options, {});
  const position = readPosition(data);
  // Without a fix the position says 0/0 or the last place: the fix from before stays, flagged, once merged.
  const lost = fixOf(data.locationStatus) === false || position.latitude === undefined;
  return partialStatus(gpsTime(data), options, {
    position: lost
      ? given<VehicleStatus["position"]>({ satellites: position.satellites, trusted: false })
      : {
          ...position,
          ...(fixOf(data.locationStatus) === true && position.trusted !== false ? { trusted: true } : {}),
        },
  });
}

export type SegwayAlertWord =
  "illegal-moving" | "fallen-locked" | "dismantling" | "fallen-unlocked" | "low-power" | "unknown";

export interface SegwayAlert {
  alert: SegwayAlertWord;
  /** False: it is over. */
  active: boolean;
  /** It had no alertStatus, as in the page's own example, and is taken for appearing (docs/protocol/segway.md 6). */
  assumed?: true;
  /** Which alerts the end of this one clears: there is no code for the end of a fall while unlocked. */
  clears: SegwayAlertWord[];
  code?: number;
  /** ISO 8601. */
  at?: string;
}

const alerts = new Map<number, SegwayAlertWord>([
  [1, "illegal-moving"],
  [2, "fallen-locked"],
  [3, "dismantling"],
  [4, "fallen-unlocked"],
  [12, "low-power"],
]);

/** What an alert push says. */
export function readSegwayAlert(fields: unknown): SegwayAlert {
  const data = group(fields);
  const code = numberOf(data.code) ?? undefined;
  const alert = (code === undefined ? undefined : alerts.get(code)) ?? "unknown";
  const status = numberOf(data.alertStatus);
  const active = status !== 1;
  const assumed = status === 0 || status === 1 ? undefined : true;
  const clears: SegwayAlertWord[] = active ? [] : code === 2 ? ["fallen-locked", "fallen-unlocked"] : [alert];
  return given<SegwayAlert>({ alert, active, assumed, clears, code, at: isoTime(data.statusUtcTime) ?? undefined });
}

export interface SegwayFault {
  /** The vendor publishes no list. */
  code?: number;
  active: boolean;
  /** ISO 8601. */
  at?: string;
}

/** What a fault push says. */
export function readSegwayFault(fields: unknown): SegwayFault {
  const data = group(fields);
  return given<SegwayFault>({
    code: numberOf(data.code) ?? undefined,
    active: numberOf(data.faultStatus) !== 1,
    at: isoTime(data.statusUtcTime) ?? undefined,
  });
}
