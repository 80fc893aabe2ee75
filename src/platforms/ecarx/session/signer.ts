import { randomBytes, randomUUID } from "node:crypto";
import { cloudError } from "../../../base/errors";
import type { JsonObject } from "../../../base/json";
import type { HttpCall } from "../../../http/client";
import type { ListedVehicle } from "../../../vehicle/model";
import type { SessionContext } from "../../platform";
import { filled } from "../catalogue/operation";
import type { EcarxProfile, Signing } from "../profiles/profile";
import { canonicalQuery, encodeRfc3986, signEcarxRequest } from "./signing";

export interface SignedRequest {
  method: HttpCall["method"];
  origin: string;
  /** Percent-encoded. */
  path: string;
  /** Plain keys and values. */
  query?: Record<string, string>;
  /** Made anew for each attempt: it may hold a timestamp. */
  body?: () => JsonObject;
  headers?: Record<string, string>;
  /** False for the exchange and the renewal, which carry no API token. */
  authorized?: boolean;
  /** The vehicle the call is about; counted and remembered. */
  vehicle?: ListedVehicle;
  /** False: without the vehicle headers (selection, capability: docs/protocol/ecarx-smart.md 4.4). */
  vehicleHeaders?: boolean;
}

/** The request as it goes over the wire, signed anew for each attempt, with the headers of the profile, the session and the vehicle. */
export function signed(
  request: SignedRequest,
  token: string,
  profile: EcarxProfile,
  { http, credentials, deviceId }: Pick<SessionContext, "http" | "credentials" | "deviceId">,
  ownClientId: string | undefined,
): HttpCall {
  const { method, origin, path, query, vehicle } = request;
  const authorized = request.authorized !== false;
  if (authorized && !token) {
    throw cloudError("SIGN_IN_NEEDED", "There is no session with the cloud yet; nothing was sent.", { sent: false });
  }
  const body = request.body && JSON.stringify(request.body());
  const { signing, headers, deviceIdDigits, sendsClientId } = profile;
  const clientId = sendsClientId ? ownClientId : undefined;
  const unsigned = { method, path, query, body, accept: headers["accept"], now: http.cloudNow() };
  const signature = signatureOf(signing, unsigned, credentials.signingSecret?.trim());
  return {
    method,
    origin,
    path,
    query: signature.query,
    body,
    headers: {
      ...headers,
      ...(deviceIdDigits > 0 ? { "x-device-identifier": deviceId.slice(0, deviceIdDigits) } : {}),
      ...signature.headers,
      // The bare token: this cloud knows no "Bearer".
      ...(authorized ? { authorization: token } : {}),
      ...(authorized && clientId ? { "x-client-id": clientId } : {}),
      ...(vehicle && request.vehicleHeaders !== false ? vehicleHeaders(profile.vehicleHeaders, vehicle) : {}),
      ...request.headers,
    },
  };
}

/** Binds one request to one vehicle, whatever is selected for the account (docs/protocol/ecarx-smart.md 4.4). */
function vehicleHeaders(
  templates: EcarxProfile["vehicleHeaders"],
  { id, facts }: ListedVehicle,
): Record<string, string> {
  const known = Object.entries({ ...facts, vin: id }).map(
    ([name, fact]) => [name, encodeRfc3986(String(fact))] as const,
  );
  const headers = filled(templates, Object.fromEntries(known));
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ""));
}

/** What is signed of a request. */
interface Unsigned {
  method: string;
  path: string;
  query: Record<string, string> | undefined;
  body: string | undefined;
  accept: string | undefined;
  /** Cloud time, milliseconds. */
  now: number;
}

interface Signature {
  /** As it must stand in the address. */
  query: string;
  headers: Record<string, string>;
}

/** Signs a request by the profile's scheme; each has its own number and time. `ownSecret` is what the owner entered. */
function signatureOf(signing: Signing, request: Unsigned, ownSecret: string | undefined): Signature {
  if (signing.scheme === "none") return { query: canonicalQuery(request.query), headers: {} };
  const nonce = signing.nonce === "upperUuid" ? randomUUID().toUpperCase() : randomBytes(8).toString("hex");
  const timestamp = String(request.now);
  const secret = signing.secret ?? ownSecret ?? "";
  const { canonicalQuery: query, signature } = signEcarxRequest({ ...request, nonce, timestamp, secret });
  return {
    query,
    headers: {
      "x-api-signature-version": "1.0",
      "x-api-signature-nonce": nonce,
      "x-timestamp": timestamp,
      "x-signature": signature,
    },
  };
}
