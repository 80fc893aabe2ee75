import { cloudError, isVehicleCloudError, type VehicleCloudError } from "../../base/errors";
import type { JsonObject } from "../../base/json";
import type { ListedVehicle } from "../../vehicle/model";
import type { KnownReadings } from "../../vehicle/read-data";
import type {
  CapturedSession,
  Command,
  PlatformSession,
  PreparedCall,
  PreparedCommand,
  Reaction,
  ReadKind,
  ReadOptions,
  ReadResult,
  SessionContext,
} from "../platform";
import { EcarxCaller } from "./session/caller";
import { planCommand, prepareCommand } from "./commands/brand-commands";
import { rowOf } from "./session/codes";
import { Exchange } from "./session/exchange";
import { Gate } from "./session/gate";
import type { EcarxProfile } from "./profiles/profile";
import { Reads } from "./reads/reads";
import { Selection } from "./session/selection";
import { fullSignIn } from "./sign-in/full-sign-in";
import { capturedApi } from "./sign-in/captured-anew";
import { SessionState } from "./session/state";
import { VehicleMemory } from "./vehicle-memory";
import { readVehicles, tableVehicles } from "./vehicles";

/** One account's session with the ECARX cloud, of any brand that a profile describes. */
export class EcarxSession implements PlatformSession {
  readonly #profile: EcarxProfile;
  readonly #context: SessionContext;
  readonly #state: SessionState;
  readonly #memory: VehicleMemory;
  readonly #caller: EcarxCaller;
  readonly #exchange: Exchange;
  readonly #selection: Selection;
  readonly #reads: Reads;
  readonly #gate = new Gate();
  /** One renewal at a time, also of those that a read brings about. */
  readonly #renewals = new Gate();

