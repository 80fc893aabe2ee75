import assert from "node:assert/strict";
import { LoginStore } from "../../../src/node-red/account/shared-logins";
import { MemoryStore, scene, type Scene } from "../support/accounts";

/** Two account nodes with one login (pasted twice, imported as a copy), each with a file of its own. */
describe("two account nodes of one login in one process", () => {
  let s: Scene;
  let stores: LoginStore[];

  beforeEach(() => {
    s = scene();
    stores = ["a", "b"].map(() => new LoginStore(new MemoryStore(), "smart-eu driver"));
  });
  afterEach(async () => {
    await s.closeAll();
    stores.forEach((store) => store.leave());
  });

  const two = () => stores.map((tokenStore) => s.account({ tokenStore, stateStore: new MemoryStore() }));

  it("sign in once, also when both begin in the same moment", async () => {
    const [one, other] = two();
    await Promise.all([one!.vehicles(), other!.vehicles()]);
    assert.equal(s.cloud.signIns, 1);
  });

  it("renew once for both, hour after hour, and blame no phone app", async () => {
    const [one, other] = two();
    await Promise.all([one!.request("thing", {}), other!.request("thing", {})]);
    for (let round = 1; round <= 5; round++) {
      s.cloud.expire();
      await one!.request("thing", {});
      await other!.request("thing", {});
      await s.clock.advance(11 * 60_000);
      assert.deepEqual([s.cloud.signIns, s.cloud.refreshes], [1, round]);
    }
    s.cloud.expire();
    await Promise.all([one!.request("thing", {}), other!.request("thing", {})]);
    assert.deepEqual([s.cloud.signIns, s.cloud.refreshes], [1, 6]);
  });

  it("send a wrong password once", async () => {
    const credentials = { username: "driver@example.org", password: "wrong" };
    const accounts = stores.map((tokenStore) => s.account({ tokenStore, credentials }));
    const ends = await Promise.allSettled(accounts.map((account) => account.vehicles()));
    assert.deepEqual(
      ends.map((end) => end.status === "rejected" && (end.reason as { code: string }).code),
      ["SIGN_IN_REJECTED", "SIGN_IN_REJECTED"],
    );
    assert.equal(s.cloud.signIns, 1);
  });

  it("closing one does not wait for the other's sign-in, and the other goes on", async () => {
    const [one, other] = two();
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const asked = new Promise<void>((resolve) => {
      s.cloud.before = (path) => (path === "/sign-in" ? (resolve(), held) : undefined);
    });
    const first = one!.vehicles();
    await asked;
    const second = other!.vehicles();
    second.catch(() => undefined);
    await other!.close();
    await assert.rejects(second, { code: "ABORTED" });
    letGo();
    assert.ok((await first).length > 0);
  });
});
