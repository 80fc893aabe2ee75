import { createHash, randomUUID } from "node:crypto";
import { cloudError, type VehicleCloudError } from "../../../base/errors";
import { isObject, own, parseJson, text, type JsonObject } from "../../../base/json";
import { retryNever, retryReads, type HttpAnswer } from "../../../http/client";
import type { CallAnswer } from "../../platform";
import { readEnvelope } from "../session/caller";
import { refusalError } from "../session/codes";
import { gatewayHeaders, gatewayRefusal } from "../session/gateway";
import { canonicalQuery, encodeRfc3986 } from "../session/signing";
import type { CallDeps, CataloguedCall } from "./prepare-call";

/** A token younger than this is not the reason of a refusal: renewing it again would not help. */
const freshTokenMs = 10 * 60_000;
const jsonType = "application/json;charset=UTF-8";

/**
 * Calls a service beside the vehicle hosts, with what it wants and nothing else: each token goes to the one host that
 * `access.origin` names. That a scheme is in the inventory does not mean that anybody has seen it accepted.
 */
export async function callService(deps: CallDeps, call: CataloguedCall): Promise<CallAnswer> {
  const { context } = deps;
  const { purpose, vehicle, signal, method, path, body, access } = call;
  const query = canonicalQuery(Object.entries(call.query));
  const answer = await context.http.call(
    () => {
      const sent = access.scheme === "form" ? formOf(deps, call) : body && JSON.stringify(body);
      const headers = headersFor(deps, call, query, sent);
      return { method, origin: access.origin!, path, query, headers, ...(sent === undefined ? {} : { body: sent }) };
    },
    {
      meter: { purpose: purpose === "command" ? "command" : vehicle ? "read" : "other", vehicle: vehicle?.id },
      retry: purpose === "read" ? retryReads : retryNever,
      expect: "bytes",
      signal,
    },
  );
  return read(deps, call, answer);
}

function headersFor(
  deps: CallDeps,
  call: CataloguedCall,
  query: string,
  body: string | undefined,
): Record<string, string> {
  const { state, context, profile } = deps;
  const { scheme, secret } = call.access;
  const plain = { accept: jsonType, "content-type": jsonType };
  const access = state.oauth?.access ?? "";
  const now = context.http.cloudNow();
  switch (scheme) {
    case "eco":
      return {
        ...plain,
        authorization: `Bearer ${access}`,
        "access-token": access,
        ...(state.oauth?.id ? { "id-token": state.oauth.id } : {}),
      };
    case "gateway": {
      const { gateway, userHeader } = profile.catalogue!;
      const signed = gatewayHeaders(gateway!.key, {
        method: call.method,
        path: call.path,
        query: query || undefined,
        headers: gateway!.headers,
        nonce: randomUUID(),
        now,
        body,
      });
      return {
        ...signed,
        [userHeader]: state.api?.userId ?? "",
        authorization: state.api?.token ?? "",
        ...(state.oauth?.id ? { "Xs-Auth-Token": state.oauth.id } : {}),
      };
    }
    case "header": {
      const uuid = randomUUID();
      const timestamp = String(now);
      const channel = profile.catalogue!.channel!;
      const key = context.credentials[secret!]!;
      return {
        ...plain,
        "Xs-Channel-Id": channel,
        "Xs-Sign-Type": "SHA256",
        "Xs-Sign-Timestamp": timestamp,
        "Xs-Sign-UUID": uuid,
        "Xs-Sign-Value": signHeader(channel, uuid, timestamp, key),
        "Xs-Auth-Token": state.oauth?.id ?? access,
      };
    }
    case "bearer":
      return { ...plain, authorization: `Bearer ${context.credentials[secret!]!}` };
    case "form":
      return { accept: jsonType, "content-type": "application/x-www-form-urlencoded" };
    case "signInToken":
      return {
        ...profile.firmware?.headers,
        "id-token": context.deviceId.slice(0, profile.deviceIdDigits),
        access_token: access,
      };
    default:
      return { accept: "*/*" };
  }
}

