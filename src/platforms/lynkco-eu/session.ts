import { ticks } from "../../base/clock";
import { cloudError } from "../../base/errors";
import { objects, own, text, type JsonObject } from "../../base/json";
import type { ListedVehicle, VehicleStatus } from "../../vehicle/model";
import type {
  Command,
  PlatformSession,
  PreparedCommand,
  ReadKind,
  ReadOptions,
  ReadResult,
  SessionContext,
} from "../platform";
import { TokenSession } from "../token-session";
import { GatewayCaller } from "./caller";
import { planLynkcoCommand, type LynkcoCommandPlan } from "./commands";
import { isAirConditioned } from "./parts";
import { readLynkcoParts } from "./read-parts";
import { LynkcoReader } from "./reader";
import { commandsBase, gatewayOrigin, modelName, vehiclesBase, type LynkcoPart } from "./endpoints";

/** When a command is looked for, seconds after its acceptance (docs/protocol/brands.md 1.1). */
const looksAtSeconds = [3, 8, 18, 30];
/** What is known of the car keeps a command back only if it is this young. */
const surelyMs = 5 * 60_000;

/** One Lynk & Co account in Europe. Nothing is selected: every call names its vehicle. */
export class LynkcoSession extends TokenSession implements PlatformSession {
  readonly #context: SessionContext;
  readonly #caller: GatewayCaller;
  readonly #reader: LynkcoReader;

  constructor(context: SessionContext) {
    const caller = new GatewayCaller(context);
    super(caller, "Lynk & Co in Europe");
    this.#context = context;
    this.#caller = caller;
    this.#reader = new LynkcoReader(this.#caller, context);
  }

  async vehicles(signal?: AbortSignal): Promise<ListedVehicle[]> {
    const answer = await this.#caller.call({
      method: "GET",
      path: `${vehiclesBase}/list/vehicles`,
      purpose: "list",
      signal,
    });
    return objects(own(answer, "listOfVehicles")).flatMap((entry) => {
      const vehicle = own(entry, "vehicle");
      const id = text(own(vehicle, "vin"));
      // Each stands in addresses from now on.
      if (id === undefined || !/^[A-Za-z0-9]{5,32}$/.test(id)) return [];
      const code = text(own(vehicle, "model"));
      return [{ id, model: modelName(code), facts: { ...(code === undefined ? {} : { model: code.slice(0, 40) }) } }];
    });
  }

  read<K extends ReadKind>(kind: K, vehicle: ListedVehicle, options: ReadOptions): Promise<ReadResult<K>> {
    return this.#reader.read(kind, vehicle, options);
  }

  checkCommand(command: Command): void {
    this.#plan(command);
  }

  command(vehicle: ListedVehicle, command: Command): PreparedCommand {
    const plan = this.#plan(command);
    this.#checkConditions(vehicle, plan);
    const { name, query, body, shownBy, repeatable } = plan;
    const path = `${commandsBase}/vehicle/${encodeURIComponent(vehicle.id)}/command/${name}`;
    // Nothing shows what has not left.
    let sentAt = Infinity;
    return {
      send: async (signal, leaving) => {
        const leave = (): void => {
          sentAt = this.#context.http.cloudNow();
          leaving?.();
        };
        const use = { method: "POST", path, query, body, purpose: "command", vehicle: vehicle.id } as const;
        return { raw: (await this.#caller.call({ ...use, signal, leaving: leave })) ?? null };
      },
      ...(shownBy && {
        shows: (status: VehicleStatus) => shownBy.shows(status, sentAt),
        confirmedBy: "statusPart",
        confirmParams: { part: shownBy.part },
        readSeconds: looksAtSeconds,
      }),
      ...(name === "request_location" && { leastPauseSeconds: 900 }),
      repeatable,
    };
  }

  diagnostics(): JsonObject {
    const { tokens, lastCodes } = this.#caller;
    const left = tokens && Math.round((tokens.expiresAt - this.#context.http.cloudNow()) / 1000);
    return { host: gatewayOrigin.replace("https://", ""), tokenEndsInSeconds: left ?? null, lastCodes };
  }

  #plan(command: Command): LynkcoCommandPlan {
    return planLynkcoCommand(command, this.#context.allow?.sisterBrand === true);
  }

  /**
   * The cloud says of a command that cannot work no more than that it failed, so what the car has told within five minutes keeps
   * it back (docs/protocol/brands.md 1.1: doors locked, key away; heaters need the climate first).
   */
  #checkConditions({ id }: ListedVehicle, { name, needsLocked, needsClimate }: LynkcoCommandPlan): void {
    const now = ticks(this.#context.clock);
    const held = this.#reader.held(id);
    const young = (part: LynkcoPart): boolean => now - (held.parts[part]?.answeredAt ?? -Infinity) <= surelyMs;
    const keepBack = (why: string): Error =>
      cloudError("COMMAND_REJECTED", `The car would not take ${name}: ${why} Nothing was sent.`, { sent: false });
    if (needsClimate && young("climate_state") && held.parts.climate_state?.raw && !isAirConditioned(held)) {
      throw keepBack("heaters work only while the climate runs. Send climateOn first.");
    }
    const raw = held.parts.vehicle_data?.raw;
    if (!needsLocked || !young("vehicle_data") || !raw) return;
    const { locks, motion } = readLynkcoParts({ vehicle_data: raw }, new Date(0).toISOString());
    if (motion.driving === true) throw keepBack("it is in drive mode.");
    if (locks.locked === false) throw keepBack("its doors are not locked. Send lock first.");
  }
}
