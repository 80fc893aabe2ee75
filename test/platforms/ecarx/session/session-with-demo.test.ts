import assert from "node:assert/strict";
import { ManualClock } from "../../../../src/base/clock";
import { silentLogger } from "../../../../src/base/logger";
import { startDemoCloud, type DemoCloud } from "../../../../src/demo";
import { createAxiosTransport } from "../../../../src/http/axios-transport";
import { HttpClient } from "../../../../src/http/client";
import type { Command, Credentials, PlatformSession } from "../../../../src/platforms/platform";
import type { VehicleStatus } from "../../../../src/vehicle/model";
import { failure, smartEuPlatform } from "../support";

describe("a session with the demo cloud", () => {
  let demo: DemoCloud;
  let clock: ManualClock;
  let http: HttpClient;
  let session: PlatformSession;

  function open(credentials: Credentials | undefined): PlatformSession {
    const platform = smartEuPlatform();
    return platform.open({
      credentials: credentials ?? {},
      http,
      clock,
      logger: silentLogger,
      deviceId: "00112233445566778899aabbccddeeff",
      table: [],
      changed: () => Promise.resolve(),
    });
  }

  beforeEach(async () => {
    clock = new ManualClock();
    demo = await startDemoCloud({ clock, seed: 7 });
    connect();
  });

  function connect(): void {
    const { baseUrls } = demo;
    const allowed = smartEuPlatform().hosts;
    http = new HttpClient({ transport: createAxiosTransport(), clock, logger: silentLogger, allowed, baseUrls });
    session = open(demo.credentials["smart-eu"]);
  }

  afterEach(async () => {
    http.close();
    await demo.close();
  });

  const answered = (): (string | undefined)[] => demo.control.log.map(({ code }) => code);

  it("signs in, lists three cars and reads each on its host without a refusal", async () => {
    await session.signIn();
    const vehicles = await session.vehicles();
    assert.deepEqual(vehicles.map(({ model }) => model).sort(), ["smart #1", "smart #3", "smart #5"]);
    for (const vehicle of vehicles) {
      await session.prepare(vehicle, {});
      const { data } = await session.read("overview", vehicle, {});
      const { battery, reportedAt } = data as VehicleStatus;
      assert.ok(typeof battery.percent === "number" && battery.percent > 0);
      assert.ok(reportedAt);
      const { data: target } = await session.read("chargeTarget", vehicle, {});
      assert.ok(((target as { targetPercent: number }).targetPercent ?? 0) >= 50);
    }
    assert.deepEqual(
      answered().filter((code) => code !== undefined && !["0", "200", "1000"].includes(code)),
      [],
    );
    const hosts = new Set(demo.control.log.map(({ host }) => host));
    assert.ok(hosts.has("apiv2.ecloudeu.com") && hosts.has("socialize.eu1.gigya.com"));
  });

  it("is refused with a wrong password", async () => {
    const error = await failure(open({ ...demo.credentials["smart-eu"], password: "wrong" }).signIn());
    assert.deepEqual([error.code, error.platformCode], ["SIGN_IN_REJECTED", "403042"]);
  });

  it("climbs the ladder: a dead token by the exchange, a dead sign-in by the renewal, else the password", async () => {
    await session.signIn();
    const [vehicle] = await session.vehicles();
    assert.ok(vehicle);
    const readAgain = async (): Promise<void> => {
      const error = await failure(
        session.prepare(vehicle, { again: true }).then(() => session.read("overview", vehicle, {})),
      );
      assert.equal(session.react(error, { purpose: "read", vehicle }), "refresh");
      await session.refresh(error);
      await session.prepare(vehicle, {});
      await session.read("overview", vehicle, {});
    };
    demo.control.expire({ api: true });
    await readAgain();
    assert.equal(demo.control.log.filter(({ path }) => path === "/accounts.login").length, 1);
    demo.control.expire({ api: true, oauth: true });
    await readAgain();
    assert.equal(demo.control.log.filter(({ path }) => path === "/accounts.login").length, 1);
    assert.equal(demo.control.log.filter(({ method }) => method === "PUT").length, 1);
    demo.control.expire({ api: true, oauth: true, refresh: true });
    const dead = await failure(session.read("overview", vehicle, {}));
    assert.equal((await failure(session.refresh(dead))).code, "SIGN_IN_NEEDED");
    await session.signIn();
    await session.prepare(vehicle, {});
    await session.read("overview", vehicle, {});
  });

  it("has every command accepted, each executed once, and sees what shows it", async () => {
    await session.signIn();
    const vehicle = (await session.vehicles()).find(({ model }) => model === "smart #1");
    assert.ok(vehicle);
    await session.prepare(vehicle, {});
    const commands: Command[] = [
      { command: "unlock" },
      { command: "lock" },
      { command: "climateOn", temperature: 22.5, seats: { driver: 2 }, steeringWheel: 1 },
      { command: "climateOff" },
      { command: "chargeTarget", percent: 70 },
      { command: "sendDestination", latitude: 48.137, longitude: 11.576, name: "Marienplatz 1" },
      { command: "tripRecordingOff" },
    ];
    for (const command of commands) {
      const prepared = session.command(vehicle, command);
      await prepared.send();
      // A car takes some seconds, and refuses a second command meanwhile.
      await clock.advance(60_000);
      if (!prepared.shows) continue;
      const { data } = await session.read(prepared.confirmedBy ?? "overview", vehicle, {});
      assert.ok(prepared.shows(data as VehicleStatus), command.command);
    }
    const executed = Object.values(demo.control.executions(vehicle.id));
    assert.ok(executed.length >= 5 && executed.every((times) => times === 1));
  });

  it("is told that the car is busy when a second command comes too early", async () => {
    await session.signIn();
    const [vehicle] = await session.vehicles();
    assert.ok(vehicle);
    await session.prepare(vehicle, {});
    await session.command(vehicle, { command: "lock" }).send();
    const error = await failure(session.command(vehicle, { command: "climateOn" }).send());
    assert.deepEqual([error.code, error.platformCode], ["VEHICLE_BUSY", "8070"]);
  });

  for (const [where, time] of [
    ["ahead", "2026-06-01T09:00:00Z"],
    ["behind", "2026-06-01T07:00:00Z"],
  ] as const) {
    it(`works on a machine whose clock is an hour ${where}`, async () => {
      clock = new ManualClock(time);
      http.close();
      connect();
      await session.signIn();
      const [vehicle] = await session.vehicles();
      assert.ok(vehicle);
      await session.prepare(vehicle, {});
      const { data } = await session.read("overview", vehicle, {});
      // Ages are told by the cloud's time, so that a wrong clock does not make a reading stale.
      assert.equal((data as VehicleStatus).readAt.slice(0, 15), "2026-06-01T08:0");
      assert.ok(!answered().includes("1442"));
    });
  }
});
