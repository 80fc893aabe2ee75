import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Node, NodeInitializer, NodeMessage } from "node-red";
import helper from "node-red-node-test-helper";
import type { SinonSpy } from "sinon";
import { systemClock, type Clock } from "../../src/base/clock";
import { accounts } from "../../src/node-red/account/accounts";
import { closeNodeStates } from "../../src/node-red/shared/node-state";
import { runtime } from "../../src/node-red/shared/runtime";
import type { StatusLine } from "../../src/node-red/shared/types";
import accountNode from "../../nodes/account";
import statusNode from "../../nodes/status";
import { StubAccount } from "./stub-account";

export { helper };

const nodeRed = require.resolve(process.env["NODE_RED_PATH"] ?? "node-red");
helper.init(nodeRed);

const core = createRequire(nodeRed);

/** A node of Node-RED itself, e.g. `sequence/17-split`. */
export function coreNode(path: string): NodeInitializer {
  const folder = dirname(core.resolve("@node-red/nodes/package.json"));
  return core(join(folder, "core", `${path}.js`)) as NodeInitializer;
}

const catchNode = coreNode("common/25-catch");
const completeNode = coreNode("common/24-complete");

export const ourNodes = [accountNode, statusNode] as NodeInitializer[];
export const withCore = [...ourNodes, catchNode, completeNode];

/** A request as the editor sends it. */
export function editorRequest(
  method: "get" | "post",
  path: string,
): ReturnType<ReturnType<typeof helper.request>["get"]> {
  return helper.request()[method](path).set("Node-RED-API-Version", "v2");
}

export interface FlowItem {
  id: string;
  type: string;
  [setting: string]: unknown;
}

export type Received = Record<string, unknown> & {
  payload: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- a test says what it must be
  error: { message: string; code?: string; source: { id: string } };
};

export const accountItem: FlowItem = { id: "acc", type: "vehicle-cloud-account", name: "Cars", platform: "demo-car" };

/** A tab with account, status node, and what comes out of it: messages, Catch, Complete. */
export function flow(settings: Record<string, unknown> = {}, account: FlowItem | null = accountItem): FlowItem[] {
  return [
    { id: "tab", type: "tab", label: "Test" },
    ...(account ? [account] : []),
    { id: "car", type: "vehicle-cloud-status", z: "tab", account: "acc", ...settings, wires: [["out"]] },
    { id: "catch", type: "catch", z: "tab", scope: null, uncaught: false, wires: [["failed"]] },
    { id: "complete", type: "complete", z: "tab", scope: ["car"], uncaught: false, wires: [["ended"]] },
    ...["out", "failed", "ended"].map((id) => ({ id, type: "helper", z: "tab", wires: [] })),
  ];
}

/** What arrived at the helper nodes since the flow was loaded. */
export class Inbox {
  readonly out: Received[] = [];
  readonly failed: Received[] = [];
  readonly ended: Received[] = [];
  readonly #heard = new WeakSet<object>();

  /** To be called again after a deploy made new nodes. */
  listen(): this {
    for (const name of ["out", "failed", "ended"] as const) {
      const node = helper.getNode(name) as Node | null;
      if (!node || this.#heard.has(node)) continue;
      this.#heard.add(node);
      node.on("input", (message) => void this[name].push(message as unknown as Received));
    }
    return this;
  }
}

/** Waits until something is true; fails with its description if it never gets so. */
export async function until(what: string, look: () => unknown): Promise<void> {
  const limit = Date.now() + 30_000;
  while (!look()) {
    if (Date.now() > limit) assert.fail(`never: ${what}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Lets everything that is under way arrive, for assertions that something did not happen. */
export async function quiet(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await new Promise((resolve) => setImmediate(resolve));
}

export function receive(id: string, message: object): void {
  helper.getNode(id).receive(message as NodeMessage);
}

export function shown(id: string): StatusLine | Record<string, never> {
  const node = helper.getNode(id);

  const spy = node.status as unknown as SinonSpy;
  const index = spy.thisValues.lastIndexOf(node);
  return spy.args[index]?.[0] as StatusLine;
}

/** All accounts made since the runtime was stubbed. */
export const made: StubAccount[] = [];

const real = { ...runtime };

/** Puts stub accounts, and maybe a clock moved by hand, in the place of the client. */
export function stubRuntime(
  prepare: (account: StubAccount) => void = () => undefined,
  clock: Clock = systemClock,
): void {
  made.length = 0;
  runtime.clock = clock;
  runtime.createAccount = (options) => {
    const account = new StubAccount(options);
    prepare(account);
    made.push(account);
    return account;
  };
}

export const theAccount = (): StubAccount => made.at(-1)!;

/** Node-RED takes a node without a place on the canvas for a config node. */
export function placed(items: readonly FlowItem[]): FlowItem[] {
  return items.map((item) => (item.z === undefined ? item : { x: 100, y: 100, ...item }));
}

export async function deploy(items: FlowItem[], type: "full" | "flows" | "nodes", credentials = {}): Promise<void> {
  await helper.setFlows(placed(items), type, credentials);
}

export async function load(items: FlowItem[], nodes: NodeInitializer[] = withCore, credentials = {}): Promise<Inbox> {
  await helper.load(nodes, placed(items), credentials);
  return new Inbox().listen();
}

/** Ends the flows and every account, and puts the runtime back. */
export async function unload(): Promise<void> {
  await helper.unload();
  await accounts.closeAll();
  await closeNodeStates();
  assert.equal(accounts.open, 0);
  Object.assign(runtime, real);
}

/** For the tests of one describe: Node-RED's user directory, a new one for each test, gone with what ran in it. */
export function ownUserDir(): () => string {
  let directory = "";
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "vehicle-cloud-"));
    helper.settings({ userDir: directory } as never);
  });
  afterEach(async () => {
    await unload();
    helper.settings({});
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  });
  return () => directory;
}
