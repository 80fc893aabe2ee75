import assert from "node:assert/strict";
import type { TokenStore, VehicleAccount } from "../../../src/account/types";
import { MemoryStore, scene, type Scene } from "../support/accounts";
import { json } from "../support/stub-cloud";

/** A store that several instances use at once, e.g. a context store on Redis. */
class SharedStore extends MemoryStore implements TokenStore {
  readonly shared = true;
}

/**
 * Two accounts are refused in the same moment. Both renew with the one refresh token there is; whose request comes second is
 * refused, and looks into the store before the first has saved what it got.
 */
describe("two instances that renew in the same moment", () => {
  let s: Scene;

  beforeEach(() => {
    s = scene();
    // Time must be able to pass while a save is under way.
    s.clock.hold = () => () => undefined;
  });
  afterEach(() => s.closeAll());

  const moment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2));

  /** Moves time on, with moments of real work in between, until something has come about. */
  async function passing(come: () => boolean, ms = 60_000): Promise<void> {
    for (const end = s.clock.now() + ms; !come() && s.clock.now() < end; await moment()) await s.clock.advance(500);
    assert.ok(come(), `did not come about within ${ms / 1000} s`);
  }

  /** Whether it has ended, and how. */
  function outcome(work: Promise<unknown>): { over: boolean; failed?: unknown } {
    const seen: { over: boolean; failed?: unknown } = { over: false };
    work.then(
      () => (seen.over = true),
      (failed: unknown) => Object.assign(seen, { over: true, failed }),
    );
    return seen;
  }

  /** Both have the same session, which ends; the first has renewed it, and its save does not come to an end until told to. */
  async function firstIsSaving(store: MemoryStore): Promise<{
    first: { over: boolean; failed?: unknown };
    two: VehicleAccount;
    save: () => Promise<void>;
  }> {
    const [one, two] = [s.account({ tokenStore: store }), s.account({ tokenStore: store })];
    await one.vehicles();
    await two.request("thing", {});
    assert.equal(s.cloud.signIns, 1);
    s.cloud.expire();
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    let saving = false;
    store.onSave = () => {
      saving = true;
      store.onSave = () => undefined;
      return held;
    };
    const first = outcome(one.request("thing", {}));
    while (!saving) await moment();
    const saves = store.saves;
    return {
      first,
      two,
      async save() {
        letGo();
        while (store.saves === saves) await moment();
      },
    };
  }

  it("sign in no second time: who is refused looks for the other's session again", async () => {
    const store = new SharedStore();
    const { first, two, save } = await firstIsSaving(store);
    let looks = 0;
    store.onLoad = async () => {
      // Before the renewal, after it, after a second, after three.
      if (++looks === 4) await save();
    };
    const began = s.clock.now();
    const second = outcome(two.request("thing", {}));
    await passing(() => first.over && second.over);
    assert.deepEqual([first.failed, second.failed], [undefined, undefined]);
    assert.deepEqual([s.cloud.refreshes, s.cloud.signIns], [2, 1]);
    assert.ok(s.clock.now() - began >= 3000);
    assert.equal(looks, 4);
  });

  it("do not wait for each other where the store is one's own", async () => {
    const { two, save } = await firstIsSaving(new MemoryStore());
    const began = s.clock.now();
    await two.request("thing", {});
    assert.deepEqual([s.cloud.refreshes, s.cloud.signIns], [2, 2]);
    assert.equal(s.clock.now(), began);
    await save();
  });

  it("sign in after 20 s if no other has renewed the session, and later calls do not wait again", async () => {
    const account = s.account({ tokenStore: new SharedStore() });
    await account.vehicles();
    s.cloud.expire({ refresh: true });
    s.cloud.before = (path) => (path === "/sign-in" ? json({ code: "wrongPassword" }) : undefined);
    const began = s.clock.now();
    const refused = outcome(account.request("thing", {}));
    await passing(() => refused.over);
    assert.equal((refused.failed as { code?: string }).code, "SIGN_IN_REJECTED");
    assert.equal(s.clock.now() - began, 20_000);
    await assert.rejects(account.request("thing", {}), { code: "SIGN_IN_REJECTED", sent: false });
    assert.equal(s.clock.now() - began, 20_000);
    assert.deepEqual([s.cloud.refreshes, s.cloud.signIns], [1, 2]);
  });

  it("leave the sign-in its whole 90 s", async () => {
    const account = s.account({ tokenStore: new SharedStore() });
    await account.vehicles();
    s.cloud.expire({ refresh: true });
    s.cloud.before = async (path) => {
      if (path !== "/sign-in") return;
      await new Promise<void>((resolve) => s.clock.setTimeout(resolve, 85_000));
    };
    const began = s.clock.now();
    const asked = outcome(account.request("thing", {}));
    await passing(() => asked.over, 200_000);
    assert.equal(asked.failed, undefined);
    assert.ok(s.clock.now() - began >= 105_000);
  });

  it("wait neither for a first sign-in nor for Test sign-in", async () => {
    const began = s.clock.now();
    const account = s.account({ tokenStore: new SharedStore() });
    await account.vehicles();
    s.cloud.expire({ refresh: true });
    await account.signIn({ force: true });
    assert.deepEqual([s.cloud.refreshes, s.cloud.signIns], [1, 2]);
    assert.equal(s.clock.now(), began);
  });

  it("do not sign in any more when the account closes while it waits", async () => {
    const account = s.account({ tokenStore: new SharedStore() });
    await account.vehicles();
    s.cloud.expire({ refresh: true });
    const asked = outcome(account.request("thing", {}));
    await passing(() => s.cloud.refreshes === 1);
    await account.close();
    await moment();
    assert.equal((asked.failed as { code?: string }).code, "ABORTED");
    await s.clock.advance(60_000);
    assert.equal(s.cloud.signIns, 1);
  });
});
