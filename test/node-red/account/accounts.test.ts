import assert from "node:assert/strict";
import type { TokenStore } from "../../../src/account/types";
import { ManualClock } from "../../../src/base/clock";
import { silentLogger } from "../../../src/base/logger";
import { settleAccount, type SettledAccount } from "../../../src/node-red/account/account-settings";
import { accounts, lingerMs, trialLingerMs, type Lease } from "../../../src/node-red/account/accounts";
import { runtime } from "../../../src/node-red/shared/runtime";
import { made, quiet, stubRuntime } from "../support";

class MemoryStore implements TokenStore {
  readonly written: string[] = [];
  text: string | undefined;
  removed = 0;

  async load(): Promise<string | undefined> {
    return this.text;
  }

  async save(text: string): Promise<void> {
    this.text = text;
    this.written.push(text);
  }

  async remove(): Promise<void> {
    this.removed++;
    this.text = undefined;
  }
}

const settled = (password: string, more: object = {}): SettledAccount =>
  settleAccount({ platform: "smart-eu", credentials: { username: "car", password }, ...more });

describe("lending accounts", () => {
  const real = { ...runtime };
  let clock: ManualClock;
  let session: MemoryStore;

  const borrow = (settings: SettledAccount, trial = false, id = "acc", exact = false): Lease =>
    accounts.acquire({ id, settled: settings, stores: { session }, logger: silentLogger, trial, exact });

  beforeEach(() => {
    clock = new ManualClock();
    session = new MemoryStore();
    stubRuntime(undefined, clock);
  });
  afterEach(async () => {
    await accounts.closeAll();
    assert.equal(clock.pending, 0);
    Object.assign(runtime, real);
  });

  it("lends the same account for the same settings, another one for others", () => {
    const [a, b, c] = [borrow(settled("one")), borrow(settled("one")), borrow(settled("one", { budget: 100 }))];
    assert.equal(a.account, b.account);
    assert.notEqual(a.account, c.account);
    assert.equal(borrow(settled("one"), false, "other").account === a.account, false);
  });

  it("writes what it knows before a node that gives it back has closed: the process may be about to end", async () => {
    const lease = borrow(settled("one"));
    let saved = false;
    lease.account.save = async () => {
      await quiet();
      saved = true;
    };
    await lease.release();
    assert.equal(saved, true);
  });

  it("closes it some seconds after the last one gave it back, unless it is taken again", async () => {
    const lease = borrow(settled("one"));
    void lease.release();
    void lease.release();
    await clock.advance(lingerMs - 1);
    const again = borrow(settled("one"));
    assert.equal(again.account, lease.account);
    await clock.advance(lingerMs * 2);
    assert.equal(made[0]?.closed, 0);
    void again.release();
    await clock.advance(lingerMs);
    assert.equal(made[0]?.closed, 1);
    assert.equal(accounts.open, 0);
  });

  it("lets a new account read the session only after the old one has written its last", async () => {
    const old = borrow(settled("one"));
    void old.release();
    let finish: (() => void) | undefined;
    const close = made[0]!.close.bind(made[0]);
    made[0]!.close = async () => {
      await new Promise<void>((resolve) => (finish = resolve));
      await close();
    };
    borrow(settled("one", { budget: 100 }));
    let loaded: string | undefined;
    void made[1]!.options.tokenStore!.load().then((text) => (loaded = text));
    await quiet();
    assert.equal(loaded, undefined);
    finish?.();
    await quiet();
    assert.equal(loaded, "last words");
  });

  it("writes nothing for a test, and everything once the tested settings are deployed", async () => {
    const test = borrow(settled("typed"), true);
    await test.account.signIn();
    void test.release();
    await clock.advance(60_000);
    assert.deepEqual(session.written, []);
    const deployed = borrow(settled("typed"));
    await quiet();
    assert.equal(deployed.account, test.account);
    assert.deepEqual(session.written, ["session of car"]);
    await made[0]!.options.tokenStore!.save("rotated");
    assert.equal(session.text, "rotated");
  });

  it("keeps a test's session for a deploy that changes the rest of the settings", async () => {
    const test = borrow(settled("typed"), true);
    await test.account.signIn();
    void test.release();
    borrow(settled("typed", { vehicles: [{ id: "HESXTEST0P0000001", name: "Van" }] }));
    assert.equal(made.length, 2);
    const text = await made[1]!.options.tokenStore!.load();
    assert.equal(text, "last words");
    assert.deepEqual(session.written, ["last words"]);
  });

  it("forgets a test whose settings are not deployed", async () => {
    const deployed = borrow(settled("one"));
    const test = borrow(settled("wrong"), true);
    await test.account.signIn();
    void test.release();
    await clock.advance(trialLingerMs);
    assert.equal(made[1]?.closed, 1);
    assert.equal(made[0]?.closed, 0);
    assert.deepEqual(session.written, []);
    void deployed.release();
  });

  it("signs in once for two tests of the same credentials", () => {
    const one = borrow(settled("typed"), true);
    void one.release();
    const two = borrow(settled("typed", { takeover: "wait" }), true);
    assert.equal(one.account, two.account);
    void two.release();
  });

  it("lends a test with another table a new account where the table is what is tested", async () => {
    const exact = (vehicles: object[]): Lease => {
      const lease = borrow(settled("typed", { vehicles }), true, "acc", true);
      void lease.release();
      return lease;
    };
    const [one, other] = [exact([]), exact([{ id: "860000000000101" }])];
    assert.notEqual(one.account, other.account);
    assert.equal(exact([{ id: "860000000000101" }]).account, other.account);
    await quiet();
    assert.equal(made[0]?.closed, 1, "the older test has ended");
    const deployed = borrow(settled("typed", { vehicles: [{ id: "860000000000101" }] }));
    assert.equal(deployed.account, other.account, "and the newer one is deployed with its session");
  });

  it("removes what a deleted account kept, after the account has ended", async () => {
    const lease = borrow(settled("one"));
    session.text = "old";
    void lease.release();
    await accounts.remove("acc", { session });
    assert.equal(made[0]?.closed, 1);
    assert.equal(session.removed, 1);
    assert.equal(session.text, undefined);
  });

  it("writes the log to the node that took the account last", () => {
    const lines: string[] = [];
    const logger = (name: string) => ({
      ...silentLogger,
      warn: (message: string) => lines.push(`${name}: ${message}`),
    });
    accounts.acquire({ id: "acc", settled: settled("one"), stores: {}, logger: logger("old") });
    accounts.acquire({ id: "acc", settled: settled("one"), stores: {}, logger: logger("new") });
    made[0]?.options.logger?.warn("password=secret of HESXTEST0P0000001");
    assert.deepEqual(lines, ["new: password=*** of …0001"]);
  });
});
