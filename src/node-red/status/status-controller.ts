import type { Node } from "node-red";
import type { KindPolicy, VehicleAccount } from "../../account/types";
import { untilAborted } from "../../base/abort";
import { aborted, cloudError } from "../../base/errors";
import type { Change } from "../../vehicle/model";
import type { ClockTimer } from "../../base/clock";
import { errorToStatus } from "../shared/error-to-status";
import { findAccount } from "../shared/find-account";
import { onFlowsStarted } from "../shared/flows-started";
import { fillKindArray, fillKindMessage, type KindReading } from "./kind-message";
import { KindSent } from "./kind-sent";
import type { KindSettings } from "./kind-settings";
import { LastSent } from "./last-sent";
import { ByItself } from "./by-itself";
import { kindParams, paramsByItself, readKinds } from "./read-kind";
import { othersOf, overviews } from "./sorts";
import { readVehicles, Underway } from "./read-vehicles";
import { runtime } from "../shared/runtime";
import { StatusDisplay } from "./status-display";
import { fillArray, fillMessage, type Reading } from "./status-message";
import { replyWith } from "./status-reply";
import { readStatusSettings, type StatusSettings } from "./status-settings";
import { readInputs, readProperty } from "../shared/typed-property";
import type { Done, Message, Red, Send, StatusConfig } from "../shared/types";
import { toSelector, toVehicleChoice, type VehicleChoice } from "../shared/vehicle-choice";

/** Node-RED tells when all flows run; should it not, the node begins by itself. */
const patienceMs = 1000;

/** A status node without Node-RED's wiring: reads by itself, answers messages, shows what it does, stops in `close`. */
export class StatusController {
  readonly #red: Red;
  readonly #node: Node;
  readonly #config: StatusConfig;
  readonly #display: StatusDisplay;
  readonly #sent = new LastSent();
  readonly #kindSent = new KindSent();
  readonly #underway = new Underway();
  readonly #abort = new AbortController();
  readonly #answers = new Set<Promise<void>>();
  readonly #onStarted = (): void => void this.#begin();
  #offStarted: () => void = () => undefined;
  #patience: ClockTimer;
  #byItself: { stop(): void } | undefined;
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
    this.#offStarted = onFlowsStarted(this.#red, this.#onStarted);
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
    this.#byItself?.stop();
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
    const shown = settings.lastKnown ? () => undefined : this.#display.asking();
    try {
      await (settings.other
        ? this.#answerKind(settings, settings.other, message, send)
        : this.#answerStatus(settings, message, send));
    } finally {
      shown();
    }
  }

  async #answerStatus(settings: StatusSettings, message: Message, send: Send): Promise<void> {
    const answer = await this.#untilClosed(this.#read(settings, message));
    // Nothing is awaited from here on: a closed node sends no more.
    const changes = new Map<Reading, Change[]>();
    for (const entry of answer.entries) {
      if (!("error" in entry)) changes.set(entry, this.#sent.note(entry.vehicle.id, entry.status));
    }
    replyWith<Reading>(answer, {
      ...this.#replyOf(message, send, settings),
      fill: (copy, reading) => fillMessage(copy, reading, changes.get(reading) ?? [], settings),
      fillArray: (whole, entries) => fillArray(whole, entries, settings),
    });
    this.#display.answered(answer.entries, settings.valuePath);
  }

  async #answerKind(settings: StatusSettings, other: KindSettings, message: Message, send: Send): Promise<void> {
    const answer = await this.#untilClosed(this.#readKind(settings, other, message));
    for (const entry of answer.entries) if (!("error" in entry)) this.#kindSent.note(entry);
    const form = { ...settings, kind: other.kind };
    replyWith<KindReading>(answer, {
      ...this.#replyOf(message, send, settings),
      fill: (copy, reading) => fillKindMessage(copy, reading, form),
      fillArray: (whole, entries) => fillKindArray(whole, entries, form),
    });
    this.#display.answeredKind(answer.entries, settings.valuePath);
  }

  #replyOf(message: Message, send: Send, { array }: StatusSettings) {
    return { message, send, array, red: this.#red, node: this.#node };
  }

  #untilClosed<T>(work: Promise<T>): Promise<T> {
    return untilAborted(work, this.#abort.signal, () => aborted("The read"));
  }

  async #read(settings: StatusSettings, message: Message) {
    const account = this.#account(settings);
    const choice = await this.#choice(settings, message);
    const context = { account, settings, signal: this.#abort.signal, underway: this.#underway };
    return { entries: await readVehicles(context, choice), many: choice.kind === "all" };
  }

  async #readKind(settings: StatusSettings, other: KindSettings, message: Message) {
    const account = this.#account(settings);
    const choice = await this.#choice(settings, message);
    const params = await kindParams(this.#red, this.#node, other, message);
    const { signal } = this.#abort;
    const read = {
      account,
      kind: other.kind,
      params,
      signal,
      maxAgeSeconds: settings.maxAgeSeconds,
      underway: this.#underway,
    };
    return { entries: await readKinds(read, choice), many: choice.kind === "all" };
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
      const choice = await this.#choiceByItself(settings);
      if (!choice || this.#abort.signal.aborted) return;
      this.#byItself = this.#readByItself(account, choice, settings);
    } catch (thrown) {
      const { error, line } = errorToStatus(this.#node.type, thrown);
      if (this.#abort.signal.aborted || !line) return;
      this.#display.failed("account", line);
      this.#node.error(error, { payload: { code: error.code, over: false } });
    }
  }

  #readByItself(account: VehicleAccount, choice: VehicleChoice, settings: StatusSettings): { stop(): void } {
    const selector = toSelector(choice);
    const array = settings.array && choice.kind === "all";
    const form = { ...settings, array };
    const shared = { display: this.#display, underway: this.#underway };
    const { other } = settings;
    if (!other) {
      const sort = overviews(form, { ...shared, sent: this.#sent });
      const reading = new ByItself(this.#node, this.#display, sort, array);
      reading.start((listener) => account.subscribe(selector, settings.policy, listener));
      return reading;
    }
    const { kind, everySeconds } = other;
    const params = paramsByItself(this.#red, this.#node, other, account, this.#abort.signal);
    const policy: KindPolicy = { kind, everySeconds, params, quiet: settings.policy.quiet };
    const reading = new ByItself(
      this.#node,
      this.#display,
      othersOf(form, other, { ...shared, sent: this.#kindSent }),
      array,
    );
    reading.start((listener) => account.subscribe(selector, policy, listener));
    return reading;
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

  #stopWaiting(): void {
    this.#offStarted();
    runtime.clock.clearTimeout(this.#patience);
    this.#patience = undefined;
  }
}
