import { cloudError, isCloudError, type VehicleCloudError } from "../../../base/errors";
import type { JsonObject } from "../../../base/json";
import { retryNever, retryReads, type HttpCall, type Purpose } from "../../../http/client";
import type { ListedVehicle } from "../../../vehicle/model";
import { namesAnother } from "../../../vehicle/answered";
import type { SessionContext } from "../../platform";
import { anotherVehicle } from "../../another-vehicle";
import type { CodeRow } from "./codes";
import { readEnvelope, refusalError, rowOf, type EnvelopeUse, type Refusal } from "./envelope";
import { fillOperation, filled, type Operation, type Values } from "../catalogue/operation";
import type { EcarxProfile } from "../profiles/profile";
import { sign } from "./signer";
import { encodeRfc3986 } from "./signing";
import type { SessionState } from "./state";
import type { VehicleMemory } from "../vehicle-memory";

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

/** What an operation is told beside what each call knows. */
export interface Asking {
  /** Where calls of this sort go; the operation may name another origin. */
  origin: string;
  vehicle?: ListedVehicle;
  values?: Values;
  /** In the place of the body that the operation holds, for those whose body depends on the command. */
  body?: () => JsonObject;
}

export interface CallUse {
  use: EnvelopeUse;
  purpose: Purpose;
  /** Never repeated over bad weather. */
  once?: boolean;
  signal?: AbortSignal;
}

/** Signs, sends, reads the envelope, and keeps what an answer tells about a vehicle. */
export class EcarxCaller {
  readonly #profile: EcarxProfile;
  readonly #context: SessionContext;
  readonly #state: SessionState;
  readonly #memory: VehicleMemory;
  readonly #madeWith = new WeakMap<VehicleCloudError, string>();
  readonly #replaced = new Set<string>();
  readonly #lastCodes: JsonObject[] = [];

  constructor(profile: EcarxProfile, context: SessionContext, state: SessionState, memory: VehicleMemory) {
    this.#profile = profile;
    this.#context = context;
    this.#state = state;
    this.#memory = memory;
  }

  /** Asks or tells what an operation of the profile says; as `call`. */
  ask(operation: Operation, { origin, vehicle, values, body }: Asking, use: CallUse): Promise<JsonObject> {
    const known = (): Values => {
      const { api } = this.#state;
      return { vin: vehicle?.id, userId: api?.userId ?? "", token: api?.token ?? "", ...values };
    };
    const request = fillOperation(operation, known);
    const own = body ? { body } : {};
    return this.call({ ...request, ...own, origin: operation.origin ?? origin, vehicle }, use);
  }

  /** The envelope of a success. Reads and selections are retried over bad weather; commands and session calls are sent once. */
  async call(request: SignedRequest, { use, purpose, once, signal }: CallUse): Promise<JsonObject> {
    const { vehicle } = request;
    let token = "";
    try {
      const answer = await this.#context.http.call(
        () => {
          token = this.#state.api?.token ?? "";
          return this.#sign(request, token);
        },
        {
          meter: { purpose, vehicle: vehicle?.id },
          retry: once || use === "command" || use === "session" ? retryNever : retryReads,
          signal,
        },
      );
      const envelope = readEnvelope(answer, this.#profile.envelope);
      if ("refusal" in envelope) throw this.#refuse(envelope.refusal, request, use);
      if (vehicle && namesAnother(envelope.reply, vehicle.id, ["vin"])) throw anotherVehicle(answer.host);
      // That a selection succeeds does not show that the vehicle's data are there.
      if (vehicle && use !== "select") this.#memory.worked(vehicle.id);
      return envelope.reply;
    } catch (error) {
      if (isCloudError(error)) this.#madeWith.set(error, token);
      throw error;
    }
  }

  /** Whether the session has been renewed since the request that failed was made: then it only needs to be made anew. */
  outdated(error: VehicleCloudError): boolean {
    const token = this.#madeWith.get(error);
    return token !== undefined && token !== (this.#state.api?.token ?? "");
  }

  /** Whether the session itself has made the token void that the request which failed was made with. */
  replacedByUs(error: VehicleCloudError): boolean {
    const token = this.#madeWith.get(error);
    return token !== undefined && this.#replaced.has(token);
  }

  /** The present API token is about to become void by a call of ours (a grant); at most the last few are kept. */
  replacing(): void {
    const token = this.#state.api?.token;
    if (token) this.#replaced.add(token);
    for (const oldest of this.#replaced) {
      if (this.#replaced.size <= 8) break;
      this.#replaced.delete(oldest);
    }
  }

  /** The last refusals, newest first, for Diagnostics. */
  get lastCodes(): JsonObject[] {
    return this.#lastCodes;
  }

  #refuse(refusal: Refusal, request: SignedRequest, use: EnvelopeUse): VehicleCloudError {
    const { vehicle } = request;
    const row = rowOf(this.#profile.codes, { platformCode: refusal.code, httpStatus: refusal.httpStatus });
    this.#lastCodes.unshift({
      at: new Date(this.#context.clock.now()).toISOString(),
      use,
      host: refusal.host,
      code: refusal.code ?? `HTTP ${refusal.httpStatus}`,
    });
    this.#lastCodes.splice(10);
    this.#context.logger.debug(
      `${use} at ${refusal.host}: code ${refusal.code ?? "-"}, HTTP ${refusal.httpStatus}, ${refusal.message ?? "no message"}`,
    );
    if (row?.error === "CLOCK_SKEWED") this.#context.http.useCloudTime();
    if (vehicle && row?.wrongHost && !this.#merelyLacks(row, vehicle, use)) this.#memory.refused(vehicle);
    const missing = vehicle && row?.finalAfter !== undefined ? this.#memory.countMissing(vehicle.id) : 0;
    return refusalError(this.#profile.codes, refusal, use, missing);
  }

  /** A path that is missing where other calls of the vehicle succeed is a missing feature, not a wrong host. */
  #merelyLacks(row: CodeRow, vehicle: ListedVehicle, use: EnvelopeUse): boolean {
    return row.error === "NOT_SUPPORTED" && (use !== "read" || this.#memory.proven(vehicle.id));
  }

  #sign(request: SignedRequest, token: string): HttpCall {
    const { method, origin, path, vehicle } = request;
    const authorized = request.authorized !== false;
    if (authorized && !token) {
      throw cloudError("SIGN_IN_NEEDED", "There is no session with the cloud yet; nothing was sent.", { sent: false });
    }
    const body = request.body && JSON.stringify(request.body());
    const { signing, headers, deviceIdDigits, sendsClientId } = this.#profile;
    const { http, credentials, deviceId } = this.#context;
    const clientId = sendsClientId ? this.#state.api?.clientId : undefined;
    const { query } = request;
    const unsigned = { method, path, query, body, accept: headers["accept"], now: http.cloudNow() };
    const signed = sign(signing, unsigned, credentials.signingSecret?.trim());
    return {
      method,
      origin,
      path,
      query: signed.query,
      body,
      headers: {
        ...headers,
        ...(deviceIdDigits > 0 ? { "x-device-identifier": deviceId.slice(0, deviceIdDigits) } : {}),
        ...signed.headers,
        // The bare token: this cloud knows no "Bearer".
        ...(authorized ? { authorization: token } : {}),
        ...(authorized && clientId ? { "x-client-id": clientId } : {}),
        ...(vehicle && request.vehicleHeaders !== false ? vehicleHeaders(this.#profile.vehicleHeaders, vehicle) : {}),
        ...request.headers,
      },
    };
  }
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
