import { cloudError, type VehicleCloudError } from "../../base/errors";
import { isObject, own, text, type JsonObject } from "../../base/json";
import { holdsDatum, namesAnother, tellsAnything } from "../../vehicle/answered";
import type { ListedVehicle } from "../../vehicle/model";
import { anotherVehicle, nothingTold } from "../another-vehicle";
import type {
  CapturedSession,
  Command,
  PlatformSession,
  PreparedCommand,
  ReadKind,
  ReadOptions,
  ReadResult,
  SessionContext,
} from "../platform";
import { TokenSession } from "../token-session";
import { GricCaller } from "./caller";
import { coreOrigin, listPath, statusPath, usualCarOrigin, vehicleBrand } from "./endpoints";
import { identify } from "./identifier";
import { readGricStatus, type ReadTree } from "./read-status";
import { readVehicles } from "./vehicles";

/** One captured session of Lynk & Co's app 4.x in China. Nothing is selected: the identifier names the vehicle. */
export class GricSession extends TokenSession implements PlatformSession {
  readonly #context: SessionContext;
  readonly #caller: GricCaller;
  readonly #readTree: ReadTree;
  /** How many vehicles the list has, once it was asked for. */
  #listed: number | undefined;

  constructor(context: SessionContext, readTree: ReadTree) {
    const caller = new GricCaller(context);
    super(caller, "Lynk & Co's app 4.x (GRIC)");
    this.#context = context;
    this.#readTree = readTree;
    this.#caller = caller;
  }

  takeCapture(captured: CapturedSession): Promise<boolean> {
    return this.#caller.takeCapture(captured);
  }

  async vehicles(signal?: AbortSignal): Promise<ListedVehicle[]> {
    const use = { method: "GET", origin: coreOrigin, path: listPath, purpose: "list", signal } as const;
    const vehicles = readVehicles((await this.#caller.call(use)).data);
    this.#listed = vehicles.length;
    return vehicles;
  }

  async read<K extends ReadKind>(kind: K, vehicle: ListedVehicle, options: ReadOptions): Promise<ReadResult<K>> {
    if (kind === "overview") return (await this.#overview(vehicle, options)) as ReadResult<K>;
    throw cloudError(
      "NOT_SUPPORTED",
      `Lynk & Co's app 4.x (GRIC) has no reading "${kind}" that is known here; only the overview is. Nothing was sent.`,
      { sent: false },
    );
  }

  checkCommand(command: Command): void {
    throw readOnly(command);
  }

  command(_vehicle: ListedVehicle, command: Command): PreparedCommand {
    throw readOnly(command);
  }

  times(): { renewsAt?: number } {
    const expiresAt = this.#caller.tokens?.expiresAt;
    return expiresAt === undefined ? {} : { renewsAt: expiresAt };
  }

  diagnostics(): JsonObject {
    const { tokens, lastCodes, credentials } = this.#caller;
    return {
      experimental: true,
      hosts: [coreOrigin, usualCarOrigin].map((origin) => origin.replace("https://", "")),
      tokenEndsInSeconds: tokens ? Math.round((tokens.expiresAt - this.#context.http.cloudNow()) / 1000) : null,
      renews: tokens?.refreshToken !== undefined,
      identifier: "captured" in credentials.identifier ? "captured" : "made",
      lastCodes,
    };
  }

  async #overview(vehicle: ListedVehicle, options: ReadOptions): Promise<ReadResult<"overview">> {
    const { signal, previous } = options;
    // A stored list has been read in another life: how many cars it has decides whether one identifier will do.
    if ("captured" in this.#caller.credentials.identifier && this.#listed === undefined) await this.vehicles(signal);
    const { data, answer } = await this.#caller.call({
      method: "GET",
      origin: text(vehicle.facts.host) ?? usualCarOrigin,
      path: statusPath,
      purpose: "read",
      vehicle: vehicle.id,
      vehicleHeaders: this.#vehicleHeaders(vehicle),
      signal,
    });
    if (isObject(answer.json) && namesAnother(answer.json, vehicle.id, ["vin"])) throw anotherVehicle(answer.host);
    const gcj02 = own(this.#context.profile, "coordinates") !== "wgs84";
    const readAt = this.#context.clock.now();
    const status = readGricStatus(this.#readTree, data, { previous, readAt, gcj02 });
    if (!holdsDatum(data) || !tellsAnything(status, previous)) throw nothingTold();
    return { data: status, raw: answer.json };
  }

  #vehicleHeaders({ id, facts }: ListedVehicle): Record<string, string> {
    const { identifier } = this.#caller.credentials;
    const cars = Math.max(this.#listed ?? 0, this.#context.table.length);
    if ("captured" in identifier && cars > 1) {
      throw cloudError(
        "CONFIG_INVALID",
        "The account has several cars, and a captured vehicle identifier names only one of them, without saying which. Enter the app's AES key and iv as key:iv instead. Nothing was sent.",
        { sent: false },
      );
    }
    const series = text(facts.series);
    return {
      "x-vehicle-brand": vehicleBrand,
      "x-vehicle-identifier": identify(identifier, id),
      ...(series === undefined ? {} : { "x-vehicle-series": Buffer.from(series, "latin1").toString("base64") }),
    };
  }
}

function readOnly({ command }: Command): VehicleCloudError {
  return cloudError(
    "NOT_SUPPORTED",
    `Lynk & Co's app 4.x (GRIC) is only read here: no command of a Lynk & Co on this cloud has been recorded, so "${String(command).slice(0, 40)}" is not sent.`,
    { sent: false },
  );
}
