import type { Node } from "node-red";
import type { PushReceipt, VehicleAccount } from "../../account/types";
import type { ClockTimer } from "../../base/clock";
import { cloudError } from "../../base/errors";
import { redact } from "../../base/logger";
import { errorToStatus } from "../shared/error-to-status";
import { findSegwayAccount } from "../segway-control/segway-account";
import { onFlowsStarted } from "../shared/flows-started";
import { runtime } from "../shared/runtime";
import type { Red } from "../shared/types";
import { localAddress } from "./local-address";
import { ProbeCatcher } from "./probe-catcher";
import { PushMarks } from "./push-marks";
import { pushMessages, wordOf } from "./push-message";
import { segwayPushWords } from "./paths";
import { PushReceiver } from "./push-receiver";
import { RefusalLog, type PushRefusal } from "./refusals";
import { servePath, whyNotServed } from "./serve-path";
import { SharedDuplicates } from "./shared-duplicates";
import { testPush } from "./test-push";
import type { Probe, WebhookConfig } from "./types";
import { WebhookDisplay, type WebhookKey } from "./webhook-display";
import { WebhookFigures } from "./webhook-figures";
import { WebhookNotices } from "./webhook-notices";
import { readWebhookSettings, type WebhookSettings } from "./webhook-settings";

/** Node-RED tells when all flows run; should it not, the node begins by itself. */
const patienceMs = 1000;
/** A port that another program has: it may be an old Node-RED that is still ending. */
const portAgainMs = 15_000;
/** Node-RED waits for every node; the architecture allows 3 s. */
const closeWithinMs = 2500;

/** What a node serves with, made once; serving may be tried several times. */
interface Setup {
  settings: WebhookSettings;
  account: VehicleAccount;
  receiver: PushReceiver;
  shared?: SharedDuplicates;
}

/** A webhook node without Node-RED's wiring. */
export class WebhookController {
  readonly #red: Red;
  readonly #node: Node;
  readonly #config: WebhookConfig;
  readonly #display: WebhookDisplay;
  readonly #log: RefusalLog;
  readonly #notices: WebhookNotices;
  readonly #figures: WebhookFigures;
  readonly #probes = new ProbeCatcher();
  #offStarted: () => void = () => undefined;
  /** Of the patience with Node-RED, then of the next try to serve. */
  #timer: ClockTimer;
  #setup: Setup | undefined;
  #trying: Promise<void> | undefined;
  #served = false;
  /** Why it does not serve, if that was told. */
  #failure: WebhookKey | undefined;
  #closed = false;
  readonly #ends: (() => void | Promise<void>)[] = [];

  constructor(red: Red, node: Node, config: WebhookConfig) {
    this.#red = red;
    this.#node = node;
    this.#config = config;
    this.#display = new WebhookDisplay(red, node);
    this.#figures = new WebhookFigures(node, config.account);
    this.#log = new RefusalLog((line) => node.warn(redact(line)));
    // A form that was chosen is no news.
    this.#notices = new WebhookNotices(node, config.signatureMode === "raw" ? "raw" : "decoded");
  }

