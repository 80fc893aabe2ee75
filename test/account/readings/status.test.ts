import assert from "node:assert/strict";
import { MemoryLogger, scene, type Scene } from "../support/accounts";
import { carA, carB, json, stubPlatform } from "../support/stub-cloud";
import { createVehicleAccount } from "../../../src/account/create";
import type { VehicleAccountOptions } from "../../../src/account/types";

const reads = `GET /status/${carA}`;

describe("reading a status", () => {
  let s: Scene;

  beforeEach(() => {
    s = scene();
  });
  afterEach(() => s.closeAll());

  it("asks nothing before the first call", () => {
    s.account();
    assert.deepEqual([s.cloud.log, s.store.saves, s.state.saves], [[], 0, 0]);
  });

  it("costs one request, two with the charge target", async () => {
    const account = s.account();
    await account.vehicles();
    const before = s.cloud.log.length;
    assert.equal((await account.status(carA)).battery.percent, 63);
    assert.deepEqual(s.cloud.log.slice(before), [reads]);
    assert.equal((await account.status(carA, { chargeTarget: true })).battery.targetPercent, 80);
    assert.deepEqual(s.cloud.log.slice(before), [reads, `GET /target/${carA}`]);
  });

  it("serves all who ask within the freshness window from one answer", async () => {
    const account = s.account();
    await Promise.all(Array.from({ length: 50 }, () => account.status(carA)));
    await s.clock.advance(59_000);
    await account.status(carA);
    assert.equal(s.cloud.count(reads), 1);
    await account.status(carA, { maxAgeSeconds: 30 });
    assert.equal(s.cloud.count(reads), 2);
    await account.status(carA, { maxAgeSeconds: 0 });
    assert.equal(s.cloud.count(reads), 2, "0 is taken as 5 s");
    await s.clock.advance(5000);
    await account.status(carA, { maxAgeSeconds: 0 });
    assert.equal(s.cloud.count(reads), 3);
  });

  it("gives the answer as received only when a request was made", async () => {
    const account = s.account();
    assert.deepEqual((await account.statusWithRaw(carA)).raw, { reportedAt: "2026-06-01T07:59:00Z", percent: 63 });
    assert.equal("raw" in (await account.statusWithRaw(carA)), false);
  });

  it("tells the age as of now, not of the reading", async () => {
    const account = s.account();
    assert.equal((await account.status(carA)).ageSeconds, 60);
    await s.clock.advance(40_000);
    assert.equal((await account.status(carA)).ageSeconds, 100);
  });

  it("gives the last reading, marked stale, while the cloud has no data of the vehicle", async () => {
    const account = s.account();
    const noData = (path: string) => (path.startsWith("/status") ? json({ code: "noData" }) : undefined);
    s.cloud.before = noData;
    await assert.rejects(account.status(carA), { code: "VEHICLE_OFFLINE" });
    s.cloud.before = () => undefined;
    assert.equal((await account.status(carA)).stale, false);
    s.cloud.before = noData;
    await s.clock.advance(61_000);
    const status = await account.status(carA);
    assert.deepEqual([status.battery.percent, status.stale], [63, true]);
  });

  it("last known: asks nothing, and says so if there is nothing", async () => {
    const account = s.account();
    await assert.rejects(account.status(carA, { lastKnown: true }), { code: "VEHICLE_OFFLINE" });
    await account.vehicles();
    await assert.rejects(account.status(carA, { lastKnown: true }), { code: "VEHICLE_OFFLINE" });
    await account.status(carA);
    const asked = s.cloud.log.length;
    await s.clock.advance(7200_000);
    assert.equal((await account.status(carA, { lastKnown: true })).battery.percent, 63);
    assert.equal(s.cloud.log.length, asked);
  });

  it("refuses what the platform does not offer without asking for it", async () => {
    const account = s.account();
    await account.vehicles();
    const asked = s.cloud.log.length;
    await assert.rejects(account.read(carA, "firmware"), { code: "NOT_SUPPORTED" });
    assert.equal(s.cloud.log.length, asked);
    assert.deepEqual(await account.read(carA, "trips", { month: "2026-05" }), { ok: true });
  });
});

