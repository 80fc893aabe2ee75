import type { NodeInitializer } from "node-red";
import { startDemoCloud, type DemoCloud } from "../../../src/index";
import requestNode from "../../../nodes/request";
import { helper, load, receive, unload, until, withCore, type FlowItem, type Inbox, type Received } from "../support";
import { wireTo, type Wire } from "./wire";

/** A flow with a request node on a demo cloud of the test's own. */
export interface Stage {
  demo: DemoCloud;
  inbox: Inbox;
  /** What went by, and what answers instead. */
  way: Wire;
  /** Sends a message and gives what came of it: a message, or the error at the Catch node. */
  ask(message?: object): Promise<Received>;
  close(): Promise<void>;
}

export const all = [...withCore, requestNode as NodeInitializer];

/** For the tests of one describe: makes stages, and closes what a test has opened. */
export function stages(): typeof stage {
  let open: Stage[] = [];
  before((done) => void helper.startServer(done));
  after((done) => void helper.stopServer(done));
  afterEach(async () => {
    await unload();
    for (const each of open) await each.close();
    open = [];
  });
  return async (...given) => {
    const made = await stage(...given);
    open.push(made);
    return made;
  };
}

export async function stage(
  settings: Record<string, unknown>,
  account: Record<string, unknown> = {},
  credentials: Record<string, unknown> = {},
): Promise<Stage> {
  const demo = await startDemoCloud();
  const { platform = "smart-eu" } = account as { platform?: string };
  const way = await wireTo(demo);
  const items: FlowItem[] = [
    { id: "tab", type: "tab", label: "Test" },
    { id: "acc", type: "vehicle-cloud-account", name: "Cars", platform, baseUrls: way.baseUrls, ...account },
    { id: "ask", type: "vehicle-cloud-request", z: "tab", account: "acc", ...settings, wires: [["out"]] },
    { id: "catch", type: "catch", z: "tab", scope: null, uncaught: false, wires: [["failed"]] },
    { id: "complete", type: "complete", z: "tab", scope: ["ask"], uncaught: false, wires: [["ended"]] },
    ...["out", "failed", "ended"].map((id) => ({ id, type: "helper", z: "tab", wires: [] })),
  ];
  const inbox = await load(items, all, { acc: { ...demo.credentials[platform], ...credentials } });
  let asked = 0;
  return {
    demo,
    inbox,
    way,
    async ask(message = {}) {
      const id = `m${asked++}`;
      receive("ask", { _msgid: id, ...message });
      const found = (): Received | undefined => [...inbox.out, ...inbox.failed].find(({ _msgid }) => _msgid === id);
      await until(`an answer to ${id}`, found);
      return found()!;
    },
    async close() {
      await way.close();
      await demo.close();
    },
  };
}