/** The formula of docs/protocol/ecarx-smart.md 2.5; hex case is not told there. */
export function signHeader(channel: string, uuid: string, timestamp: string, secret: string): string {
  return createHash("sha256").update(`${channel}&${uuid}&${timestamp}&SHA256&${secret}`).digest("hex");
}

/** Fields as the caller gives them, with the owner's secret: it is typed once, in the account. */
function formOf({ context }: CallDeps, { body, access }: CataloguedCall): string {
  const fields: JsonObject = { ...body, client_secret: context.credentials[access.secret!]! };
  return Object.entries(fields)
    .map(([name, value]) => `${encodeRfc3986(name)}=${encodeRfc3986(text(value) ?? "")}`)
    .join("&");
}

/** JSON with or without an envelope, text, or bytes. A page where data are expected is none of them. */
function read(deps: CallDeps, call: CataloguedCall, answer: HttpAnswer): CallAnswer {
  const { host, status, headers, bytes = Buffer.alloc(0) } = answer;
  const gateway = gatewayRefusal(answer);
  if (gateway) {
    if (gateway.code === "CLOCK_SKEWED") deps.context.http.useCloudTime();
    throw gateway;
  }
  if (status === 401 || status === 403) throw unwelcome(deps, call, answer);
  const type = headers["content-type"]?.split(";")[0]?.trim().toLowerCase() ?? "";
  const readable = type === "" || /^text\/|json|xml|javascript/.test(type);
  const source = readable ? bytes.toString("utf8") : "";
  const json = source === "" ? undefined : parseJson(source);
  if (json === undefined && status < 300 && !readable && bytes.length > 0) return { data: bytes, raw: bytes, status };
  const page = type === "text/html" || (json === undefined && /^\s*</.test(source));
  // Public files may be pages; where data are asked for, a page is none.
  if (page && call.access.scheme === "open" && status < 300) return { data: source, raw: source, status };
  if (page) {
    throw cloudError("CLOUD_UNAVAILABLE", `${host} answered with a web page instead of data (HTTP ${status}).`, {
      host,
      httpStatus: status,
    });
  }
  if (json === undefined && status < 300 && source !== "" && !type.includes("json"))
    return { data: source, raw: source, status };
  if (isObject(json)) {
    const envelope = readEnvelope({ ...answer, json });
    if ("refusal" in envelope) {
      throw refusalError(deps.profile.codes, envelope.refusal, call.purpose === "read" ? "read" : "command");
    }
  } else if (json === undefined || status >= 300) {
    throw cloudError(
      status >= 300 ? "CLOUD_UNAVAILABLE" : "CLOUD_ANSWER_INVALID",
      `${host} answered HTTP ${status} with ${bytes.length === 0 ? "nothing" : "something that is not complete JSON"}.`,
      { host, httpStatus: status, retryable: false },
    );
  }
  const content = own(json, "data") ?? own(json, "result");
  return { data: content === undefined ? json : content, raw: json, status };
}

/** The session's own tokens are renewed once they may have run out; what the owner brought is for the owner to renew. */
function unwelcome(
  { context, state }: CallDeps,
  { access, endpoint }: CataloguedCall,
  answer: HttpAnswer,
): VehicleCloudError {
  const { host, status } = answer;
  const details = { host, httpStatus: status };
  const ofSession = access.scheme === "eco" || access.scheme === "gateway" || access.scheme === "signInToken";
  if (status === 401 && ofSession && context.clock.now() - (state.api?.since ?? 0) > freshTokenMs) {
    return cloudError("SIGN_IN_NEEDED", `${host} no longer accepts the session. It is renewed by itself.`, details);
  }
  return cloudError(
    "NOT_PERMITTED",
    `${host} (HTTP ${status}) does not let this account call "${endpoint.id}". Nobody has seen this service accept a call of this kind, so it may want what is not known.`,
    details,
  );
}