describe("finding a vehicle", () => {
  let s: Scene;

  beforeEach(() => {
    s = scene();
  });
  afterEach(() => s.closeAll());

  const row = (id: string, name: string, enabled = true) => ({ id, name, enabled });

  it("by VIN in either case, by own name, and the only one by nothing", async () => {
    const account = s.account({ vehicles: [row(carA, "Family car"), row(carB, "Old one", false)] });
    for (const selector of [carA, carA.toLowerCase(), "family CAR", undefined, ""]) {
      assert.equal((await account.resolve(selector)).id, carA, String(selector));
    }
    assert.deepEqual(await account.vehicles(), [
      { id: carA, name: "Family car", model: "stub one", platform: "custom" },
    ]);
    await assert.rejects(account.resolve("Old one"), { code: "VEHICLE_UNKNOWN" });
  });

  it("by the name it had before its owner gave it one, which another's own name goes before", async () => {
    const account = s.account({ vehicles: [row(carA, "Family car"), row(carB, "")] });
    const [, other] = await account.vehicles();
    for (const selector of ["stub one 0001", "STUB ONE 0001", carA, "family car"]) {
      assert.equal((await account.resolve(selector)).id, carA, selector);
    }
    assert.equal((await account.resolve(other!.name)).id, carB);
    const swapped = s.account({ vehicles: [row(carA, "Family car"), row(carB, "stub one 0001")] });
    assert.equal((await swapped.resolve("stub one 0001")).id, carB);
  });

  it("says which vehicles there are, masked, when it finds none", async () => {
    const account = s.account({ vehicles: [row(carA, "Family car"), row(carB, carB)] });
    for (const selector of [undefined, "somebody else's", "HESXTEST0P0000009"]) {
      await assert.rejects(account.resolve(selector), (error: Error) => {
        assert.match(error.message, /Family car \(…0001\)/);
        assert.ok(!/HESXTEST/.test(error.message), error.message);
        return true;
      });
    }
  });

  it("does not guess between two of the same name", async () => {
    const account = s.account({ vehicles: [row(carA, "Car"), row(carB, "Car")] });
    await assert.rejects(account.resolve("Car"), { code: "VEHICLE_UNKNOWN" });
  });

  it("of an account without vehicles says so", async () => {
    s.cloud.vehicles = [];
    await assert.rejects(s.account().status(undefined), { code: "VEHICLE_UNKNOWN", message: /no vehicles/ });
  });

  it("reads the list once a day, and when one is not found, but not for each wrong name", async () => {
    const account = s.account();
    const lists = (): number => s.cloud.count("GET /vehicles");
    await account.vehicles();
    for (let i = 0; i < 20; i++) await assert.rejects(account.resolve("wrong"), { code: "VEHICLE_UNKNOWN" });
    assert.equal(lists(), 1);
    s.cloud.vehicles.push({ id: "HESXTEST0P0000003", model: "stub three", facts: {} });
    await s.clock.advance(11 * 60_000);
    assert.equal((await account.resolve("HESXTEST0P0000003")).model, "stub three");
    assert.equal(lists(), 2);
    await s.clock.advance(24 * 3600_000);
    await account.vehicles();
    assert.equal(lists(), 3);
  });

  it("goes on with the old list while the cloud does not give a new one", async () => {
    const account = s.account();
    await account.vehicles();
    await s.clock.advance(25 * 3600_000);
    s.cloud.before = (path) => (path === "/vehicles" ? json({}, 500) : undefined);
    assert.equal((await account.status(carA)).battery.percent, 63);
    await account.status(carA, { maxAgeSeconds: 5 });
    assert.equal(s.cloud.count("GET /vehicles"), 2, "it is not asked again at each call");
  });

  it("knows the table's vehicles before anything is asked", () => {
    const account = s.account({ vehicles: [row(carA, "Family car"), row(carB, "Old one", false)] });
    assert.deepEqual(
      account.known().map(({ name }) => name),
      ["Family car"],
    );
  });
});

describe("options of an account", () => {
  const good: VehicleAccountOptions = { platform: stubPlatform(), credentials: { username: "a" } };

  it("that cannot work are refused at once, by name", () => {
    const wrong: [Partial<VehicleAccountOptions>, RegExp][] = [
      [{ platform: "nowhere" as never }, /nowhere/],
      [{ credentials: {} }, /user name/],
      [{ budget: 0 }, /budget/],
      [{ budget: 1.5 }, /budget/],
      [{ timeZone: "Mars/Base" }, /timeZone/],
      [{ takeover: "never" as never }, /takeover/],
      [{ vehicles: [{ id: "", enabled: true }] }, /vehicles/],
      [{ baseUrls: { "https://stub.example": "ftp://x" } }, /baseUrls/],
      [{ baseUrls: { "stub.example": "http://x" } }, /baseUrls/],
    ];
    for (const [options, message] of wrong) {
      assert.throws(() => createVehicleAccount({ ...good, ...options }), { code: "CONFIG_INVALID", message });
    }
  });

  it("keep secrets, mail addresses and VINs out of diagnostics and logs", async () => {
    const s = scene();
    const logger = new MemoryLogger();
    const account = s.account({ logger });
    await account.status(carA);
    s.cloud.before = (path) => (path.startsWith("/status") ? json({ code: "noData" }) : undefined);
    await s.clock.advance(61_000);
    await account.status(carA);
    s.cloud.expire({ refresh: true });
    s.cloud.password = "other";
    await assert.rejects(account.request("thing", {}), { code: "SIGN_IN_REJECTED" });
    const all = JSON.stringify(account.diagnostics()) + logger.lines.join("\n");
    for (const secret of ["token-", "refresh-1", "right", "driver@example.org", carA, carB]) {
      assert.ok(!all.includes(secret), secret);
    }
    const { signIn, failures } = account.diagnostics() as { signIn: string; failures: { code: string }[] };
    assert.equal(signIn, "refused");
    assert.deepEqual(
      failures.map(({ code }) => code),
      ["VEHICLE_OFFLINE", "SIGN_IN_NEEDED", "SIGN_IN_NEEDED", "SIGN_IN_REJECTED"],
    );
    await s.closeAll();
  });
});
