import assert from "node:assert/strict";
import type { Node, NodeInitializer } from "node-red";
import { createVehicleAccount } from "../../../src/account/create";
import type { CommandOptions, CommandResult, VehicleAccountOptions } from "../../../src/account/types";
import { ManualClock } from "../../../src/base/clock";
import { aborted } from "../../../src/base/errors";
import { startDemoCloud } from "../../../src/demo";
import type { DemoCloud } from "../../../src/demo/types";
import { runtime } from "../../../src/node-red/shared/runtime";
import type { Command } from "../../../src/platforms/platform";
import chargeNode from "../../../nodes/charge";
import commandNode from "../../../nodes/command";
import { StubAccount } from "../stub-account";
import { accountItem, helper, load, made, until, withCore, type FlowItem, type Received } from "../support";

export const nodes = [...withCore, commandNode, chargeNode] as NodeInitializer[];

/** VINs of the demo's cars. */
export const blue = "HESXDEM01P0000001";
export const white = "HESCDEM03P0000002";

/** A tab with an account, a node that sends commands, and what comes out of it. */
export function sendingFlow(
  type: "command" | "charge",
  settings: Record<string, unknown> = {},
  account: FlowItem | null = accountItem,
): FlowItem[] {
  return [
    { id: "tab", type: "tab", label: "Test" },
    ...(account ? [account] : []),
    { id: "car", type: `vehicle-cloud-${type}`, z: "tab", account: "acc", ...settings, wires: [["done"], ["unsure"]] },
    { id: "catch", type: "catch", z: "tab", scope: null, uncaught: false, wires: [["failed"]] },
    { id: "complete", type: "complete", z: "tab", scope: ["car"], uncaught: false, wires: [["ended"]] },
    ...["done", "unsure", "failed", "ended"].map((id) => ({ id, type: "helper", z: "tab", wires: [] })),
  ];
}

/** What arrived, by output. */
export class Outcomes {
  readonly done: Received[] = [];
  readonly unsure: Received[] = [];
  readonly failed: Received[] = [];
  readonly ended: Received[] = [];
  readonly #heard = new WeakSet<object>();

  /** To be called again after a deploy made new nodes. */
  listen(): this {
    for (const name of ["done", "unsure", "failed", "ended"] as const) {
      const node = helper.getNode(name) as Node | null;
      if (!node || this.#heard.has(node)) continue;
      this.#heard.add(node);
      node.on("input", (message) => void this[name].push(message as unknown as Received));
    }
    return this;
  }

  /** Messages that came out, by output. */
  get counts(): { done: number; unsure: number; failed: number; ended: number } {
    const { done, unsure, failed, ended } = this;
    return { done: done.length, unsure: unsure.length, failed: failed.length, ended: ended.length };
  }
}

export async function loadSending(
  type: "command" | "charge",
  settings: Record<string, unknown> = {},
  account: FlowItem | null = accountItem,
): Promise<Outcomes> {
  await load(sendingFlow(type, settings, account), nodes);
  return new Outcomes().listen();
}

interface Asked {
  vehicleId: string;
  command: Command;
  options: CommandOptions;
  accept(result?: Partial<CommandResult>): void;
  refuse(error: Error): void;
}

/** An account whose commands a test answers by hand. */
export class CommandAccount extends StubAccount {
  readonly commands: Asked[] = [];
  override command(
    vehicleId?: string,
    command: Command = { command: "none" },
    options: CommandOptions = {},
  ): Promise<CommandResult> {
    return new Promise((resolve, reject) => {
      options.signal?.addEventListener("abort", () => reject(aborted("A command")), { once: true });
      this.commands.push({
        vehicleId: vehicleId ?? "",
        ...{ command, options },
        refuse: reject,
        accept: (result = {}) =>
          resolve({
            command: command.command,
            outcome: "confirmed",
            sentAt: new Date(runtime.clock.now()).toISOString(),
            acceptedAt: new Date(runtime.clock.now()).toISOString(),
            ...{ seconds: 4, reads: 1 },
            ...result,
          }),
      });
    });
  }
}

/** Puts accounts that a test answers by hand in the place of the client. */
export function stubCommands(clock: ManualClock, prepare: (account: CommandAccount) => void = () => undefined): void {
  made.length = 0;
  runtime.clock = clock;
  runtime.createAccount = (options) => {
    const account = new CommandAccount(options);
    prepare(account);
    made.push(account);
    return account;
  };
}

export const theCommands = (): Asked[] => (made.at(-1) as CommandAccount | undefined)?.commands ?? [];

export async function asked(count: number): Promise<Asked> {
  await until(`${count} commands`, () => theCommands().length === count);
  return theCommands()[count - 1]!;
}

/** The client and a demo cloud of its own, both on a clock that is moved by hand. */
export class DemoScene {
  readonly clock = new ManualClock(Date.now());
  cloud!: DemoCloud;

  async start(more: Partial<VehicleAccountOptions> = {}): Promise<void> {
    this.cloud = await startDemoCloud({ clock: this.clock, speed: 6 });
    // Nobody uses the cars meanwhile: they stay as a test has set them.
    for (const id of [blue, white]) this.cloud.control.set(id, { routine: false, asleep: false });
    const { baseUrls, credentials } = this.cloud;
    runtime.clock = this.clock;
    runtime.createAccount = (options) =>
      createVehicleAccount({
        ...options,
        ...{ platform: "smart-eu", credentials: credentials["smart-eu"], baseUrls, random: () => 0.5 },
        ...more,
      });
  }

  async stop(): Promise<void> {
    await this.cloud.close();
  }

  get control(): DemoCloud["control"] {
    return this.cloud.control;
  }

  /** Requests that would have made a car do something. */
  commandsSent(): number {
    return this.control.log.filter(
      ({ method, path }) => method !== "GET" && /telematics|charge_set|send\/to/.test(path),
    ).length;
  }

  executed(vin: string): Record<string, number> {
    return this.control.executions(vin);
  }

  /** Lets time pass until something is true. */
  async passing(what: string, look: () => unknown, seconds = 300): Promise<void> {
    for (let second = 0; !look(); second++) {
      if (second > seconds) assert.fail(`never: ${what}`);
      await this.clock.advance(1000);
    }
  }
}
