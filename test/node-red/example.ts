import type { Node, NodeInitializer } from "node-red";
import eventNode from "../../nodes/event";
import geofenceNode from "../../nodes/geofence";
import controlNode from "../../nodes/segway-control";
import { example, type FlowNode } from "../support/package-facts";
import { nodes } from "./command/support";
import { coreNode, helper, receive, type Received } from "./support";

const core: NodeInitializer[] = [
  ...["common/20-inject", "common/21-debug", "common/60-link", "common/90-comment"],
  ...["function/10-function", "function/10-switch", "function/15-change", "function/80-template", "function/89-delay"],
  ...["parsers/70-CSV", "storage/10-file"],
].map(coreNode);
/** Left out: a webhook, since the helper has no port to serve on, and a second Catch node, which the helper registers twice. */
const left = ["Pushes from Segway", "Locking fails"];

/** An example as it is, in a runtime. */
export class Example {
  readonly flow: FlowNode[];
  readonly #arrived = new Map<string, Received[]>();

  constructor(file: string) {
    this.flow = example(file).filter(({ name }) => !left.includes(name ?? ""));
  }

  async load(): Promise<void> {
    await helper.load(
      [...nodes, ...[controlNode, eventNode, geofenceNode].map((node) => node as NodeInitializer), ...core],
      this.flow as never,
    );
    for (const { id, name, type } of this.flow) {
      if (type !== "debug") continue;
      const heard: Received[] = [];
      this.#arrived.set(name ?? "", heard);
      (helper.getNode(id) as Node).on("input", (message) => void heard.push(message as unknown as Received));
    }
  }

  press(name: string): void {
    receive(this.flow.find((node) => node.type === "inject" && node.name === name)!.id, {});
  }

  /** A message for a node that has no button. */
  poke(name: string): void {
    receive(this.flow.find((node) => node.name === name)!.id, {});
  }

  /** What reached the debug node of this name. */
  at(name: string): Received[] {
    return this.#arrived.get(name)!;
  }
}
