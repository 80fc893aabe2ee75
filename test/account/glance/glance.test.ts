/** What somebody sees of an account who looks on (`VehicleAccount.glance`): all that is known, and not one request for it. */
import assert from "node:assert/strict";
import type { Glance, VehicleAccount } from "../../../src/account/types";
import { failure, moving, scene, type Scene } from "../support/accounts";
import { carA, carB, json } from "../support/stub-cloud";

const minutes = (count: number): number => count * 60_000;

describe("a glance at an account", () => {
  let on: Scene;
  let account: VehicleAccount;
  let glance: Glance;

  beforeEach(() => {
    on = scene();
    account = on.account();
    glance = account.glance!();
    report(carA, 60);
    report(carB, 30);
  });
  afterEach(() => on.closeAll());

  function report(id: string, percent: number, locked = true): void {
    on.cloud.reports[id] = { reportedAt: new Date(on.clock.now()).toISOString(), percent, locked };
  }
  const ids = (since?: string): string[] => glance.changed(since).vehicles.map(({ id }) => id);

  it("makes no request and opens nothing, before the account is used and after", async () => {
    assert.deepEqual(ids(), []);
    assert.equal(glance.account().session.state, "idle");
    assert.deepEqual(on.cloud.log, []);
    assert.equal(on.store.saves, 0);
    await account.status(carA);
    const requests = on.cloud.log.length;
    for (let i = 0; i < 20; i++) {
      glance.account();
      for (const id of ids()) assert.ok(glance.facts(id));
      await on.clock.advance(minutes(10));
    }
    assert.equal(on.cloud.log.length, requests);
  });

  it("gives the reading with when it was heard, and what of the day's budget it has cost", async () => {
    await account.status(carA);
    glance.changed();
    const { status, heardAt, source, requests, staleAt } = glance.facts(carA);
    assert.equal(status?.battery.percent, 60);
    assert.equal(heardAt, on.clock.now());
    assert.equal(source, "message");
    assert.equal(staleAt, on.clock.now() + 26 * 3600_000);
    assert.equal(requests, 1);
    assert.equal(glance.facts(carB).status, undefined);
    const { budget, total } = glance.account().requests;
    assert.deepEqual([budget, total], [300, on.cloud.log.length]);
  });

  it("tells only what has changed since the last look", async () => {
    await account.vehicles();
    const first = glance.changed();
    assert.deepEqual([first.whole, first.count], [true, 2]);
    assert.deepEqual(ids(first.mark), []);
    await account.status(carB);
    const next = glance.changed(first.mark);
    assert.equal(next.whole, false);
    assert.deepEqual(
      next.vehicles.map(({ id }) => id),
      [carB],
    );
    assert.deepEqual(ids(next.mark), []);
    assert.deepEqual(ids(first.mark), [carB], "a second browser has a mark of its own");
  });

  it("tells all to whoever comes with a mark of another account, of another time, or none at all", async () => {
    await account.vehicles();
    const { mark } = glance.changed();
    for (const strange of [
      undefined,
      "",
      "x",
      `${mark}.1`.slice(1),
      "abc.1",
      "__proto__.1",
      `${mark.split(".")[0]}`,
      `${mark.split(".")[0]}.-1`,
    ])
      assert.equal(glance.changed(strange).whole, true, strange);
    const again = on.account();
    await again.vehicles();
    assert.equal(again.glance!().changed(mark).whole, true, "the runtime was restarted");
    await on.clock.advance(minutes(2));
    await account.status(carA);
    assert.equal(glance.changed(mark).whole, true, "nobody looked for a while, so nothing was noted");
  });

  it("tells all once a vehicle has gone", async () => {
    await account.vehicles();
    const { mark } = glance.changed();
    on.cloud.vehicles.pop();
    await account.signIn();
    const after = glance.changed(mark);
    assert.deepEqual([after.whole, after.vehicles.map(({ id }) => id)], [true, [carA]]);
    const next = glance.changed(after.mark);
    assert.deepEqual([next.whole, next.vehicles], [false, []]);
  });

  it("says how the session is: kept, put off, refused, taken, paused", async () => {
    await account.status(carA);
    assert.equal(glance.account().session.state, "kept");
    on.cloud.expire({ refresh: true });
    on.cloud.password = "changed";
    await assert.rejects(moving(on.clock, account.status(carB)), { code: "SIGN_IN_REJECTED" });
    assert.equal(glance.account().session.state, "refused");
    const { code, open } = glance.account().trouble!;
    assert.deepEqual([code, open], ["SIGN_IN_REJECTED", false]);
  });

  it("says until when a sign-in or all requests are put off, and that the session is not on disk", async () => {
    on.cloud.before = (path) => (path === "/sign-in" ? json({}, 500) : undefined);
    await assert.rejects(moving(on.clock, account.status(carA)), { code: "CLOUD_UNAVAILABLE" });
    const put = glance.account().session;
    assert.equal(put.state, "waiting");
    assert.ok(put.until! > on.clock.now() && put.until! <= on.clock.now() + minutes(1), String(put.until));
    await on.clock.advance(minutes(1));
    on.cloud.before = (path) => (path.startsWith("/status") ? json({}, 429, { "retry-after": "300" }) : undefined);
    on.store.failSave = failure("EROFS");
    await assert.rejects(account.status(carA), { code: "RATE_LIMITED" });
    const { state, until, unsaved } = glance.account().session;
    assert.deepEqual([state, until, unsaved], ["paused", on.clock.now() + minutes(5), true]);
    await on.clock.advance(minutes(5));
    assert.equal(glance.account().session.state, "kept");
  });

  it("of a reading that an earlier version stored, and of one without a time, tells what there is", async () => {
    report(carB, 0);
    on.cloud.reports[carB]!.reportedAt = "";
    for (const id of [carA, carB]) await account.status(id);
    glance.changed();
    assert.equal("staleAt" in glance.facts(carB), false);
    assert.equal(glance.facts(carB).status?.stale, true);
    const at = on.clock.now();
    await account.close();
    on.state.text = on.state.text!.replace(/,"told":\{[^}]*\}/g, "");
    assert.doesNotMatch(on.state.text, /"told"/);
    const next = on.account();
    await next.status(carA, { lastKnown: true });
    const { heardAt, source, status } = next.glance!().facts(carA);
    assert.deepEqual([heardAt, source, status?.battery.percent], [at, "stored", 60]);
  });

  it("diagnostics of an account that nobody has used yet say so, and open nothing", () => {
    const {
      opened,
      sessionUsable,
      sessionSaved,
      signIn,
      signInWaitSeconds,
      clockOffsetSeconds,
      pauseSeconds,
      session,
    } = account.diagnostics();
    assert.deepEqual([opened, sessionUsable, sessionSaved, session], [false, false, true, null]);
    assert.deepEqual([signIn, signInWaitSeconds, clockOffsetSeconds, pauseSeconds], ["open", 0, null, 0]);
    assert.deepEqual(on.cloud.log, []);
  });

  it("says until when the session is left to the phone app", async () => {
    await account.status(carA);
    for (const wait of [2, 5]) {
      on.cloud.expire();
      await on.clock.advance(minutes(wait));
      await account.status(carA);
    }
    const { state, until } = glance.account().session;
    assert.equal(state, "taken");
    const wait = until! - on.clock.now();
    assert.equal(wait, minutes(15));
    assert.equal(glance.account().session.until, until, "the same moment each time it is asked");
  });

  it("keeps the charge of a day in quarters of an hour, with gaps where nothing was told", async () => {
    for (const percent of [60, 61, undefined, undefined, 64]) {
      if (percent !== undefined) {
        report(carA, percent);
        await account.status(carA);
      }
      await on.clock.advance(minutes(15));
    }
    const { charge } = glance.history(carA)!;
    assert.equal(charge.length, 96);
    assert.deepEqual(charge.slice(-6), [60, 61, null, null, 64, null]);
    await on.clock.advance(minutes(24 * 60 - 30));
    assert.deepEqual(glance.history(carA)!.charge.slice(0, 2), [64, null]);
    await on.clock.advance(minutes(60));
    assert.ok(glance.history(carA)!.charge.every((value) => value === null));
  });

  it("is not misled by a date that is set an hour back or forward", async () => {
    await account.status(carA);
    on.clock.setDateBy(-3600_000);
    report(carA, 62);
    await on.clock.advance(minutes(15));
    await account.status(carA);
    assert.deepEqual(glance.history(carA)!.charge.slice(-2), [60, 62]);
  });

  it("keeps the last ten commands with what came of each, the newest first", async () => {
    await account.status(carA);
    on.cloud.before = (path) => {
      if (path.startsWith("/status")) report(carA, 60);
    };
    for (let i = 0; i < 11; i++) await account.command(carA, { command: "horn" }, { waitFor: "accepted" });
    await assert.rejects(account.command(carA, { command: "fly" }));
    const { commands } = glance.history(carA)!;
    assert.equal(commands.length, 10);
    assert.deepEqual([commands[0]!.outcome, commands.at(-1)!.outcome], ["refused", "accepted"]);
    assert.equal(glance.history(carB), undefined);
  });

  it("does not say of a command that was sent that it was not carried out, when who asked for it is closed", async () => {
    await account.status(carA);
    const asker = new AbortController();
    const onStage = (stage: string): void => void (stage === "accepted" && asker.abort());
    const asked = account.command(carA, { command: "lock" }, { signal: asker.signal, onStage });
    const rejected = assert.rejects(asked, { code: "ABORTED", sent: true });
    await on.clock.advance(minutes(2));
    await rejected;
    assert.deepEqual(glance.history(carA)!.commands[0], {
      ...{ command: "lock", at: Date.parse("2026-06-01T08:00:00Z"), outcome: "unknown", code: "ABORTED" },
    });
  });

  it("keeps nothing of single vehicles where there are more than 1,000", async () => {
    on.cloud.vehicles = Array.from({ length: 1001 }, (_, i) => ({ id: `CAR${i}`, model: "stub one", facts: {} }));
    for (let i = 0; i < 1000; i++) await account.status(`CAR${i}`);
    assert.equal(glance.account().history, true);
    assert.ok(glance.history("CAR0"));
    await account.status("CAR1000");
    assert.equal(glance.account().history, false);
    assert.equal(glance.history("CAR0"), undefined);
  });

  it("has nothing of a vehicle that nothing was heard of", () => {
    assert.equal(glance.history(carA), undefined);
    assert.equal(glance.history("__proto__"), undefined);
    assert.deepEqual(glance.facts("__proto__"), { requests: 0, alerts: [], faults: [] });
  });
});
