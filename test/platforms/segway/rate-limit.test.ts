import assert from "node:assert/strict";
import { ManualClock } from "../../../src/base/clock";
import { RateLimiter, secondsFor } from "../../../src/http/rate-limit";
import { always, bikeId, done, open, vehicle } from "./support";

/** Takes `count` turns and notes the second at which each came. */
function takes(limiter: RateLimiter, clock: ManualClock, count: number, urgent = false): { seconds: number[] } {
  const began = clock.now();
  const result = { seconds: [] as number[] };
  for (let i = 0; i < count; i++) {
    void limiter.take({ urgent }).then(() => result.seconds.push((clock.now() - began) / 1000));
  }
  return result;
}

describe("rate limit", () => {
  it("lets a burst out at once and the rest at the rate", async () => {
    const clock = new ManualClock();
    const taken = takes(new RateLimiter(clock, { perSecond: 5, burst: 10 }), clock, 20);
    await clock.advance(5000);
    assert.deepEqual(taken.seconds.slice(0, 10), Array(10).fill(0));
    assert.deepEqual(taken.seconds.slice(10), [0.2, 0.4, 0.6, 0.8, 1, 1.2, 1.4, 1.6, 1.8, 2]);
    assert.equal(clock.pending, 0, "no timer is left");
  });

  it("fills up again while nothing is sent, to a burst and no further", async () => {
    const clock = new ManualClock();
    const limiter = new RateLimiter(clock, { perSecond: 2, burst: 3 });
    takes(limiter, clock, 3);
    await clock.advance(3_600_000);
    const taken = takes(limiter, clock, 4);
    await clock.advance(10_000);
    assert.deepEqual(taken.seconds, [0, 0, 0, 0.5]);
  });

  it("urgent ones go first", async () => {
    const clock = new ManualClock();
    const limiter = new RateLimiter(clock, { perSecond: 1, burst: 1 });
    const settings = takes(limiter, clock, 4);
    const unlocks = takes(limiter, clock, 2, true);
    await clock.advance(10_000);
    assert.deepEqual(settings.seconds, [0, 3, 4, 5]);
    assert.deepEqual(unlocks.seconds, [1, 2]);
  });

  it("what leaves without a turn is made up for by the next", async () => {
    const clock = new ManualClock();
    const limiter = new RateLimiter(clock, { perSecond: 1, burst: 1 });
    limiter.charge();
    limiter.charge();
    const taken = takes(limiter, clock, 1);
    await clock.advance(5000);
    assert.deepEqual(taken.seconds, [2]);
  });

  it("whoever gives up costs nothing and leaves no timer", async () => {
    const clock = new ManualClock();
    const limiter = new RateLimiter(clock, { perSecond: 1, burst: 1 });
    await limiter.take();
    const stop = new AbortController();
    const given = assert.rejects(limiter.take({ signal: stop.signal }), { code: "ABORTED" });
    const other = takes(limiter, clock, 1);
    stop.abort();
    await given;
    await clock.advance(2000);
    assert.deepEqual(other.seconds, [1]);
    await assert.rejects(limiter.take({ signal: stop.signal }), { code: "ABORTED" });
    assert.equal(limiter.waiting, 0);
    assert.equal(clock.pending, 0);
  });

  it("may be changed while some wait", async () => {
    const clock = new ManualClock();
    const limiter = new RateLimiter(clock, { perSecond: 0.1, burst: 1 });
    const taken = takes(limiter, clock, 3);
    await clock.advance(1000);
    limiter.adjust({ perSecond: 10, burst: 1 });
    await clock.advance(1000);
    assert.equal(taken.seconds.length, 3);
    for (const wrong of [
      { perSecond: 0, burst: 1 },
      { perSecond: NaN, burst: 1 },
      { perSecond: 1, burst: 0 },
    ]) {
      assert.throws(() => limiter.adjust(wrong), RangeError);
    }
  });

  it("a clock that is set back does not stop it", async () => {
    const clock = new ManualClock();
    const limiter = new RateLimiter(clock, { perSecond: 1, burst: 1 });
    await limiter.take();
    clock.setDateBy(-86_400_000);
    const taken = takes(limiter, clock, 1);
    await clock.advance(2000);
    assert.equal(taken.seconds.length, 1);
  });

  it("tells beforehand how long a fleet takes", () => {
    assert.equal(secondsFor(10, { perSecond: 5, burst: 10 }), 0);
    assert.equal(secondsFor(1000, { perSecond: 5, burst: 10 }), 198);
  });
});

describe("segway rate limit", () => {
  const lock = { command: "lock" };

  it("is 5 per second with a burst of 10 for the client id, over all its accounts", async () => {
    const clock = new ManualClock();
    const transport = always(done());
    const [one, two] = [open(transport, { clock }), open(transport, { clock })];
    await one.session.signIn();
    two.session.adopt(one.session.save()!);
    for (let i = 0; i < 15; i++) void one.session.command(vehicle(bikeId), lock).send();
    for (let i = 0; i < 14; i++) void two.session.command(vehicle(bikeId), lock).send();
    await clock.settle();
    // The token counts too.
    assert.equal(transport.asked.length, 10);
    assert.equal(one.session.diagnostics().waiting, 20);
    await clock.advance(1000);
    assert.equal(transport.asked.length, 15);
    await clock.advance(3000);
    assert.equal(transport.asked.length, 30);
  });

  it("can be raised by the account, and nonsense is refused", async () => {
    const transport = always(done());
    const { session, clock } = open(transport, { profile: { requestsPerSecond: "50", burst: 40 } });
    await session.signIn();
    for (let i = 0; i < 39; i++) void session.command(vehicle(bikeId), lock).send();
    await clock.settle();
    assert.equal(transport.asked.length, 40);
    for (const profile of [
      { requestsPerSecond: 0 },
      { burst: "x" },
      { signatureMode: "md5" },
      { batteryFamily: "cars" },
    ]) {
      assert.throws(() => open(transport, { profile }), { code: "CONFIG_INVALID" });
    }
  });

  it("a command that is stopped while it waits is not sent", async () => {
    const transport = always(done());
    const { session, clock } = open(transport, { profile: { requestsPerSecond: 1, burst: 1 } });
    await session.signIn();
    const stop = new AbortController();
    const given = assert.rejects(session.command(vehicle(bikeId), lock).send(stop.signal), { code: "ABORTED" });
    stop.abort();
    await given;
    await clock.advance(5000);
    assert.equal(transport.asked.length, 1);
  });

  it("retries of a read count", async () => {
    let failures = 0;
    const transport = always(done({ vehiclePercent: 50 }));
    const send = transport.send.bind(transport);
    transport.send = async (request) => {
      if (request.method !== "GET" || failures++ > 0) return send(request);
      transport.asked.push(request);
      return { status: 503, headers: {}, body: Buffer.from("") };
    };
    const { session, clock } = open(transport, { profile: { requestsPerSecond: 0.1, burst: 4 } });
    await session.signIn();
    const reading = session.read("batteryDetails", vehicle(bikeId), {});
    await clock.advance(1000);
    await reading;
    // Token, first attempt, retry: one of four is left.
    for (let i = 0; i < 3; i++) void session.command(vehicle(bikeId), lock).send();
    await clock.settle();
    assert.equal(transport.asked.length, 4);
  });
});
