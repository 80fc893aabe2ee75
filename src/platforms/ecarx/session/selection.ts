import { ticks } from "../../../base/clock";
import type { ListedVehicle } from "../../../vehicle/model";
import type { SessionContext } from "../../platform";
import type { EcarxProfile } from "../profiles/profile";
import type { EcarxCaller } from "./caller";
import type { Gate } from "./gate";
import type { SessionState } from "./state";
import type { VehicleMemory } from "../vehicle-memory";

/** Every selection takes the vehicle away from the phone app for a moment: not more often than this for the same one. */
const reselectEveryMs = 60_000;

/**
 * The cloud wants one vehicle of the account selected, per token and host, unless a call names its own by headers, as all
 * of ours do, or the account has only one. So which one does not matter; only when the cloud says that another is in use
 * (4038, 8006) or that it finds none (8040), the vehicle itself is selected (docs/protocol/ecarx-smart.md 4.2, 4.4).
 */
export class Selection {
  readonly #operation: EcarxProfile["operations"]["select"];
  readonly #context: SessionContext;
  readonly #state: SessionState;
  readonly #caller: EcarxCaller;
  readonly #memory: VehicleMemory;
  readonly #gate: Gate;
  readonly #reselected = new Map<string, number>();

  constructor(
    profile: EcarxProfile,
    context: SessionContext,
    state: SessionState,
    caller: EcarxCaller,
    memory: VehicleMemory,
    gate: Gate,
  ) {
    this.#operation = profile.operations.select;
    this.#context = context;
    this.#state = state;
    this.#caller = caller;
    this.#memory = memory;
    this.#gate = gate;
  }

  /** Costs nothing if some vehicle is selected, or where none has to be; with `again` selects this one, at most once a minute. */
  async ensure(vehicle: ListedVehicle, again: boolean, signal?: AbortSignal): Promise<void> {
    if (again) this.#memory.repeats(vehicle.id);
    const origin = this.#memory.origin(vehicle);
    if (!this.#operation || !this.#due(vehicle, origin, again)) return;
    await this.#gate.exclusive(async () => {
      // Another caller may have selected while this one waited.
      if (this.#due(vehicle, origin, again)) await this.#select(vehicle, origin, again, signal);
    });
  }

  #due(vehicle: ListedVehicle, origin: string, again: boolean): boolean {
    if (!this.#state.selected.has(origin)) return true;
    const last = this.#reselected.get(vehicle.id) ?? -Infinity;
    return again && ticks(this.#context.clock) - last >= reselectEveryMs;
  }

  async #select(vehicle: ListedVehicle, origin: string, again: boolean, signal?: AbortSignal): Promise<void> {
    if (again) this.#reselected.set(vehicle.id, ticks(this.#context.clock));
    await this.#caller.ask(this.#operation!, { origin, vehicle }, { use: "select", purpose: "select", signal });
    this.#state.selected.set(origin, vehicle.id);
    await this.#context.changed();
  }
}
