import assert from "node:assert/strict";
import { cloudError } from "../../../src/base/errors";
import { moving, scene, type Scene } from "../support/accounts";
import { carA, json } from "../support/stub-cloud";

describe("commands", () => {
  let s: Scene;
  const sent = (): number => s.cloud.count(`POST /command/${carA}`);
  const reads = (): number => s.cloud.count(`GET /status/${carA}`);

  /** The car locks itself this many seconds after the command, and reports it at once. */
  const locksAfter = (seconds: number) => {
    let at = Infinity;
    s.cloud.before = (path) => {
      if (path.startsWith("/command")) at = s.clock.now() + seconds * 1000;
      if (!path.startsWith("/status")) return undefined;
      const locked = s.clock.now() >= at;
      return json({ reportedAt: new Date(locked ? at : s.clock.now() - 600_000).toISOString(), locked });
    };
  };

  beforeEach(() => {
    s = scene();
  });
  afterEach(() => s.closeAll());

  it("are confirmed by a later report, read at 4, 9, 15 s and so on", async () => {
    locksAfter(11);
    const account = s.account();
    const result = await moving(s.clock, account.command(carA, { command: "lock" }));
    assert.equal(result.outcome, "confirmed");
    assert.deepEqual([result.reads, result.seconds, sent(), reads()], [3, 15, 1, 3]);
    assert.equal(result.reading?.locks.locked, true);
    assert.equal(Date.parse(result.confirmedAt ?? "") - Date.parse(result.sentAt), 15_000);
  });

  it("are not taken for confirmed by what was so before", async () => {
    s.cloud.before = (path) =>
      path.startsWith("/status") ? json({ reportedAt: "2026-06-01T07:59:59Z", locked: true }) : undefined;
    const account = s.account();
    await account.status(carA);
    const result = await moving(s.clock, account.command(carA, { command: "lock" }));
    assert.deepEqual([result.outcome, result.reason, result.reads, result.seconds], ["unknown", "notSeen", 7, 60]);
    assert.equal(sent(), 1);
  });

  it("are final with their acceptance where no report can show them, or if that is enough", async () => {
    const account = s.account();
    const horn = await account.command(carA, { command: "horn" });
    const lock = await account.command(carA, { command: "lock" }, { waitFor: "accepted" });
    assert.deepEqual([horn.outcome, lock.outcome, reads()], ["accepted", "accepted", 0]);
  });

  it("whose answer never came are not sent again; the outcome is what a report shows", async () => {
    locksAfter(5);
    const car = s.cloud.before;
    s.cloud.before = (path, request) => {
      void car(path, request);
      if (path.startsWith("/command")) throw cloudError("TIMEOUT", "stub.example did not answer.");
      return car(path, request);
    };
    const account = s.account();
    const lock = await moving(s.clock, account.command(carA, { command: "lock" }));
    assert.deepEqual([lock.outcome, lock.acceptedAt, sent()], ["confirmed", undefined, 1]);
    const horn = await moving(s.clock, account.command(carA, { command: "horn" }));
    assert.deepEqual([horn.outcome, horn.reason, sent()], ["unknown", "TIMEOUT", 2]);
  });

  it("are sent again after a renewed session: the first was refused", async () => {
    const account = s.account();
    await account.vehicles();
    s.cloud.expire();
    assert.equal((await account.command(carA, { command: "horn" })).outcome, "accepted");
    assert.deepEqual([sent(), s.cloud.count("POST /refresh")], [2, 1]);
  });

  it("expire rather than being sent late", async () => {
    const account = s.account();
    await account.vehicles();
    s.cloud.before = (path) => (path.startsWith("/command") ? json({ code: "busy" }) : undefined);
    const late = account.command(carA, { command: "horn" }, { expiresSeconds: 10 });
    await assert.rejects(moving(s.clock, late), { code: "COMMAND_EXPIRED" });
    assert.equal(sent(), 1);
  });

  it("with wrong parameters are refused before anything is asked of the cloud", async () => {
    const account = s.account();
    await account.vehicles();
    const asked = s.cloud.log.length;
    await assert.rejects(account.command(carA, { command: "fly" }), { code: "INPUT_INVALID" });
    assert.equal(s.cloud.log.length, asked);
  });

  it("and their confirmation pass when the day's budget is spent", async () => {
    locksAfter(3);
    const account = s.account({ budget: 1 });
    await account.status(carA);
    await s.clock.advance(61_000);
    await assert.rejects(account.status(carA), { code: "BUDGET_SPENT" });
    const result = await moving(s.clock, account.command(carA, { command: "lock" }));
    assert.equal(result.outcome, "confirmed");
    await s.clock.advance(61_000);
    await assert.rejects(account.status(carA), { code: "BUDGET_SPENT" });
  });

  it("go to one vehicle one after the other", async () => {
    const order: string[] = [];
    s.cloud.before = async (path, { body }) => {
      if (!path.startsWith("/command")) return;
      order.push(`begin ${String(body)}`);
      await Promise.resolve();
      order.push("end");
    };
    const account = s.account();
    await account.vehicles();
    await Promise.all([
      account.command(carA, { command: "horn" }),
      account.command(carA, { command: "lock" }, { waitFor: "accepted" }),
    ]);
    assert.deepEqual(order, ['begin {"command":"horn"}', "end", 'begin {"command":"lock"}', "end"]);
  });
});
