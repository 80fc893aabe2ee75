import assert from "node:assert/strict";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createVehicleAccount } from "../../src/account/create";
import type { AccountEvent } from "../../src/account/types";
import { ManualClock } from "../../src/base/clock";
import { MemoryLogger, MemoryStore } from "../account/support/accounts";
import { directCloud } from "./direct";

const days = 90;
const stepMs = 10 * 60_000;
const stepsADay = (24 * 3600_000) / stepMs;
/** How often a day the cloud ends the session. */
const expiriesADay = 8;
/** docs/decisions.md: a parked vehicle by the default policy, whatever it does. */
const mostForParked = 100;
/** Heap may differ by so much between the first and the last month: what the engine keeps of its own. */
const heapMargin = 1_500_000;
/** And by so much for each trip, which is kept for 400 days. */
const tripBytes = 1000;

const collect = (): void => {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
};
const median = (values: number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

describe(`${days} days of polling`, function () {
  this.timeout(540_000);

  it("keep the heap flat, ask no more than is promised on any day, and need the password only at first", async () => {
    const clock = new ManualClock("2026-06-01T00:00:00Z");
    const cloud = directCloud(clock);
    const [asleep, reporting, living] = cloud.part.vehicles.map(({ id }) => id) as [string, string, string];
    let requests: string[] = [];
    cloud.onRequest = (request) => void requests.push(request);
    const logger = new MemoryLogger();
    const stateStore = new MemoryStore();
    const account = createVehicleAccount({
      platform: "smart-eu",
      credentials: cloud.part.credentials["smart-eu"],
      clock,
      logger,
      transport: cloud.transport,
      tokenStore: new MemoryStore(),
      stateStore,
      timeZone: "UTC",
    });
    let readings = 0;
    const problems: string[] = [];
    const stop = account.subscribe("all", {}, (event: AccountEvent) => {
      if (event.type === "reading") readings++;
      else if (event.type === "problem") problems.push(`${event.error.code} ${event.error.platformCode}`);
    });
    cloud.part.set(asleep, { routine: false, pluggedIn: false, asleep: true });
    cloud.part.set(reporting, { routine: false, pluggedIn: false, asleep: false });

    const heap: number[] = [];
    const logins: number[] = [];
    for (let day = 0; day < days; day++) {
      requests = [];
      for (let step = 0; step < stepsADay; step++) {
        if ((step + 3) % (stepsADay / expiriesADay) === 0) cloud.part.expire({ api: true });
        cloud.part.set(reporting, { outsideC: 10 + (step % 7) });
        await clock.advance(stepMs);
      }
      const of = (text: string): number => requests.filter((request) => request.includes(text)).length;
      for (const [name, vin] of Object.entries({ asleep, reporting })) {
        assert.ok(of(vin) <= mostForParked, `day ${day}: ${of(vin)} requests for the car that is ${name}`);
        assert.ok(of(vin) >= 9, `day ${day}: the car that is ${name} was asked ${of(vin)} times`);
      }
      assert.ok(of(living) <= 300, `day ${day}: ${of(living)} requests for the car that is driven`);
      // Exchange and, for each of the two hosts, a selection after every expiry; the ladder's second layer once a week.
      const beside = requests.length - of(asleep) - of(reporting) - of(living);
      assert.ok(beside <= expiriesADay * 3 + 12, `day ${day}: ${beside} requests beside those for a car`);
      logins.push(of("accounts.login"));
      logger.lines.length = 0;
      requests = [];
      collect();
      heap.push(process.memoryUsage().heapUsed);
    }
    stop();
    // What the last moment has started (the daily look at the list, a save) may end first.
    await clock.advance(60_000);
    // One for each of the three cars at the most: when its last reading turns stale. Whether the driven one has told that long
    // since depends on its last drive.
    assert.ok(clock.pending <= 3, `${clock.pending} timers wait`);
    await account.close();

    const { trips, ...rest } = JSON.parse(stateStore.text!) as { trips: unknown[] };
    const third = days / 3;
    const [first, last] = [median(heap.slice(0, third)), median(heap.slice(-third))];
    assert.ok(
      last - first < heapMargin + (trips.length * tripBytes * 2) / 3,
      `${last - first} bytes more in the last month than in the first`,
    );
    assert.deepEqual(problems, []);
    assert.ok(readings > days * 100);
    assert.deepEqual([logins[0], logins.slice(1).reduce((sum, count) => sum + count, 0)], [1, 0]);
    assert.ok(JSON.stringify(rest).length < 10_000, "what a restart keeps beside trips does not grow");
    assert.ok(trips.length > days, "the driven car's trips are kept");
  });
});
