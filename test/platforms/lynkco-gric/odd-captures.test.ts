/** Odd captures and odd answers at the gateway of Lynk & Co's app 4.x: what is taken, what is not, and what is said of it. */
import assert from "node:assert/strict";
import { ManualClock } from "../../../src/base/clock";
import type { JsonObject } from "../../../src/base/json";
import { silentLogger } from "../../../src/base/logger";
import { HttpClient } from "../../../src/http/client";
import { loadPlatform } from "../../../src/platforms/registry";
import type { Credentials, PlatformSession } from "../../../src/platforms/platform";
import { failure, ScriptedNetwork, type Answer } from "../ecarx/support";

const start = Date.parse("2026-06-01T08:00:00Z");
const hour = 3600_000;
const jwt = (claims: object): string =>
  [{ alg: "RS256" }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".") + ".sig";
const tokenOf = (sub: string, more: object = {}): string => jwt({ sub, exp: (start + 24 * hour) / 1000, ...more });
const list = "/vehicle/favorite-vehicles";
const renewal = "/refresh/token";

interface Scene {
  session: PlatformSession;
  network: ScriptedNetwork;
}

function open(credentials: Credentials = {}, stored?: JsonObject): Scene {
  const network = new ScriptedNetwork();
  const clock = new ManualClock(start);
  const platform = loadPlatform("lynkco-gric");
  const http = new HttpClient({ transport: network, clock, logger: silentLogger, allowed: platform.hosts });
  const session = platform.open({
    credentials: {
      ...{ accessToken: tokenOf("one"), refreshToken: "R0", signingSecret: "key" },
      vehicleIdentifier: "0123456789abcdef:fedcba9876543210",
      ...credentials,
    },
    ...{ http, clock, logger: silentLogger, stored, table: [] },
    deviceId: "0123456789abcdef0123456789abcdef",
    changed: () => Promise.resolve(),
  });
  return { session, network };
}

