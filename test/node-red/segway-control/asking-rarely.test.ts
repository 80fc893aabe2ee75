import assert from "node:assert/strict";
import { createVehicleAccount } from "../../../src/account/create";
import type { AccountEvent, VehicleAccount, VehicleAccountOptions } from "../../../src/account/types";
import { segwayPlatform } from "../../../src/platforms/segway";
import { MemoryStore, moving } from "../../account/support/accounts";
import { clientId, clientSecret, openDemo, type OpenedDemo } from "../../platforms/segway/support";

const minute = 60_000;
const hour = 60 * minute;

/** What a status node that reads by itself costs, on a fleet that pushes and on one that cannot be had. */
describe("segway: the cloud is asked rarely", () => {
  let demo: OpenedDemo;
  let account: VehicleAccount;
  let heard: AccountEvent[];
  let begun: number;

  async function open(count: number, more: Partial<VehicleAccountOptions> = {}): Promise<void> {
    demo = await openDemo({ count, profile: { requestsPerSecond: 1000, burst: 1000 } });
    account = openAccount(more);
    heard = [];
    begun = demo.log.entries.length;
    seq = demo.part.pushes().at(-1)?.seq ?? 0;
  }
  const openAccount = (more: Partial<VehicleAccountOptions> = {}): VehicleAccount =>
    createVehicleAccount({
      platform: segwayPlatform,
      credentials: { clientId, clientSecret },
      baseUrls: demo.baseUrls,
      vehicles: demo.ids.map((id, place) => ({ id, name: `Bike ${place + 1}`, enabled: true })),
      clock: demo.clock,
      profile: { requestsPerSecond: 1000, burst: 1000 },
      random: () => 0,
      ...more,
    });
  afterEach(async () => {
    await account.close();
    await demo.close();
  });
  const listen = (): (() => void) => account.subscribe("all", {}, (event) => heard.push(event));
  const asked = (part = "current/status"): number =>
    demo.log.entries.slice(begun).filter(({ path }) => path.endsWith(part)).length;
  /** Everything that was pushed since the last call arrives. */
  let seq = 0;
  async function deliver(kinds = ["status", "location"]): Promise<void> {
    for (const { kind, body } of demo.part.pushes(seq)) {
      if (kinds.includes(kind)) await account.receivePush(kind, Buffer.from(body));
    }
    seq = demo.part.pushes().at(-1)?.seq ?? seq;
  }
  /** Hours of a vehicle that pushes every `everyMs`. */
  async function pushing(
    everyMs: number,
    patch: (turn: number) => Record<string, unknown>,
    hours: number,
    kinds?: string[],
  ): Promise<void> {
    for (let turn = 0; turn * everyMs < hours * hour; turn++) {
      demo.part.set(demo.ids[0]!, patch(turn));
      await deliver(kinds);
      await demo.clock.advance(everyMs);
    }
  }

  for (const [code, name] of [
    [15001, "the server has a fault"],
    [15301, "the vehicle is offline"],
    [15302, "the vehicle does not answer"],
    [15303, "the vehicle cannot be reached"],
  ] as const) {
    it(`${code}: while ${name}, ever more rarely, and the day's budget is not spent on it`, async () => {
      await open(1);
      demo.faults.add({ match: "current/status", code, times: 100_000 });
      listen();
      await demo.clock.advance(3 * hour);
      assert.ok(asked() >= 8 && asked() <= 30, `${asked()} requests in three hours`);
      const before = asked();
      await demo.clock.advance(3 * hour);
      assert.ok(asked() - before <= 14, `${asked() - before} in the next three`);
    });
  }

  it("an offline vehicle that pushes again is asked again at once", async () => {
    await open(1);
    demo.faults.add({ match: "current/status", code: 15301, times: 100_000 });
    listen();
    await demo.clock.advance(3 * hour);
    demo.faults.clear();
    const before = asked();
    demo.part.set(demo.ids[0]!, { percent: 47 });
    await deliver(["location"]);
    await demo.clock.advance(1000);
    assert.equal(asked() - before, 1);
    assert.equal((await account.status(demo.ids[0]!, { lastKnown: true })).battery.percent, 47);
  });

  it("a ridden vehicle that pushes every 10 s is hardly asked, and each push is told", async () => {
    await open(1);
    listen();
    await demo.clock.advance(1000);
    const first = asked();
    await pushing(10_000, (turn) => ({ locked: false, speed: 12 + (turn % 3), percent: 60 }), 2);
    assert.ok(asked() - first <= 1, `${asked() - first} requests in two hours`);
    const pushed = heard.filter((event) => event.type === "reading" && event.source === "push");
    assert.ok(pushed.length >= 700, String(pushed.length));
  });

  it("a locked vehicle that pushes is looked at once an hour, should a push of its state have been lost", async () => {
    await open(1);
    listen();
    const locations = (hours: number): Promise<void> =>
      pushing(15 * minute, (turn) => ({ locked: true, percent: 60 - (turn % 2) }), hours, ["location"]);
    await locations(1);
    const before = asked();
    await locations(6);
    assert.ok(asked() - before >= 5 && asked() - before <= 7, `${asked() - before} requests in six hours`);
  });

  it("a vehicle that falls silent is asked once it has been silent for longer than its state explains", async () => {
    await open(1);
    listen();
    await pushing(10_000, () => ({ locked: false, speed: 12 }), 0.1);
    const before = asked();
    await demo.clock.advance(45_000);
    assert.equal(asked(), before);
    await demo.clock.advance(2 * minute);
    assert.ok(asked() > before);
  });

  it("what was just pushed, state and position, answers a message without a request", async () => {
    await open(1);
    demo.part.set(demo.ids[0]!, { locked: false, percent: 41 });
    await deliver();
    const status = await account.status(demo.ids[0]!);
    assert.deepEqual([status.battery.percent, typeof status.position.latitude], [41, "number"]);
    assert.equal(asked() + asked("current/location"), 0);
    await demo.clock.advance(61_000);
    await account.status(demo.ids[0]!);
    assert.deepEqual([asked(), asked("current/location")], [1, 1]);
  });

  it("a pause that the cloud asks for in the middle of a run is waited out by those in line", async () => {
    await open(60, { profile: { requestsPerSecond: 5, burst: 10 } });
    demo.faults.add({ match: "control/sound", httpStatus: 429, times: 1 });
    const result = await moving(demo.clock, account.control(demo.ids, "find", {}), 900_000);
    // The one that the cloud has refused may not be sent again by itself; all others were in line.
    assert.deepEqual([result.counts.accepted, result.counts.refused], [59, 1]);
    assert.equal(result.rows.find(({ outcome }) => outcome === "refused")?.code, "RATE_LIMITED");
    assert.equal(asked("control/sound"), 60);
  });

  it("a run that is slow because its vehicles are many does not expire on the way", async () => {
    await open(60, { profile: { requestsPerSecond: 0.1, burst: 1 } });
    const result = await moving(demo.clock, account.control(demo.ids, "find", {}), 3_600_000);
    assert.equal(result.counts.accepted, 60);
  });

  it("last known: a fleet that has made itself known by pushes is known after a restart, without a request", async () => {
    const stateStore = new MemoryStore();
    await open(3, { vehicles: [], stateStore });
    for (const id of demo.ids) demo.part.set(id, { percent: 33 });
    await account.vehicles();
    await deliver();
    await demo.clock.advance(10_000);
    await account.close();
    account = openAccount({ vehicles: [], stateStore });
    const statuses = await Promise.all(demo.ids.map((id) => account.status(id, { lastKnown: true })));
    assert.deepEqual(
      statuses.map(({ battery }) => battery.percent),
      [33, 33, 33],
    );
    assert.equal(account.known().length, 3);
    assert.equal(asked(""), 0);
  });

  it("a vehicle without a fix just now says where it was last, and that this is old", async () => {
    await open(1);
    const known = await account.status(demo.ids[0]!);
    await demo.clock.advance(10 * minute);
    demo.faults.add({ match: "current/location", code: 15400, times: 1 });
    const { data } = await account.readWithRaw(demo.ids[0]!, "location", { realTime: true });
    const last = data as typeof known;
    assert.deepEqual(last.position, known.position);
    assert.deepEqual([last.stale, last.reportedAt], [true, known.position.measuredAt]);
    assert.equal(typeof last.locks.locked, "undefined", "a position and nothing else");
  });
});
