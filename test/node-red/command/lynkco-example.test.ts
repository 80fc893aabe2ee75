/** "Lynk & Co Europe in two minutes" as it is, in a runtime, on the demo. */
import assert from "node:assert/strict";
import type { Node, NodeInitializer } from "node-red";
import { coreNode, helper, receive, unload, until, type Received } from "../support";
import { example, type FlowNode } from "../../support/package-facts";
import { nodes } from "./support";

const core: NodeInitializer[] = [
  ...["common/20-inject", "common/21-debug", "common/25-catch", "common/90-comment", "function/15-change"],
].map(coreNode);

describe("the example Lynk & Co Europe in two minutes", () => {
  const flow = example("19 Lynk & Co Europe in two minutes.json");
  const heard = (name: string): Received[] => {
    const messages: Received[] = [];
    const node = helper.getNode(flow.find((one: FlowNode) => one.name === name)!.id) as Node;
    node.on("input", (message) => void messages.push(message as unknown as Received));
    return messages;
  };

  afterEach(unload);

  it("tells the status by itself, and locks and says so", async () => {
    await helper.load([...nodes, ...core], flow as never);
    const [sentences, outcomes] = [heard("In one sentence"), heard("What became of it")];
    await until("a sentence", () => sentences.length > 0);
    assert.match(String(sentences[0]!.payload), /^Lynk & Co 08 0001: \d+ % charged, good for \d+ km/);
    receive(flow.find((one: FlowNode) => one.name === "Lock it")!.id, {});
    await until("an outcome", () => outcomes.length > 0);
    assert.equal((outcomes[0]!.payload as { outcome: string }).outcome, "confirmed");
  }).timeout(180_000);
});
