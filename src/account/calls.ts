import type { JsonObject } from "../base/json";
import type { CallAnswer } from "../platforms/platform";
import type { ListedVehicle, Vehicle } from "../vehicle/model";
import type { Budget } from "./budget";
import type { Connection } from "./session/connection";
import type { CallOptions } from "./types";
import type { Directory } from "./vehicles/directory";

export interface CallsOptions {
  budget: Budget;
  directory: Directory;
  connection: () => Promise<Connection>;
  listed: (id: string) => ListedVehicle | undefined;
}

/** Calls of the catalogue, prepared like commands: through the list, the selection, the renewal and the day's budget. */
export class Calls {
  readonly #options: CallsOptions;

  constructor(options: CallsOptions) {
    this.#options = options;
  }

  /** Rejects before anything is sent where the call itself is wrong, else with what the cloud says. */
  async run(endpointId: string, params: JsonObject, { signal, byItself }: CallOptions): Promise<CallAnswer> {
    const { budget, directory, connection } = this.#options;
    const { care, session } = await connection();
    const prepared = session.prepareCall(endpointId, params);
    const { vehicle: named, purpose } = prepared;
    const vehicle = named === undefined ? undefined : this.#listed(await directory.resolve(named, !byItself));
    if (vehicle && purpose === "read") budget.check(vehicle.id);
    // As a command where it is not a read: what may have been carried out is not sent again.
    return care.withSession({ purpose, vehicle, byMessage: !byItself, signal }, (_session, own) =>
      prepared.send(vehicle, own),
    );
  }

  #listed(vehicle: Vehicle): ListedVehicle {
    return this.#options.listed(vehicle.id) ?? { id: vehicle.id, model: vehicle.model, facts: {} };
  }
}