  /** Serves when all flows run: a push that came earlier would be answered and then get lost. */
  start(): void {
    this.#offStarted = onFlowsStarted(this.#red, () => this.#onStarted());
    this.#timer = runtime.clock.setTimeout(() => this.#onStarted(), patienceMs);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#figures.close();
    // First of all, since the flow is going too: what would be accepted now would get lost.
    this.#setup?.receiver.close();
    this.#offStarted();
    runtime.clock.clearTimeout(this.#timer);
    this.#setup?.shared?.close();
    await this.#ended();
    this.#display.close();
  }

  /** Sends test pushes to this node, and to the public address if there is one. Throws CONFIG_INVALID. */
  probe(typed: { path: string; publicAddress: string }): Promise<{ local: Probe; public?: Probe }> {
    return testPush(this.#red, this.#served ? this.#setup?.settings : undefined, this.#probes, typed);
  }

  #onStarted(): void {
    if (!this.#trying) {
      runtime.clock.clearTimeout(this.#timer);
      this.#trying = this.#begin();
    } else if (this.#failure === "pathTaken") {
      // After the nodes that are new: the one that has had the path so far, deployed anew, takes it again.
      this.#tryAgain(0);
    }
  }

  /** Never rejects. */
  async #begin(): Promise<void> {
    try {
      const settings = readWebhookSettings(this.#config, this.#red);
      const account = findSegwayAccount(this.#red, settings.account).lend();
      // Opens it: the first push should not wait for a disk. Nothing is asked of a cloud that has no list.
      void account.vehicles().catch(() => undefined);
      this.#setup = this.#prepare(settings, account);
      await this.#serve(this.#setup);
    } catch (thrown) {
      this.#failed(thrown);
    }
  }

  #prepare(settings: WebhookSettings, account: VehicleAccount): Setup {
    const onState = (failing: boolean): void => {
      this.#display.storeFails(failing);
      if (failing) this.#notices.storeFails();
    };
    const store = settings.sharedStore;
    const shared = store === "" ? undefined : new SharedDuplicates({ node: this.#node, store, onState });
    const receiver = new PushReceiver({
      account,
      checks: settings.checks,
      probes: this.#probes,
      marks: new PushMarks(settings.path, shared),
      onPush: (receipt, raw) => this.#onPush(receipt, raw, settings.raw),
      onRefused: (refusal, detail) => this.#onRefused(refusal, detail),
    });
    return { settings, account, receiver, shared };
  }

  async #serve({ settings, account, receiver }: Setup): Promise<void> {
    const served = await servePath(this.#red, settings, receiver, () => this.#notices.parsed());
    this.#ends.push(served.end);
    if (this.#closed) return;
    this.#served = true;
    this.#failure = undefined;
    if (served.password) this.#notices.password();
    this.#display.ready(served.password ? "password" : "waiting");
    if (account.platform === "demo-ebikes") await this.#startDemo(settings);
  }

  #tryAgain(ms: number): void {
    runtime.clock.clearTimeout(this.#timer);
    this.#timer = runtime.clock.setTimeout(() => {
      this.#trying = this.#serve(this.#setup!).catch((thrown: unknown) => this.#failed(thrown));
    }, ms);
  }

  /** The demo's e-bikes push to this node by themselves: no address has to be given to anybody. */
  async #startDemo(settings: WebhookSettings): Promise<void> {
    const to = localAddress(this.#red, settings);
    if (to === undefined) return;
    const { startDemoPushes } = require("../../account/presets") as typeof import("../../account/presets");
    const pushing = await startDemoPushes(to);
    this.#ends.push(() => pushing.stop());
  }

  #onPush(receipt: PushReceipt, raw: Buffer, withRaw: boolean): void {
    this.#display.pushed();
    this.#figures.pushed();
    this.#notices.signedOver(receipt.signedForm);
    if (receipt.repeated || !receipt.enabled) return;
    const outputs = segwayPushWords.map((word) =>
      word === wordOf(receipt) ? pushMessages(receipt, withRaw ? raw : undefined) : null,
    );
    this.#node.send(outputs);
  }

  #onRefused(refusal: PushRefusal, detail: string | undefined): void {
    if (this.#closed) return;
    this.#display.refused(refusal.reason);
    this.#figures.refused(refusal.reason);
    this.#log.note(refusal, detail);
  }

  #failed(thrown: unknown): void {
    if (this.#closed) return;
    const why = whyNotServed(thrown);
    if (why) {
      this.#fail(why.key, why.message);
      if (why.key === "portTaken" || why.key === "portFailed") this.#tryAgain(portAgainMs);
      return;
    }
    const { error, line } = errorToStatus(this.#node.type, thrown);
    this.#display.failed(line);
    if (line) this.#node.error(error, { payload: { code: error.code, over: false } });
  }

  #fail(key: WebhookKey, message: string): void {
    this.#display.failedWith(key);
    // Told once, however often it is tried.
    if (key === this.#failure) return;
    this.#failure = key;
    this.#node.error(cloudError("CONFIG_INVALID", message), { payload: { code: "CONFIG_INVALID", over: false } });
  }

  /** Everything has ended, or the time is up: then the rest ends by itself. Never rejects. */
  async #ended(): Promise<void> {
    let timer: ClockTimer;
    const late = new Promise<void>((resolve) => (timer = runtime.clock.setTimeout(resolve, closeWithinMs)));
    await Promise.race([this.#end(), late]);
    runtime.clock.clearTimeout(timer);
  }

  async #end(): Promise<void> {
    const idle = this.#setup?.receiver.idle();
    await this.#trying;
    await Promise.allSettled([idle, ...this.#ends.map(async (end) => end())]);
  }
}
