import { cloudError, isVehicleCloudError, type VehicleCloudError } from "../../../base/errors";
import { finite, isObject, own, text, type JsonObject } from "../../../base/json";
import { retryNever, retryReads, type HttpAnswer, type Purpose } from "../../../http/client";
import type { ListedVehicle } from "../../../vehicle/model";
import { namesAnother } from "../../../vehicle/answered";
import type { SessionContext } from "../../platform";
import { anotherVehicle } from "../../another-vehicle";
import { refusalError, rowOf, type CodeRow, type EnvelopeUse, type Refusal } from "./codes";
import type { Gate } from "./gate";
import { fillOperation, type Operation, type Values } from "../catalogue/operation";
import type { Operations } from "../profiles/operations";
import type { EcarxProfile, Envelope } from "../profiles/profile";
import { signed, type SignedRequest } from "./signer";
import type { SessionState } from "./state";
import type { VehicleMemory } from "../vehicle-memory";

/** What an operation is told beside what each call knows. */
export interface Asking {
  /** Where calls of this sort go; the operation may name another origin. */
  origin: string;
  vehicle?: ListedVehicle;
  values?: Values;
  /** In the place of the body that the operation holds, for those whose body depends on the command. */
  body?: () => JsonObject;
}

/** What is asked or told of a vehicle, beside its name in the profile. */
export interface VehicleAsking extends Pick<Asking, "values" | "body"> {
  use?: "read" | "command";
  /** Not repeated over bad weather: something more important waits for it. */
  once?: boolean;
  signal?: AbortSignal;
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
  readonly #gate: Gate;
  readonly #madeWith = new WeakMap<VehicleCloudError, string>();
  readonly #replaced = new Set<string>();
  readonly #lastCodes: JsonObject[] = [];

  /** `gate`: calls about vehicles pass it together, a selection alone. */
  constructor(profile: EcarxProfile, context: SessionContext, state: SessionState, memory: VehicleMemory, gate: Gate) {
    this.#profile = profile;
    this.#context = context;
    this.#state = state;
    this.#memory = memory;
    this.#gate = gate;
  }

  /** A question or a command about a vehicle, on its host, as the profile says it; as `call`. */
  async askVehicle(
    vehicle: ListedVehicle,
    name: keyof Operations,
    { use = "read", values, body, once, signal }: VehicleAsking = {},
  ): Promise<JsonObject> {
    const { operations, title } = this.#profile;
    const operation = operations[name];
    if (!operation) throw cloudError("NOT_SUPPORTED", `${title} does not offer this.`, { sent: false });
    return this.#gate.shared(() => {
      const asking = { origin: this.#memory.origin(vehicle), vehicle, values, body };
      return this.ask(operation, asking, { use, purpose: use, once, signal });
    });
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
          return signed(request, token, this.#profile, this.#context, this.#state.api?.clientId);
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
      if (isVehicleCloudError(error)) this.#madeWith.set(error, token);
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
}

/**
 * The envelope `{code, data, success, message}`. HTTP is 200 even for failures; `code` is text on vehicle calls and a number
 * on the session's, so it is compared as a number (docs/protocol/ecarx-smart.md 5.0). An answer without a code is taken as
 * it is: some services have none. One of the flat form is given as if it had been enveloped.
 */
export function readEnvelope(
  answer: HttpAnswer,
  form: Envelope = "enveloped",
): { reply: JsonObject } | { refusal: Refusal } {
  const { host, status: httpStatus, json } = answer;
  const code = isObject(json) ? text(own(json, "code"))?.slice(0, longestCode) : undefined;
  if (code !== undefined && !succeeded(code)) {
    return { refusal: { host, httpStatus, code, message: text(own(json, "message")) } };
  }
  if (code === undefined && httpStatus >= 300) return { refusal: { host, httpStatus } };
  if (isObject(json)) return { reply: form === "flat" && code === undefined ? { data: json } : json };
  throw cloudError(
    "CLOUD_ANSWER_INVALID",
    `${host} answered with JSON of a kind that was not expected. It is not tried again by itself.`,
    { host, httpStatus, retryable: false },
  );
}

/** Codes are numbers or a word; anything longer is not one, and is not to fill a message. */
const longestCode = 40;

function succeeded(code: string): boolean {
  const number = finite(code);
  return number === 1000 || number === 200 || number === 0;
}