describe("odd captures of Lynk & Co's app 4.x", () => {
  const captures: [string, { accessToken: string; refreshToken?: string }, boolean | RegExp][] = [
    ["a token with a blank", { accessToken: "a b" }, /holds signs that no token has/],
    ["a token of 20,000 characters", { accessToken: "t".repeat(20_000) }, /too long to be one/],
    ["another user's", { accessToken: tokenOf("two") }, /another user's/],
    ["the one there is", { accessToken: tokenOf("one") }, false],
    ["the one there is, with its renewal", { accessToken: tokenOf("one"), refreshToken: "R0" }, false],
    ["the one there is, with another renewal", { accessToken: tokenOf("one"), refreshToken: "R1" }, true],
    ["a later one of the same user", { accessToken: tokenOf("one", { n: 1 }) }, true],
    ["one that names no user", { accessToken: "opaque" }, true],
  ];
  for (const signedIn of [false, true]) {
    for (const [what, capture, result] of captures) {
      it(`${what}, ${signedIn ? "signed in" : "not signed in yet"}: ${String(result)}`, async () => {
        const { session, network } = open();
        if (signedIn) await session.signIn();
        if (result instanceof RegExp) {
          const error = await failure(session.takeCapture!(capture));
          assert.deepEqual([error.code, error.sent], ["INPUT_INVALID", false]);
          assert.match(error.message, result);
          assert.equal(session.save()?.["accessToken"], signedIn ? tokenOf("one") : undefined);
        } else {
          assert.equal(await session.takeCapture!(capture), result);
          if (result) assert.equal(session.save()?.["accessToken"], capture.accessToken);
        }
        assert.deepEqual(network.lines, []);
      });
    }
  }

  it("a token that the cloud has refused is not taken again", async () => {
    const { session, network } = open({ refreshToken: undefined });
    await session.signIn();
    network.on(list, { body: { code: "00A17", msg: "token invalid" } });
    assert.equal((await failure(session.vehicles())).code, "SIGN_IN_NEEDED");
    assert.equal(await session.takeCapture!({ accessToken: tokenOf("one", { n: 1 }) }), true);
    const error = await failure(session.takeCapture!({ accessToken: tokenOf("one") }));
    assert.match(error.message, /refused this token before/);
  });

  const answers: [string, Answer, string, RegExp][] = [
    ["an empty token", { body: { code: "0", data: { accessToken: "" } } }, "SIGN_IN_REJECTED", /another brand/],
    ["no token", { body: { code: "0", data: {} } }, "SIGN_IN_REJECTED", /another brand/],
    ["null", { body: { code: "0", data: { accessToken: null } } }, "SIGN_IN_REJECTED", /another brand/],
    ["no data", { body: { code: "0" } }, "SIGN_IN_REJECTED", /another brand/],
    ["a token that is none", { body: { code: "0", data: { token: "a b" } } }, "CLOUD_ANSWER_INVALID", /is no token/],
    ["a dead renewal", { body: { code: "1018P061" } }, "SIGN_IN_REJECTED", /Capture the token/],
    ["401 without a code", { status: 401, body: {} }, "SIGN_IN_REJECTED", /Capture the token/],
  ];
  for (const [what, answer, code, message] of answers) {
    it(`${what} to the renewal is ${code}`, async () => {
      const { session, network } = open({ accessToken: undefined });
      network.on(renewal, answer);
      const error = await failure(session.signIn());
      assert.equal(error.code, code, error.message);
      assert.match(error.message, message);
      assert.equal(session.usable, false);
    });
  }

  const week = start + 7 * 24 * hour;
  const lives: [string, object, number][] = [
    ["the answer's time", { accessToken: "opaque", accessExpiresTimestamp: start + 5 * hour }, start + 5 * hour],
    ["a time as text", { accessToken: "opaque", accessExpiresTimestamp: String(start + 5 * hour) }, start + 5 * hour],
    ["seconds, which are no time to come", { accessToken: "opaque", accessExpiresTimestamp: 1_780_000_000 }, week],
    ["no time", { accessToken: "opaque" }, week],
    ["a word", { accessToken: "opaque", accessExpiresTimestamp: "soon" }, week],
    ["the token's own time", { token: tokenOf("one") }, start + 24 * hour],
  ];
  for (const [what, data, end] of lives) {
    it(`a renewed session ends by ${what}`, async () => {
      const { session, network } = open({ accessToken: undefined });
      network.on(renewal, { body: { code: "0", data } });
      await session.signIn();
      assert.deepEqual([session.usable, session.times!().renewsAt], [true, end]);
    });
  }

  it("takes no stored session that is none", () => {
    const stored = { accessToken: tokenOf("one"), expiresAt: start + hour };
    for (const [wrong, usable] of [
      [stored, true],
      [{ ...stored, expiresAt: undefined }, false],
      [{ ...stored, accessToken: 5 }, false],
      [{ ...stored, expiresAt: start }, false],
    ] as const) {
      const { session } = open({}, wrong);
      assert.equal(session.usable, usable);
      assert.equal(session.adopt({ accessToken: "x y" }), false);
    }
  });

  it("names a car by what the list says of it, asks the usual host where it says none, and takes no other car's report", async () => {
    const { session, network } = open();
    await session.signIn();
    const rows = [
      { vin: "LYNKTEST01GR00001", modelName: "  ", nickName: "" },
      { vin: "LYNKTEST01GR00002", nickName: "Blue", seriesCode: "CX11" },
    ];
    network.on(list, { body: { code: "0", data: { list: rows } } });
    const [first, second] = await session.vehicles();
    assert.deepEqual([first?.name, second?.name], [undefined, "Blue"]);
    const status = "/vehicle/status/latest";
    network.on(status, { body: { code: "0", data: { vin: second!.id, basic: { usageMode: "1" } } } });
    assert.equal((await failure(session.read("overview", first!, {}))).code, "CLOUD_ANSWER_INVALID");
    const [asked] = network.asked.slice(-1);
    assert.deepEqual([asked?.host, asked?.headers["x-vehicle-series"]], ["gric-hf-api.geely.com", undefined]);
    network.on(status, { body: { code: "0", data: {} } });
    assert.equal((await failure(session.read("overview", second!, {}))).code, "VEHICLE_OFFLINE");
    assert.equal(network.asked.at(-1)?.headers["x-vehicle-series"], Buffer.from("CX11").toString("base64"));
  });

  it("asks nothing before it is signed in, and nothing that is not known; a car without a host is asked for at the usual one", async () => {
    const { session, network } = open();
    const car = { id: "LYNKTEST01GR00001", model: "Lynk & Co 01", facts: {} };
    const early = await failure(session.vehicles());
    assert.deepEqual([early.code, early.sent], ["SIGN_IN_NEEDED", false]);
    await session.signIn();
    assert.equal((await failure(session.read("firmware", car, {}))).code, "NOT_SUPPORTED");
    assert.deepEqual(network.lines, []);
    const data = { additionalMaintenanceStatus: { odometer: "23456" } };
    network.on("/vehicle/status/latest", { body: { code: "0", data } });
    assert.equal((await session.read("overview", car, {})).data.odometerKm, 23_456);
    assert.equal(network.asked[0]?.host, "gric-hf-api.geely.com");
  });

  it("an answer without a code keeps its status in the diagnostics, and no code in the error", async () => {
    const { session, network } = open();
    await session.signIn();
    network.on(list, { status: 403, body: {} });
    const error = await failure(session.vehicles());
    assert.deepEqual([error.httpStatus, error.platformCode], [403, undefined]);
    assert.deepEqual(session.diagnostics!()["lastCodes"], { "favorite-vehicles": "http 403" });
  });
});
