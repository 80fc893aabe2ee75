import assert from "node:assert/strict";
import { createVehicleAccount } from "../../../src/account/create";
import type { ControlResult, VehicleAccount } from "../../../src/account/types";
import type { JsonObject } from "../../../src/base/json";
import { segwayPlatform } from "../../../src/platforms/segway";
import { signSegwayPush } from "../../../src/platforms/segway/push-signature";
import { findTargets } from "../../../src/node-red/segway-control/control-targets";
import { MemoryStore, moving } from "../../account/support/accounts";
import { clientId, clientSecret, openDemo, type OpenedDemo } from "../../platforms/segway/support";

const minute = 60_000;

/** What pushes of the state and of the position vouch for, each apart from the other. */
describe("segway: what a vehicle has told of its state, and what of its position", () => {
  let demo: OpenedDemo;
  let account: VehicleAccount;
  let stateStore: MemoryStore;
  let id: string;

  const openAccount = (): VehicleAccount =>
    createVehicleAccount({
      platform: segwayPlatform,
      credentials: { clientId, clientSecret },
      baseUrls: demo.baseUrls,
      vehicles: demo.ids.map((bike, place) => ({ id: bike, name: `Bike ${place + 1}`, enabled: true })),
      clock: demo.clock,
      stateStore,
      profile: { requestsPerSecond: 1000, burst: 1000 },
      random: () => 0,
    });

  beforeEach(async () => {
    demo = await openDemo({ count: 1, profile: { requestsPerSecond: 1000, burst: 1000 } });
    stateStore = new MemoryStore();
    account = openAccount();
    id = demo.ids[0]!;
  });
  afterEach(async () => {
    await account.close();
    await demo.close();
  });

  /** Changes the vehicle; of what it pushes for that, only these kinds arrive. */
  async function arrives(kinds: string[], patch: JsonObject): Promise<boolean[]> {
    const since = demo.part.pushes().at(-1)?.seq ?? 0;
    demo.part.set(id, patch);
    const outOfOrder: boolean[] = [];
    for (const { kind, body } of demo.part.pushes(since)) {
      if (kinds.includes(kind)) outOfOrder.push((await account.receivePush(kind, Buffer.from(body))).outOfOrder);
    }
    return outOfOrder;
  }
  /** A location push of this very moment. */
  async function locationNow(): Promise<void> {
    const { signature, signatrue, ...fields } = demo.part.pushes().findLast(({ kind }) => kind === "location")!.fields;
    assert.ok(signature ?? signatrue);
    const told: Record<string, string> = {
      ...(fields as Record<string, string>),
      gpsUtcTime: String(Math.floor(demo.clock.now() / 1000)),
    };
    const body = new URLSearchParams({ ...told, signature: signSegwayPush(told, clientSecret) }).toString();
    await account.receivePush("location", Buffer.from(body));
  }
  const lock = (): Promise<ControlResult> => moving(demo.clock, account.control([id], "lock", {}), 900_000);
  const outcomes = ({ rows }: ControlResult): string[] => rows.map(({ outcome }) => outcome);
  const unlocked = () => findTargets(account, { kind: "unlocked" }, new AbortController().signal);
  const asked = (part: string): number => demo.log.entries.filter(({ path }) => path.endsWith(part)).length;
  const knownLocked = async (): Promise<unknown> => (await account.status(id, { lastKnown: true })).locks.locked;

  it("locks what was locked an hour ago, though its position has just come", async () => {
    await arrives(["status", "location"], { locked: true, percent: 51 });
    await demo.clock.advance(60 * minute);
    // The push of the unlock is lost.
    await arrives(["location"], { locked: false });
    assert.deepEqual((await unlocked()).ids, [id]);
    assert.deepEqual(outcomes(await lock()), ["confirmed"]);
    assert.equal(demo.part.executions(id)["control.lock"], 1);
  });

  it("leaves out what it has itself pushed to be so, until it has been silent for longer than that explains", async () => {
    await arrives(["status", "location"], { locked: true, percent: 51 });
    await demo.clock.advance(20 * minute);
    assert.deepEqual(outcomes(await lock()), ["skipped"]);
    const before = asked("current/status");
    assert.deepEqual((await unlocked()).ids, []);
    assert.equal(asked("current/status"), before);
    await demo.clock.advance(20 * minute);
    assert.deepEqual(outcomes(await lock()), ["confirmed"]);
  });

  it("leaves nothing out by what is minutes old: it asks once more, and sends where no answer comes", async () => {
    await arrives(["status", "location"], { locked: true, percent: 51 });
    await demo.clock.advance(10 * minute);
    // The push of the unlock is lost.
    demo.part.set(id, { locked: false });
    assert.deepEqual(outcomes(await lock()), ["confirmed"]);
    assert.equal(demo.part.executions(id)["control.lock"], 1);
    await arrives(["status", "location"], { locked: true, percent: 51 });
    await demo.clock.advance(10 * minute);
    demo.faults.add({ match: "current/status", code: 15301 });
    assert.deepEqual(outcomes(await lock()), ["confirmed"]);
    assert.equal(demo.part.executions(id)["control.lock"], 2);
  });

  it("trusts no state of before a restart, whatever came first after it", async () => {
    await arrives(["status", "location"], { locked: true, percent: 51 });
    await demo.clock.advance(10_000);
    await account.close();
    await demo.clock.advance(10 * minute);
    demo.part.set(id, { locked: false });
    account = openAccount();
    await account.vehicles();
    await arrives(["location"], { percent: 50 });
    assert.deepEqual(outcomes(await lock()), ["confirmed"]);
    assert.equal(demo.part.executions(id)["control.lock"], 1);
  });

  it("says that it is not known of a vehicle that was locked when it last answered", async () => {
    demo.part.set(id, { locked: true });
    await account.status(id);
    await demo.clock.advance(20 * minute);
    demo.part.set(id, { locked: false });
    demo.faults.add({ match: "current/status", code: 15301 });
    const { ids, left } = await unlocked();
    assert.deepEqual(ids, []);
    assert.deepEqual(
      left.map(({ vehicle, code, platformCode }) => [vehicle.id, code, platformCode]),
      [[id, "VEHICLE_OFFLINE", "15301"]],
    );
    assert.match(left[0]!.reason!, /not known/);
  });

  it("still sends to a vehicle that was unlocked when it last answered", async () => {
    demo.part.set(id, { locked: false });
    await account.status(id);
    await demo.clock.advance(20 * minute);
    demo.faults.add({ match: "current/status", code: 15302 });
    const { ids, left } = await unlocked();
    assert.deepEqual([ids, left], [[id], []]);
  });

  it("asks for the state, and for no position, where nothing has been pushed for long", async () => {
    await account.status(id);
    await demo.clock.advance(minute);
    demo.part.set(id, { locked: false });
    await demo.clock.advance(20 * minute);
    const [status, location] = [asked("current/status"), asked("current/location")];
    assert.deepEqual((await unlocked()).ids, [id]);
    assert.deepEqual([asked("current/status") - status, asked("current/location") - location], [1, 0]);
  });

  it("does not confirm a lock by a push of the position", async () => {
    await account.status(id);
    await demo.clock.advance(2 * minute);
    demo.part.set(id, { locked: false });
    demo.faults.add({ match: "control/lock", code: 15302 });
    const running = account.control([id], "lock", {});
    await demo.clock.advance(2000);
    await locationNow();
    assert.deepEqual(outcomes(await moving(demo.clock, running, 900_000)), ["unknown"]);
    assert.deepEqual(demo.part.executions(id), {});
  });

  for (const how of ["control", "command"] as const) {
    it(`${how}: is confirmed by the cloud's answer although a position came later than the state it tells`, async () => {
      await arrives(["status", "location"], { locked: false });
      await demo.clock.advance(90_000);
      const running =
        how === "control"
          ? account.control([id], "lock", {}).then((result) => outcomes(result)[0])
          : account.command(id, { command: "lock" }).then(({ outcome }) => outcome);
      await demo.clock.advance(3000);
      await locationNow();
      assert.equal(await moving(demo.clock, running, 900_000), "confirmed");
      assert.equal(await knownLocked(), true);
    });
  }

  for (const [what, between] of [
    ["an answer of the cloud", async () => void (await account.status(id, { maxAgeSeconds: 5 }))],
    [
      "a restart",
      async () => {
        await demo.clock.advance(10_000);
        await account.close();
        account = openAccount();
        await account.vehicles();
      },
    ],
  ] as const) {
    it(`takes a state push that comes late for news after ${what} and a position that is newer`, async () => {
      await arrives(["status", "location"], { locked: true, percent: 60 });
      await demo.clock.advance(10_000);
      await between();
      await demo.clock.advance(1000);
      // Pushed now, and repeated 5 s later because nobody answered; a position came in between.
      const since = demo.part.pushes().at(-1)!.seq;
      demo.part.set(id, { locked: false });
      const push = demo.part.pushes(since).find(({ kind }) => kind === "status")!;
      await demo.clock.advance(3000);
      await locationNow();
      const { outOfOrder } = await account.receivePush(push.kind, Buffer.from(push.body));
      assert.deepEqual([outOfOrder, await knownLocked()], [false, false]);
    });
  }

  it("takes the cloud's answer for news though a position, newer than the state it tells, came first", async () => {
    await arrives(["location"], { locked: false });
    await demo.clock.advance(30_000);
    await locationNow();
    const status = await account.status(id);
    assert.deepEqual([status.locks.locked, typeof status.battery.percent], [false, "number"]);
    assert.equal(typeof status.position.latitude, "number");
  });

  it("still knows an old state push for what it is", async () => {
    const since = demo.part.pushes().at(-1)?.seq ?? 0;
    demo.part.set(id, { locked: false });
    const old = demo.part.pushes(since).find(({ kind }) => kind === "status")!;
    await demo.clock.advance(20_000);
    await arrives(["status"], { locked: true, percent: 44 });
    await account.status(id, { maxAgeSeconds: 5 });
    const { outOfOrder } = await account.receivePush(old.kind, Buffer.from(old.body));
    assert.deepEqual([outOfOrder, await knownLocked()], [true, true]);
  });

  it("keeps a pushed position that came while the cloud was asked for an older one", async () => {
    await arrives(["status", "location"], { percent: 51 });
    await demo.clock.advance(10 * minute);
    await locationNow();
    const place = (await account.status(id, { lastKnown: true })).position;
    const read = await account.status(id, { stateOnly: true });
    assert.deepEqual(read.position, place);
    assert.equal(
      Date.parse(read.reportedAt!) >= Date.parse(place.measuredAt!),
      true,
      "it has not spoken since, but it has",
    );
  });
});
