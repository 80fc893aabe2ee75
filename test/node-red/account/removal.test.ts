import assert from "node:assert/strict";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { sessionPaths } from "../../../src/account/storage/file-store";
import {
  accountItem,
  deploy,
  flow,
  helper,
  load,
  stubRuntime,
  theAccount,
  unload,
  until,
  ownUserDir,
} from "../support";

describe("the files of an account", () => {
  const userDir = ownUserDir();
  let paths: ReturnType<typeof sessionPaths>;

  beforeEach(async () => {
    paths = sessionPaths(userDir(), "acc");
    mkdirSync(dirname(paths.session), { recursive: true });
    for (const path of [paths.session, paths.state]) writeFileSync(path, "kept");
    stubRuntime();
    await load(flow());
    await until("a subscription", () => theAccount()?.subscribers.size === 1);
  });

  it("go with an account that is deleted", async () => {
    await deploy([{ id: "tab", type: "tab" }], "full");
    await until("the removal", () => !existsSync(paths.session) && !existsSync(paths.state));
  });

  it("stay with an account that is only disabled", async () => {
    await deploy(
      [
        { id: "tab", type: "tab" },
        { ...accountItem, d: true },
      ],
      "full",
    );
    await unload();
    assert.equal(existsSync(paths.session) && existsSync(paths.state), true);
  });

  it("stay over a restart", async () => {
    await unload();
    assert.equal(existsSync(paths.session) && existsSync(paths.state), true);
  });

  it("are where the account reads and writes its session", async () => {
    assert.equal(await theAccount().options.stateStore?.load(), "kept");
    await theAccount().options.tokenStore?.save("new");
    assert.equal(await theAccount().options.tokenStore?.load(), "new");
  });
});

describe("a session in a context store", () => {
  afterEach(unload);

  it("is shared by all instances that use the store, and is gone when forgotten", async () => {
    stubRuntime();
    await load(flow({}, { ...accountItem, tokenStore: "default" }));
    await until("a subscription", () => theAccount()?.subscribers.size === 1);
    const store = theAccount().options.tokenStore;
    assert.equal(await store?.load(), undefined);
    await store?.save("sealed");
    assert.equal(await store?.load(), "sealed");
    const { global } = helper.getNode("acc").context();
    assert.deepEqual(
      global.keys().map((key) => [/^vehicleCloud_[0-9a-f]{32}$/.test(key), global.get(key)]),
      [[true, "sealed"]],
    );
    await store?.remove();
    assert.equal(await store?.load(), undefined);
  });
});
