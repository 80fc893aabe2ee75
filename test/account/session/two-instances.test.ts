import assert from "node:assert/strict";
import { scene, type Scene } from "../support/accounts";

const minutes = 60_000;

/** Two accounts on one token store, in the moments in which they get in each other's way. */
describe("two instances of an account", () => {
  let s: Scene;

  beforeEach(() => {
    s = scene();
  });
  afterEach(() => s.closeAll());

  it("renew the session themselves if the one that the other has stored is void too", async () => {
    const [one, two] = [s.account(), s.account()];
    await one.vehicles();
    await two.request("thing", {});
    s.cloud.expire();
    await one.request("thing", {});
    await s.clock.advance(11 * minutes);
    s.cloud.expire();
    // It still has the first session, finds the second, and needs a third.
    await two.request("thing", {});
    assert.deepEqual([s.cloud.refreshes, s.cloud.signIns], [2, 1]);
    await one.request("thing", {});
    assert.deepEqual([s.cloud.refreshes, s.cloud.signIns], [2, 1]);
  });

  it("look for the other's session once more before they send the password", async () => {
    const [one, two] = [s.account(), s.account()];
    await one.vehicles();
    await two.request("thing", {});
    s.cloud.expire();
    let first = true;
    s.cloud.before = async (path) => {
      if (path !== "/refresh" || !first) return;
      first = false;
      // While the renewal of one is on its way, the other's uses up what both renew with.
      await one.request("thing", {});
    };
    await two.request("thing", {});
    assert.deepEqual([s.cloud.refreshes, s.cloud.signIns], [2, 1]);
  });
});
