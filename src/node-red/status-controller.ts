import type { Node } from "node-red";
import type { VehicleAccount } from "../account/types";
import { aborted, cloudError } from "../base/errors";
import type { ClockTimer } from "../base/clock";
import { errorToStatus } from "./error-to-status";
import { findAccount } from "./find-account";
import { LastSent } from "./last-sent";
import { OwnReadings } from "./own-readings";
import { readVehicles, Underway } from "./read-vehicles";
import { runtime, untilAborted } from "./runtime";
import { StatusDisplay } from "./status-display";
import { replyWith } from "./status-reply";
import { readStatusSettings, type StatusSettings } from "./status-settings";
import { readInputs, readProperty } from "./typed-property";
import type { Done, Message, Red, Send, StatusConfig } from "./types";
import { toSelector, toVehicleChoice, type VehicleChoice } from "./vehicle-choice";

/** Node-RED tells when all flows run; should it not, the node begins by itself. */
const patienceMs = 1000;

/** A status node without Node-RED's wiring: reads by itself, answers messages, shows what it does, stops in `close`. */
export class StatusController {
  readonly #red: Red;
  readonly #node: Node;
  readonly #config: StatusConfig;
  readonly #display: StatusDisplay;
  readonly #sent = new LastSent();
  readonly #underway = new Underway();
  readonly #abort = new AbortController();
  readonly #answers = new Set<Promise<void>>();
  readonly #onStarted = (): void => void this.#begin();
  #patience: ClockTimer;
  #own: OwnReadings | undefined;
  #unwatch: (() => void) | undefined;

  constructor(red: Red, node: Node, config: StatusConfig) {
    this.#red = red;
    this.#node = node;
    this.#config = config;
    this.#display = new StatusDisplay(red, node);
  }

  /** Shows at once what is wrong; readings begin when all flows run, since a message sent earlier would get lost. */
  start(): void {
    try {
      findAccount(this.#red, readStatusSettings(this.#config).account);
    } catch (thrown) {
      this.#display.failed("account", errorToStatus(this.#node.type, thrown).line);
    }
    this.#red.events.once("flows:started", this.#onStarted);
    this.#patience = runtime.clock.setTimeout(this.#onStarted, patienceMs);
  }

  /** Answers a message: sends, then calls `done` exactly once, whatever happens. Never rejects. */
  answer(message: Message, send: Send, done: Done): Promise<void> {
    const answer = this.#answer(message, send)
      .then(
        () => done(),
        (thrown: unknown) => {
          const { error, line } = errorToStatus(this.#node.type, thrown);
          this.#display.failed("message", line);
          done(error);
        },
      )
      .catch((error: unknown) => this.#node.error(String(error)))
      .finally(() => this.#answers.delete(answer));
    this.#answers.add(answer);
    return answer;
  }

  /** Stops everything; messages under way are answered with ABORTED before it resolves. */
  async close(): Promise<void> {
    this.#stopWaiting();
    this.#own?.stop();
    this.#unwatch?.();
    this.#abort.abort();
    await Promise.all(this.#answers);
    this.#display.close();
  }

  async #answer(message: Message, send: Send): Promise<void> {
    const settings = readStatusSettings(this.#config);
    if (!settings.onMessage) {
      throw cloudError("INPUT_INVALID", "This node is set to read by itself only; the message was not answered.");
    }
    const { signal } = this.#abort;
    const shown = settings.lastKnown ? () => undefined : this.#display.asking();
    try {
      const work = this.#read(settings, message);
      const answer = await untilAborted(work, signal, () => aborted("The read"));
      // Nothing is awaited from here on: a closed node sends no more.
      replyWith(answer, { message, send, settings, red: this.#red, node: this.#node, sent: this.#sent });
      this.#display.answered(answer.entries, settings.valuePath);
    } finally {
      shown();
    }
  }

  async #read(settings: StatusSettings, message: Message) {
    const account = this.#account(settings);
    const choice = await this.#choice(settings, message);
    const context = { account, settings, signal: this.#abort.signal, underway: this.#underway };
    return { entries: await readVehicles(context, choice), many: choice.kind === "all" };
  }

  #account(settings: StatusSettings): VehicleAccount {
    const node = findAccount(this.#red, settings.account);
    const account = node.lend();
    this.#unwatch ??= node.onSaved((saved) => this.#display.saved(saved));
    return account;
  }

  async #choice({ vehicle }: StatusSettings, message: Message): Promise<VehicleChoice> {
    if (vehicle.type === "all") return { kind: "all" };
    if (vehicle.type === "auto") return toVehicleChoice(message.vehicle, { kind: "only" });
    // An empty text field means the same as no choice; an empty result of an expression does not.
    const absent: VehicleChoice | undefined =
      vehicle.type === "str" && vehicle.value === "" ? { kind: "only" } : undefined;
    const table = { choice: { ...vehicle, check: (value: unknown) => toVehicleChoice(value, absent) } };
    return (await readInputs<{ choice: VehicleChoice }>(this.#red, this.#node, table, message)).choice;
  }

  async #begin(): Promise<void> {
    this.#stopWaiting();
    try {
      const settings = readStatusSettings(this.#config);
      if (!settings.byItself) return;
      const account = this.#account(settings);
      const choice = await this.#ownChoice(settings);
      if (!choice || this.#abort.signal.aborted) return;
      const shared = { sent: this.#sent, display: this.#display, underway: this.#underway };
      this.#own = new OwnReadings(this.#node, settings, shared);
      this.#own.start(account, toSelector(choice));
    } catch (thrown) {
      const { error, line } = errorToStatus(this.#node.type, thrown);
      if (this.#abort.signal.aborted || !line) return;
      this.#display.failed("account", line);
      this.#node.error(error, { payload: { code: error.code, over: false } });
    }
  }

  /** The vehicle to read without a message; undefined if only a message can tell. */
  async #ownChoice(settings: StatusSettings): Promise<VehicleChoice | undefined> {
    const { vehicle } = settings;
    const needsMessage = vehicle.type === "msg" || (vehicle.type === "str" && vehicle.value.includes("{{"));
    if (!needsMessage) {
      if (vehicle.type !== "jsonata") return this.#choice(settings, {});
      const value = await readProperty(this.#red, this.#node, vehicle, {});
      if (value !== undefined && value !== "") return toVehicleChoice(value);
    }
    if (settings.onMessage) return undefined;
    throw cloudError(
      "CONFIG_INVALID",
      "The vehicle is taken from a message, but the node is set to read by itself only; choose a vehicle, or let it read on message too.",
    );
  }

  #stopWaiting(): void {
    this.#red.events.removeListener("flows:started", this.#onStarted);
    runtime.clock.clearTimeout(this.#patience);
    this.#patience = undefined;
  }
}
