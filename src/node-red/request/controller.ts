import type { Node } from "node-red";
import type { AnsweredCall, VehicleAccount } from "../../account/types";
import { cloudError } from "../../base/errors";
import type { JsonObject } from "../../base/json";
import { topicOf } from "../../vehicle/message";
import { CallingNode } from "../shared/calling-node";
import { findAccount } from "../shared/find-account";
import { readProperty } from "../shared/typed-property";
import type { Done, Message, Red, Send } from "../shared/types";
import { readChoice, resolveVehicles, toVehicleChoice, type VehicleChoice } from "../shared/vehicle-choice";
import { forgetRequests, takeRequest } from "./allowance";
import { bodyFor } from "./body";
import { withPages } from "./paging";
import { readRequestSettings, type RequestConfig, type RequestSettings } from "./settings";
import { renderTemplate } from "./template";

/** A node that calls one endpoint of the catalogue, without Node-RED's wiring. */
export class RequestController {
  readonly #red: Red;
  readonly #node: Node;
  readonly #config: RequestConfig;
  readonly #calls: CallingNode;

  constructor(red: Red, node: Node, config: RequestConfig) {
    this.#red = red;
    this.#node = node;
    this.#config = config;
    this.#calls = new CallingNode(node);
  }

  /** Shows at once what is wrong with the settings. Asks nothing. */
  start(): void {
    this.#calls.start(() => {
      findAccount(this.#red, readRequestSettings(this.#config).account);
    });
  }

  /** Sends once and calls `done` exactly once, whatever happens. Never rejects. */
  answer(message: Message, send: Send, done: Done): Promise<void> {
    return this.#calls.answer(() => this.#answer(message), send, done);
  }

  /** Messages that wait are answered with ABORTED; a write on its way goes on, and nobody tells of it. */
  async close(removed = false): Promise<void> {
    await this.#calls.close();
    if (removed) forgetRequests(this.#node.id);
  }

  async #answer(message: Message): Promise<Message> {
    const settings = readRequestSettings(this.#config);
    const { endpoint, changed } = this.#endpoint(settings, message);
    const params = await this.#params(settings, message);
    const choice = await this.#choice(settings, message);
    const account = findAccount(this.#red, settings.account).lend();
    const { signal } = this.#calls;
    // Before a vehicle is looked for: that may sign in.
    await account.checkRequest(endpoint, params, { signal, readsOnly: changed });
    this.#calls.asks();
    const vin = await vinOf(account, choice, signal);
    if (vin !== undefined) params.vin = vin;
    const ask = (pageIndex: number | undefined): Promise<AnsweredCall> => {
      takeRequest(this.#node.id, settings.requestsPerDay);
      const paged = pageIndex === undefined ? params : withPage(params, pageIndex);
      return account.requestWithRaw(endpoint, paged, { signal, readsOnly: changed });
    };
    const rule = { most: settings.pages, delayMs: settings.pageDelayMs, signal };
    return filled(message, endpoint, await withPages(ask, rule), settings.raw);
  }

  /** `changed` = it is the message's, not the node's: then only a read may be. */
  #endpoint({ endpoint, fromMessage }: RequestSettings, message: Message): { endpoint: string; changed: boolean } {
    const asked = fromMessage ? message.endpoint : undefined;
    if (asked === undefined || asked === endpoint) {
      if (endpoint !== "") return { endpoint, changed: false };
      throw cloudError("INPUT_INVALID", "msg.endpoint names no endpoint; nothing was sent.", { sent: false });
    }
    if (typeof asked === "string" && asked !== "" && asked.length <= 100) return { endpoint: asked, changed: true };
    throw cloudError("INPUT_INVALID", "msg.endpoint must be the id of an endpoint, as text; nothing was sent.", {
      sent: false,
    });
  }

  /** All as `query`: the client takes from there what belongs into the path. */
  async #params(settings: RequestSettings, message: Message): Promise<JsonObject> {
    const values: JsonObject = {};
    for (const [name, property] of settings.parameters) {
      const value =
        property.type === "str"
          ? renderTemplate(property.value, message, "plain")
          : await readProperty(this.#red, this.#node, property, message);
      if (value !== undefined && value !== null && value !== "") values[name] = value;
    }
    const body = bodyFor(settings, message);
    return {
      query: values,
      ...(body === undefined ? {} : { body }),
      ...(settings.method === undefined ? {} : { method: settings.method }),
      ...(message.confirm === undefined ? {} : { confirm: message.confirm }),
    };
  }

  async #choice({ vehicle }: RequestSettings, message: Message): Promise<VehicleChoice> {
    const choice =
      vehicle.type === "str"
        ? toVehicleChoice(
            renderTemplate(vehicle.value, message, "plain"),
            vehicle.value === "" ? { kind: "only" } : undefined,
          )
        : await readChoice(this.#red, this.#node, vehicle, message);
    // One vehicle: the word "all" is then a name like any other, which no vehicle has.
    return choice.kind === "all" ? { kind: "named", text: "all" } : choice;
  }
}

/** The vehicle a message or the node names; undefined = the only one, if the endpoint is about one. */
async function vinOf(account: VehicleAccount, choice: VehicleChoice, signal: AbortSignal): Promise<string | undefined> {
  if (choice.kind === "only") return undefined;
  return (await resolveVehicles(account, choice, { signal }))[0]?.id;
}

function withPage(params: JsonObject, pageIndex: number): JsonObject {
  return { ...params, query: { ...(params.query as JsonObject), pageIndex } };
}

/** Sets `payload`, `raw` if it is wanted, `endpoint`, `status`, and where a vehicle was asked about `vehicle` and `topic`. */
function filled(message: Message, endpoint: string, answer: AnsweredCall, raw: boolean): Message {
  message.payload = answer.data;
  message.endpoint = endpoint;
  message.status = answer.status;
  if (raw) message.raw = answer.raw;
  if (answer.vehicle) {
    message.vehicle = { ...answer.vehicle };
    message.topic = topicOf(answer.vehicle, endpoint.split(".").at(-1)!);
  }
  return message;
}
