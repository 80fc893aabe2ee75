import assert from "node:assert/strict";
import { ManualClock, systemClock } from "../../../src/base/clock";
import { runtime } from "../../../src/node-red/shared/runtime";
import { webhookType } from "../../../src/node-red/webhook/types";
import { WebhookDisplay } from "../../../src/node-red/webhook/webhook-display";

describe("what the webhook node shows", () => {
  let clock: ManualClock;
  let shown = "";
  let display: WebhookDisplay;

  beforeEach(() => {
    clock = new ManualClock();
    runtime.clock = clock;
    const node = { type: webhookType, status: ({ text = "" }) => void (shown = text.replace(`${webhookType}.`, "")) };
    display = new WebhookDisplay({ _: (key: string) => key } as never, node as never);
    display.ready("waiting");
  });
  afterEach(() => {
    display.close();
    assert.equal(clock.pending, 0, "a timer is left");
    runtime.clock = systemClock;
  });

  it("a refusal among good pushes is over after ten seconds, also when the clock is set back meanwhile", async () => {
    for (const back of [0, 3_600_000]) {
      display.pushed();
      await clock.advance(3000);
      display.refused("signature");
      await clock.advance(3000);
      assert.equal(shown, "refused.signature");
      clock.setDateBy(-back);
      for (let i = 0; i < 4; i++) {
        display.pushed();
        await clock.advance(5000);
      }
      assert.match(shown, /^\d+\/min · \d\d:\d\d$/, `set back by ${back} ms`);
    }
  });

  it("a refusal stays while no good push comes", async () => {
    display.pushed();
    display.refused("signature");
    await clock.advance(600_000);
    assert.equal(shown, "refused.signature");
  });

  it("a store that fails is shown before pushes and refusals, until it answers", async () => {
    display.pushed();
    display.storeFails(true);
    display.refused("signature");
    await clock.advance(5000);
    assert.equal(shown, "status.storeFailed");
    display.pushed();
    display.storeFails(false);
    await clock.advance(20_000);
    assert.match(shown, /\/min/);
  });

  it("nothing is drawn or planned after it is closed", async () => {
    display.pushed();
    display.close();
    display.pushed();
    display.refused("signature");
    display.storeFails(true);
    await clock.advance(60_000);
    assert.equal(shown, "");
  });
});
