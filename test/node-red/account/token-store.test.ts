import assert from "node:assert/strict";
import type { SinonSpy } from "sinon";
import { accountItem, flow, helper, load, made, stubRuntime, theAccount, unload, until } from "../support";

describe("the context store that an account is to keep its session in", () => {
  beforeEach(() => stubRuntime());
  afterEach(async () => {
    await unload();
    helper.settings({ contextStorage: undefined });
  });
  const warnings = (): string[] =>
    (helper.getNode("acc").warn as unknown as SinonSpy).args.map(([line]) => String(line));

  it("is named as missing if Node-RED's settings have none of this name, and nothing is sent", async () => {
    helper.settings({ contextStorage: { disk: { module: "localfilesystem" } } });
    const inbox = await load(flow({}, { ...accountItem, tokenStore: "redis" }));
    await until("an error", () => inbox.failed.length > 0);
    assert.equal(inbox.failed[0]?.error.code, "CONFIG_INVALID");
    assert.match(inbox.failed[0]?.error.message ?? "", /no context store "redis" \(there are disk\)/);
    assert.equal(made.length, 0);
  });

  for (const [what, contextStorage, tokenStore] of [
    ["the only one there is", undefined, "default"],
    ["one of that kind", { mem: { module: "memory" }, disk: { module: "localfilesystem" } }, "mem"],
    ["the default, by its other name", { default: "mem", mem: { module: "memory" } }, "default"],
  ] as const) {
    it(`is used with a warning if it lives in memory: ${what}`, async () => {
      helper.settings({ contextStorage });
      await load(flow({}, { ...accountItem, tokenStore }));
      await until("a subscription", () => theAccount()?.subscribers.size === 1);
      assert.equal(warnings().filter((line) => /lives in memory only/.test(line)).length, 1);
    });
  }

  it("is used without a word if it is kept", async () => {
    helper.settings({ contextStorage: { disk: { module: "localfilesystem" } } });
    await load(flow({}, { ...accountItem, tokenStore: "disk" }));
    await until("a subscription", () => theAccount()?.subscribers.size === 1);
    assert.deepEqual(warnings(), []);
  });
});
