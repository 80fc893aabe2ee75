import { createHash } from "node:crypto";
import { cloudError, type VehicleCloudError } from "../../../base/errors";
import { own, text } from "../../../base/json";
import { redactForeign } from "../../../base/logger";
import type { HttpAnswer } from "../../../http/client";
import type { GatewayKey } from "../profiles/profile";
import { signGatewayRequest } from "./signing";

export interface GatewayRequest {
  method: "GET" | "POST" | "PUT" | "DELETE";
  /** Percent-encoded, without query. */
  path: string;
  query?: string;
  /** Must hold `accept` and `content-type`: both are signed. */
  headers: Readonly<Record<string, string>>;
  nonce: string;
  /** Cloud time, milliseconds. */
  now: number;
  /** Its digest is signed too. */
  body?: string;
}

/** The headers of a request that the API gateway verifies (docs/protocol/ecarx-smart.md 2.4), those given included. */
export function gatewayHeaders({ key, secret }: GatewayKey, request: GatewayRequest): Record<string, string> {
  const { method, path, query, headers, nonce, now, body } = request;
  const date = new Date(now).toUTCString();
  const timestamp = String(now);
  const contentMd5 = body === undefined ? undefined : createHash("md5").update(body).digest("base64");
  const { signature } = signGatewayRequest({
    method,
    path,
    query,
    accept: headers["accept"] ?? "",
    contentType: headers["content-type"] ?? "",
    ...(contentMd5 === undefined ? {} : { contentMd5 }),
    date,
    key,
    nonce,
    timestamp,
    secret,
  });
  return {
    ...headers,
    ...(contentMd5 === undefined ? {} : { "content-md5": contentMd5 }),
    date,
    "x-ca-key": key,
    "x-ca-nonce": nonce,
    "x-ca-timestamp": timestamp,
    "x-ca-signature-method": "HmacSHA256",
    "x-ca-signature-headers": "x-ca-key,x-ca-nonce,x-ca-signature-method,x-ca-timestamp",
    "x-ca-signature": signature,
    CA_VERSION: "1",
  };
}

function beforeOwnText(said: string): string {
  const at = said.toLowerCase().indexOf("server stringtosign");
  return (at < 0 ? said : said.slice(0, at)).trim().replace(/,$/, "");
}

/** Why the gateway itself refused a request, from its own header; undefined if it passed the request on. */
export function gatewayRefusal({ headers, host, status }: HttpAnswer): VehicleCloudError | undefined {
  const said = headers["x-ca-error-message"];
  if (said === undefined) return undefined;
  // What follows is the server's own string to sign, which holds the VIN.
  const reason = redactForeign(beforeOwnText(said)).slice(0, 120);
  const details = { host, httpStatus: status };
  if (/timestamp|date|expired/i.test(reason)) {
    return cloudError(
      "CLOCK_SKEWED",
      `The gateway of ${host} refuses the time of the request ("${reason}"). Set this machine's clock (NTP) and its time zone.`,
      details,
    );
  }
  return cloudError(
    "SIGNATURE_REFUSED",
    `The gateway of ${host} refuses the request ("${reason}"). It is not repeated. This is a fault of this package or a change of the cloud: please report it.`,
    details,
  );
}

/** The service behind the gateway answers with `result`, and with the text "200" where it succeeded. */
export function resultOf({ json, status }: HttpAnswer): unknown {
  return status < 300 && text(own(json, "code")) === "200" ? own(json, "result") : undefined;
}
