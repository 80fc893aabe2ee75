import assert from "node:assert/strict";
import { createVehicleAccount } from "../../../src/account/create";
import type { ControlCounts, ControlResult, VehicleAccount } from "../../../src/account/types";
import type { JsonObject } from "../../../src/base/json";
import { segwayPlatform } from "../../../src/platforms/segway";
import { clientId, clientSecret, openDemo, type OpenedDemo } from "../../platforms/segway/support";
import { moving } from "../../account/support/accounts";

/** One command to many vehicles: an account of the demo's e-bikes, all standing, locked and online. */
describe("segway: one command to many vehicles", () => {
  let demo: OpenedDemo;
  let account: VehicleAccount;
  let begun: number;

  async function open(count: number, profile: JsonObject = {}): Promise<void> {
    demo = await openDemo({ count, profile: { requestsPerSecond: 1000, burst: 1000 } });
    account = createVehicleAccount({
      platform: segwayPlatform,
      credentials: { clientId, clientSecret },
      baseUrls: demo.baseUrls,
      vehicles: demo.ids.map((id, place) => ({ id, name: `Bike ${place + 1}`, enabled: true })),
      clock: demo.clock,
      profile,
      random: () => 0,
    });
    begun = demo.log.entries.length;
  }
  afterEach(async () => {
    await account.close();
    await demo.close();
  });

  const asked = (part = ""): string[] =>
    demo.log.entries
      .slice(begun)
      .map(({ path }) => path.split("/").at(-1)!)
      .filter((path) => path.includes(part));
  const outcomes = ({ rows }: ControlResult): (string | undefined)[][] =>
    rows.map(({ outcome, platformCode }) => (platformCode === undefined ? [outcome] : [outcome, platformCode]));
  const control = (
    operation: string,
    fields: JsonObject = {},
    options: Parameters<VehicleAccount["control"]>[3] = {},
    ids: readonly string[] = demo.ids,
  ): Promise<ControlResult> => moving(demo.clock, account.control(ids, operation, fields, options), 900_000);
  const free = { requestsPerSecond: 1000, burst: 1000 };

  it("a thousand vehicles leave at 5 a second, and each has its row, in order", async function () {
    this.timeout(180_000);
    await open(1000);
    const seen: ControlCounts[] = [];
    const began = demo.clock.now();
    const result = await control("switch", { lowPowerValue: 20 }, { onProgress: (counts) => seen.push(counts) });
    assert.deepEqual(result.counts, { total: 1000, confirmed: 0, accepted: 1000, unknown: 0, refused: 0, skipped: 0 });
    assert.deepEqual(
      result.rows.map(({ vehicle }) => vehicle.id),
      demo.ids,
    );
    assert.equal(result.rows[6]?.vehicle.name, "Bike 7");
    const times = demo.log.entries
      .slice(begun)
      .filter(({ path }) => path.endsWith("/switch"))
      .map(({ at }) => (at - began) / 1000);
    assert.equal(times.length, 1000);
    for (let place = 0; place + 15 < times.length; place++) {
      assert.ok(times[place + 15]! - times[place]! >= 0.9, `more than 15 within a second at ${times[place]}`);
    }
    assert.ok(result.seconds >= 195 && result.seconds <= 205, String(result.seconds));
    assert.equal(seen.length, 1000);
    assert.deepEqual(seen.at(-1), result.counts);
    for (const id of demo.ids) assert.deepEqual(demo.part.executions(id), { "setting.switch": 1 });
  });

  it("vehicles that do not push are asked once each, for their state alone", async () => {
    await open(20, free);
    const result = await control("unlock");
    assert.equal(result.counts.confirmed, 20);
    assert.equal(asked("status").length, 20);
    assert.equal(asked("location").length, 0);
  });

  it("a push confirms without a query", async () => {
    await open(3, free);
    const before = demo.part.pushes().at(-1)?.seq ?? 0;
    const running = account.control(demo.ids, "unlock", {});
    await demo.clock.advance(1000);
    for (const { kind, body } of demo.part.pushes(before)) await account.receivePush(kind, Buffer.from(body));
    const result = await moving(demo.clock, running);
    assert.equal(result.counts.confirmed, 3);
    assert.equal(asked("status").length, 0);
  });

  it("what a fresh report says is so already is left out, unless told otherwise; an old one says nothing", async () => {
    await open(2, free);
    await account.status("Bike 1");
    const first = await control("lock");
    assert.deepEqual(outcomes(first), [["skipped"], ["confirmed"]]);
    assert.deepEqual(demo.part.executions(demo.ids[0]!), {});
    assert.deepEqual(outcomes(await control("lock", {}, { skipDone: false })), [["confirmed"], ["confirmed"]]);
    await demo.clock.advance(61_000);
    demo.part.set(demo.ids[0]!, { locked: false });
    assert.deepEqual(outcomes(await control("lock")), [["confirmed"], ["confirmed"]]);
    assert.equal(demo.part.executions(demo.ids[0]!)["control.lock"], 2);
  });

  it("some refuse: a row for each with its code, and nothing is repeated", async () => {
    await open(9, free);
    const hindrances: [JsonObject, string, string][] = [
      [{ online: false }, "VEHICLE_OFFLINE", "15301"],
      [{ active: false }, "VEHICLE_UNKNOWN", "15300"],
      [{ upgrading: true }, "VEHICLE_BUSY", "15500"],
      [{ locked: false, speed: 20 }, "COMMAND_REJECTED", "15600"],
      [{ restricted: true }, "NOT_PERMITTED", "15990"],
      [{ handlebarBlocked: true }, "COMMAND_REJECTED", "15603"],
      [{ parkingForbidden: true }, "COMMAND_REJECTED", "15996"],
    ];
    hindrances.forEach(([patch], place) => demo.part.set(demo.ids[place]!, patch));
    demo.part.set(demo.ids[7]!, { locked: false, unresponsive: true });
    const result = await control("lock");
    hindrances.forEach(([, code, platformCode], place) => {
      const row = result.rows[place]!;
      assert.deepEqual([row.outcome, row.code, row.platformCode], ["refused", code, platformCode]);
      assert.match(row.reason ?? "", new RegExp(platformCode));
      assert.ok(!row.reason?.includes(demo.ids[place]!));
    });
    // Its answer never came, but the state shows it.
    assert.equal(result.rows[7]?.outcome, "confirmed");
    assert.deepEqual(result.counts, { total: 9, confirmed: 2, accepted: 0, unknown: 0, refused: 7, skipped: 0 });
    assert.equal(asked("lock").length, 9);
  });

  it("what may have been carried out and cannot be shown is unknown, and sent once", async () => {
    await open(1, free);
    demo.part.set(demo.ids[0]!, { unresponsive: true });
    const found = await control("find");
    assert.deepEqual(outcomes(found), [["unknown", "15302"]]);
    demo.faults.add({ match: "control/unlock", code: 15001 });
    const unlocked = await control("unlock");
    assert.deepEqual(outcomes(unlocked), [["unknown", "15001"]]);
    assert.equal(unlocked.rows[0]?.code, "CLOUD_UNAVAILABLE");
    assert.equal(asked("unlock").length, 1);
    assert.deepEqual(demo.part.executions(demo.ids[0]!), { "control.sound": 1 });
  });

  it("a vehicle that is not in the account is refused in its row; the cloud is not asked", async () => {
    await open(1, free);
    const result = await control("find", {}, {}, [demo.ids[0]!, "860000000099999"]);
    assert.deepEqual(
      result.rows.map(({ outcome, code }) => [outcome, code]),
      [
        ["accepted", undefined],
        ["refused", "VEHICLE_UNKNOWN"],
      ],
    );
    assert.equal(asked("sound").length, 1);
  });

  it("wrong fields and ids are an error, and nothing is sent, no token either", async () => {
    await open(2, free);
    for (const [operation, fields, ids] of [
      ["switch", { lowPowerValue: 31 }, demo.ids],
      ["switch", {}, demo.ids],
      ["ambient", { bright: "low" }, demo.ids],
      ["bluetoothKey", { key: "short" }, demo.ids],
      ["lock", { command: "unlock" }, demo.ids],
      ["lock", {}, [demo.ids[0]!, "12"]],
    ] as const) {
      await assert.rejects(account.control(ids, operation, fields), { code: "INPUT_INVALID" });
    }
    await assert.rejects(account.control(demo.ids, "dance", {}), { code: "NOT_SUPPORTED" });
    assert.deepEqual(asked(), []);
  });

  it("a refused client secret is one error, not a row for each", async () => {
    await open(5, free);
    demo.faults.add({ match: "/oauth/token", code: "invalid_client" });
    await assert.rejects(account.control(demo.ids, "lock", {}), { code: "SIGN_IN_REJECTED" });
    assert.deepEqual(asked(), ["token"]);
  });

  it("a token that ends in the middle is renewed once for all", async () => {
    await open(12, free);
    await account.status("Bike 1");
    demo.part.expire({});
    const result = await control("find");
    assert.equal(result.counts.accepted, 12);
    for (const id of demo.ids) assert.deepEqual(demo.part.executions(id), { "control.sound": 1 });
    assert.equal(asked("token").length, 2);
  });

  it("stops when it is told to: those whose turn has not come are left alone", async () => {
    await open(100);
    const stop = new AbortController();
    const running = account.control(demo.ids, "find", {}, { signal: stop.signal });
    const refused = assert.rejects(running, { code: "ABORTED" });
    await demo.clock.advance(2000);
    stop.abort();
    await refused;
    const sent = asked("sound").length;
    assert.ok(sent >= 18 && sent <= 22, String(sent));
    await demo.clock.advance(60_000);
    assert.equal(asked("sound").length, sent);
  });

  it("closing the account in the middle ends it, and nothing further is sent", async () => {
    await open(50);
    const running = assert.rejects(account.control(demo.ids, "find", {}), { code: "ABORTED" });
    await demo.clock.advance(1000);
    await account.close();
    await running;
    const sent = asked("sound").length;
    await demo.clock.advance(60_000);
    assert.equal(asked("sound").length, sent);
  });
});
