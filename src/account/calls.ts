import { cloudError, type VehicleCloudError } from "../base/errors";
import type { JsonObject } from "../base/json";
import type { ListedVehicle, Vehicle } from "../vehicle/model";
import type { Budget } from "./budget";
import type { Connection } from "./session/connection";
import type { AnsweredCall, RequestOptions } from "./call-types";
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

  /** What is wrong with the call by itself. */
  async check(endpointId: string, params: JsonObject, { readsOnly }: RequestOptions): Promise<void> {
    const { session } = await this.#options.connection();
    const { purpose } = session.prepareCall(endpointId, params);
    if (readsOnly && purpose !== "read") throw notARead(endpointId);
  }

  /** Rejects before anything is sent where the call itself is wrong, else with what the cloud says. */
  async run(endpointId: string, params: JsonObject, options: RequestOptions): Promise<AnsweredCall> {
    const { budget, directory, connection } = this.#options;
    const { signal, byItself, readsOnly } = options;
    const { care, session } = await connection();
    const prepared = session.prepareCall(endpointId, params);
    const { vehicle: named, wantsVehicle, purpose } = prepared;
    if (readsOnly && purpose !== "read") throw notARead(endpointId);
    const vehicle = named !== undefined || wantsVehicle ? await directory.resolve(named, !byItself) : undefined;
    const listed = vehicle && this.#listed(vehicle);
    if (vehicle && purpose === "read") budget.check(vehicle.id);
    // As a command where it is not a read: what may have been carried out is not sent again.
    const use = { purpose, vehicle: listed, byMessage: !byItself, signal };
    const answer = await care.withSession(use, (_session, own) => prepared.send(listed, own));
    if (isDeep(answer.raw)) throw tooDeep();
    return vehicle ? { ...answer, vehicle } : answer;
  }

  #listed(vehicle: Vehicle): ListedVehicle {
    return this.#options.listed(vehicle.id) ?? { id: vehicle.id, model: vehicle.model, facts: {} };
  }
}

/** Deeper answers would overflow the stack of whoever copies them, Node-RED among them. */
const deepest = 200;

function isDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > deepest) return true;
    level = level.flatMap((item) =>
      typeof item === "object" && item !== null && !Buffer.isBuffer(item) ? (Object.values(item) as unknown[]) : [],
    );
  }
  return false;
}

function tooDeep(): VehicleCloudError {
  return cloudError(
    "CLOUD_ANSWER_INVALID",
    `The answer has more than ${deepest} levels within each other; it is not used.`,
    {
      retryable: false,
    },
  );
}

function notARead(endpointId: string): VehicleCloudError {
  return cloudError(
    "NOT_PERMITTED",
    `"${endpointId.slice(0, 60)}" is no read, and a message may name reads only. Choose it in the node. Nothing was sent.`,
    { sent: false },
  );
}
