import type { Firmware, ReleaseNote } from "../../../vehicle/read-data";
import { ticks } from "../../../base/clock";
import { asCloudError, cloudError, isVehicleCloudError, type VehicleCloudError } from "../../../base/errors";
import { isObject, objects, own, text, type JsonObject } from "../../../base/json";
import { retryNever, type HttpAnswer } from "../../../http/client";
import type { ListedVehicle } from "../../../vehicle/model";
import { given, yesNo } from "../../../vehicle/values";
import type { ReadOptions, ReadResult } from "../../platform";
import type { ReadDeps } from "./read-deps";
import { fillOperation } from "../catalogue/operation";

/** The service mixes language tags of its own with numbers. */
const languages: Readonly<Record<string, string>> = { "en-GB": "en", "cn-GB": "zh", "17": "de", "16": "fr" };

/** Reads the firmware answer, which has no envelope (docs/protocol/ecarx-smart.md 5.6). Takes any JSON value without throwing. */
export function readFirmware(reply: unknown): Firmware {
  const current = text(own(reply, "currentVersion")) ?? null;
  const target = text(own(reply, "targetVersion")) ?? null;
  return given<Firmware>({
    current,
    target,
    updateAvailable: target !== null && target !== current,
    newAssignment: yesNo(own(reply, "hasNewAssignment")),
    currentNotes: notes(own(reply, "currentReleaseNotes")),
    targetNotes: notes(own(reply, "targetReleaseNotes")),
  });
}

function notes(list: unknown): ReleaseNote[] {
  return objects(list).flatMap((row) => {
    const description = text(own(row, "description"));
    const language = text(own(row, "language"));
    return description
      ? [given<ReleaseNote>({ language: language && (languages[language] ?? language), text: description })]
      : [];
  });
}

/** Asked at most daily (docs/protocol/ecarx-smart.md 5.6); after a failure not before an hour has passed. */
const keptMs = 24 * 3600_000;
const failureKeptMs = 3600_000;

type Outcome = { at: number; result: ReadResult<"firmware"> } | { at: number; error: VehicleCloudError };

/** Firmware of a car. A service of its own that often fails: nothing else depends on it. */
export class FirmwareReads {
  readonly #deps: ReadDeps;
  readonly #outcomes = new Map<string, Outcome>();

  constructor(deps: ReadDeps) {
    this.#deps = deps;
  }

  /** Rejects with NOT_SUPPORTED where the service refuses the car, or the sign-in can only be renewed with the password. */
  async read(vehicle: ListedVehicle, { signal }: ReadOptions): Promise<ReadResult<"firmware">> {
    const { clock } = this.#deps.context;
    const last = this.#outcomes.get(vehicle.id);
    const age = last ? ticks(clock) - last.at : Infinity;
    if (last && age >= 0 && age < ("result" in last ? keptMs : failureKeptMs)) {
      if ("result" in last) return last.result;
      throw last.error;
    }
    try {
      const raw = await this.#ask(vehicle, signal);
      const result = { data: readFirmware(raw), raw };
      this.#outcomes.set(vehicle.id, { at: ticks(clock), result });
      return result;
    } catch (thrown) {
      const error = asCloudError(thrown, "The firmware reading failed");
      if (error.code !== "ABORTED") this.#outcomes.set(vehicle.id, { at: ticks(clock), error });
      throw error;
    }
  }

  async #ask(vehicle: ListedVehicle, signal?: AbortSignal): Promise<JsonObject> {
    const used = this.#deps.state.oauth?.access;
    const first = used === undefined ? undefined : await this.#send(vehicle, used, signal);
    if (first && first.status !== 401) return this.#read(first);
    await this.#renew(used, signal);
    const second = await this.#send(vehicle, this.#deps.state.oauth?.access ?? "", signal);
    if (second.status === 401) throw this.#refused(second.host, second.status);
    return this.#read(second);
  }

  /** It wants the sign-in token, not the API token. Not repeated: HTTP 500 is its usual answer for a shared car. */
  #send(vehicle: ListedVehicle, accessToken: string, signal?: AbortSignal): Promise<HttpAnswer> {
    const { profile, context } = this.#deps;
    const { origin, headers } = profile.firmware!;
    const { method, path } = fillOperation(profile.operations.firmware!, () => ({ vin: vehicle.id }));
    return context.http.call(
      () => ({
        method,
        origin,
        path,
        headers: {
          ...headers,
          "id-token": context.deviceId.slice(0, profile.deviceIdDigits),
          access_token: accessToken,
        },
      }),
      { meter: { purpose: "read", vehicle: vehicle.id }, retry: retryNever, signal },
    );
  }

  #read({ host, json, status }: HttpAnswer): JsonObject {
    if (status === 403) throw this.#refused(host, status);
    // One without any version is no answer, and must not stand for a day.
    const told = text(own(json, "currentVersion")) ?? text(own(json, "targetVersion"));
    if (status < 300 && isObject(json) && told) return json;
    throw cloudError(
      "CLOUD_UNAVAILABLE",
      `${host} (HTTP ${status}) did not tell the firmware. It is asked again in an hour at the earliest.`,
      { host, httpStatus: status },
    );
  }

  /** Layer 2 of the ladder; never a sign-in for the firmware alone (docs/decisions.md). */
  async #renew(used: string | undefined, signal?: AbortSignal): Promise<void> {
    const { renewals, exchange, state } = this.#deps;
    try {
      await renewals.exclusive(async () => {
        if (state.oauth === undefined || state.oauth.access === used) await exchange.renewSignIn(signal);
      });
    } catch (error) {
      if (isVehicleCloudError(error, "SIGN_IN_NEEDED")) throw this.#refused(error.host ?? "The firmware service");
      throw error;
    }
  }

  #refused(host: string, httpStatus?: number): VehicleCloudError {
    return cloudError(
      "NOT_SUPPORTED",
      `${host} does not tell the firmware of this vehicle to this sign-in${httpStatus ? ` (HTTP ${httpStatus})` : ""}. Everything else goes on; it is asked again after the account was restarted.`,
      { host, httpStatus },
    );
  }
}
