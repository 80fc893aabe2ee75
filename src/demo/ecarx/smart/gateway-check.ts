import { createHash } from "node:crypto";
import { signGatewayRequest } from "../../../platforms/ecarx/session/signing";
import type { DemoAnswer, DemoRequest } from "../../types";
import { smartIntl } from "./apps";

/** Ours: the real window is not known. */
const windowMs = 15 * 60_000;
const signedHeaders = "x-ca-key,x-ca-nonce,x-ca-signature-method,x-ca-timestamp";

/**
 * What the API gateway checks in front of the ability service (docs/protocol/ecarx-smart.md 2.4); undefined = it passes.
 * Recorded is that the reason stands in `x-ca-error-message`, together with the string the gateway would have signed; the
 * statuses and the mark for line breaks in it are those of the gateway's maker.
 */
export function gatewayCheck(request: DemoRequest, now: number): DemoAnswer | undefined {
  const { headers, method, path, query } = request;
  if (headers["x-ca-key"] !== smartIntl.gatewayKey) return unknownKey();
  const timestamp = headers["x-ca-timestamp"] ?? "";
  if (!/^\d+$/.test(timestamp) || Math.abs(Number(timestamp) - now) > windowMs) {
    return refuse("Invalid Timestamp", "timestamp outside the window");
  }
  const contentMd5 = headers["content-md5"];
  if (contentMd5 !== undefined && createHash("md5").update(request.body).digest("base64") !== contentMd5) {
    return refuse("Invalid Content-MD5", "content-md5 is not the body's");
  }
  const { stringToSign, signature } = signGatewayRequest({
    method,
    path,
    query,
    accept: headers["accept"] ?? "",
    contentType: headers["content-type"] ?? "",
    ...(contentMd5 === undefined ? {} : { contentMd5 }),
    date: headers["date"] ?? "",
    key: smartIntl.gatewayKey,
    nonce: headers["x-ca-nonce"] ?? "",
    timestamp,
    secret: smartIntl.gatewaySecret,
  });
  const complete =
    headers["x-ca-signature-headers"] === signedHeaders && headers["x-ca-signature-method"] === "HmacSHA256";
  if (complete && headers["x-ca-signature"] === signature) return undefined;
  return refuse(
    `Invalid Signature, Server StringToSign:\`${stringToSign.replaceAll("\n", "#")}\``,
    "x-ca-signature does not match",
  );
}

function refuse(message: string, note: string): DemoAnswer {
  return { status: 400, headers: { "x-ca-error-message": message }, body: "", note };
}

/** What the gateway says to a key it does not know: its own header, no body of the service. */
export function unknownKey(): DemoAnswer {
  return {
    status: 403,
    headers: { "x-ca-error-message": "Invalid AppKey" },
    body: "",
    note: "X-Ca-Key is not the app's",
  };
}
