import assert from "node:assert/strict";
import { createVehicleAccount } from "../../src/account/create";
import type { VehicleAccount, VehicleAccountOptions } from "../../src/account/types";
import { ManualClock } from "../../src/base/clock";
import type { VehicleCloudError } from "../../src/base/errors";
import { startDemoCloud, type DemoCloud } from "../../src/demo";
import { send } from "./raw-client";

const car = "HESCDEM07P0000004";
const [one, three, five] = ["HESXDEM01P0000001", "HESCDEM03P0000002", "HESYDEM05R0000003"] as const;

describe("demo cloud: the international account and the further reads", () => {
  let clock: ManualClock;
  let demo: DemoCloud;
  let accounts: VehicleAccount[];

  beforeEach(async () => {
    clock = new ManualClock("2026-06-01T08:00:00Z", { patienceMs: 10_000 });
    demo = await startDemoCloud({ clock });
    accounts = [];
  });
  afterEach(async () => {
    for (const account of accounts) await account.close();
    await demo.close();
  });

  function open(platform: "smart-eu" | "smart-intl", options: Partial<VehicleAccountOptions> = {}): VehicleAccount {
    const { baseUrls } = demo;
    const credentials = demo.credentials[platform];
    const account = createVehicleAccount({ platform, credentials, baseUrls, clock, random: () => 0.5, ...options });
    accounts.push(account);
    return account;
  }

  const asked = (part: string): number => demo.control.log.filter(({ path }) => path.includes(part)).length;
  const refusals = () =>
    demo.control.log
      .filter(({ code }) => code !== undefined && !["0", "200", "1000"].includes(code))
      .map(({ note }) => note);

  it("signs in, lists the one car and reads it, without a refusal", async () => {
    const account = open("smart-intl");
    const vehicles = await account.vehicles();
    assert.deepEqual(
      vehicles.map(({ id, model }) => [id, model]),
      [[car, "smart #3"]],
    );
    const status = await account.status(undefined, { chargeTarget: true });
    assert.ok(typeof status.battery.percent === "number");
    assert.equal(status.battery.targetPercent, 80);
    assert.ok((status.position.latitude ?? 0) < 0, "it stands south of the equator");
    assert.deepEqual(refusals(), []);
  });

  it("survives an ended session with the code, and an ended sign-in with the renewal", async () => {
    const account = open("smart-intl");
    await account.status(car);
    demo.control.expire({ api: true });
    await account.status(car, { maxAgeSeconds: 0 });
    assert.equal(asked("/login"), 1, "still the same reading");
    await clock.advance(11 * 60_000);
    await account.status(car);
    assert.equal(asked("/iam/service/api/v1/login"), 1);
    assert.equal(asked("/oauth20/authorize"), 2);
    await clock.advance(25 * 3600_000);
    demo.control.expire({ api: true });
    await account.status(car);
    assert.equal(asked("/iam/service/api/v1/login"), 1);
    assert.ok(demo.control.log.some(({ method, path }) => method === "PUT" && path.endsWith("/session/secure")));
  });

  it("is refused with a wrong password at once and for good, as a wrong password", async () => {
    const account = open("smart-intl", { credentials: { ...demo.credentials["smart-intl"], password: "wrong" } });
    await assert.rejects(account.status(car), { code: "SIGN_IN_REJECTED", message: /password is wrong/ });
    await assert.rejects(account.status(car), { code: "SIGN_IN_REJECTED" });
    assert.equal(asked("/login"), 1);
    // Test sign-in may try again at once.
    await assert.rejects(account.signIn({ force: true }), { code: "SIGN_IN_REJECTED" });
    assert.equal(asked("/login"), 2);
    await clock.advance(24 * 3600_000);
    await assert.rejects(account.status(car), { code: "SIGN_IN_REJECTED" });
    assert.equal(asked("/login"), 2);
  });

  it("keeps the markets apart: neither knows the other's people, nor its cars", async () => {
    const account = open("smart-intl", { credentials: demo.credentials["smart-eu"] });
    await assert.rejects(account.vehicles(), { code: "SIGN_IN_REJECTED" });
    const european = open("smart-eu");
    assert.deepEqual(
      (await european.vehicles()).map(({ id }) => id),
      [one, three, five],
    );
  });

  it("gives abilities behind the verified signature, and pictures that are some", async () => {
    const account = open("smart-intl");
    const data = await account.read(car, "abilities", { images: "buffer" });
    assert.equal(data.abilities.length, 11);
    assert.ok(data.remote.includes("climate") && data.remote.includes("seatVentilation"));
    assert.equal(data.unverified, undefined);
    for (const picture of Object.values(data.pictures)) {
      assert.equal(picture.type, "image/png");
      assert.equal(picture.data?.subarray(1, 4).toString("latin1"), "PNG");
      assert.ok(picture.url.startsWith(demo.url), "a browser can open it");
      assert.equal((await send(picture.url)).status, 200);
    }
    assert.deepEqual(Object.keys(data.pictures).sort(), ["battery", "interior", "side", "top"]);
  });

  it("says why the gateway refuses an ability request", async () => {
    const path = `/vc/vehicle/v1/ability/HC1H2D3B6213-01_IL/${car}`;
    const url = `${demo.baseUrls["https://sg-app-api.smart.com"]}${path}`;
    const headers = { "x-ca-key": "204587190", "x-ca-timestamp": String(clock.now()), "x-ca-signature": "AAAA" };
    const wrong = await send(url, { headers });
    assert.equal(wrong.status, 400);
    assert.match(String(wrong.headers["x-ca-error-message"]), /^Invalid Signature, Server StringToSign:`GET#.*#\/vc\//);
    const late = await send(url, { headers: { ...headers, "x-ca-timestamp": "1" } });
    assert.equal(late.headers["x-ca-error-message"], "Invalid Timestamp");
    const stranger = await send(url, { headers: { ...headers, "x-ca-key": "1" } });
    assert.deepEqual([stranger.status, stranger.headers["x-ca-error-message"]], [403, "Invalid AppKey"]);
  });

  it("lists 89 functions, all of them true, as a real #3 does", async () => {
    const { capabilities, climate } = await open("smart-intl").read(car, "capabilities");
    assert.equal(capabilities.length, 89);
    assert.ok(capabilities.every(({ enabled }) => enabled === true));
    assert.deepEqual(climate.temperatureC, { min: 16, max: 30, step: 0.5 });
  });

  it("has no firmware abroad, and has it in Europe", async () => {
    await assert.rejects(open("smart-intl").read(car, "firmware"), { code: "NOT_SUPPORTED" });
    const firmware = (await open("smart-eu").read(one, "firmware")) as { current: string; updateAvailable: boolean };
    assert.deepEqual([firmware.current, firmware.updateAvailable], ["smart OS 1.5.2 EU", false]);
  });

  for (const [platform, vin] of [
    ["smart-eu", one],
    ["smart-eu", five],
    ["smart-intl", car],
  ] as const) {
    it(`${platform}: tells the trips of ${vin.slice(0, 4)} with consent only, and no take-over over it`, async () => {
      const account = open(platform);
      const before = await account.read(vin, "trips", { from: clock.now() - 7 * 86_400_000 });
      assert.deepEqual([before.state, before.trips.length], ["noConsent", 0]);
      const { state, trips } = await account.read(vin, "trips", { consent: true });
      assert.equal(state, "trips");
      assert.equal(trips.length, 6);
      assert.ok(trips.every(({ energyKwh, distanceKm, minutes }) => energyKwh! > 0 && distanceKm! > 0 && minutes! > 0));
      // The consent has replaced the token; another session that ends soon after is still no sign of another client.
      demo.control.expire({ api: true });
      await account.status(vin, { maxAgeSeconds: 0 });
      const { startedAt, endedAt } = trips[0]!;
      const track = await account.read(vin, "tripTrack", { from: startedAt!, to: endedAt! });
      assert.equal(track.points.length, 13);
      assert.equal(asked("/authorization/insert"), 1);
    });
  }

  it("records the trips that its cars drive, unless recording is off", async () => {
    const account = open("smart-eu");
    demo.control.set(three, { tripRecording: false });
    const off = await account.read(three, "trips", { consent: true });
    assert.equal(off.state, "recordingOff");
    for (let minutes = 0; minutes < 12 * 60; minutes += 10) await clock.advance(10 * 60_000);
    const { total, trips } = await account.read(one, "trips", { consent: true });
    assert.ok(total > 6, `${total} trips`);
    assert.ok(trips[0]!.distanceKm! > 0.5 && trips[0]!.track.length > 2);
  });

  it("reads the charging schedule that was set, and known paths as they are", async () => {
    const account = open("smart-eu");
    assert.deepEqual(await account.read(one, "geofences"), { unverified: true, raw: [] });
    const schedule = await account.read(one, "chargingSchedule");
    assert.deepEqual([schedule.start, schedule.active, schedule.evidence], [null, false, "sister"]);
    const error = (await account.read(one, "fridge").catch((thrown: unknown) => thrown)) as VehicleCloudError;
    assert.equal(error.code, "NOT_SUPPORTED");
  });

  it("reads cars on different hosts through one account, at the same time", async () => {
    const account = open("smart-eu");
    const all = await Promise.all([one, three, five].map((vin) => account.status(vin)));
    assert.ok(all.every(({ battery }) => typeof battery.percent === "number"));
    const selected = demo.control.log.filter(({ note }) => note === "selected").map(({ host }) => host);
    assert.deepEqual(selected.sort(), ["api.ecloudeu.com", "apiv2.ecloudeu.com"], "one selection per host");
    assert.deepEqual(refusals(), []);
  });
});
