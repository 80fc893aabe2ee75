/** What an account keeps goes once no flow has it any more, and never before. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { sweepFiles } from "../../../src/account/storage/owned-files";
import { partPath, sessionPaths } from "../../../src/account/storage/file-store";
import { nodeParts } from "../../../src/node-red/shared/node-state";
import { accountItem, deploy, helper, load, quiet, stubRuntime, unload, until, type FlowItem } from "../support";

const tab: FlowItem = { id: "tab", type: "tab", label: "Test" };
const other: FlowItem = { id: "other", type: "helper", z: "tab", wires: [] };
const user = (z: string): FlowItem => ({ id: "car", type: "vehicle-cloud-status", z, account: "acc", wires: [[]] });
const inSubflow: FlowItem[] = [
  { id: "sub", type: "subflow", name: "S", in: [], out: [] },
  { id: "outer", type: "subflow", name: "O", in: [], out: [] },
  { ...accountItem, z: "sub" },
  user("sub"),
  { id: "inst", type: "subflow:sub", z: "tab", wires: [] },
  { id: "inner", type: "subflow:sub", z: "outer", wires: [] },
  { id: "inst2", type: "subflow:outer", z: "tab", wires: [] },
];

describe("what an account keeps on disk", () => {
  let userDir: string;
  const files = (id: string): string[] => [
    ...Object.values(sessionPaths(userDir, id)),
    partPath(userDir, id, "charging"),
  ];
  const write = (...ids: string[]): void => {
    for (const path of ids.flatMap(files)) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, "kept");
    }
  };
  const kept = (id: string): boolean => files(id).every((path) => existsSync(path));
  const gone = (id: string): boolean => files(id).every((path) => !existsSync(path));
  const settled = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn++) await quiet();
  };

  beforeEach(() => {
    userDir = mkdtempSync(join(tmpdir(), "vehicle-cloud-"));
    helper.settings({ userDir });
    stubRuntime();
  });
  afterEach(async () => {
    await unload();
    await settled();
    helper.settings({ userDir: undefined });
    rmSync(userDir, { recursive: true, force: true, maxRetries: 5 });
  });

  it("goes when the account is deleted while it is disabled", async () => {
    write("acc");
    await load([tab, other, { ...accountItem, d: true }]);
    await settled();
    assert.equal(kept("acc"), true, "disabled is not deleted");
    await deploy([tab, other], "full");
    await until("the removal", () => gone("acc"));
  });

  it("goes at the start when the account was deleted while Node-RED was off", async () => {
    write("acc");
    await load([tab, other, accountItem]);
    await settled();
    await unload();
    stubRuntime();
    assert.equal(kept("acc"), true);
    await load([tab, other]);
    await until("the removal", () => gone("acc"));
  });

  for (const type of ["full", "nodes"] as const) {
    it(`goes when the account is deleted inside a subflow, with each instance's own (${type})`, async () => {
      write("inst-acc", "inst2-inner-acc");
      await load([tab, other, ...inSubflow]);
      await settled();
      assert.deepEqual([kept("inst-acc"), kept("inst2-inner-acc")], [true, true]);
      await deploy([tab, other, ...inSubflow.filter(({ id }) => id !== "inner")], type);
      await until("the removal of one instance's", () => gone("inst2-inner-acc"));
      assert.equal(kept("inst-acc"), true);
      await deploy([tab, other, ...inSubflow.filter(({ id }) => id !== "acc" && id !== "car")], type);
      await until("the removal", () => gone("inst-acc"));
    });
  }

  it("stays while the account, its flow or its subflow's instance is only disabled", async () => {
    const ids = ["acc2", "acc3", "inst-acc"];
    write(...ids);
    const items = [
      tab,
      other,
      ...inSubflow,
      { ...accountItem, id: "acc2", d: true },
      { id: "off", type: "tab", disabled: true },
      { ...accountItem, id: "acc3", z: "off" },
    ];
    await load(items);
    await deploy(
      items.map((item) => (item.id === "inst" ? { ...item, d: true } : item)),
      "full",
    );
    await settled();
    assert.deepEqual(ids.map(kept), [true, true, true]);
  });

  it("stays if it is another set of flows' in the same directory, or somebody else's file", async () => {
    write("acc", "theirs");
    const foreign = join(userDir, "vehicle-cloud", "notes.session.json");
    writeFileSync(foreign, "mine");
    await sweepFiles(userDir, { owned: ["theirs"], flows: join(userDir, "second.json"), parts: nodeParts });
    await load([tab, other, accountItem]);
    await settled();
    await deploy([tab, other], "full");
    await until("the removal", () => gone("acc"));
    assert.equal(kept("theirs") && existsSync(foreign), true);
  });

  it("of nobody is left for a week, in which its owner may come back", async () => {
    write("young", "old");
    const weekAgo = Date.now() / 1000 - 8 * 86_400;
    for (const path of files("old")) utimesSync(path, weekAgo, weekAgo);
    await load([tab, other]);
    await until("the removal", () => gone("old"));
    assert.equal(kept("young"), true);
  });
});
