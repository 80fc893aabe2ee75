import type { Abilities, Picture } from "../../../vehicle/read-data";
import { randomUUID } from "node:crypto";
import { cloudError, isVehicleCloudError, type VehicleCloudError } from "../../../base/errors";
import { isObject, own, text } from "../../../base/json";
import { retryNever, retryReads, type HttpAnswer } from "../../../http/client";
import type { ListedVehicle } from "../../../vehicle/model";
import type { ReadOptions, ReadResult } from "../../platform";
import { readAbilities } from "./abilities";
import { gatewayHeaders, gatewayRefusal, resultOf } from "../session/gateway";
import type { AbilitySettings } from "../profiles/profile";
import type { ReadDeps } from "./read-deps";
import { fillOperation } from "../catalogue/operation";

/** A token younger than this is not the reason of a refusal: renewing it again would not help. */
const freshTokenMs = 10 * 60_000;

/** What a car can do from afar, and its pictures (docs/protocol/ecarx-smart.md 5.21). */
export class AbilityReads {
  readonly #deps: ReadDeps;

  constructor(deps: ReadDeps) {
    this.#deps = deps;
  }

  /**
   * One request; `params.images` = `buffer` fetches the pictures too, one request each. Rejects with NOT_SUPPORTED where the
   * market's service does not answer.
   */
  async read(vehicle: ListedVehicle, { params, signal }: ReadOptions): Promise<ReadResult<"abilities">> {
    const settings = this.#deps.profile.abilities!;
    const modelCode = text(vehicle.facts.modelCode);
    if (!modelCode) {
      throw cloudError(
        "NOT_SUPPORTED",
        "The cloud's list does not say the vehicle's model code, without which its abilities cannot be asked for; nothing was sent.",
        { sent: false },
      );
    }
    const images = own(params, "images");
    if (images !== undefined && images !== "url" && images !== "buffer") {
      throw cloudError("INPUT_INVALID", '"images" must be "url" or "buffer". Nothing was sent.', { sent: false });
    }
    const answer = await this.#ask(settings, vehicle, modelCode, signal);
    const result = resultOf(answer);
    if (!isObject(result)) throw this.#refusal(settings, answer);
    const data: Abilities = readAbilities(result, settings.imageOrigins[0]);
    if (settings.unverified) data.unverified = true;
    if (images === "buffer") {
      for (const picture of Object.values(data.pictures)) await this.#fetch(settings, vehicle, picture, signal);
    }
    return { data, raw: answer.json };
  }

  #ask(
    settings: AbilitySettings,
    vehicle: ListedVehicle,
    modelCode: string,
    signal: AbortSignal | undefined,
  ): Promise<HttpAnswer> {
    const { profile, context, state } = this.#deps;
    const { origin, basePath, gateway, userHeader } = settings;
    const values = { modelCode, vin: vehicle.id };
    const path = basePath + fillOperation(profile.operations.abilities!, () => values).path;
    return context.http.call(
      () => {
        const now = context.http.cloudNow();
        const id = state.oauth?.id;
        const { headers } = settings;
        const signed = gateway
          ? gatewayHeaders(gateway, { method: "GET", path, headers, nonce: randomUUID(), now })
          : headers;
        return {
          method: "GET",
          origin,
          path,
          headers: {
            ...signed,
            [userHeader]: state.api?.userId ?? "",
            authorization: state.api?.token ?? "",
            ...(gateway && id ? { "Xs-Auth-Token": id } : {}),
          },
        };
      },
      // The gateway's own refusals have no body.
      { meter: { purpose: "read", vehicle: vehicle.id }, retry: retryReads, expect: "any", signal },
    );
  }

  #refusal(settings: AbilitySettings, answer: HttpAnswer): VehicleCloudError {
    const { profile, context, state } = this.#deps;
    const { host, json, status } = answer;
    const code = text(own(json, "code"))?.slice(0, 40);
    const said = `${host}${code ? ` (code ${code})` : ` (HTTP ${status})`}`;
    const details = { host, platformCode: code, httpStatus: status };
    const gateway = gatewayRefusal(answer);
    if (gateway) {
      if (gateway.code === "CLOCK_SKEWED") context.http.useCloudTime();
      return gateway;
    }
    if ((settings.unverified && (status >= 400 || code)) || status === 404) {
      return cloudError(
        "NOT_SUPPORTED",
        `${said} does not tell the abilities of this vehicle; in ${profile.title} nobody has seen it do so yet. It is not asked again until the account is restarted.`,
        details,
      );
    }
    if (status === 401 && context.clock.now() - (state.api?.since ?? 0) > freshTokenMs) {
      return cloudError("SIGN_IN_NEEDED", `${said} no longer accepts the session. It is renewed by itself.`, details);
    }
    if (status === 401 || status === 403) {
      return cloudError("NOT_PERMITTED", `${said} does not let this account ask for abilities.`, details);
    }
    return cloudError(
      "CLOUD_UNAVAILABLE",
      `${said} did not tell the abilities, for a reason that is not known. It is asked again when the next message wants it.`,
      details,
    );
  }

  /** Public, so asked without a token, and from the profile's own hosts only. A picture that cannot be had stays an address. */
  async #fetch(
    settings: AbilitySettings,
    vehicle: ListedVehicle,
    picture: Picture,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const { http } = this.#deps.context;
    const real = http.realAddress(picture.url, settings.imageOrigins[0]);
    if (!real) return;
    const { origin, pathname, search } = new URL(real);
    if (!settings.imageOrigins.includes(origin)) return;
    try {
      const answer = await http.call(
        () => ({ method: "GET", origin, path: pathname, query: search.slice(1), headers: { accept: "image/*" } }),
        { meter: { purpose: "read", vehicle: vehicle.id }, retry: retryNever, expect: "bytes", signal },
      );
      const type = answer.headers["content-type"]?.split(";")[0]?.trim();
      if (answer.status !== 200 || !answer.bytes || !type?.startsWith("image/")) return;
      picture.data = answer.bytes;
      picture.type = type;
    } catch (error) {
      if (isVehicleCloudError(error, "ABORTED")) throw error;
    }
  }
}
