import { cloudError, type VehicleCloudError } from "../../base/errors";
import { finite, isObject, own, type JsonObject } from "../../base/json";
import type { ListedVehicle, VehicleStatus } from "../../vehicle/model";
import type {
  Command,
  PlatformSession,
  PreparedCall,
  PreparedCommand,
  Reaction,
  ReadKind,
  ReadOptions,
  ReadResult,
  ReceivedPush,
  SessionContext,
} from "../platform";
import { reactionTo } from "./answers";
import { SegwayCaller } from "./caller";
import { encodeFields } from "./encode";
import { findSegwayEndpoint, notCallable } from "./endpoints";
import { iotCodeOf } from "./iot-code";
import { findOperation, segwayOperationNames } from "./operations";
import { maskKey, SegwayReader } from "./readings";
import { receivePush } from "./read-push";
import { originOf } from "./regions";
import { limiterFor, readSettings, type SegwaySettings } from "./settings";

/** One client id of Segway's cloud. Nothing is selected or bound: every call names its vehicle. */
export class SegwaySession implements PlatformSession {
  readonly #context: SessionContext;
  readonly #settings: SegwaySettings;
  readonly #caller: SegwayCaller;
  readonly #reader: SegwayReader;
  #pushSettings: { given: JsonObject | undefined; read: SegwaySettings };

