import assert from "node:assert/strict";
import type { VehicleAccount } from "../../../src/account/types";
import { moving, until } from "../support/accounts";
import { garage, one, telematics, type Garage } from "./support";

const minute = 60_000;

describe("a command to a car that sleeps and does nothing", () => {
  let cars: Garage;
  let account: VehicleAccount;
  const put = `PUT /remote-control/vehicle${telematics}`;
  const executions = (): Record<string, number> => cars.demo.control.executions(one);
  const wakeFirst = true;

  beforeEach(async () => {
    cars = await garage();
    account = cars.account({ allow: { sisterBrand: true } });
    await falls();
  });
  afterEach(() => cars.close());

  /** It falls asleep, and is silent for half an hour and more. */
  async function falls(): Promise<void> {
    cars.demo.control.set(one, { pluggedIn: false, locked: true, deaf: true, asleep: true });
    await cars.clock.advance(40 * minute);
  }

  it("is lost, as its owner knows", async () => {
    const result = await cars.send(account, { command: "unlock" });
    assert.deepEqual([result.outcome, result.reason, result.wokeFirst], ["unknown", "notSeen", undefined]);
    assert.deepEqual(executions(), {});
  });

  it("is carried out once the car is woken first", async () => {
    const result = await cars.send(account, { command: "unlock" }, { wakeFirst });
    assert.deepEqual([result.outcome, result.wokeFirst], ["confirmed", true]);
    assert.deepEqual(executions(), { positionRefresh: 1, unlock: 1 });
    const accepted = await cars.send(account, { command: "lock" }, { wakeFirst, waitFor: "accepted" });
    assert.deepEqual([accepted.outcome, accepted.wokeFirst], ["accepted", undefined]);
  });

  it("wakes it at most every 15 min, whoever asks, over a restart too, and is sent all the same", async () => {
    await cars.send(account, { command: "unlock" }, { wakeFirst });
    await account.close();
    cars.demo.control.set(one, { deaf: true, asleep: true, silent: true });
    account = cars.account({ allow: { sisterBrand: true } });
    // As if it had said nothing for long: what counts is when it was last woken.
    cars.demo.control.set(one, { asleep: true, silent: true });
    await cars.clock.advance(12 * minute);
    const early = await cars.send(account, { command: "lock" }, { wakeFirst });
    assert.deepEqual([early.wokeFirst, executions()["positionRefresh"]], [undefined, 1]);
    await cars.clock.advance(40 * minute);
    const later = await cars.send(account, { command: "lock" }, { wakeFirst });
    assert.deepEqual([later.outcome, later.wokeFirst], ["confirmed", true]);
    assert.equal(executions()["positionRefresh"], 2);
  });

  it("wakes none that has just reported, though the account has not asked for long", async () => {
    await account.status(one);
    await cars.clock.advance(40 * minute);
    cars.demo.control.set(one, { deaf: false, asleep: false });
    const result = await cars.send(account, { command: "unlock" }, { wakeFirst });
    assert.deepEqual([result.outcome, result.wokeFirst], ["confirmed", undefined]);
    assert.deepEqual(executions(), { unlock: 1 });
  });

  it("is refused with the reason where the account does not allow to wake, and sends nothing", async () => {
    const plain = cars.account();
    const asked = cars.demo.control.log.length;
    await assert.rejects(plain.command(one, { command: "unlock" }, { wakeFirst }), {
      code: "NOT_SUPPORTED",
      sent: false,
      message: /wake .*positionRefresh.*sisterBrand/s,
    });
    assert.equal(cars.demo.control.log.length, asked);
  });

  it("expires no sooner for it: without the time to wake it the car is not woken", async () => {
    const hasty = await cars.send(account, { command: "unlock" }, { wakeFirst, expiresSeconds: 30 });
    assert.deepEqual([hasty.outcome, hasty.wokeFirst, cars.asked(put)], ["unknown", undefined, 1]);
    const brief = await cars.send(account, { command: "unlock" }, { wakeFirst, expiresSeconds: 60 });
    assert.deepEqual([brief.outcome, brief.wokeFirst, cars.asked(put)], ["confirmed", true, 3]);
  });

  it("is not sent any more when the account closes while the car wakes up", async () => {
    await account.status(one);
    const sent = account.command(one, { command: "unlock" }, { wakeFirst });
    const gone = assert.rejects(sent, { code: "ABORTED" });
    await until(() => cars.asked(put) === 1);
    await account.close();
    await gone;
    await cars.clock.advance(minute);
    assert.deepEqual(executions(), { positionRefresh: 1 });
  });

  it("is one that many ask for", async () => {
    const all = Array.from({ length: 20 }, () => account.command(one, { command: "unlock" }, { wakeFirst }));
    const results = await moving(cars.clock, Promise.all(all), 300_000);
    assert.ok(results.every(({ outcome, wokeFirst: woke }) => outcome === "confirmed" && woke));
    assert.deepEqual(executions(), { positionRefresh: 1, unlock: 1 });
  });
});
