import { cloudError } from "../../base/errors";
import type { PushedPart, ReceivedPush } from "../received-push";
import { iotCodeOf } from "./iot-code";
import { verifySegwayPush } from "./push-signature";
import { readSegwayAlert, readSegwayFault, readSegwayPush } from "./read-push";
import { segwayPushKinds, type SegwayPushFields, type SegwayPushKind } from "./read-push-fields";
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
