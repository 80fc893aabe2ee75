import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { ManualClock, systemClock } from "../../../src/base/clock";
import { runtime } from "../../../src/node-red/shared/runtime";
import { Duplicates, mostRemembered } from "../../../src/node-red/webhook/duplicates";
import { PushRate } from "../../../src/node-red/webhook/push-rate";
import { plainPath, readPath } from "../../../src/node-red/webhook/paths";
import { RefusalLog, warnEveryMs } from "../../../src/node-red/webhook/refusals";

const digest = (value: unknown): string => createHash("md5").update(String(value)).digest("hex");

describe("repeats of pushes", () => {
  let clock: ManualClock;
  beforeEach(() => {
    clock = new ManualClock();
    runtime.clock = clock;
  });
  afterEach(() => {
    runtime.clock = systemClock;
  });

  it("are known for a minute by path and digest, whatever comes in between", async () => {
    const known = new Duplicates();
    assert.equal(known.first("/a", digest(1)), true);
    assert.equal(known.first("/b", digest(1)), true, "another path");
    assert.equal(known.first("/a", digest(2)), true, "another digest");
    for (let second = 1; second < 60; second++) {
      await clock.advance(1000);
      assert.equal(known.first("/a", digest(1)), false, `after ${second} s`);
    }
    await clock.advance(1000);
    assert.equal(known.first("/a", digest(1)), true, "after a minute");
    await clock.advance(59_000);
    assert.equal(known.first("/a", digest(1)), false, "over the turn of the halves");
  });

  it("stay known when the clock is set back, and do not last longer for it", () => {
    const known = new Duplicates();
    known.first("/a", digest(1));
    clock.setDateBy(-3600_000);
    assert.equal(known.first("/a", digest(2)), true);
    assert.equal(known.first("/a", digest(2)), false);
  });

  it("that came before the clock was set back are known all the same", async () => {
    for (const back of [10_000, 3600_000]) {
      const known = new Duplicates();
      known.first("/a", digest(1));
      await clock.advance(20_000);
      clock.setDateBy(-back);
      await clock.advance(5000);
      assert.equal(known.first("/a", digest(1)), false, `set back by ${back} ms`);
      await clock.advance(60_000);
      assert.equal(known.first("/a", digest(2)), true);
      await clock.advance(61_000);
      assert.equal(known.first("/a", digest(1)), true, "and not for longer than two minutes");
    }
  });

  it("one that is taken back is the first again, and nothing else is", async () => {
    for (const wait of [0, 70_000]) {
      const known = new Duplicates();
      known.first("/a", digest(1));
      known.first("/a", digest(2));
      await clock.advance(wait);
      if (wait > 0) known.first("/a", digest(3));
      known.forget("/a", digest(1));
      known.forget("/a", digest(4));
      assert.equal(known.first("/a", digest(1)), true);
      assert.equal(known.first("/a", digest(1)), false);
      assert.equal(known.first("/a", digest(2)), wait > 0);
      assert.equal(known.first("/a", digest(4)), true);
    }
  });

  it("of 300,000 in a minute the latest are known, and no more than 250,000 are held", () => {
    const known = new Duplicates();
    const digests = Array.from({ length: 300_000 }, (_, index) => digest(index));
    for (const each of digests) assert.equal(known.first("/a", each), true);
    assert.ok(known.size <= mostRemembered, String(known.size));
    for (const each of digests.slice(-125_000)) assert.equal(known.first("/a", each), false);
  });
});

describe("the small parts of the webhook", () => {
  afterEach(() => {
    runtime.clock = systemClock;
  });

  it("counts the pushes of the last minute", () => {
    const rate = new PushRate();
    for (let second = 0; second < 120; second++) rate.count(second * 1000);
    assert.equal(rate.perMinute(119_000), 60);
    assert.equal(rate.perMinute(149_000), 30);
    assert.equal(rate.perMinute(400_000), 0);
  });

  it("counts anew when the clock is set back", () => {
    const rate = new PushRate();
    let now = 10_000_000;
    for (let second = 0; second < 60; second++) rate.count((now += 1000));
    now -= 3_600_000;
    for (let second = 0; second < 600; second++) rate.count((now += 1000));
    assert.ok(Math.abs(rate.perMinute(now) - 60) <= 5, String(rate.perMinute(now)));
  });

  it("reads paths as a person writes them, and refuses what is none", () => {
    const good: [unknown, string][] = [
      ["/segway", "/segway"],
      ["segway", "/segway"],
      ["", "/segway"],
      [undefined, "/segway"],
      ["/", ""],
      ["//a//b/", "/a/b"],
      ["/v2~x/.well-known", "/v2~x/.well-known"],
    ];
    for (const [written, path] of good) assert.equal(readPath(written), path);
    for (const bad of ["/a b", "/a?b", "/../a", "/./a", "/a%2f", "/:id", "/ä"]) {
      assert.throws(() => readPath(bad), { code: "CONFIG_INVALID" }, bad);
    }
    assert.equal(plainPath("/a//b/?c=/d/"), "/a/b");
  });

  it("warns once per reason in ten minutes, then says how many there were", async () => {
    const clock = new ManualClock();
    runtime.clock = clock;
    const lines: string[] = [];
    const log = new RefusalLog((line) => lines.push(line));
    for (let i = 0; i < 100; i++) log.note({ reason: "signature", status: 401 });
    log.note({ reason: "notForm", status: 400 });
    assert.equal(lines.length, 2);
    await clock.advance(warnEveryMs);
    log.note({ reason: "signature", status: 401 });
    assert.match(lines[2] ?? "", /HTTP 401.* 99 more/);
  });
});
