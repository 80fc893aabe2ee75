import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { accountItem, deploy, receive, unload, until, ownUserDir } from "../support";
import { DemoScene, blue, loadSending, sendingFlow, type Outcomes } from "./support";
import { runtime } from "../../../src/node-red/shared/runtime";

const car = { vehicle: blue, vehicleType: "str" };

describe("what charging nodes remember", () => {
  let scene: DemoScene;
  const userDir = ownUserDir();
  let outcomes: Outcomes;
  const files = (): string[] =>
    readdirSync(join(userDir(), "vehicle-cloud")).filter((name) => /\.charging\./.test(name));

  beforeEach(async () => {
    scene = new DemoScene();
    await scene.start();
    scene.control.set(blue, { charging: "ac", socPercent: 50, targetPercent: 80 });
  });
  afterEach(() => scene.stop());

  async function unloadOnly(): Promise<void> {
    const { clock, createAccount } = runtime;
    await unload();
    Object.assign(runtime, { clock, createAccount });
  }

  async function restart(settings: object = {}): Promise<void> {
    await unloadOnly();
    outcomes = await loadSending("charge", { ...car, ...settings });
  }

  async function stopped(settings: object = {}): Promise<void> {
    outcomes = await loadSending("charge", { ...car, waitFor: "accepted", ...settings });
    receive("car", { payload: "stop" });
    await scene.passing("the stop", () => outcomes.done.length === 1);
  }

  it("is the pause, over a restart at once", async () => {
    await stopped();
    await restart();
    receive("car", { payload: "start" });
    await until("an answer", () => outcomes.unsure.length === 1);
    const { outcome, reason, retryAfterSeconds } = outcomes.unsure[0]!.payload;
    assert.deepEqual([outcome, reason], ["skipped", "pause"]);
    assert.ok(retryAfterSeconds > 590 && retryAfterSeconds <= 600, String(retryAfterSeconds));
  });

  for (const [set, ms] of [
    ["back", -86_400_000],
    ["forward", 86_400_000],
  ] as const) {
    it(`is the pause, neither longer nor over when the date is set ${set} by a day`, async () => {
      await stopped();
      await scene.clock.advance(300_000);
      scene.clock.setDateBy(ms);
      receive("car", { payload: "start" });
      await until("an answer", () => outcomes.unsure.length === 1);
      const { reason, retryAfterSeconds } = outcomes.unsure[0]!.payload;
      assert.equal(reason, "pause");
      assert.ok(retryAfterSeconds > 200 && retryAfterSeconds <= 300, String(retryAfterSeconds));
      await scene.clock.advance(300_000);
      receive("car", { payload: "start" });
      await scene.passing("an end", () => outcomes.ended.length === 3);
      assert.deepEqual(
        outcomes.unsure.map(({ payload }) => payload.reason).filter((one) => one === "pause"),
        ["pause"],
      );
    });
  }

  it("is the pause, after a restart never longer than it can be, though the date was set back by a day", async () => {
    await stopped();
    await unloadOnly();
    scene.clock.setDateBy(-86_400_000);
    outcomes = await loadSending("charge", car);
    receive("car", { payload: "start" });
    await until("an answer", () => outcomes.unsure.length === 1);
    const { reason, retryAfterSeconds } = outcomes.unsure[0]!.payload;
    assert.equal(reason, "pause");
    assert.ok(retryAfterSeconds > 590 && retryAfterSeconds <= 600, String(retryAfterSeconds));
  });

  it("is the pause, over a deploy that changes the account", async () => {
    await stopped();
    await deploy(sendingFlow("charge", car, { ...accountItem, budget: 200 }), "full");
    outcomes.listen();
    receive("car", { payload: "start" });
    await until("an answer", () => outcomes.unsure.length === 1);
    assert.equal(outcomes.unsure[0]!.payload.reason, "pause");
  });

  it("does not make a reading of before a restart the ground for sending nothing", async () => {
    // The account has a reading that says so; the restart finds it on disk.
    await loadSending("charge", car).then(async (first) => {
      receive("car", { payload: "start" });
      await scene.passing("a reading", () => first.done.length === 1);
    });
    await unloadOnly();
    await stopped({ pauseMinutes: 0 });
    // The car has not told of the stop yet: by the last reading it charges still.
    await restart({ pauseMinutes: 0 });
    receive("car", { payload: "start" });
    await scene.passing("the start", () => outcomes.ended.length === 1);
    assert.equal(outcomes.done[0]?.payload.reason, undefined);
    assert.deepEqual(scene.executed(blue), { chargeStop: 1, chargeStart: 1 });
  });

  it("goes with the account, and is one small file while that is there", async () => {
    await stopped();
    await until("the file", () => files().length === 1);
    await deploy([{ id: "tab", type: "tab" }], "full");
    await until("the removal", () => files().length === 0);
  });
});