  constructor(context: SessionContext) {
    const { credentials, clock, profile, baseUrls } = context;
    const clientId = credentials.clientId ?? "";
    this.#context = context;
    this.#settings = readSettings(profile);
    const limiter = limiterFor(clientId, clock, this.#settings.rate);
    this.#caller = new SegwayCaller(context, originOf(clientId, baseUrls), limiter);
    this.#reader = new SegwayReader(this.#caller, this.#settings);
    this.#pushSettings = { given: undefined, read: this.#settings };
  }

  get usable(): boolean {
    return this.#caller.tokens.current !== undefined;
  }

  save(): JsonObject | undefined {
    return this.#caller.tokens.save();
  }

  adopt(stored: JsonObject): boolean {
    return this.#caller.tokens.adopt(stored);
  }

  /** Client id and secret are the session: signing in and refreshing are the same request. */
  async signIn(signal?: AbortSignal): Promise<void> {
    const { tokens, refusals } = this.#caller;
    if (this.usable) tokens.checkForced();
    refusals.liftClient();
    await tokens.renew(signal);
  }

  /** Rejects with SIGN_IN_REJECTED too: it sends the secret. */
  async refresh(cause: VehicleCloudError, signal?: AbortSignal): Promise<void> {
    const { tokens, refusals } = this.#caller;
    refusals.checkClient();
    try {
      await tokens.replace(this.#caller.refusedToken(cause), cause, signal);
    } catch (error) {
      refusals.noteClient(error);
      throw error;
    }
  }

  /** The account's table: the cloud has no list. A row that holds no iotCode is left out, and said so. */
  async vehicles(): Promise<ListedVehicle[]> {
    const listed = new Map<string, ListedVehicle>();
    this.#context.table.forEach((row, index) => {
      try {
        const id = iotCodeOf(row.id);
        listed.set(id, { id, model: "Segway", ...(row.name ? { name: row.name } : {}), facts: {} });
      } catch {
        this.#context.logger.warn(
          `Row ${index + 1} of the vehicles table is left out: a Segway vehicle's id is its IMEI, 10 to 20 digits.`,
        );
      }
    });
    return [...listed.values()];
  }

  async prepare(): Promise<void> {}

  async read<K extends ReadKind>(kind: K, vehicle: ListedVehicle, options: ReadOptions): Promise<ReadResult<K>> {
    return this.#reader.read(kind, { ...vehicle, id: iotCodeOf(vehicle.id) }, options);
  }

  command(vehicle: ListedVehicle, command: Command): PreparedCommand {
    const iotCode = iotCodeOf(vehicle.id);
    const { command: name, ...fields } = command;
    const operation = findOperation(name);
    const endpoint = operation && findSegwayEndpoint(operation.endpoint);
    if (!operation || !endpoint) {
      throw cloudError(
        "NOT_SUPPORTED",
        `Segway vehicles have no command "${String(name).slice(0, 40)}"; there are ${segwayOperationNames.join(", ")}. Nothing was sent.`,
        { sent: false },
      );
    }
    const body = encodeFields(operation, fields);
    this.#caller.refusals.check(iotCode, endpoint.id);
    const { locked } = operation;
    return {
      send: async (signal, leaving) => ({
        raw: await this.#caller.call(endpoint, body, { iotCode, purpose: "command", signal, leaving }),
      }),
      // A control is a round trip to the vehicle (docs/protocol/segway.md 3: 15301 to 15303 say where it ended).
      vehicleAnswers: true,
      ...(locked === undefined
        ? {}
        : { shows: (status: VehicleStatus) => status.locks.locked === locked, confirmParams: { position: false } }),
      repeatable: operation.repeatable,
    };
  }

  /**
   * An endpoint of the vendor's page by its id, with its own values and numbers: `{iotCode, …}` or `{iotCode, query, body}`.
   * The Bluetooth key is masked unless `reveal` is true.
   */
  prepareCall(endpointId: string, params: JsonObject): PreparedCall {
    const endpoint = findSegwayEndpoint(endpointId);
    if (!endpoint) {
      throw cloudError("NOT_SUPPORTED", notCallable(endpointId), { sent: false });
    }
    const given = { ...params, ...part(params, "query"), ...part(params, "body") };
    const values: JsonObject = {};
    for (const name of endpoint.values) {
      if (given[name] !== undefined) values[name] = given[name];
    }
    const purpose = endpoint.method === "POST" ? "command" : "read";
    return {
      ...(given.iotCode === undefined && given.vin === undefined
        ? { wantsVehicle: true }
        : { vehicle: iotCodeOf(given.iotCode ?? given.vin) }),
      purpose,
      send: async (vehicle, signal) => {
        const iotCode = iotCodeOf(vehicle?.id);
        const envelope = await this.#caller.call(endpoint, values, { iotCode, purpose, signal });
        const whole = endpoint.id === "query.bluetoothKey" && params.reveal !== true ? maskKey(envelope) : envelope;
        return { data: own(whole, "data") ?? null, raw: whole, status: 200 };
      },
    };
  }

  receive(kind: string, raw: Buffer, settings?: JsonObject): ReceivedPush {
    const { clientId = "", clientSecret = "" } = this.#context.credentials;
    if (settings !== this.#pushSettings.given) {
      const read = settings ? readSettings({ ...this.#context.profile, ...settings }) : this.#settings;
      this.#pushSettings = { given: settings, read };
    }
    const { signatureMode, replayWindowSeconds } = this.#pushSettings.read;
    const now = this.#context.clock.now();
    return receivePush(kind, raw, { clientId, clientSecret, now, signatureMode, replayWindowSeconds });
  }

  react(error: VehicleCloudError, use: { purpose: "read" | "command" | "list" }): Reaction {
    return reactionTo(error, use.purpose);
  }

  times(): { since?: number; renewsAt?: number } {
    const token = this.save();
    return { since: finite(token?.receivedAt), renewsAt: finite(token?.refreshAt) };
  }

  diagnostics(): JsonObject {
    const { clock } = this.#context;
    const token = this.save();
    const seconds = (time: unknown): number | null =>
      typeof time === "number" ? Math.round((time - clock.now()) / 1000) : null;
    return {
      host: this.#caller.origin.replace("https://", ""),
      tokenEndsInSeconds: seconds(token?.expiresAt),
      tokenRenewedInSeconds: seconds(token?.refreshAt),
      requestsPerSecond: this.#settings.rate.perSecond,
      burst: this.#settings.rate.burst,
      waiting: this.#caller.limiter.waiting,
      lastCodes: this.#caller.lastCodes,
    };
  }
}

function part(params: JsonObject, name: string): JsonObject {
  const value = own(params, name);
  return isObject(value) ? value : {};
}
