/** Example 24 in a runtime of its own: the demo is shared by whoever uses it, and its cars go by the clock of the first. */
import assert from "node:assert/strict";
import { ManualClock } from "../../../src/base/clock";
import { acquireDemoCloud, type DemoCloud } from "../../../src/demo";
import { runtime } from "../../../src/node-red/shared/runtime";
import { Example } from "../example";
import { leaveDemo } from "../leave-demo";

describe("example 24: a Lynk & Co in China", () => {
  const real = { ...runtime };
  let clock: ManualClock;
  let demo: DemoCloud;
  let release: () => void;

  beforeEach(async () => {
    clock = new ManualClock(Date.now());
    ({ cloud: demo, release } = await acquireDemoCloud({ clock, speed: 1 }));
    runtime.clock = clock;
  });
  afterEach(async () => {
    await leaveDemo(clock, release);
    Object.assign(runtime, real);
  });

  it("24: does the whole job of a Lynk & Co in China, a button each, and nothing fails", async () => {
    const { id } = demo.vehicles.find(({ platform }) => platform === "lynkco-gkui")!;
    demo.control.set(id, { routine: false });
    const one = new Example("24 Lynk & Co China, all in one.json");
    await one.load();
    const passing = async (what: string, look: () => boolean): Promise<void> => {
      await clock.settle();
      for (let second = 0; !look(); second++) {
        if (second > 200) assert.fail(`never: ${what}; ${JSON.stringify(one.at("What failed, and its code"))}`);
        await clock.advance(1000);
      }
    };
    one.press("Status");
    one.press("SIM data");
    await passing("what it tells", () => one.at("In one sentence").length + one.at("Left on the SIM card").length > 1);
    assert.match(
      String(one.at("In one sentence")[0]?.payload),
      /^Lynk & Co 0001: locked, 39 L in the tank, good for \d+ km\.$/,
    );
    assert.equal(one.at("Left on the SIM card")[0]?.payload.dataKiB.total, 3145728);
    const jobs = ["Unlock it for 2 minutes", "Lock it", "Start the engine", "Stop the engine", "Flash its lights"];
    for (const [index, job] of jobs.entries()) {
      one.press(job);
      await passing(job, () => one.at("What became of it").length > index);
    }
    assert.deepEqual(
      one.at("What became of it").map(({ payload }) => payload.outcome),
      ["confirmed", "confirmed", "confirmed", "confirmed", "accepted"],
    );
    await clock.advance(20_000);
    assert.deepEqual(demo.control.executions(id), { unlock: 1, lock: 1, engineStart: 1, engineStop: 1, lights: 1 });
    assert.deepEqual(one.at("What failed, and its code"), []);
  });
});
