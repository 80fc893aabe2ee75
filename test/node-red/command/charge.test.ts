import assert from "node:assert/strict";
import { ManualClock } from "../../../src/base/clock";
import { cloudError } from "../../../src/base/errors";
import type { VehicleStatus } from "../../../src/vehicle/model";
import { first, reading } from "../stub-account";
import { deploy, quiet, receive, theAccount, unload, until } from "../support";
import { asked, loadSending, sendingFlow, stubCommands, theCommands, type Outcomes } from "./support";

let clock: ManualClock;

/** What the car says now; the cloud tells it when it is asked. */
function says(change: (status: VehicleStatus) => void): void {
  const status = reading(60, change);
  status.reportedAt = new Date(clock.now()).toISOString();
  status.readAt = status.reportedAt;
  theAccount().statuses.set(first.id, status);
}

/** Sends a message and answers the command that comes of it. */
async function carriedOut(outcomes: Outcomes, payload: unknown, count: number): Promise<void> {
  receive("car", { payload });
  (await asked(count)).accept();
  await until("the end", () => outcomes.ended.length === count);
}

describe("a charging node", () => {
  beforeEach(() => {
    clock = new ManualClock("2026-06-01T08:00:00Z");
    stubCommands(clock, (account) => account.failures.set(first.id, cloudError("VEHICLE_OFFLINE", "No reading.")));
  });
  afterEach(async () => {
    await unload();
    assert.equal(clock.pending, 0, "no timer is left");
  });

  const commands = (): string[] => theCommands().map(({ command }) => command.command);

  const meanings: [unknown, object][] = [
    ["start", { command: "chargeStart" }],
    [true, { command: "chargeStart" }],
    ["stop", { command: "chargeStop" }],
    [false, { command: "chargeStop" }],
    [85, { command: "chargeTarget", percent: 85 }],
    ["85", { command: "chargeTarget", percent: 85 }],
  ];
  for (const [payload, command] of meanings) {
    it(`takes the payload ${JSON.stringify(payload)} for ${JSON.stringify(command)}`, async () => {
      const outcomes = await loadSending("charge");
      await carriedOut(outcomes, payload, 1);
      assert.deepEqual(theCommands()[0]?.command, command);
      assert.equal(outcomes.done.length, 1);
    });
  }

  for (const payload of ["go", "", null, {}, [80], "80 %"]) {
    it(`refuses the payload ${JSON.stringify(payload)}`, async () => {
      const outcomes = await loadSending("charge");
      receive("car", { payload });
      await until("a refusal", () => outcomes.failed.length === 1);
      assert.equal(outcomes.failed[0]?.error.code, "INPUT_INVALID");
      assert.deepEqual(commands(), []);
    });
  }

  for (const wrong of [
    { operation: "faster" },
    { pauseMinutes: "often" },
    { timeoutSeconds: 0 },
    { waitFor: "luck" },
  ]) {
    it(`says that ${JSON.stringify(wrong)} is no setting`, async () => {
      const outcomes = await loadSending("charge", wrong);
      receive("car", { payload: "start" });
      await until("a refusal", () => outcomes.failed.length === 1);
      assert.equal(outcomes.failed[0]?.error.code, "CONFIG_INVALID");
    });
  }

  it("keeps ten minutes between start and stop, over a deploy too, and says when", async () => {
    const outcomes = await loadSending("charge");
    await carriedOut(outcomes, "start", 1);
    await deploy(sendingFlow("charge", { name: "again" }), "nodes");
    outcomes.listen();
    await clock.advance(4 * 60_000);
    receive("car", { payload: "stop", mine: 1 });
    await until("an answer", () => outcomes.unsure.length === 1);
    const { payload, mine } = outcomes.unsure[0]!;
    assert.deepEqual(payload, {
      ...{ command: "chargeStop", outcome: "skipped", reason: "pause", retryAfterSeconds: 360, seconds: 0, reads: 0 },
    });
    assert.equal(mine, 1);
    await clock.advance(6 * 60_000);
    await carriedOut(outcomes, "stop", 2).catch(() => undefined);
    assert.deepEqual(commands(), ["chargeStart", "chargeStop"]);
  });

  it("holds back a stop that comes while the start is still on its way", async () => {
    const outcomes = await loadSending("charge");
    receive("car", { payload: "start" });
    receive("car", { payload: "stop" });
    const start = await asked(1);
    await until("an answer", () => outcomes.unsure.length === 1);
    assert.equal(outcomes.unsure[0]?.payload.reason, "pause");
    start.accept();
    await until("the start", () => outcomes.done.length === 1);
    assert.deepEqual(commands(), ["chargeStart"]);
  });

  it("does not count a start that was refused", async () => {
    const outcomes = await loadSending("charge");
    receive("car", { payload: "start" });
    (await asked(1)).refuse(cloudError("COMMAND_REJECTED", "The car did not take it."));
    await until("a refusal", () => outcomes.failed.length === 1);
    receive("car", { payload: "stop" });
    (await asked(2)).accept();
    await until("the stop", () => outcomes.done.length === 1);
  });

  it("counts a start of which nobody knows whether it was carried out", async () => {
    const outcomes = await loadSending("charge");
    receive("car", { payload: "start" });
    (await asked(1)).accept({ outcome: "unknown", reason: "TIMEOUT", acceptedAt: undefined });
    await until("an answer", () => outcomes.unsure.length === 1);
    receive("car", { payload: "stop" });
    await until("another", () => outcomes.unsure.length === 2);
    assert.equal(outcomes.unsure[1]?.payload.reason, "pause");
  });

  it("sends nothing to a car that says it is so already", async () => {
    const outcomes = await loadSending("charge");
    await carriedOut(outcomes, 80, 1);
    theAccount().failures.clear();
    says(({ battery }) => (battery.charging = true));
    receive("car", { payload: "start" });
    await until("an answer", () => outcomes.done.length === 2);
    const { payload } = outcomes.done[1]!;
    assert.deepEqual(
      [payload.outcome, payload.reason, payload.reading.battery.charging],
      ["confirmed", "alreadySo", true],
    );
    assert.deepEqual(commands(), ["chargeTarget"]);
  });

  it("does not believe a report from before the last switch, nor one that is out of date", async () => {
    const outcomes = await loadSending("charge", { pauseMinutes: 0 });
    await carriedOut(outcomes, 80, 1);
    theAccount().failures.clear();
    says(({ battery }) => (battery.charging = false));
    await clock.advance(1000);
    await carriedOut(outcomes, "start", 2);
    await carriedOut(outcomes, "stop", 3);
    await clock.advance(30 * 3_600_000);
    await carriedOut(outcomes, "stop", 4);
    assert.deepEqual(commands(), ["chargeTarget", "chargeStart", "chargeStop", "chargeStop"]);
  });

  it("asks the cloud once, not the car, before it leaves a command out", async () => {
    const outcomes = await loadSending("charge");
    await carriedOut(outcomes, 80, 1);
    theAccount().failures.clear();
    says(({ battery }) => (battery.charging = false));
    receive("car", { payload: "stop" });
    await until("an answer", () => outcomes.done.length === 2);
    const reads = theAccount().asked.filter(({ method, options }) => method === "status" && !options?.lastKnown);
    assert.deepEqual(
      reads.map(({ options }) => options?.fresh),
      [true],
    );
  });

  it("sends rather than claim by the last reading, if no answer is to be had", async () => {
    const outcomes = await loadSending("charge");
    await carriedOut(outcomes, 80, 1);
    theAccount().failures.clear();
    says(({ battery }) => (battery.charging = false));
    const account = theAccount();
    const known = account.status.bind(account);
    account.status = (selector, options) =>
      options?.lastKnown ? known(selector, options) : Promise.reject(cloudError("CLOUD_UNAVAILABLE", "No answer."));
    await carriedOut(outcomes, "stop", 2);
    assert.deepEqual(commands(), ["chargeTarget", "chargeStop"]);
    // The last reading in place of an answer: this is what a cloud client gives while the app has the session.
    account.status = async (selector, options) => ({ ...(await known(selector, options)), stale: true });
    await carriedOut(outcomes, "stop", 3);
    assert.deepEqual(commands(), ["chargeTarget", "chargeStop", "chargeStop"]);
  });

  it("says that a car is not plugged in instead of sending a start to it", async () => {
    const outcomes = await loadSending("charge");
    await carriedOut(outcomes, 80, 1);
    theAccount().failures.clear();
    says(({ battery }) => Object.assign(battery, { charging: false, pluggedIn: false }));
    receive("car", { payload: "start" });
    await until("an answer", () => outcomes.unsure.length === 1);
    const { payload } = outcomes.unsure[0]!;
    assert.deepEqual(
      [payload.outcome, payload.reason, payload.reading.battery.pluggedIn],
      ["skipped", "notPluggedIn", false],
    );
    assert.deepEqual(commands(), ["chargeTarget"]);
    // Plugged in now, and it tells so: nothing of before holds it back.
    await clock.advance(1000);
    says(({ battery }) => Object.assign(battery, { charging: false, pluggedIn: true }));
    await carriedOut(outcomes, "start", 2);
    assert.deepEqual(commands(), ["chargeTarget", "chargeStart"]);
  });

  it("sends a start where it is not sure that no cable is in", async () => {
    const outcomes = await loadSending("charge");
    await carriedOut(outcomes, 80, 1);
    theAccount().failures.clear();
    says(({ battery }) => Object.assign(battery, { charging: false, pluggedIn: false }));
    await clock.advance(30 * 3_600_000);
    await carriedOut(outcomes, "start", 2);
    assert.deepEqual(commands(), ["chargeTarget", "chargeStart"]);
  });

  it("evaluates target and times where they come from, and refuses what is missing", async () => {
    const outcomes = await loadSending("charge", { operation: "target", target: "battery.wish", targetType: "msg" });
    receive("car", { battery: { wish: 95 } });
    (await asked(1)).accept();
    await until("the end", () => outcomes.ended.length === 1);
    assert.deepEqual(theCommands()[0]?.command, { command: "chargeTarget", percent: 95 });
  });

  it("calls done once with an error when it is removed, and nothing comes out any more", async () => {
    const outcomes = await loadSending("charge");
    receive("car", { payload: "start" });
    const { options, accept } = await asked(1);
    options.onStage?.("sent", 0);
    await deploy(
      sendingFlow("charge").filter(({ id }) => id !== "car"),
      "full",
    );
    accept();
    await quiet();
    assert.deepEqual([outcomes.done.length, outcomes.unsure.length, outcomes.ended.length], [0, 0, 0]);
  });
});
