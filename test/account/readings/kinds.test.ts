import assert from "node:assert/strict";
import type { KindEvent } from "../../../src/account/types";
import { ear, scene, type Scene } from "../support/accounts";
import { carA, carB, json } from "../support/stub-cloud";

const minutes = 60_000;

describe("a subscription to another kind than the overview", () => {
  let s: Scene;

  beforeEach(() => {
    s = scene();
  });
  afterEach(() => s.closeAll());

  const reads = (id = carA): number => s.cloud.count(`GET /trips/${id}`);
  const overviews = (): number => s.cloud.count(/GET \/status/);
  const kindEar = () => {
    const heard: string[] = [];
    const listen = (event: KindEvent): void =>
      void heard.push(
        event.type === "data"
          ? `${event.source} ${event.kind} ${event.vehicle.id.slice(-1)}`
          : event.type === "problem"
            ? `problem ${event.error.code}`
            : event.type,
      );
    return { heard, listen };
  };

  it("reads at once and then at its interval, and nothing else, until the last has left", async () => {
    const { heard, listen } = kindEar();
    const off = s.account().subscribe(carA, { kind: "trips", everySeconds: 3600 }, listen);
    await s.clock.advance(1000);
    assert.deepEqual(heard, ["poll trips 1"]);
    await s.clock.advance(180 * minutes);
    assert.deepEqual([reads(), reads(carB), overviews()], [4, 0, 0]);
    off();
    await s.clock.advance(48 * 60 * minutes);
    assert.deepEqual([reads(), heard.length], [4, 4]);
  });

  it("has one schedule for all, by the shortest interval, and a reading that somebody asked for counts", async () => {
    const account = s.account();
    const [slow, quick] = [kindEar(), kindEar()];
    account.subscribe(carA, { kind: "trips", everySeconds: 7200 }, slow.listen);
    const off = account.subscribe("all", { kind: "trips", everySeconds: 3600 }, quick.listen);
    await s.clock.advance(61 * minutes);
    assert.deepEqual([reads(), reads(carB)], [2, 2]);
    assert.deepEqual([slow.heard.length, quick.heard.length], [2, 4]);
    off();
    await s.clock.advance(30 * minutes);
    await account.read(carA, "trips");
    assert.equal(slow.heard.at(-1), "message trips 1");
    await s.clock.advance(119 * minutes);
    assert.equal(reads(), 3);
    await s.clock.advance(2 * minutes);
    assert.equal(reads(), 4);
  });

  it("is told a reading that is young enough, in place of a request", async () => {
    const account = s.account();
    await account.read(carA, "trips");
    await s.clock.advance(30 * minutes);
    const [young, old] = [kindEar(), kindEar()];
    account.subscribe(carA, { kind: "trips", everySeconds: 3600 }, young.listen);
    await s.clock.settle();
    assert.deepEqual([young.heard, reads()], [["stored trips 1"], 1]);
    account.subscribe(carA, { kind: "trips", everySeconds: 1200 }, old.listen);
    await s.clock.advance(1000);
    assert.deepEqual([old.heard, reads()], [["poll trips 1"], 2]);
  });

  it("tells trouble once and its end once, to those who want that kind, and looks again within 5 to 30 min", async () => {
    s.cloud.before = (path) => (path.startsWith("/trips") ? json({ code: "broken" }) : undefined);
    const account = s.account();
    const { heard, listen } = kindEar();
    const overview = ear();
    account.subscribe(carA, { kind: "trips", everySeconds: 86_400 }, listen);
    account.subscribe(carA, {}, overview.listen);
    await s.clock.advance(120 * minutes);
    assert.equal(heard.length, 1);
    assert.equal(heard[0], "problem CLOUD_UNAVAILABLE");
    assert.ok(!overview.heard.some((word) => word.startsWith("problem")));
    const tries = reads();
    assert.ok(tries >= 4 && tries <= 30, `${tries} requests`);
    s.cloud.before = () => undefined;
    await s.clock.advance(31 * minutes);
    assert.deepEqual(heard.slice(1), ["recovered", "poll trips 1"]);
  });

  it("with parameters it is its own, made anew each time, and not kept", async () => {
    const account = s.account();
    const [one, two] = [kindEar(), kindEar()];
    let page = 0;
    account.subscribe(carA, { kind: "trips", everySeconds: 3600, params: () => ({ page: ++page }) }, one.listen);
    account.subscribe(carA, { kind: "trips", everySeconds: 3600 }, two.listen);
    await s.clock.advance(61 * minutes);
    assert.deepEqual([reads(), page], [4, 2]);
    assert.deepEqual(one.heard, ["poll trips 1", "poll trips 1"]);
    assert.deepEqual(two.heard, ["poll trips 1", "poll trips 1"]);
  });

  it("asks for nothing in quiet hours, and hears nothing of status and session", async () => {
    const account = s.account();
    const { heard, listen } = kindEar();
    const quiet = { from: "07:00", to: "10:00" };
    account.subscribe(carA, { kind: "trips", everySeconds: 3600, quiet }, listen);
    await account.status(carA);
    await s.clock.advance(119 * minutes);
    assert.deepEqual([reads(), heard], [0, []]);
    await s.clock.advance(2 * minutes);
    assert.deepEqual(heard, ["poll trips 1"]);
  });
});
