/** Whoever has the secret can push for as many vehicles as he likes: through the node, by HTTP, what is kept of them has its bound. */
import assert from "node:assert/strict";
import { silentLogger } from "../../../src/base/logger";
import { MemoryStore } from "../../account/support/accounts";
import { Stage, until, type StagedNode } from "./stage";
import { alertFields, signed, statusFields } from "./support";

const idOf = (number: number): string => String(860_000_000_000_000 + number);
const bound = 150;
/** Of vehicles that belong to no list. */
const strangers = 1000;

describe("ever new vehicles that push to the webhook node", () => {
  let stage: Stage;
  let store: MemoryStore;
  beforeEach(async () => {
    stage = new Stage();
    await stage.begin();
    store = new MemoryStore();
  });
  afterEach(() => stage.end());

  function open(warnings: string[], learnVehicles = true) {
    return stage.account("acc", {
      ...{ stateStore: store, learnVehicles, mostLearned: bound },
      logger: { ...silentLogger, warn: (text) => void warnings.push(text) },
    });
  }

  /** Pushes of as many vehicles, 50 on their way at a time; each must be answered and be a message. */
  async function pushed(hook: StagedNode, from: number, count: number, kind: "status" | "alert" = "status") {
    hook.take();
    for (let at = from; at < from + count; at += 50) {
      const numbers = Array.from({ length: Math.min(50, from + count - at) }, (_, more) => at + more);
      const answers = await Promise.all(
        numbers.map((number) => {
          const fields = kind === "status" ? statusFields : alertFields;
          return stage.post(`/segway/v2/vehicle/${kind}`, signed(fields({ iotCode: idOf(number) })));
        }),
      );
      assert.ok(answers.every(({ status }) => status === 200));
    }
    await until("all of them to have come", () => hook.sent.length === count);
    hook.take();
  }

  it("learning on: so many are the account's, the rest are heard of, the owner is told once, and a restart keeps to it", async () => {
    const warnings: string[] = [];
    const account = open(warnings);
    const hook = await stage.deploy();
    await pushed(hook, 0, bound);
    assert.deepEqual(warnings, []);
    await pushed(hook, bound, 300);
    await pushed(hook, 0, 50);
    const own = Array.from({ length: bound }, (_, number) => idOf(number));
    assert.deepEqual(
      (await account.vehicles()).map(({ id }) => id),
      own,
    );
    assert.equal(warnings.length, 1);
    assert.match(warnings[0]!, /^The account has learned 150 vehicles from pushes and learns no more/);
    assert.deepEqual(hook.warnings, []);
    // It closes, is read again, and hears of others.
    await stage.close(hook);
    await account.close();
    const after: string[] = [];
    const again = open(after);
    await pushed(await stage.deploy(), 10_000, 100);
    assert.deepEqual(
      (await again.vehicles()).map(({ id }) => id),
      own,
    );
    assert.equal(after.length, 1, "a new process tells it anew, once");
  });

  for (const learnVehicles of [true, false]) {
    it(`learning ${learnVehicles ? "on" : "off"}: readings of 1,000 strangers are kept, of each 64 alerts, and no more on disk`, async function () {
      this.timeout(120_000);
      const account = open([], learnVehicles);
      const hook = await stage.deploy();
      const learned = learnVehicles ? bound : 0;
      await pushed(hook, 0, learned + strangers + 100);
      await pushed(hook, 20_000, 30, "alert");
      for (let code = 0; code < 100; code++) {
        const fields = alertFields({ iotCode: idOf(20_000), code: String(1000 + code) });
        await stage.post("/segway/v2/vehicle/alert", signed(fields));
      }
      await until("the last of the codes", () => hook.sent.length === 100);
      const open64 = hook.take().at(-1).open as string[];
      assert.deepEqual([open64.length, open64.at(-1)], [64, "unknown-1099"]);
      await account.close();
      const ids = new Set(store.text!.match(/8600000000\d{5}/g));
      assert.equal(ids.size, learned + strangers);
      assert.ok(ids.has(idOf(20_000)) && ids.has(idOf(learned + strangers + 99)));
      assert.ok(!ids.has(idOf(learned)), "whoever was not heard of for longest made room");
      // Some 600 characters each, and what a day's counts and the alerts take.
      assert.ok(store.text!.length < (learned + strangers) * 1200, String(store.text!.length));
    });
  }
});
