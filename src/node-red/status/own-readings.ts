import type { Node } from "node-red";
import type { AccountEvent, VehicleAccount } from "../../account/types";
import type { ClockTimer } from "../../base/clock";
import type { LastSent } from "./last-sent";
import { OwnTrouble } from "./own-trouble";
import type { Underway } from "./read-vehicles";
import { runtime } from "../shared/runtime";
import type { StatusDisplay } from "./status-display";
import { fillArray, fillMessage, valueOf, type Reading, type Unread } from "./status-message";
import type { StatusSettings } from "./status-settings";

/** Readings of several vehicles that come within this time make one array. */
const gatherMs = 2000;

type EventOf<T extends AccountEvent["type"]> = Extract<AccountEvent, { type: T }>;

/** What a status node sends without being asked: readings as its rule says, staleness once, trouble once and its end once. */
export class OwnReadings {
  readonly #node: Node;
  readonly #settings: StatusSettings;
  readonly #sent: LastSent;
  readonly #display: StatusDisplay;
  /** The last word of each vehicle, for arrays. */
  readonly #latest = new Map<string, Reading | Unread>();
  readonly #trouble: OwnTrouble;
  readonly #underway: Underway;
  #array = false;
  #gathering: ClockTimer;
  #stop: () => void = () => undefined;

  constructor(
    node: Node,
    settings: StatusSettings,
    shared: { sent: LastSent; display: StatusDisplay; underway: Underway },
  ) {
    this.#node = node;
    this.#settings = settings;
    this.#sent = shared.sent;
    this.#display = shared.display;
    this.#underway = shared.underway;
    this.#trouble = new OwnTrouble(node, shared.display);
  }

  start(account: VehicleAccount, selector: string | undefined): void {
    this.#array = this.#settings.array && selector === "all";
    this.#stop = account.subscribe(selector, this.#settings.policy, (event) => this.#on(event));
  }

  stop(): void {
    this.#stop();
    this.#stop = () => undefined;
    runtime.clock.clearTimeout(this.#gathering);
  }

  #on(event: AccountEvent): void {
    if (event.type === "reading") this.#onReading(event);
    else if (event.type === "stale") this.#onStale(event);
    else if (event.type === "problem") this.#onProblem(event);
    else if (event.type === "recovered") this.#trouble.ends(event.vehicle);
  }

  #onReading({ vehicle, status, raw, source }: EventOf<"reading">): void {
    this.#display.read(vehicle.id, status);
    this.#latest.set(vehicle.id, { vehicle, status, raw });
    // A reading that a message of this node caused is sent as the answer to that message.
    const answered = this.#underway.has(vehicle.id) || this.#sent.of(vehicle.id)?.readAt === status.readAt;
    if (source === "message" && answered) return;
    if (this.#sent.wants(vehicle.id, status, this.#settings.rule, this.#settings.watch)) {
      this.#send({ vehicle, status, raw });
    }
  }

  #onStale({ vehicle, status }: EventOf<"stale">): void {
    this.#display.read(vehicle.id, status);
    this.#latest.set(vehicle.id, { vehicle, status });
    if (!this.#sent.of(vehicle.id)?.stale) this.#send({ vehicle, status });
  }

  #send(reading: Reading): void {
    const { valuePath } = this.#settings;
    if (valuePath !== undefined && !this.#array && valueOf(reading.status, valuePath) === undefined) {
      this.#display.told("valueUnknown");
      return;
    }
    const changes = this.#sent.note(reading.vehicle.id, reading.status);
    if (this.#array) this.#gather();
    else this.#node.send(fillMessage({}, reading, changes, this.#settings));
  }

  #gather(): void {
    this.#gathering ??= runtime.clock.setTimeout(() => {
      this.#gathering = undefined;
      this.#node.send(fillArray({}, [...this.#latest.values()], this.#settings));
    }, gatherMs);
  }

  #onProblem({ vehicle, error }: EventOf<"problem">): void {
    if (vehicle && error.code !== "ABORTED") this.#latest.set(vehicle.id, { vehicle, error });
    if (this.#trouble.begins(vehicle, error) && vehicle && this.#array) this.#gather();
  }
}