  constructor(profile: EcarxProfile, context: SessionContext) {
    this.#profile = profile;
    this.#context = context;
    this.#state = new SessionState(context.stored);
    this.#memory = new VehicleMemory(profile, this.#state);
    this.#caller = new EcarxCaller(profile, context, this.#state, this.#memory, this.#gate);
    this.#exchange = new Exchange(profile, context, this.#state, this.#caller);
    this.#selection = new Selection(profile, context, this.#state, this.#caller, this.#memory, this.#gate);
    this.#reads = new Reads({
      ...this.#parts(),
      exchange: this.#exchange,
      selection: this.#selection,
      renewals: this.#renewals,
    });
  }

  get usable(): boolean {
    return this.#state.api !== undefined;
  }

  save(): JsonObject | undefined {
    return this.#state.save();
  }

  adopt(stored: JsonObject): boolean {
    return this.#state.adopt(stored);
  }

  /** The third layer: the whole way with the credentials, at most 90 s (docs/protocol/ecarx-smart.md 1.2). */
  async signIn(signal?: AbortSignal): Promise<void> {
    await fullSignIn(
      this.#profile,
      this.#context,
      this.#state,
      async (given, until) => {
        if ("api" in given) return await this.#exchange.take(given.api);
        this.#state.oauth = given.oauth;
        await this.#context.changed();
        await this.#exchange.exchange(until);
      },
      signal,
    );
  }

  /** One that the owner's app has now; a renewal under way ends first. */
  async takeCapture(captured: CapturedSession): Promise<boolean> {
    return await this.#renewals.exclusive(async () => {
      const api = capturedApi(captured, this.#profile, this.#state, this.#context.credentials);
      if (api) await this.#exchange.take(api);
      return api !== undefined;
    });
  }

  /** Layers one and two of docs/protocol/ecarx-smart.md 1.5, International as derived in docs/decisions.md; SIGN_IN_NEEDED if neither helps. */
  async refresh(cause: VehicleCloudError, signal?: AbortSignal): Promise<void> {
    await this.#renewals.exclusive(() => this.#refresh(cause, signal));
  }

  /** The cloud replaces the token over a consent (docs/protocol/ecarx-smart.md 5.8). */
  replacedByUs(error: VehicleCloudError): boolean {
    return this.#caller.replacedByUs(error);
  }

  async #refresh(cause: VehicleCloudError, signal?: AbortSignal): Promise<void> {
    // Two calls failed with the same old token: the other one has renewed it already.
    if (this.#caller.outdated(cause)) return;
    const { codes, operations } = this.#profile;
    const { oauth, api } = this.#state;
    const signInIsDead = rowOf(codes, cause)?.signInDead === true;
    if (operations.exchange && oauth && !signInIsDead && (await helped(this.#exchange.exchange(signal)))) return;
    if (operations.renew && api?.refresh && (await helped(this.#exchange.renew(signal)))) return;
    throw cloudError(
      "SIGN_IN_NEEDED",
      `${this.#profile.title}: the stored session cannot be renewed any more. The account signs in again with its credentials.`,
      { platformCode: cause.platformCode, host: cause.host },
    );
  }

  /** One request, on one host: it lists the cars of all hosts. */
  async vehicles(signal?: AbortSignal): Promise<ListedVehicle[]> {
    const { session, operations } = this.#profile;
    const { list } = operations;
    if (!list) return tableVehicles(this.#context, this.#profile);
    const origin = list.origin ?? session.origin;
    const reply = await this.#caller.ask(list, { origin }, { use: "list", purpose: "list", signal });
    const vehicles = readVehicles(reply, this.#profile, new URL(origin).host);
    for (const vehicle of vehicles) this.#memory.origin(vehicle);
    return vehicles;
  }

  prepare(vehicle: ListedVehicle, options: { again?: boolean; signal?: AbortSignal }): Promise<void> {
    return this.#selection.ensure(vehicle, options.again === true, options.signal);
  }

  read<K extends ReadKind>(kind: K, vehicle: ListedVehicle, options: ReadOptions): Promise<ReadResult<K>> {
    return this.#reads.read(kind, vehicle, options);
  }

  checkCommand(command: Command): void {
    planCommand(this.#parts(), command);
  }

  command(vehicle: ListedVehicle, command: Command, known?: KnownReadings): PreparedCommand {
    return prepareCommand(this.#parts(), vehicle, command, known);
  }

  prepareCall(endpointId: string, params: JsonObject): PreparedCall {
    // The catalogue is read with the first call.
    const { prepareCall } = require("./catalogue/prepare-call") as typeof import("./catalogue/prepare-call");
    return prepareCall(this.#parts(), endpointId, params);
  }

  /** As the ECARX apps do (docs/protocol/ecarx-smart.md 1.6); no client is known to use it, so its outcome says little. */
  async signOut(signal?: AbortSignal): Promise<void> {
    const { operations, session } = this.#profile;
    if (!operations.signOut) return;
    const use = { use: "session", purpose: "session", signal } as const;
    await this.#caller.ask(operations.signOut, { origin: session.origin }, use);
  }

  react(error: VehicleCloudError, use: { purpose: "read" | "command" | "list"; vehicle?: ListedVehicle }): Reaction {
    const row = rowOf(this.#profile.codes, error);
    // An error that a row was turned into (the third 8040) or that came from elsewhere has no reaction.
    const noSession = error.code === "SIGN_IN_NEEDED";
    if (!noSession && row?.error !== error.code) return "none";
    const reaction = noSession
      ? "refresh"
      : (((use.purpose === "command" && row?.onCommand) || row?.reaction) ?? "none");
    if (reaction === "refresh" && this.#caller.outdated(error)) return "resign";
    if (reaction !== "otherHost") return reaction;
    const { vehicle } = use;
    const elsewhere = vehicle && !(error.code === "NOT_SUPPORTED" && this.#memory.proven(vehicle.id));
    return elsewhere && this.#memory.canSwitch(vehicle) ? "otherHost" : "none";
  }

  switchHost(vehicle: ListedVehicle): boolean {
    return this.#memory.switchHost(vehicle);
  }

  times(): { since?: number } {
    const since = this.#state.api?.since;
    return since ? { since } : {};
  }

  diagnostics(): JsonObject {
    const { api } = this.#state;
    return {
      title: this.#profile.title,
      sessionHost: this.#profile.session.origin,
      vehicleHosts: [...new Set([...this.#state.selected.keys()])],
      movedVehicles: this.#state.hosts.size,
      sessionAgeSeconds: api ? Math.round((this.#context.clock.now() - api.since) / 1000) : null,
      canRenewWithoutPassword: Boolean(this.#state.oauth ?? api?.refresh),
      lastCodes: this.#caller.lastCodes,
    };
  }

  #parts() {
    return {
      profile: this.#profile,
      context: this.#context,
      state: this.#state,
      caller: this.#caller,
      memory: this.#memory,
      gate: this.#gate,
    };
  }
}

/** False if the layer's token is dead; every other failure (network, signature, clock) is the caller's. */
async function helped(layer: Promise<void>): Promise<boolean> {
  try {
    await layer;
    return true;
  } catch (error) {
    if (isVehicleCloudError(error, "SIGN_IN_NEEDED")) return false;
    throw error;
  }
}
