import assert from "node:assert/strict";
import fc from "fast-check";
import { benchConfirmation } from "../../../bench/confirmation";
import { CommandHistory } from "../../../src/account/commands/command-history";
import { planReads } from "../../../src/account/commands/confirmation-reads";
import { ManualClock } from "../../../src/base/clock";

describe("looking for the report that shows a command", () => {
  it("sees it about as soon as a reading every 5 s, with fewer readings, and never more than seven", async () => {
    const { usual, once, everyFive, lagRatio, readsRatio } = await benchConfirmation();
    assert.ok(lagRatio <= 1.2, `lag ${usual.lagSeconds} s beside ${everyFive.lagSeconds} s`);
    assert.ok(readsRatio <= 0.85, `${usual.reads} readings beside ${everyFive.reads}`);
    assert.equal(usual.mostReads, 7);
    assert.deepEqual([usual.seenPercent, everyFive.seenPercent], [100, 100]);
    assert.ok(once.seenPercent < 70, "one reading misses many");
  });

  it("comes sooner and asks less where the car's own delays are alike", async () => {
    const { usual, adapted, everyFive, adaptedTimes } = (await benchConfirmation()).narrow;
    assert.ok(adapted.lagSeconds <= usual.lagSeconds / 2 && adapted.reads <= usual.reads * 0.6);
    assert.ok(adapted.reads <= everyFive.reads * 0.7 && adapted.lagSeconds <= everyFive.lagSeconds * 1.2);
    assert.ok(adaptedTimes.length <= 7 && adaptedTimes.at(-1) === 60);
  });

  it("keeps the usual times for a car that takes now 2 and now 30 seconds, or of which little is known", () => {
    const usual = [4, 9, 15, 22, 31, 42, 60];
    assert.deepEqual(planReads({ timeoutSeconds: 60 }), usual);
    assert.deepEqual(planReads({ timeoutSeconds: 60, delays: [9, 9, 9, 9] }), usual);
    assert.deepEqual(planReads({ timeoutSeconds: 60, delays: [2, 30, 5, 11, 3, 26, 8, 17] }), usual);
    assert.deepEqual(planReads({ timeoutSeconds: 20 }), [4, 9, 15, 20]);
    assert.deepEqual(planReads({ timeoutSeconds: 300 }), [4, 9, 15, 22, 31, 42, 300]);
    assert.deepEqual(planReads({ timeoutSeconds: 60, hint: [15, 35] }), [15, 35, 60]);
  });

  for (const [delay, usually] of [
    [3, 1],
    [9.5, 3],
    [25, 5],
    [48, 7],
  ] as const) {
    it(`looks at the right moment for a car that always takes ${delay} s`, () => {
      const delays = [0.98, 1, 1.01, 0.99, 1.02].map((share) => share * delay);
      const needed = (times: readonly number[]): [lag: number, reads: number] => {
        const at = times.findIndex((time) => time >= delay * 1.02);
        return [times[at]! - delay, at + 1];
      };
      const [lag, reads] = needed(planReads({ timeoutSeconds: 60, delays }));
      assert.ok(lag <= 1 + delay / 8, `seen ${lag} s later`);
      assert.ok(reads <= Math.max(1, usually - 1), `${reads} readings`);
      assert.equal(
        needed(planReads({ timeoutSeconds: 60, delays: delays.slice(1) }))[1],
        usually,
        "four say too little",
      );
      assert.deepEqual(planReads({ timeoutSeconds: 60, delays, hint: [11] }), [11, 60]);
    });
  }

  it("takes delays for alike that lie within three seconds, or within half of the middle one", () => {
    const usual = planReads({ timeoutSeconds: 60 });
    const isUsual = (delays: number[]): boolean => String(planReads({ timeoutSeconds: 60, delays })) === String(usual);
    assert.deepEqual([isUsual([2, 3, 3, 4, 5]), isUsual([2, 3, 3, 4, 5.1])], [false, true]);
    assert.deepEqual([isUsual([20, 22, 24, 30, 32]), isUsual([20, 22, 24, 30, 32.1])], [false, true]);
    assert.deepEqual([isUsual([32, 24, 20, 30, 22]), isUsual([5.1, 3, 2, 4, 3])], [false, true], "in any order");
  });

  it("gives one to seven times in their order, the last at the end, for any delays", () => {
    const delay = fc.double({ min: 0, max: 3600, noNaN: true });
    fc.assert(
      fc.property(fc.array(delay, { maxLength: 12 }), fc.integer({ min: 1, max: 600 }), (delays, timeoutSeconds) => {
        const times = planReads({ delays, timeoutSeconds });
        assert.ok(times.length >= 1 && times.length <= 7);
        assert.equal(times.at(-1), timeoutSeconds);
        times.forEach((time, i) => assert.ok(time > (times[i - 1] ?? 0), times.join()));
      }),
    );
  });

  it("remembers twelve delays of each vehicle and command, and reads only sound ones back", () => {
    const history = new CommandHistory(new ManualClock());
    for (let i = 0; i < 20; i++) history.noteDelay("car", "lock", i);
    history.noteDelay("car", "unlock", -3);
    history.noteDelay("car", "unlock", Number.NaN);
    assert.deepEqual([history.delays("car", "lock").length, history.delays("car", "unlock")], [12, [0]]);
    const next = new CommandHistory(new ManualClock());
    next.restore(JSON.parse(JSON.stringify(history.save())));
    assert.deepEqual(next.delays("car", "lock"), history.delays("car", "lock"));
    for (const bad of [undefined, 7, [{ key: 1 }], [{ key: "lock car", delays: "x", sentAt: "y" }]]) next.restore(bad);
    assert.deepEqual(next.delays("bike", "lock"), []);
    for (let i = 0; i < 700; i++) next.noteDelay(`car ${i}`, "lock", 5);
    assert.equal(next.save().length, 500);
  });
});
