import assert from "node:assert/strict";
import { CommandHistory } from "../../src/account/commands/command-history";
import { SignInGuard } from "../../src/account/session/sign-in-guard";
import { giveWayMs, TakeoverWatch } from "../../src/account/session/takeover";
import { Book } from "../../src/account/readings/book";
import { ManualClock, ticks, type Clock } from "../../src/base/clock";
import { cloudError, isCloudError } from "../../src/base/errors";
import { silentLogger } from "../../src/base/logger";
import { HttpClient } from "../../src/http/client";
import { RateLimiter } from "../../src/http/rate-limit";
import { Refusals } from "../../src/platforms/segway/refusals";
import { emptyStatus } from "../../src/vehicle/model";

const day = 86_400_000;

/** Milliseconds that the thing says it still waits; 0 = it does not. */
type Waits = { name: string; ms: number; begin(clock: ManualClock): () => number | Promise<number> };

function waitIn(attempt: () => unknown): number {
  try {
    attempt();
    return 0;
  } catch (error) {
    assert.ok(isCloudError(error));
    return error.retryAfterMs ?? NaN;
  }
}

const pauses: Waits[] = [
  {
    name: "a sign-in that failed",
    ms: 60_000,
    begin(clock) {
      const guard = new SignInGuard(clock);
      guard.failed(cloudError("CLOUD_UNAVAILABLE", "down"));
      return () => waitIn(() => guard.check());
    },
  },
  {
    name: "a throttled sign-in",
    ms: 120_000,
    begin(clock) {
      const guard = new SignInGuard(clock);
      guard.failed(cloudError("SIGN_IN_BLOCKED", "slow"));
      return () => waitIn(() => guard.check());
    },
  },
  {
    name: "a session left to the phone app",
    ms: giveWayMs,
    begin(clock) {
      const watch = new TakeoverWatch(clock, "giveWay");
      watch.give();
      return () => waitIn(() => watch.check(false));
    },
  },
  {
    name: "a command that wakes the car",
    ms: 900_000,
    begin(clock) {
      const history = new CommandHistory(clock);
      history.noteSent("one", "positionRefresh");
      return () => waitIn(() => history.checkPause("one", "positionRefresh", 900));
    },
  },
  {
    name: "the cloud's 429",
    ms: 2000,
    begin(clock) {
      const http = new HttpClient({
        clock,
        logger: silentLogger,
        allowed: ["https://cloud.example"],
        transport: {
          send: () => Promise.resolve({ status: 429, headers: { "retry-after": "2" }, body: Buffer.from("") }),
          close: () => undefined,
        },
      });
      const asked = http
        .call(() => ({ method: "GET", origin: "https://cloud.example", path: "/", headers: {} }), {
          meter: { purpose: "read" },
        })
        .catch(() => undefined);
      return async () => {
        await asked;
        return http.pauseMs;
      };
    },
  },
  {
    name: "a client id that the host does not know",
    ms: 900_000,
    begin(clock) {
      const refusals = new Refusals(clock);
      refusals.noteClient(cloudError("CONFIG_INVALID", "unknown", { platformCode: "15100" }));
      return () => waitIn(() => refusals.checkClient());
    },
  },
];

describe("The machine's date is set while something waits", () => {
  for (const { name, ms, begin } of pauses) {
    for (const [way, by] of [
      ["back", -day],
      ["forward", day],
    ] as const) {
      it(`${name} waits as long as before, a day ${way}`, async () => {
        const clock = new ManualClock();
        const waits = begin(clock);
        assert.equal(await waits(), ms);
        clock.setDateBy(by);
        assert.equal(await waits(), ms);
        clock.jump(ms - 1);
        assert.equal(await waits(), 1);
        clock.jump(1);
        assert.equal(await waits(), 0);
      });
    }
  }

  it("the rate limit goes on at its pace", async () => {
    for (const by of [-day, day]) {
      const clock = new ManualClock();
      const line = new RateLimiter(clock, { perSecond: 1, burst: 1 });
      await line.take();
      let let2 = false;
      void line.take().then(() => (let2 = true));
      clock.setDateBy(by);
      const third = line.take();
      await clock.advance(999);
      assert.equal(let2, false);
      await clock.advance(1);
      assert.equal(let2, true);
      await clock.advance(1000);
      await third;
    }
  });

  it("a reading does not become younger when the date is set back", () => {
    const clock = new ManualClock();
    const book = new Book(clock, silentLogger);
    book.apply("one", "overview", { data: emptyStatus(new Date(clock.now()).toISOString()) }, "message");
    clock.setDateBy(-day);
    clock.jump(30_000);
    assert.ok(book.current("one", "overview", 60_000));
    clock.jump(30_000);
    assert.equal(book.current("one", "overview", 60_000), undefined);
  });

  it("a stored wait is never longer than it can be, however the date was set before the restart", () => {
    const clock = new ManualClock();
    const guard = new SignInGuard(clock);
    guard.failed(cloudError("CLOUD_UNAVAILABLE", "down"));
    const watch = new TakeoverWatch(clock, "giveWay");
    watch.give();
    const history = new CommandHistory(clock);
    history.noteSent("one", "positionRefresh");
    const stored = [guard.save(), watch.save(), history.save()] as const;
    clock.setDateBy(-day);
    const again = [new SignInGuard(clock), new TakeoverWatch(clock, "giveWay"), new CommandHistory(clock)] as const;
    again.forEach((one, at) => one.restore(stored[at]));
    assert.equal(again[0].waitMs, 60_000);
    assert.equal(
      waitIn(() => again[1].check(false)),
      giveWayMs,
    );
    assert.equal(
      waitIn(() => again[2].checkPause("one", "positionRefresh", 900)),
      900_000,
    );
  });

  it("a clock of one's own without a monotonic reading serves as before", () => {
    const old: Clock = {
      now: () => 5000,
      setTimeout: () => 0,
      clearTimeout: () => undefined,
      hold: () => () => undefined,
    };
    assert.equal(ticks(old), 5000);
    const guard = new SignInGuard(old);
    guard.failed(cloudError("CLOUD_UNAVAILABLE", "down"));
    assert.equal(guard.waitMs, 60_000);
  });
});
