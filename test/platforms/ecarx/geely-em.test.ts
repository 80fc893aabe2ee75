/** One more brand of the ECARX cloud, as one profile: the client's half against a demo brand that is written apart from it. */
import assert from "node:assert/strict";
import { createVehicleAccount } from "../../../src/account/create";
import type { VehicleAccount, VehicleAccountOptions } from "../../../src/account/types";
import { ManualClock } from "../../../src/base/clock";
import { renderStatus } from "../../../src/demo/car/report";
import { parkedAt } from "../../../src/demo/car/state";
import type { DemoBrand } from "../../../src/demo/ecarx/brand";
import { startDemo } from "../../../src/demo/start";
import type { DemoCloud } from "../../../src/demo/types";
import type { Credentials } from "../../../src/platforms/platform";
import { moving } from "../../account/support/accounts";
import { failure } from "./support";

const vin = "LB3DEM0EM0A000001";
const place = { latitude: -34.512, longitude: 150.431, altitudeM: 612 };

/** What the owner brings; made here, since nothing of the app's is known to this package. */
const signingSecret = "an-invented-secret-of-the-owner";

const geelyDemo: DemoBrand = {
  platform: "geely-em",
  app: { appId: "GEELY-APP-NEW", operatorCode: "GEELY", signingSecret },
  hosts: { usual: "api.ecloudkr.com", bySeries: {} },
  routes: {
    "GET /remote-control/vehicle/status/:vin": "status",
    "PUT /remote-control/vehicle/telematics/:vin": "command",
  },
  form: { at: "POST capture.example/session", password: (password) => password },
  selects: false,
  envelope: "enveloped",
  report: renderStatus,
  listRow: (car) => ({ vin: car.vin }),
  tripAddresses: false,
  fleet: [
    {
      model: {
        ...{ vin, name: "EX5", series: "E245", model: "Geely EX5", modelCode: "E245", matCode: "" },
        ...{ colorName: "WHITE", colorCode: "001", usableKwh: 58, ratedKm: 410, voltageFactor: 1, acKw: 11, dcKw: 100 },
        ...{ hasBlind: false, hasWheelHeating: false, firmware: "" },
      },
      state: (now) => parkedAt(place, { socPercent: 58, parkedSince: now - 60_000 }),
      plan: { activities: [{ kind: "park", minutes: 600 }], repeatFrom: 0 },
    },
  ],
  people: (cars) => [{ username: "owner@geely.example", password: "phone", userId: "770001", cars }],
  services: () => [],
  credentials: {},
  named: true,
};

describe("geely-em, a brand that is one profile", () => {
  let clock: ManualClock;
  let demo: DemoCloud;
  let captured: Credentials;
  let opened: VehicleAccount[];

  const open = (credentials: Credentials = {}, more: Partial<VehicleAccountOptions> = {}): VehicleAccount => {
    const account = createVehicleAccount({
      platform: "geely-em",
      credentials: { ...captured, ...credentials },
      vehicles: [{ id: vin, name: "EX5", enabled: true }],
      baseUrls: demo.baseUrls,
      clock,
      random: () => 0,
      ...more,
    });
    opened.push(account);
    return account;
  };
  const asked = (): string[] => demo.control.log.map(({ method, host, path }) => `${method} ${host}${path}`);

  beforeEach(async () => {
    clock = new ManualClock("2026-06-01T08:00:00Z", { patienceMs: 4000 });
    demo = await startDemo({ clock, seed: 3 }, false, [geelyDemo]);
    opened = [];
    // The phone signs in; its owner captures what it was given.
    const reply = await fetch(`${demo.url}/capture.example/session`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ username: "owner@geely.example", password: "phone" }),
    });
    const { accessToken, userId } = (await reply.json()) as { accessToken: string; userId: string };
    captured = { accessToken, username: userId, signingSecret };
    demo.control.log.length = 0;
  });
  afterEach(async () => {
    await Promise.all(opened.map((one) => one.close()));
    await demo.close();
  });

  it("reads the car of the account's table with the captured session and the owner's secret", async () => {
    const status = await open().status(vin);
    assert.equal(status.battery.percent, 58);
    assert.equal(status.locks.locked, true);
    assert.deepEqual([status.position.latitude, status.position.longitude], [place.latitude, place.longitude]);
    assert.equal(status.position.reported, undefined, "nothing is shifted outside China");
    assert.deepEqual(asked(), [`GET api.ecloudkr.com/remote-control/vehicle/status/${vin}`]);
  });

  it("takes lock and unlock; what nobody has seen work there needs the account's switch", async () => {
    const account = open();
    assert.equal((await moving(clock, account.command(vin, { command: "unlock" }))).outcome, "confirmed");
    assert.equal((await moving(clock, account.command(vin, { command: "lock" }))).outcome, "confirmed");
    assert.deepEqual(demo.control.executions(vin), { unlock: 1, lock: 1 });
    const before = asked().length;
    for (const command of ["climateOn", "horn", "chargeStart"]) {
      assert.equal((await failure(account.command(vin, { command }))).code, "NOT_SUPPORTED", command);
    }
    assert.equal(asked().length, before);
    const wider = open({}, { allow: { sisterBrand: true } });
    assert.equal((await moving(clock, wider.command(vin, { command: "climateOn" }))).outcome, "confirmed");
  });

  it("says what is missing, of a secret that is wrong what it is, and of a session that is over to capture it anew", async () => {
    const missing = await failure(Promise.resolve().then(() => open({ signingSecret: "" }).status(vin)));
    assert.equal(missing.code, "CONFIG_INVALID");
    assert.match(missing.message, /Geely.*experimental.*signing secret/s);
    const wrong = await failure(open({ signingSecret: "another" }).status(vin));
    assert.equal(wrong.platformCode, "1445");
    assert.match(wrong.message, /most likely the signing secret of the account.*Enter it again/);
    const account = open();
    await account.status(vin);
    demo.control.expire();
    await clock.advance(20_000);
    const over = await failure(moving(clock, account.status(vin, { maxAgeSeconds: 0 })));
    assert.equal(over.code, "SIGN_IN_REJECTED");
    assert.match(over.message, /Capture anew what the app Geely EM sends/);
  });
});
