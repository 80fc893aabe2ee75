import type { Node } from "node-red";
import type { PushReceipt, VehicleAccount } from "../../account/types";
import type { ClockTimer } from "../../base/clock";
import { cloudError } from "../../base/errors";
import { redact } from "../../base/logger";
import { errorToStatus } from "../error-to-status";
import { findAccount } from "../find-account";
import { runtime } from "../runtime";
import type { Red } from "../types";
import { duplicates } from "./duplicates";
import { localAddress } from "./local-address";
import { ProbeCatcher } from "./probe-catcher";
import { pushMessages, wordOf } from "./push-message";
import { pushPath, segwayPushWords, readPath } from "./paths";
import { PushReceiver } from "./push-receiver";
import { RefusalLog, type Refusal } from "./refusals";
import { sendProbe } from "./send-probe";
import { servePath, whyNotServed } from "./serve-path";
import { SharedDuplicates } from "./shared-duplicates";
import type { Probe, WebhookConfig } from "./types";
import { WebhookDisplay } from "./webhook-display";
import { readPublicAddress, readWebhookSettings, type WebhookSettings } from "./webhook-settings";

/** Node-RED tells when all flows run; should it not, the node begins by itself. */
const patienceMs = 1000;
/** What was answered is still put into the flow before the node closes, unless the shared store hangs. */
const closeWithinMs = 3500;

/** A webhook node without Node-RED's wiring. */
export class WebhookController {
  readonly #red: Red;
  readonly #node: Node;
  readonly #config: WebhookConfig;
  readonly #display: WebhookDisplay;
  readonly #log: RefusalLog;
  readonly #probes = new ProbeCatcher();
  readonly #onStarted = (): void => void (this.#beginning ??= this.#begin());
  #beginning: Promise<void> | undefined;
  #patience: ClockTimer;
  #settings: WebhookSettings | undefined;
  #receiver: PushReceiver | undefined;
  #shared: SharedDuplicates | undefined;
  #storeFailed = false;
  #parsedTold = false;
  #closed = false;
  #ends: (() => void | Promise<void>)[] = [];

  constructor(red: Red, node: Node, config: WebhookConfig) {
    this.#red = red;
    this.#node = node;
    this.#config = config;
    this.#display = new WebhookDisplay(red, node);
    this.#log = new RefusalLog((line) => node.warn(redact(line)));
  }

  /** Serves when all flows run: a push that came earlier would be answered and then get lost. */
  start(): void {
    this.#red.events.once("flows:started", this.#onStarted);
    this.#patience = runtime.clock.setTimeout(this.#onStarted, patienceMs);
  }

