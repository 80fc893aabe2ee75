import { ManualClock } from "../../../src/base/clock";
import { acquireDemoCloud, type DemoCloud } from "../../../src/demo";
import { runtime } from "../../../src/node-red/shared/runtime";
import commandNode from "../../../nodes/command";
import controlNode from "../../../nodes/segway-control";
import { Inbox, load, withCore, type FlowItem } from "../support";
import { leaveDemo } from "../leave-demo";
import type { NodeInitializer } from "node-red";

const nodes = [...withCore, controlNode, commandNode] as NodeInitializer[];

export interface Scene {
  clock: ManualClock;
  demo: DemoCloud;
  /** iotCodes of the demo's twelve e-bikes, which all stand, locked and online. */
  ids: string[];
  inbox: Inbox;
  /** Last parts of the paths that were asked for since the flow was loaded. */
  asked(): string[];
  /** Bodies of a call, in order. */
  bodies(path: string): unknown[];
  /** Moves the clock until something is true. */
  untilIn(what: string, look: () => unknown, seconds?: number): Promise<void>;
  end(): Promise<void>;
}

export function flowOf(settings: Record<string, unknown>, account: Record<string, unknown> = {}): FlowItem[] {
  return [
    { id: "tab", type: "tab", label: "Test" },
    { id: "acc", type: "vehicle-cloud-account", platform: "demo-ebikes", requestsPerSecond: 1000, ...account },
    { id: "ctl", type: "vehicle-cloud-segway-control", z: "tab", account: "acc", ...settings, wires: [["out"]] },
    { id: "catch", type: "catch", z: "tab", scope: null, uncaught: false, wires: [["failed"]] },
    { id: "complete", type: "complete", z: "tab", scope: ["ctl"], uncaught: false, wires: [["ended"]] },
    ...["out", "failed", "ended"].map((id) => ({ id, type: "helper", z: "tab", wires: [] })),
  ];
}

/** The process's demo cloud on a clock moved by hand, and a flow whose account is "Demo e-bikes". */
export async function scene(items: FlowItem[]): Promise<Scene> {
  const clock = new ManualClock();
  const { cloud: demo, release } = await acquireDemoCloud({ clock, speed: 1 });
  const ids = demo.vehicles.filter(({ platform }) => platform === "segway").map(({ id }) => id);
  for (const id of ids) {
    demo.control.set(id, { still: true, online: true, locked: true, speed: 0, fallen: false, percent: 50 });
  }
  demo.control.log.length = 0;
  runtime.clock = clock;
  const inbox = await load(items, nodes);
  return {
    clock,
    demo,
    ids,
    inbox,
    asked: () => demo.control.log.map(({ path }) => path.split("/").at(-1)!),
    bodies: (path) => demo.control.log.filter((entry) => entry.path.endsWith(path)).map(({ body }) => body),
    async untilIn(what, look, seconds = 120) {
      await clock.settle();
      for (let passed = 0; !look(); passed += 0.2) {
        if (passed > seconds) throw new Error(`never: ${what}`);
        await clock.advance(200);
      }
    },
    end: () => leaveDemo(clock, release),
  };
}
