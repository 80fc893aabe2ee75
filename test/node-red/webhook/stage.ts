/**
 * Webhook nodes in this process, on a clock moved by hand: what of Node-RED they touch is a real Express application on a real
 * port, an emitter, and stubs that keep what they are given. Deploys on a real Node-RED are in deploys.test.ts.
 */
import { EventEmitter, once } from "node:events";
import { createServer, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { createVehicleAccount } from "../../../src/account/create";
import type { VehicleAccount, VehicleAccountOptions } from "../../../src/account/types";
import { ManualClock, systemClock } from "../../../src/base/clock";
import { runtime } from "../../../src/node-red/shared/runtime";
import type { Red } from "../../../src/node-red/shared/types";
import { webhookType, type Probe, type WebhookConfig } from "../../../src/node-red/webhook/types";
import { WebhookController } from "../../../src/node-red/webhook/webhook-controller";
import { platformCode, post, secret, type Answer, type Seen } from "./support";

export interface ExpressApp {
  (...args: never[]): void;
  use(...args: unknown[]): unknown;
  set(name: string, value: unknown): unknown;
}
export const express = createRequire(require.resolve("node-red"))("express") as () => ExpressApp;

type Message = Seen["message"];
type Done = (error: Error | null, value?: unknown) => void;

/** A context store that answers after a time, never, or with an error; simulated time. */
export class StubStore {
  readonly values = new Map<string, unknown>();
  mode: number | "hang" | "fail" = 0;
  asked = 0;

  readonly get = (name: string, _store: string, done: Done): void => this.#answer(done, () => this.values.get(name));
  readonly keys = (_store: string, done: Done): void => this.#answer(done, () => [...this.values.keys()]);
  readonly set = (names: string[], values: unknown[], _store: string, done: Done): void =>
    this.#answer(done, () => {
      names.forEach((name, at) =>
        values[at] === undefined ? this.values.delete(name) : this.values.set(name, values[at]),
      );
    });

  #answer(done: Done, work: () => unknown): void {
    this.asked++;
    if (this.mode === "hang") return;
    if (this.mode === "fail") return void setImmediate(() => done(new Error("the store is down")));
    if (this.mode === 0) return void setImmediate(() => done(null, work()));
    runtime.clock.setTimeout(() => done(null, work()), this.mode);
  }
}

/** A deployed node and all that came of it. */
export class StagedNode {
  readonly sent: { output: number; message: Message }[] = [];
  readonly warnings: string[] = [];
  readonly logs: string[] = [];
  readonly errors: string[] = [];
  /** Its text, without the type in front. */
  shows = "";
  controller!: WebhookController;

  constructor(readonly store: StubStore) {}

  /** What the controller takes for Node-RED's node. */
  asNode(): object {
    return {
      type: webhookType,
      send: (outputs: (Message[] | null)[]) =>
        outputs.forEach((messages, output) => messages?.forEach((message) => this.sent.push({ output, message }))),
      status: ({ text = "" }: { text?: string }) => void (this.shows = text.replace(`${webhookType}.`, "")),
      warn: (line: string) => void this.warnings.push(line),
      log: (line: string) => void this.logs.push(line),
      error: (error: unknown) => void this.errors.push(String((error as Error).message ?? error)),
      context: () => ({ global: this.store }),
    };
  }

  /** What it has sent since it was last asked, as `payload`s. */
  take(): Message["payload"][] {
    return this.sent.splice(0).map(({ message }) => message.payload);
  }
}

export class Stage {
  readonly clock = new ManualClock(Date.now(), { patienceMs: 50 });
  readonly events = new EventEmitter();
  readonly store = new StubStore();
  readonly root = express();
  readonly nodes = express();
  url = "";
  readonly settings: Record<string, unknown>;
  readonly #accounts = new Map<string, VehicleAccount>();
  readonly #open = new Set<StagedNode>();
  server: Server | undefined;

  constructor(settings: Record<string, unknown> = {}) {
    this.settings = { httpNodeRoot: "/", contextStorage: { shared: { module: "stub" } }, ...settings };
  }

  async begin(): Promise<void> {
    runtime.clock = this.clock;
    this.account("acc");
    // Express prints errors that it answers, except in tests.
    this.root.set("env", "test");
    this.root.use(this.settings["httpNodeRoot"] as string, this.nodes);
    this.server = createServer(this.root as never).listen(0, "127.0.0.1");
    await once(this.server, "listening");
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Puts an account in the place of the one with this id. */
  account(id: string, options: Partial<VehicleAccountOptions> = {}): VehicleAccount {
    const credentials = { clientId: platformCode, clientSecret: secret };
    const account = createVehicleAccount({ platform: "segway", credentials, clock: this.clock, ...options });
    this.#accounts.set(id, account);
    return account;
  }

  /** A node that has been made, before Node-RED says that all flows run. */
  add(config: Partial<WebhookConfig> = {}): StagedNode {
    const staged = new StagedNode(this.store);
    const whole = { account: "acc", path: "/segway", ...config } as WebhookConfig;
    staged.controller = new WebhookController(this.#red(), staged.asNode() as never, whole);
    staged.controller.start();
    this.#open.add(staged);
    return staged;
  }

  /** All flows run, new nodes and old ones. */
  async started(): Promise<void> {
    this.events.emit("flows:started", {});
    await this.clock.advance(0);
  }

  async deploy(config: Partial<WebhookConfig> = {}): Promise<StagedNode> {
    const staged = this.add(config);
    await this.started();
    return staged;
  }

  async close(staged: StagedNode): Promise<void> {
    this.#open.delete(staged);
    await staged.controller.close();
  }

  /** A push; resolves with its answer, for which the clock may have to be moved. */
  post(path: string, body: string | Buffer, headers?: Record<string, string>, method?: string): Promise<Answer> {
    return post(`${this.url}${path}`, body, headers, method);
  }

  probe(
    staged: StagedNode,
    typed: { path?: string; publicAddress?: string },
  ): Promise<{ local: Probe; public?: Probe }> {
    return staged.controller.probe({ path: "/segway", publicAddress: "", ...typed });
  }

  async end(): Promise<void> {
    const closing = Promise.all([...this.#open].map((staged) => this.close(staged)));
    await this.clock.advance(3000);
    await closing;
    await Promise.all([...this.#accounts.values()].map((account) => account.close()));
    this.server?.closeAllConnections();
    this.server?.close();
    runtime.clock = systemClock;
  }

  #red(): Red {
    return {
      events: this.events,
      httpNode: this.nodes,
      httpAdmin: undefined,
      server: this.server,
      settings: this.settings,
      nodes: {
        getNode: (id: string) =>
          this.#accounts.has(id)
            ? {
                type: "vehicle-cloud-account",
                accountConfig: { platform: "segway" },
                lend: () => this.#accounts.get(id),
                onSaved: () => () => undefined,
              }
            : null,
        eachNode: () => undefined,
      },
      _: (key: string) => key,
    } as unknown as Red;
  }
}

/** Polls in real time for what real input and output bring about; simulated time stands still. */
export async function until(what: string, look: () => unknown): Promise<void> {
  const limit = Date.now() + 30_000;
  while (!look()) {
    if (Date.now() > limit) throw new Error(`never: ${what}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
