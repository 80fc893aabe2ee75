import assert from "node:assert/strict";
import { createVehicleAccount } from "../../../../src/account/create";
import type { VehicleAccount } from "../../../../src/account/types";
import { ManualClock } from "../../../../src/base/clock";
import type { JsonObject } from "../../../../src/base/json";
import { startDemo } from "../../../../src/demo/start";
import type { DemoCloud } from "../../../../src/demo/types";
import type { Allowed } from "../../../../src/platforms/platform";
import { moving } from "../../../account/support/accounts";
import { failure } from "../support";

const device = "https://device-api.xchanger.cn";

/** A generation that has a platform of its own, said as an owner would: a captured session, paths as they were captured, no list. */
const captured: JsonObject = {
  title: "My Lynk & Co",
  signIn: { kind: "captured", appName: "Lynk & Co" },
  session: { origin: device },
  operations: {
    status: {
      path: "/remote-control/vehicle/status/{vin}",
      query: { latest: "False", target: "basic,more", userId: "{userId}" },
    },
    command: { method: "PUT", path: "/remote-control/vehicle/telematics/{vin}" },
  },
  vehicleHosts: { usual: device },
  headers: { "x-app-id": "lynkco", "x-operator-code": "LYNKCO" },
  signing: { scheme: "nineLines", nonce: "upperUuid" },
  sendsClientId: true,
  deviceIdDigits: 0,
  dialect: "classic",
  commandBody: "classic",
};

