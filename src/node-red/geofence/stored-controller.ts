import type { Node } from "node-red";
import type { FenceCall, FenceFamily, FenceOperation } from "../../account/stored-fences";
import { own, text } from "../../base/json";
import { topicOf } from "../../vehicle/message";
import { bodyFor } from "../request/body";
import { CallingNode } from "../shared/calling-node";
import { findAccount } from "../shared/find-account";
import { settingsOf } from "../shared/read-settings";
import type { Done, Message, Red, Send } from "../shared/types";
import { readOneChoice, resolveVehicles } from "../shared/vehicle-choice";
import type { GeofenceConfig } from "./settings";

/** Loaded when a node of this mode is made, with the client that it needs. */
const stored = (): typeof import("../../account/stored-fences") =>
  require("../../account/stored-fences") as typeof import("../../account/stored-fences");

const { oneOf } = settingsOf("Vehicle geofence");

/** A geofence node in its mode "stored": one operation on the fences that the cloud keeps, without Node-RED's wiring. */
export class StoredFencesController {
  readonly #red: Red;
  readonly #node: Node;
  readonly #config: GeofenceConfig;
  readonly #calls: CallingNode;

  constructor(red: Red, node: Node, config: GeofenceConfig) {
    this.#red = red;
    this.#node = node;
    this.#config = config;
    this.#calls = new CallingNode(node);
  }

  /** Shows at once what is wrong with the settings. Asks nothing. */
  start(): void {
    this.#calls.start(() => {
      this.#operation();
      findAccount(this.#red, this.#config.account);
    });
  }

  /** Sends once and calls `done` exactly once, whatever happens. Never rejects. */
  answer(message: Message, send: Send, done: Done): Promise<void> {
    return this.#calls.answer(() => this.#answer(message), send, done);
  }

  /** Messages that wait are answered with ABORTED; a write on its way goes on, and nobody tells of it. */
  close(): Promise<void> {
    return this.#calls.close();
  }

  async #answer(message: Message): Promise<Message> {
    const call = this.#call(message);
    const { endpoint, params } = stored().fenceRequest(call);
    const { vehicle = "", vehicleType = "auto", account: id } = this.#config;
    // "All" is what a watching node listens to; an operation is about one vehicle.
    const type = vehicleType === "all" ? "auto" : vehicleType;
    const choice = await readOneChoice(this.#red, this.#node, { value: vehicle, type }, message);
    const account = findAccount(this.#red, id).lend();
    const { signal } = this.#calls;
    // Before a vehicle is looked for: that may sign in.
    await account.checkRequest(endpoint, params, { signal });
    this.#calls.asks();
    const [found] = await resolveVehicles(account, choice, { signal });
    const answer = await account.storedFences(found!.id, call, { signal });
    const { operation, family, unverified, data, fences } = answer;
    const reads = operation === "list" || operation === "latest";
    message.payload = { operation, family, unverified, ...(reads && { fences }), data };
    if (reads) {
      const watchable = stored().watchableFences(fences);
      // An empty list is no list of fences for a watching node, which keeps what it has.
      if (watchable.length > 0) message.fences = watchable;
      else delete message.fences;
    }
    message.vehicle = { ...found! };
    message.topic = topicOf(found!, "stored-fences");
    return message;
  }

  #call(message: Message): FenceCall {
    const { operation, family } = this.#operation();
    if (operation === "delete") {
      const { payload, confirm } = message;
      const id = text(payload) ?? text(own(payload, "id")) ?? text(own(payload, "geofenceId"));
      return { operation, family, ...(id !== undefined && { id }), confirm };
    }
    if (operation === "list" || operation === "latest") return { operation, family };
    return { operation, family, body: bodyFor({ body: "", bodyFrom: "payload" }, message) };
  }

  #operation(): { operation: FenceOperation; family: FenceFamily } {
    const { fenceOperations, fenceFamilies } = stored();
    return {
      operation: oneOf("the operation", this.#config.operation, fenceOperations),
      family: oneOf("whose fences", this.#config.family, fenceFamilies),
    };
  }
}
