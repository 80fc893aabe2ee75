import type { NodeInitializer } from "node-red";
import { startDemoCloud, type DemoCloud } from "../../../src/index";
import requestNode from "../../../nodes/request";
import { load, receive, until, withCore, type FlowItem, type Inbox, type Received } from "../support";

/** A flow with a request node on a demo cloud of the test's own. */
export interface Stage {
  demo: DemoCloud;
  inbox: Inbox;
  /** Sends a message and gives what came of it: a message, or the error at the Catch node. */
  ask(message?: object): Promise<Received>;
}

export const all = [...withCore, requestNode as NodeInitializer];

export async function stage(
  settings: Record<string, unknown>,
  account: Record<string, unknown> = {},
  credentials: Record<string, unknown> = {},
): Promise<Stage> {
  const demo = await startDemoCloud();
  const { platform = "smart-eu" } = account as { platform?: string };
  const baseUrls = Object.entries(demo.baseUrls)
    .map(([real, here]) => `${real} = ${here}`)
    .join("\n");
  const items: FlowItem[] = [
    { id: "tab", type: "tab", label: "Test" },
    { id: "acc", type: "vehicle-cloud-account", name: "Cars", platform, baseUrls, ...account },
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
    async ask(message = {}) {
      const id = `m${asked++}`;
      receive("ask", { _msgid: id, ...message });
      const found = (): Received | undefined => [...inbox.out, ...inbox.failed].find(({ _msgid }) => _msgid === id);
      await until(`an answer to ${id}`, found);
      return found()!;
    },
  };
}