  async close(): Promise<void> {
    this.#red.events.removeListener("flows:started", this.#onStarted);
    runtime.clock.clearTimeout(this.#patience);
    this.#closed = true;
    await this.#beginning;
    await Promise.all(this.#ends.map(async (end) => end()));
    await this.#settled();
    this.#shared?.close();
    this.#display.close();
  }

  /** Sends a test push to this node, and to the public address if there is one. Throws CONFIG_INVALID. */
  async probe(typed: { path: string; publicAddress: string }): Promise<{ local: Probe; public?: Probe }> {
    const settings = this.#settings;
    if (!settings || !this.#receiver || readPath(typed.path) !== settings.path) {
      throw cloudError("CONFIG_INVALID", "This path is not being served: deploy first, and look at the node's text.");
    }
    const outside = readPublicAddress(typed.publicAddress);
    const local = localAddress(this.#red, settings);
    const [here, there] = await Promise.all([
      local === undefined ? undefined : this.#probe(local),
      outside === "" ? undefined : this.#probe(publicBase(this.#red, settings, outside)),
    ]);
    return { local: here ?? { outcome: "notReached", reason: "NO_SERVER" }, ...(there && { public: there }) };
  }

  async #probe(base: string): Promise<Probe> {
    const probe = this.#probes.make();
    return sendProbe(base, probe).finally(() => this.#probes.forget(probe));
  }

  /** Never rejects. */
  async #begin(): Promise<void> {
    runtime.clock.clearTimeout(this.#patience);
    try {
      const settings = readWebhookSettings(this.#config, this.#red);
      const account = findAccount(this.#red, settings.account).lend();
      if (account.platform !== "segway" && account.platform !== "demo-ebikes") {
        return this.#fail("notSegway", "The account is not one of Segway's cloud; choose another one.");
      }
      // Opens it: the first push should not wait for a disk. Nothing is asked of a cloud that has no list.
      void account.vehicles().catch(() => undefined);
      await this.#serve(settings, account);
    } catch (thrown) {
      if (this.#closed) return;
      const why = whyNotServed(thrown);
      if (why) return this.#fail(why.key, why.message);
      const { error, line } = errorToStatus(this.#node.type, thrown);
      this.#display.failed(line);
      if (line) this.#node.error(error, { payload: { code: error.code, over: false } });
    }
  }

  async #serve(settings: WebhookSettings, account: VehicleAccount): Promise<void> {
    const { checks, sharedStore } = settings;
    if (sharedStore !== "") this.#shared = new SharedDuplicates(this.#node, sharedStore, () => this.#onStoreFailed());
    const paths = new Map(segwayPushWords.map((word) => [word, pushPath(settings.path, word)]));
    const where = new Map([...paths].map(([word, path]) => [word, `${settings.own ? settings.own.port : ""}${path}`]));
    const receiver = new PushReceiver({
      account,
      checks,
      probes: this.#probes,
      isFirst: (word, digest) =>
        duplicates.first(where.get(word)!, digest) && (this.#shared?.first(`${paths.get(word)} ${digest}`) ?? true),
      onPush: (receipt, raw) => this.#onPush(receipt, raw, settings.raw),
      onRefused: (refusal, detail) => this.#onRefused(refusal, detail),
    });
    const served = await servePath(this.#red, settings, receiver, () => this.#onParsed());
    this.#ends.push(served.end);
    if (this.#closed) return;
    this.#settings = settings;
    this.#receiver = receiver;
    if (served.password) {
      this.#node.warn(
        "Node-RED's HTTP nodes have a password or a check of their own (httpNodeAuth), which Segway cannot pass. Take it away, let a proxy leave this path out, or use an own port (Advanced).",
      );
    }
    this.#display.ready(served.password ? "password" : "waiting");
    if (account.platform === "demo-ebikes") await this.#startDemo(settings);
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
    if (receipt.repeated || !receipt.enabled) return;
    const outputs = segwayPushWords.map((word) =>
      word === wordOf(receipt) ? pushMessages(receipt, withRaw ? raw : undefined) : null,
    );
    this.#node.send(outputs);
  }

  #onRefused(refusal: Refusal, detail: string | undefined): void {
    if (this.#closed) return;
    this.#display.refused(refusal.reason);
    this.#log.note(refusal, detail);
  }

  #onParsed(): void {
    if (this.#parsedTold) return;
    this.#parsedTold = true;
    this.#node.warn(
      "Something in front of Node-RED's flows reads the bodies of pushes before this node can. Pushes are checked by what is left of them; some that are right may be refused. An own port (Advanced) avoids it.",
    );
  }

  #onStoreFailed(): void {
    if (this.#storeFailed) return;
    this.#storeFailed = true;
    this.#node.warn(
      "The shared store for duplicates does not answer: repeats that reach another Node-RED will be sent on there too.",
    );
  }

  #fail(key: Parameters<WebhookDisplay["failedWith"]>[0], message: string): void {
    this.#display.failedWith(key);
    this.#node.error(cloudError("CONFIG_INVALID", message), { payload: { code: "CONFIG_INVALID", over: false } });
  }

  async #settled(): Promise<void> {
    let timer: ClockTimer;
    const late = new Promise<void>((resolve) => (timer = runtime.clock.setTimeout(resolve, closeWithinMs)));
    await Promise.race([this.#receiver?.idle(), late]);
    runtime.clock.clearTimeout(timer);
  }
}

/** What Segway is given: the public address with the path, and with Node-RED's root for HTTP nodes if it serves. */
function publicBase(red: Red, { own, path }: WebhookSettings, address: string): string {
  const root: unknown = own ? "" : red.settings.httpNodeRoot;
  const whole = `/${typeof root === "string" ? root : ""}/${path}`.replace(/\/{2,}/g, "/").replace(/\/$/, "");
  return address + whole;
}
