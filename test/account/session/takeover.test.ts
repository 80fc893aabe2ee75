import assert from "node:assert/strict";
import type { Takeover } from "../../../src/account/types";
import { ear, scene, type Scene } from "../support/accounts";
import { carA, json } from "../support/stub-cloud";

const minutes = 60_000;

describe("a session that the phone app takes", () => {
  let s: Scene;

  beforeEach(() => {
    s = scene();
  });
  afterEach(() => s.closeAll());

  const renewals = (): number => s.cloud.refreshes + s.cloud.signIns;

  /** Signed in, refused and renewed once; the next refusal comes within 10 min of it. */
  async function renewedOnce(takeover: Takeover) {
    const account = s.account({ takeover });
    await account.status(carA);
    s.cloud.expire();
    await s.clock.advance(2 * minutes);
    await account.status(carA);
    assert.equal(renewals(), 2);
    await s.clock.advance(5 * minutes);
    s.cloud.expire();
    return account;
  }

  it("is no take-over when it was refused only once, or long after", async () => {
    const account = await renewedOnce("giveWay");
    await s.clock.advance(11 * minutes);
    assert.equal((await account.status(carA)).stale, false);
    assert.equal(renewals(), 3);
  });

  it("giveWay: gives the last reading, marked stale, for 15 min, then signs in again", async () => {
    const account = await renewedOnce("giveWay");
    const status = await account.status(carA);
    assert.deepEqual([status.battery.percent, status.stale], [63, true]);
    await assert.rejects(account.request("thing", {}), { code: "SESSION_TAKEN_OVER", retryAfterMs: 15 * minutes });
    const asked = s.cloud.log.length;
    await s.clock.advance(14 * minutes);
    assert.equal((await account.status(carA)).stale, true);
    assert.equal(s.cloud.log.length, asked, "nothing is asked meanwhile");
    await s.clock.advance(1 * minutes);
    assert.equal((await account.status(carA)).stale, false);
    assert.equal(renewals(), 3);
  });

  it("giveWay: holds over a restart", async () => {
    const account = await renewedOnce("giveWay");
    await account.status(carA);
    await account.close();
    const asked = s.cloud.log.length;
    await assert.rejects(s.account().request("thing", {}), { code: "SESSION_TAKEN_OVER" });
    assert.equal(s.cloud.log.length, asked);
  });

  it("takeBack: takes it back at once", async () => {
    const account = await renewedOnce("takeBack");
    assert.equal((await account.status(carA)).stale, false);
    assert.equal(renewals(), 3);
  });

  it("wait: the schedule stays silent until a message comes", async () => {
    const account = await renewedOnce("wait");
    const { heard, listen } = ear();
    account.subscribe(carA, { parkedSeconds: 300, unchangedSeconds: 300 }, listen);
    await s.clock.advance(60 * minutes);
    assert.deepEqual(heard, ["stored 63", "problem SESSION_TAKEN_OVER"]);
    assert.equal(renewals(), 2);
    const asked = s.cloud.log.length;
    await s.clock.advance(6 * 60 * minutes);
    assert.equal(s.cloud.log.length, asked);
    assert.equal((await account.status(carA)).stale, false);
    assert.equal(renewals(), 3);
    assert.deepEqual(heard.slice(2), ["recovered", "message 63"]);
  });

  it("wait: Test sign-in ends it", async () => {
    const account = await renewedOnce("wait");
    account.subscribe(carA, { parkedSeconds: 300, unchangedSeconds: 300 }, () => undefined);
    await s.clock.advance(60 * minutes);
    await account.signIn({ force: true });
    assert.equal((await account.status(carA, { maxAgeSeconds: 5 })).stale, false);
  });

  it("tells the schedule's subscribers once, and once when it is over", async () => {
    const account = await renewedOnce("giveWay");
    const { heard, listen } = ear();
    account.subscribe(carA, { parkedSeconds: 300, unchangedSeconds: 300 }, listen);
    await s.clock.advance(40 * minutes);
    assert.deepEqual(heard.slice(0, 4), ["stored 63", "problem SESSION_TAKEN_OVER", "recovered", "poll 63"]);
    assert.equal(heard.filter((word) => word.startsWith("problem")).length, 1);
  });

  describe("as any subscriber hears it", () => {
    const lose = (): void => s.cloud.expire();

    it("giveWay: taken over once, and back once it is signed in again", async () => {
      const account = await renewedOnce("giveWay");
      const { session, events, listen } = ear();
      account.subscribe(carA, "listen", listen);
      await account.status(carA);
      await s.clock.advance(10 * minutes);
      await account.status(carA);
      assert.deepEqual(session, ["back already", "takenOver"]);
      const told = events.find((event) => event.type === "session" && event.state === "takenOver");
      assert.equal(told?.type === "session" && told.error?.code, "SESSION_TAKEN_OVER");
      await s.clock.advance(6 * minutes);
      await account.status(carA, { maxAgeSeconds: 5 });
      assert.deepEqual(session, ["back already", "takenOver", "back"]);
    });

    it("takeBack: taken over and back in one go, each time", async () => {
      const account = await renewedOnce("takeBack");
      const { session, listen } = ear();
      account.subscribe(carA, "listen", listen);
      await account.status(carA);
      assert.deepEqual(session, ["back already", "takenOver", "back"]);
      await s.clock.advance(2 * minutes);
      lose();
      await account.status(carA);
      assert.deepEqual(session.slice(3), ["takenOver", "back"]);
    });

    it("a restart meanwhile is no news, but what follows is", async () => {
      const account = await renewedOnce("giveWay");
      await account.status(carA);
      await account.close();
      const again = s.account();
      const { session, listen } = ear();
      again.subscribe(carA, "listen", listen);
      await s.clock.advance(14 * minutes);
      assert.deepEqual(session, ["takenOver already"]);
      await s.clock.advance(2 * minutes);
      await again.status(carA);
      assert.deepEqual(session.slice(1), ["back"]);
    });

    it("a session that ran out and is renewed is none of it", async () => {
      const account = s.account();
      const { session, listen } = ear();
      account.subscribe(carA, "listen", listen);
      await account.status(carA);
      for (let turn = 0; turn < 3; turn++) {
        lose();
        await s.clock.advance(60 * minutes);
        await account.status(carA);
      }
      assert.deepEqual(session, ["back already"]);
    });

    it("a request from before that gets through does not mean that it is back", async () => {
      const account = await renewedOnce("giveWay");
      const { session, listen } = ear();
      account.subscribe(carA, "listen", listen);
      let answer: () => void = () => undefined;
      s.cloud.before = (path) =>
        path === "/slow"
          ? new Promise((resolve) => {
              answer = () => resolve(json({ ok: true }));
            })
          : undefined;
      const slow = account.request("slow", {});
      await s.clock.settle();
      await account.status(carA);
      answer();
      await slow;
      assert.deepEqual(session, ["back already", "takenOver"]);
    });

    it("a refused password needs its owner; told once, also to who comes later, and its end", async () => {
      s.cloud.password = "changed";
      const account = s.account();
      const [first, late, afterwards] = [ear(), ear(), ear()];
      account.subscribe(carA, "listen", first.listen);
      for (let turn = 0; turn < 3; turn++) {
        await assert.rejects(account.status(carA), { code: "SIGN_IN_REJECTED" });
        await s.clock.advance(30 * minutes);
      }
      account.subscribe("all", "listen", late.listen);
      await s.clock.settle();
      assert.deepEqual([first.session, late.session], [["signInNeeded"], ["signInNeeded already"]]);
      await account.close();
      const again = s.account();
      again.subscribe("all", "listen", afterwards.listen);
      await s.clock.settle();
      assert.deepEqual(afterwards.session, ["signInNeeded already"]);
      s.cloud.password = "right";
      await again.signIn({ force: true });
      assert.deepEqual(afterwards.session, ["signInNeeded already", "back"]);
    });

    it("a cloud that is out of reach says nothing of the session", async () => {
      const account = s.account();
      const { session, listen } = ear();
      account.subscribe(carA, "listen", listen);
      await account.status(carA);
      s.cloud.before = () => json({ code: "broken" });
      await assert.rejects(account.request("thing", {}), { code: "CLOUD_UNAVAILABLE" });
      assert.deepEqual(session, ["back already"]);
    });
  });
});