describe("a profile of one's own for a captured session", () => {
  let clock: ManualClock;
  let demo: DemoCloud;
  let opened: VehicleAccount[];
  const vin = (): string => demo.vehicles.find(({ platform }) => platform === "lynkco-signed")!.id;
  const account = (
    change: JsonObject = {},
    credentials = demo.credentials["lynkco-signed"]!,
    allow: Allowed = {},
  ): VehicleAccount => {
    const made = createVehicleAccount({
      platform: "custom",
      profile: { ...captured, ...change },
      credentials,
      allow,
      vehicles: [{ id: vin(), name: "Mine", enabled: true }],
      baseUrls: demo.baseUrls,
      ...{ clock, random: () => 0, timeZone: "UTC" },
    });
    opened.push(made);
    return made;
  };

  beforeEach(async () => {
    clock = new ManualClock("2026-06-01T08:00:00Z", { patienceMs: 4000 });
    demo = await startDemo({ clock, seed: 3 }, false);
    opened = [];
  });
  afterEach(async () => {
    await Promise.all(opened.map((one) => one.close()));
    await demo.close();
  });

  it("reads a car typed by its VIN, where there is no list, and locks it", async () => {
    const car = account();
    assert.deepEqual(
      (await car.vehicles()).map(({ id, name, platform }) => [id, name, platform]),
      [[vin(), "Mine", "custom"]],
    );
    const status = await car.status("Mine");
    assert.equal(typeof status.odometerKm, "number");
    const { method, host, path } = demo.control.log.at(-1)!;
    assert.deepEqual(
      [method, host, path],
      ["GET", "device-api.xchanger.cn", `/remote-control/vehicle/status/${vin()}`],
    );
    assert.equal((await moving(clock, car.command("Mine", { command: "lock" }))).outcome, "confirmed");
    assert.match((await failure(car.status("Another"))).message, /There are: Mine/);
  });

  it("sends nothing without the secret that its requests are signed with, nor without a token", async () => {
    const { signingSecret, ...bare } = demo.credentials["lynkco-signed"]!;
    assert.throws(() => account({}, bare), { code: "CONFIG_INVALID", message: /no signing secret/ });
    assert.throws(() => account({}, { signingSecret }), {
      code: "CONFIG_INVALID",
      message: /no access token and no user id/,
    });
    assert.deepEqual(demo.control.log, []);
  });

  it("gets a session for an authCode by the call and the identity type that the profile says", async () => {
    const { accessToken: _, ...rest } = demo.credentials["lynkco-signed"]!;
    const exchange = {
      origin: "https://api.xchanger.cn",
      operation: {
        endpoint: "iov.account-token",
        query: { identity_type: "lid" },
        body: { redirectUri: "http://www.abcde.com", authCode: "{authCode}" },
      },
      headers: { "x-operator-code": "LYNKCO", "x-app-id": "lynkco" },
    };
    const car = account({ signIn: { kind: "captured", exchange } }, { ...rest, authCode: "used-or-invented" });
    assert.equal((await failure(car.status("Mine"))).code, "SIGN_IN_REJECTED");
    const asked = demo.control.log.map(({ method, host, path, query }) => `${method} ${host}${path}?${query}`);
    assert.deepEqual(asked, ["POST api.xchanger.cn/auth/account/token?identity_type=lid"]);
  });

  it("takes a newer capture of the profile's own app, and of no other", async () => {
    const { refreshToken, accessToken, ...rest } = demo.credentials["lynkco-signed"]!;
    const car = account({}, { ...rest, accessToken }, { captures: true });
    await car.status("Mine");
    const renewed = await fetch(`${demo.baseUrls["https://api.xchanger.cn"]}/auth/account/token`, {
      method: "PUT",
      headers: { authorization: accessToken!, "x-app-id": "lynkco", "x-operator-code": "LYNKCO" },
      body: JSON.stringify({ refreshToken }),
    });
    const { data } = (await renewed.json()) as { data: { accessToken: string } };
    await clock.advance(120_000);
    assert.equal((await failure(car.status("Mine"))).code, "SIGN_IN_REJECTED");
    const request = `GET ${device}/remote-control/vehicle/status/${vin()}
x-app-id: lynkco
x-signature: a
authorization: ${data.accessToken}`;
    const nobodys = `GET https://other-brand.xchanger.cn/status\nauthorization: ${data.accessToken}`;
    for (const other of [request.replace("x-app-id: lynkco", "x-app-id: other"), data.accessToken, nobodys])
      assert.equal((await failure(car.takeCapture!(other))).code, "INPUT_INVALID");
    assert.equal((await car.takeCapture!(request)).replaced, true);
    assert.equal(typeof (await car.status("Mine")).odometerKm, "number");
  });

  const status = captured["operations"] as JsonObject;
  const wrong: [string, JsonObject, RegExp][] = [
    ["a path without a slash", { path: "remote-control/vehicle" }, /operations\.status\.path" must be a path such as/],
    ["a path upwards", { path: "/remote-control/../gid/x" }, /operations\.status\.path/],
    ["a path with a query", { path: "/status?vin={vin}" }, /operations\.status\.path.*query/],
    ["a path with letters that look alike", { path: "/stаtus" }, /operations\.status\.path/],
    ["another host in the path", { path: "//evil.example/status" }, /operations\.status\.path/],
    ["a method that deletes", { path: "/status", method: "DELETE" }, /status\.method" must be one of GET, POST, PUT/],
    ["a path and a name of the catalogue", { path: "/status", endpoint: "iov.vehicle-status" }, /status.*"endpoint"/],
    [
      "a path that is known to delete",
      { path: "/remote-control/user/authorization/userDeleteAccount", method: "POST" },
      /deletes and ends nothing/,
    ],
    [
      "a path that is known to delete, with the value in its place",
      { path: "/platform/user/operation/700302", method: "PUT" },
      /deletes and ends nothing/,
    ],
    [
      "a path that is known to command",
      { path: "/remote-control/vehicle/telematics/{vin}", method: "PUT" },
      /not known to write or command/,
    ],
    [
      "a host whose letters look alike",
      { path: "/s", origin: "https://api.xchаnger.cn" },
      /status\.origin" must be an address/,
    ],
  ];
  for (const [what, operation, message] of wrong) {
    it(`is refused for ${what}, and nothing is sent`, () => {
      assert.throws(() => account({ operations: { ...status, status: operation } }), {
        code: "CONFIG_INVALID",
        message,
      });
      assert.deepEqual(demo.control.log, []);
    });
  }
});
