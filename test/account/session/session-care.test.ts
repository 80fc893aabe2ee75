import assert from "node:assert/strict";
import { isCloudError } from "../../../src/base/errors";
import { carA, json } from "../support/stub-cloud";
import { failure, moving, scene, until, type Scene } from "../support/accounts";

const minutes = 60_000;

describe("session care", () => {
  let s: Scene;

  beforeEach(() => {
    s = scene();
  });
  afterEach(() => s.closeAll());

  it("signs in once for 200 first callers", async () => {
    const account = s.account();
    await Promise.all(Array.from({ length: 200 }, (_, i) => account.request(`thing${i}`, {})));
    assert.equal(s.cloud.signIns, 1);
  });

  it("renews once for 200 callers whose session has run out, and answers all of them", async () => {
    const account = s.account();
    await account.vehicles();
    s.cloud.expire();
    const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => account.request(`thing${i}`, {})));
    assert.equal(answers.length, 200);
    assert.equal(s.cloud.refreshes, 1);
    assert.equal(s.cloud.signIns, 1);
  });

  it("renews once even if some of the old session's refusals come late", async () => {
    const account = s.account();
    await account.vehicles();
    s.cloud.expire();
    let letGo: () => void = () => undefined;
    const late = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    s.cloud.before = async (path, { headers }) => {
      if (path !== "/slow" || headers["token"] !== "token-1") return undefined;
      await late;
      return json({ code: "expired" }, 401);
    };
    const slow = account.request("slow", {});
    await account.request("fast", {});
    letGo();
    await slow;
    assert.equal(s.cloud.refreshes, 1);
  });

  it("signs in with the credentials when the session cannot be renewed", async () => {
    const account = s.account();
    await account.vehicles();
    s.cloud.expire({ refresh: true });
    assert.equal((await account.status(carA)).battery.percent, 63);
    assert.deepEqual([s.cloud.refreshes, s.cloud.signIns], [1, 2]);
  });

  it("has a rotated token on disk before it is used", async () => {
    const order: string[] = [];
    s.store.onSave = () => void order.push("saved");
    s.cloud.before = (path, { headers }) => void order.push(headers["token"] ? `${path} ${headers["token"]}` : path);
    const account = s.account();
    await account.vehicles();
    s.cloud.expire();
    order.length = 0;
    await account.request("thing", {});
    const used = order.indexOf("/thing token-2");
    assert.ok(used > 0, order.join(", "));
    assert.equal(order.slice(order.indexOf("/refresh token-1") + 1, used).includes("saved"), true, order.join(", "));
  });

  it("lets one caller give up without stopping the sign-in of the others", async () => {
    const account = s.account();
    let answer: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    s.cloud.before = (path) => (path === "/sign-in" ? held : undefined);
    const stop = new AbortController();
    const one = account.vehicles({ signal: stop.signal });
    const other = account.vehicles();
    await until(() => s.cloud.signIns === 1);
    stop.abort();
    await assert.rejects(one, { code: "ABORTED" });
    answer();
    assert.equal((await other).length, 2);
    assert.equal(s.cloud.signIns, 1);
  });

  describe("a refused password", () => {
    const wrong = { credentials: { username: "driver@example.org", password: "wrong" } };

    it("is not sent again: not by the next call, not after a restart", async () => {
      const account = s.account(wrong);
      await assert.rejects(account.vehicles(), { code: "SIGN_IN_REJECTED", platformCode: "wrongPassword" });
      await assert.rejects(account.status(carA), { code: "SIGN_IN_REJECTED", sent: false });
      await account.close();
      await s.clock.advance(24 * 60 * minutes);
      await assert.rejects(s.account(wrong).status(carA), { code: "SIGN_IN_REJECTED", sent: false });
      assert.equal(s.cloud.log.length, 1);
    });

    it("is forgotten when the password changes", async () => {
      await assert.rejects(s.account(wrong).vehicles(), { code: "SIGN_IN_REJECTED" });
      assert.equal((await s.account().vehicles()).length, 2);
      assert.equal(s.cloud.signIns, 2);
    });

    it("is tried again by Test sign-in, once", async () => {
      const account = s.account(wrong);
      await assert.rejects(account.vehicles(), { code: "SIGN_IN_REJECTED" });
      await assert.rejects(account.signIn({ force: true }), { code: "SIGN_IN_REJECTED" });
      assert.equal(s.cloud.signIns, 2);
      s.cloud.password = "wrong";
      assert.equal((await account.signIn({ force: true })).length, 2);
      assert.equal((await account.status(carA)).battery.percent, 63);
    });
  });

  it("does not send credentials again that a renewal was refused for, where renewing sends them", async () => {
    const account = s.account();
    await account.vehicles();
    s.cloud.expire();
    s.cloud.before = (path) => (path === "/refresh" ? json({ code: "wrongPassword" }) : undefined);
    for (let call = 0; call < 10; call++) {
      await assert.rejects(account.request("thing", {}), { code: "SIGN_IN_REJECTED", platformCode: "wrongPassword" });
    }
    assert.deepEqual([s.cloud.refreshes, s.cloud.signIns], [1, 1]);
    await account.close();
    const restarted = s.account();
    await assert.rejects(restarted.request("thing", {}), { code: "SIGN_IN_REJECTED", sent: false });
    assert.deepEqual([s.cloud.refreshes, s.cloud.signIns], [1, 1]);
    s.cloud.before = () => undefined;
    s.cloud.expire({ refresh: true });
    await restarted.signIn({ force: true });
    assert.equal((await restarted.status(carA)).battery.percent, 63);
  });

  describe("a throttled sign-in", () => {
    it("waits 2 min, then half as long again each time, over restarts, at most 90 min", async () => {
      s.cloud.before = (path) => (path === "/sign-in" ? json({}, 403) : undefined);
      const waits: number[] = [];
      for (let i = 0; i < 12; i++) {
        const account = s.account();
        await assert.rejects(account.vehicles(), { code: "SIGN_IN_BLOCKED" });
        const next: unknown = await s
          .account()
          .vehicles()
          .catch((thrown: unknown) => thrown);
        assert.ok(isCloudError(next, "SIGN_IN_BLOCKED"));
        assert.equal(next.sent, false);
        waits.push((next.retryAfterMs ?? 0) / minutes);
        await s.clock.advance(next.retryAfterMs ?? 0);
      }
      assert.deepEqual(waits.slice(0, 4), [2, 3, 4.5, 6.75]);
      assert.equal(waits.at(-1), 90);
      assert.equal(s.cloud.signIns, 12);
    });

    it("is not hurried by Test sign-in", async () => {
      s.cloud.before = (path) => (path === "/sign-in" ? json({}, 403) : undefined);
      const account = s.account();
      await assert.rejects(account.vehicles(), { code: "SIGN_IN_BLOCKED" });
      await assert.rejects(account.signIn({ force: true }), { code: "SIGN_IN_BLOCKED" });
      assert.equal(s.cloud.signIns, 1);
    });

    it("is relieved by a minute for each success", async () => {
      let blocked = 3;
      s.cloud.before = (path) => (path === "/sign-in" && blocked-- > 0 ? json({}, 403) : undefined);
      const account = s.account();
      for (let i = 0; i < 3; i++) {
        await assert.rejects(account.vehicles(), { code: "SIGN_IN_BLOCKED" });
        await s.clock.advance(5 * minutes);
      }
      await account.vehicles();
      s.cloud.expire({ refresh: true });
      blocked = 1;
      await assert.rejects(account.request("thing", {}), { code: "SIGN_IN_BLOCKED" });
      // 4.5 min less one, and half as long again.
      await assert.rejects(account.request("thing", {}), { retryAfterMs: 5.25 * minutes });
    });
  });

  it("a throttled renewal is not tried again with each call, but when the wait is over", async () => {
    const account = s.account();
    await account.vehicles();
    s.cloud.before = (path) => (path === "/refresh" ? json({}, 403) : undefined);
    s.cloud.expire();
    for (let i = 0; i < 10; i++) await assert.rejects(account.request("thing", {}), { code: "SIGN_IN_BLOCKED" });
    assert.deepEqual([s.cloud.refreshes, s.cloud.signIns], [1, 1]);
    s.cloud.before = () => undefined;
    await s.clock.advance(2 * minutes);
    await account.request("thing", {});
    assert.deepEqual([s.cloud.refreshes, s.cloud.signIns], [2, 1]);
  });

  it("waits a minute after a sign-in that failed otherwise, and says what it failed with", async () => {
    s.cloud.before = (path) => (path === "/sign-in" ? json({}, 500) : undefined);
    const account = s.account();
    await assert.rejects(account.vehicles(), { code: "CLOUD_UNAVAILABLE", httpStatus: 500 });
    await assert.rejects(account.vehicles(), { code: "CLOUD_UNAVAILABLE", retryAfterMs: minutes, sent: false });
    s.cloud.before = () => undefined;
    await s.clock.advance(minutes);
    assert.equal((await account.vehicles()).length, 2);
    assert.equal(s.cloud.signIns, 2);
  });

  it("gives up a sign-in after 90 s", async () => {
    s.cloud.before = (path) => (path === "/sign-in" ? new Promise<void>(() => undefined) : undefined);
    s.clock.hold = () => () => undefined;
    const account = s.account();
    const asked = account.vehicles();
    await until(() => s.cloud.signIns === 1);
    await assert.rejects(moving(s.clock, asked), { code: "TIMEOUT" });
    await assert.rejects(account.vehicles(), { code: "TIMEOUT", sent: false });
    assert.equal(s.cloud.signIns, 1);
  });

  describe("two instances on one store", () => {
    it("take over each other's session instead of renewing it", async () => {
      const [one, two] = [s.account(), s.account()];
      await one.vehicles();
      await two.status(carA);
      assert.equal(s.cloud.signIns, 1, "the second takes the first one's session");
      s.cloud.expire();
      await one.request("thing", {});
      await two.request("thing", {});
      assert.equal(s.cloud.refreshes, 1);
      s.cloud.expire();
      await s.clock.advance(11 * minutes);
      await two.request("thing", {});
      await one.request("thing", {});
      assert.equal(s.cloud.refreshes, 2);
      assert.equal(s.cloud.deviceIds.size, 1, "both are the same device");
    });

    it("do not take a session of their own for the other's that could not be saved", async () => {
      const account = s.account();
      await account.vehicles();
      s.store.failSave = failure("EROFS");
      s.cloud.expire();
      await account.request("thing", {});
      s.cloud.expire();
      await s.clock.advance(11 * minutes);
      await account.request("thing", {});
      assert.equal(s.cloud.refreshes, 2);
    });
  });
});
