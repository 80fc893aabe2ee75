import type { Node } from "node-red";
import type { VehicleAccount } from "../../account/types";
import { untilAborted } from "../../base/abort";
import { aborted, cloudError } from "../../base/errors";
import type { Change } from "../../vehicle/model";
import { Answers } from "../shared/answers";
import { errorToStatus } from "../shared/error-to-status";
import { findAccount } from "../shared/find-account";
import { onceFlowsRun } from "../shared/once-flows-run";
import { readProperty } from "../shared/typed-property";
import type { Done, Message, Red, Send, StatusConfig } from "../shared/types";
import { readChoice, toSelector, toVehicleChoice, type VehicleChoice } from "../shared/vehicle-choice";
import { ByItself } from "./by-itself";
import { handOver, takeOff } from "./capture";
import { LastSent } from "./last-sent";
import { tripFormIn } from "./trip-files";
import { readVehicles, sortOf, Underway } from "./read-vehicles";
import { StatusDisplay } from "./status-display";
import { replyWith, type Reading } from "./status-message";
import { readStatusSettings, type StatusSettings } from "./status-settings";

/** A status node without Node-RED's wiring: reads by itself, answers messages, shows what it does, stops in `close`. */
export class StatusController {
  readonly #red: Red;
  readonly #node: Node;
  readonly #config: StatusConfig;
  readonly #display: StatusDisplay;
  readonly #sent = new LastSent();
  readonly #underway = new Underway();
  readonly #abort = new AbortController();
  readonly #answers: Answers;
  #stopWaiting: () => void = () => undefined;
  #byItself: ByItself | undefined;
  #unwatch: (() => void) | undefined;

  constructor(red: Red, node: Node, config: StatusConfig) {
    this.#red = red;
    this.#node = node;
    this.#config = config;
    this.#display = new StatusDisplay(red, node);
    this.#answers = new Answers(node);
  }

  /** Shows at once what is wrong; readings begin when all flows run. */
  start(): void {
    this.#answers.start(
      () => void findAccount(this.#red, readStatusSettings(this.#config).account),
      () => undefined,
      (line) => this.#display.failed("account", line),
    );
    this.#stopWaiting = onceFlowsRun(this.#red, () => void this.#begin());
  }

  /** Answers a message: sends, then calls `done` exactly once, whatever happens. Never rejects. */
  answer(message: Message, send: Send, done: Done): Promise<void> {
    return this.#answers.give(this.#answer(message, send), done, (line) => this.#display.failed("message", line));
  }

  /** Stops everything; messages under way are answered with ABORTED before it resolves. */
  async close(): Promise<void> {
    this.#stopWaiting();
    this.#byItself?.stop();
    this.#unwatch?.();
    this.#abort.abort();
    await this.#answers.over();
    this.#display.close();
  }

  async #answer(message: Message, send: Send): Promise<void> {
    const capture = takeOff(message);
    const settings = readStatusSettings(this.#config);
    if (!settings.onMessage) {
      throw cloudError("INPUT_INVALID", "This node is set to read by itself only; the message was not answered.");
    }
    const shown = settings.lastKnown ? () => undefined : this.#display.asking();
    try {
      const captured = capture && (await handOver(this.#account(settings), capture, this.#abort.signal));
      if (captured) message["captured"] = captured;
      const tripForm = settings.other?.kind === "trips" ? tripFormIn(message, settings.tripForm) : undefined;
      const work = this.#read(settings, message);
      const answer = await untilAborted(work, this.#abort.signal, () => aborted("The read"));
      // Nothing is awaited from here on: a closed node sends no more.
      const changes = new Map<Reading, Change[] | undefined>();
      for (const entry of answer.entries) if (!("error" in entry)) changes.set(entry, this.#sent.note(entry));
      const form = { ...settings, kind: answer.kind, tripForm };
      replyWith(answer, { message, send, array: settings.array, form, changes, red: this.#red, node: this.#node });
      this.#display.answered(answer.entries, settings.valuePath);
      if (captured?.replaced) this.#display.captured(captured.validUntil);
    } finally {
      shown();
    }
  }

  async #read(settings: StatusSettings, message: Message) {
    const account = this.#account(settings);
    const choice = await this.#choice(settings, message);
    const sort = sortOf(settings, this.#context());
    const { signal } = this.#abort;
    const read = await sort.reader(account, message, signal);
    const context = { account, read, lastKnown: settings.lastKnown, signal, underway: this.#underway };
    return { entries: await readVehicles(context, choice), many: choice.kind === "all", kind: sort.kind };
  }

  #context() {
    return { red: this.#red, node: this.#node, sent: this.#sent, underway: this.#underway };
  }

  #account(settings: StatusSettings): VehicleAccount {
    const node = findAccount(this.#red, settings.account);
    const account = node.lend();
    this.#unwatch ??= node.onSaved((saved) => this.#display.saved(saved));
    return account;
  }

  #choice({ vehicle }: StatusSettings, message: Message): Promise<VehicleChoice> {
    return readChoice(this.#red, this.#node, vehicle, message);
  }

  async #begin(): Promise<void> {
    try {
      const settings = readStatusSettings(this.#config);
      if (!settings.byItself) return;
      const account = this.#account(settings);
      const choice = await this.#choiceByItself(settings);
      if (!choice || this.#abort.signal.aborted) return;
      const sort = sortOf(settings, this.#context());
      const form = { ...settings, kind: sort.kind, array: settings.array && choice.kind === "all" };
      this.#byItself = new ByItself(this.#node, this.#display, sort, this.#sent, form);
      this.#byItself.start((hear) => sort.subscribe(account, toSelector(choice), this.#abort.signal, hear));
    } catch (thrown) {
      const { error, line } = errorToStatus(this.#node.type, thrown);
      if (this.#abort.signal.aborted || !line) return;
      this.#display.failed("account", line);
      this.#node.error(error, { payload: { code: error.code, over: false } });
    }
  }

  /** The vehicle to read without a message; undefined if only a message can tell. */
  async #choiceByItself(settings: StatusSettings): Promise<VehicleChoice | undefined> {
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
}
