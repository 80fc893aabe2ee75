/** Lynk & Co's app 4.x on the canvas: read by the status node, every command refused with a sentence. */
import assert from "node:assert/strict";
import commandNode from "../../../nodes/command";
import type { NodeInitializer } from "node-red";
import { startDemoCloud, type DemoCloud } from "../../../src/demo";
import { accountItem, flow, load, receive, until, withCore, type FlowItem, ownUserDir } from "../support";

describe("a Lynk & Co of app 4.x on the canvas", () => {
  ownUserDir();
  let demo: DemoCloud;

  beforeEach(async () => {
    demo = await startDemoCloud();
  });
  afterEach(() => demo.close());

  const account = (): FlowItem => ({
    ...accountItem,
    platform: "lynkco-gric",
    baseUrls: Object.entries(demo.baseUrls)
      .map(([real, base]) => `${real} = ${base}`)
      .join("\n"),
  });
  const secrets = (): object => ({ acc: demo.credentials["lynkco-gric"] });

  it("is read with the captured session and the owner's key", async () => {
    const { out, failed } = await load(flow({ when: "message" }, account()), withCore, secrets());
    receive("car", { payload: "" });
    await until("a reading", () => out.length + failed.length > 0);
    assert.deepEqual(failed, []);
    const { fuel, battery, locks } = out[0]!.payload;
    assert.deepEqual([fuel.litres, battery, locks.locked], [35.8, {}, true]);
    assert.equal((out[0]?.vehicle as { platform: string }).platform, "lynkco-gric");
  });

  it("takes no command: Catch is told why, and nothing was sent", async () => {
    const command = {
      id: "lock",
      type: "vehicle-cloud-command",
      z: "tab",
      account: "acc",
      command: "lock",
      wires: [[], []],
    };
    const items = [...flow({ when: "message" }, account()), command];
    const { failed } = await load(items, [...withCore, commandNode as NodeInitializer], secrets());
    receive("lock", { payload: "" });
    await until("a refusal", () => failed.length > 0);
    const { code, message } = failed[0]!.error;
    assert.equal(code, "NOT_SUPPORTED");
    assert.match(message, /GRIC|only read/);
    assert.ok(demo.control.log.every(({ method }) => method === "GET"));
  });

  it("says in one sentence what of its credentials is missing", async () => {
    const { failed } = await load(flow({ when: "message" }, account()), withCore, { acc: {} });
    receive("car", { payload: "" });
    await until("a refusal", () => failed.length > 0);
    assert.match(String(failed[0]?.error.message), /lacks a captured token.*key of the signature.*identifier/);
    assert.equal(demo.control.log.length, 0);
  });
});
