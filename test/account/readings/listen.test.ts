import assert from "node:assert/strict";
import { ear, scene, type Scene } from "../support/accounts";
import { carA, carB } from "../support/stub-cloud";

const minutes = 60_000;

describe("a subscription that only listens", () => {
  let s: Scene;

  beforeEach(() => {
    s = scene();
  });
  afterEach(() => s.closeAll());

  it("asks for nothing, not even for the list, however long", async () => {
    const { heard, session, listen } = ear();
    s.account().subscribe("all", "listen", listen);
    s.account().subscribe(carA, "listen", listen);
    await s.clock.advance(7 * 24 * 60 * minutes);
    assert.deepEqual([s.cloud.log, heard, session], [[], [], []]);
  });

  it("hears what others ask for, of all or of its vehicle, once they are known", async () => {
    const account = s.account();
    const [all, one] = [ear(), ear()];
    account.subscribe("all", "listen", all.listen);
    account.subscribe(carB, "listen", one.listen);
    await s.clock.settle();
    await account.vehicles();
    await s.clock.settle();
    const asked = s.cloud.log.length;
    await account.status(carA);
    await account.status(carB);
    assert.deepEqual([all.heard, one.heard], [["message 63", "message 63"], ["message 63"]]);
    assert.equal(s.cloud.log.length - asked, 2);
  });

  it("is told what is known already, and adds nothing to the schedule of others", async () => {
    const account = s.account();
    const reader = ear();
    const off = account.subscribe(carA, { parkedSeconds: 600, unchangedSeconds: 600 }, reader.listen);
    await s.clock.advance(1000);
    const { heard, session, listen } = ear();
    account.subscribe(carA, "listen", listen);
    await s.clock.settle();
    assert.deepEqual([heard, session], [["stored 63"], ["back already"]]);
    const reads = (): number => s.cloud.count(`GET /status/${carA}`);
    await s.clock.advance(60 * minutes);
    assert.equal(reads(), 7);
    assert.deepEqual(heard.slice(1), Array<string>(6).fill("poll 63"));
    off();
    await s.clock.advance(24 * 60 * minutes);
    assert.equal(reads(), 7, "the one that asked has left");
    assert.equal(heard.length, 7);
  });

  it("hears of the trouble of those that ask, once, and of its end", async () => {
    const account = s.account();
    const { heard, listen } = ear();
    account.subscribe(carA, "listen", listen);
    account.subscribe(carA, { parkedSeconds: 600, unchangedSeconds: 600 }, () => undefined);
    await s.clock.advance(1000);
    s.cloud.before = (path) => {
      if (path.startsWith("/status")) throw new Error("no cloud today");
    };
    await s.clock.advance(60 * minutes);
    s.cloud.before = () => undefined;
    await s.clock.advance(60 * minutes);
    assert.equal(heard.filter((word) => word.startsWith("problem")).length, 1);
    assert.equal(heard.filter((word) => word === "recovered").length, 1);
  });

  it("is told no more once it has left", async () => {
    const account = s.account();
    const { heard, session, listen } = ear();
    account.subscribe(carA, "listen", listen)();
    await account.status(carA);
    await s.clock.advance(1000);
    assert.deepEqual([heard, session], [[], []]);
  });
});
