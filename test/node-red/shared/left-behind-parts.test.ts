/** What a flow node keeps of positions goes with it, however it is deleted, and never before. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { NodeInitializer } from "node-red";
import eventNode from "../../../nodes/event";
import geofenceNode from "../../../nodes/geofence";
import { ManualClock } from "../../../src/base/clock";
import { partPath } from "../../../src/account/storage/file-store";
import { closeNodeStates } from "../../../src/node-red/shared/node-state";
import { east, home, middle, start } from "../../vehicle/fences/support";
import {
  deploy,
  load,
  ownUserDir,
  quiet,
  receive,
  stubRuntime,
  unload,
  until,
  withCore,
  type FlowItem,
} from "../support";

const nodes = [...withCore, geofenceNode, eventNode] as NodeInitializer[];
const tab: FlowItem = { id: "tab", type: "tab", label: "Test" };
const other: FlowItem = { id: "other", type: "helper", z: "tab", wires: [] };
const keepers = (z: string, more: object = {}): FlowItem[] => [
  { id: "fence", type: "vehicle-cloud-geofence", z, fences: [home], wires: [[]], ...more },
  { id: "event", type: "vehicle-cloud-event", z, wires: [[]], ...more },
];
const inSubflow: FlowItem[] = [
  { id: "sub", type: "subflow", name: "S", in: [], out: [] },
  { id: "inst", type: "subflow:sub", z: "tab", wires: [] },
];

describe("what a flow node keeps on disk", () => {
  const userDir = ownUserDir();
  const paths = (around = ""): string[] => [
    partPath(userDir(), `${around}fence`, "fences"),
    partPath(userDir(), `${around}fence`, "fence-watch"),
    partPath(userDir(), `${around}event`, "events"),
  ];
  const write = (around?: string): void => {
    for (const path of paths(around)) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, '{"v":1,"kept":{}}');
    }
  };
  const kept = (around?: string): boolean[] => paths(around).map((path) => existsSync(path));
  const settled = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn++) await quiet();
  };

  beforeEach(() => stubRuntime());
  afterEach(async () => {
    await unload();
    await settled();
    await closeNodeStates();
  });

  it("goes when the node is deleted while it is disabled", async () => {
    write();
    await load([tab, other, ...keepers("tab", { d: true })], nodes);
    await settled();
    assert.deepEqual(kept(), [true, true, true], "disabled is not deleted");
    await deploy([tab, other], "full");
    await until("the removal", () => !kept().includes(true));
  });

  it("goes when the node is deleted inside a subflow, and stays while it is there", async () => {
    write("inst-");
    await load([tab, other, ...inSubflow, ...keepers("sub")], nodes);
    await settled();
    assert.deepEqual(kept("inst-"), [true, true, true]);
    await deploy([tab, other, ...inSubflow], "full");
    await until("the removal", () => !kept("inst-").includes(true));
  });

  it("goes when the node is disabled first, with what it knew, and deleted then", async () => {
    const clock = new ManualClock(start);
    stubRuntime(undefined, clock);
    await load([tab, other, ...keepers("tab")], nodes);
    await clock.settle();
    for (const metres of [1000, 0]) {
      await clock.advance(60_000);
      const measuredAt = new Date(clock.now()).toISOString();
      const position = { latitude: middle.lat, longitude: east(metres), measuredAt };
      receive("fence", { topic: "car", payload: { position } });
      await clock.settle();
    }
    await deploy([tab, other, ...keepers("tab", { d: true })], "full");
    await until("its memory", () => kept()[1] === true);
    await deploy([tab, other], "full");
    await until("the removal", () => !kept().includes(true));
    assert.deepEqual(
      readdirSync(join(userDir(), "vehicle-cloud")).filter((name) => !name.endsWith(".owners.json")),
      [],
    );
  });
});
