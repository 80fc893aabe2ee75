import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Node } from "node-red";
import { ManualClock } from "../../../src/base/clock";
import { closeNodeStates, nodeParts, stateOf, type NodeState } from "../../../src/node-red/shared/node-state";
import { runtime } from "../../../src/node-red/shared/runtime";
import { deploy, helper, load, unload } from "../support";

const items = [
  { id: "tab", type: "tab" },
  { id: "a", type: "helper", z: "tab", wires: [] },
];

describe("what a part of a node remembers", () => {
  let userDir: string;
  let clock: ManualClock;
  const node = (): Node => helper.getNode("a");
  const red = () => ({ settings: { userDir }, nodes: { eachNode: () => undefined } }) as never;
  const state = (part: (typeof nodeParts)[number] = "fences"): NodeState => stateOf(red(), node(), part);
  const folder = (): string => join(userDir, "vehicle-cloud");
  const file = (): string => join(folder(), readdirSync(folder())[0]!);

  beforeEach(async () => {
    userDir = mkdtempSync(join(tmpdir(), "vehicle-cloud-"));
    clock = new ManualClock();
    runtime.clock = clock;
    await load(items);
  });
  afterEach(async () => {
    await unload();
    assert.equal(clock.pending, 0, "no timer is left");
    rmSync(userDir, { recursive: true, force: true, maxRetries: 5 });
  });

  it("lives through a deploy and a restart, and parts do not see each other", async () => {
    const one = state();
    await one.ready;
    one.set("car", { inside: true });
    await deploy(items, "full");
    assert.deepEqual(state().get("car"), { inside: true });
    assert.equal(state("events").get("car"), undefined);
    await closeNodeStates();
    const next = state();
    await next.ready;
    assert.deepEqual(next.get("car"), { inside: true });
    assert.equal(statSync(file()).mode & 0o777, 0o600);
  });

  it("is written half a minute after a change, and not at each", async () => {
    const one = state();
    await one.ready;
    for (let i = 0; i < 100; i++) one.set("car", i);
    assert.throws(() => readdirSync(folder()), { code: "ENOENT" });
    await clock.advance(30_000);
    assert.match(readFileSync(file(), "utf8"), /"car":99/);
  });

  it("keeps no more than 2,000 keys, those used last", async () => {
    const one = state();
    await one.ready;
    for (let i = 0; i < 2500; i++) one.set(`car ${i}`, i);
    assert.deepEqual([one.get("car 499"), one.get("car 500")], [undefined, 500]);
    await closeNodeStates();
    const { kept } = JSON.parse(readFileSync(file(), "utf8")) as { kept: object };
    assert.equal(Object.keys(kept).length, 2000);
  });

  it("starts empty from a damaged file, and writes a good one over it", async () => {
    const one = state();
    await one.ready;
    one.set("car", 1);
    await closeNodeStates();
    for (const damaged of ["", "{", "[]", "null", '{"kept":[]}']) {
      writeFileSync(file(), damaged);
      const next = state();
      await next.ready;
      assert.equal(next.get("car"), undefined);
      next.set("car", 2);
      await closeNodeStates();
      assert.match(readFileSync(file(), "utf8"), /"car":2/);
    }
  });
});
