/** The demo's Lynk & Co in China: what an owner's client can do there, and what its cloud refuses. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  createVehicleAccount,
  signEcarxRequest,
  startDemoCloud,
  type Credentials,
  type DemoCloud,
  type ReadData,
  type VehicleAccount,
  type VehicleAccountOptions,
} from "../../src";
import { ManualClock } from "../../src/base/clock";
import { isCloudError } from "../../src/base/errors";
import { inChina, wgs84ToGcj02 } from "../../src/vehicle/gcj02";
import { moving } from "../account/support/accounts";
import { send, type Answer } from "./raw-client";

type Platform = "lynkco-gkui" | "lynkco-signed";
const platforms: Platform[] = ["lynkco-gkui", "lynkco-signed"];
describe("the demo's Lynk & Co in China", () => {
  let clock: ManualClock;
  let demo: DemoCloud;
  let opened: VehicleAccount[];

  beforeEach(async () => {
    clock = new ManualClock("2026-06-01T08:00:00Z", { patienceMs: 4000 });
    demo = await startDemoCloud({ clock, seed: 3 });
    opened = [];
  });
  afterEach(async () => {
    await Promise.all(opened.map((one) => one.close()));
    await demo.close();
  });

  const carOf = (platform: Platform): string => demo.vehicles.find((vehicle) => vehicle.platform === platform)!.id;

  function account(platform: Platform, options: Partial<VehicleAccountOptions> = {}): VehicleAccount {
    const { [platform]: credentials } = demo.credentials;
    const vehicles = [{ id: carOf(platform), enabled: true }];
    const made = createVehicleAccount({
      ...{ platform, credentials: credentials!, baseUrls: demo.baseUrls, clock, timeZone: "UTC", random: () => 0 },
      ...(platform === "lynkco-signed" ? { vehicles } : {}),
      ...options,
    });
    opened.push(made);
    return made;
  }

  function ask(target: string, headers: Record<string, string> = {}, body?: string): Promise<Answer> {
    const [method = "", place = ""] = target.split(" ");
    return send(`${demo.url}/${place}`, { method, headers, ...(body ? { body } : {}) });
  }

  for (const platform of platforms) {
    it(`${platform}: is listed, read, unlocked for a window, locked, started, stopped and found`, async () => {
      const [client, vin] = [account(platform), carOf(platform)];
      demo.control.set(vin, { routine: false });
      assert.deepEqual(
        (await client.vehicles()).map(({ id }) => id),
        [vin],
      );
      const status = await client.status(vin);
      assert.equal(status.locks.locked, true);
      assert.deepEqual(status.battery, {});
      assert.ok((status.fuel.litres ?? 0) > 20 && (status.fuel.rangeKm ?? 0) > 200);
      assert.equal(status.motion.ignition, "off");
      const unlocked = await moving(clock, client.command(vin, { command: "unlock", windowMinutes: 2 }));
      assert.deepEqual([unlocked.outcome, unlocked.reading?.locks.locked], ["confirmed", false]);
      demo.control.advance(150);
      await clock.advance(6000);
      assert.equal((await client.status(vin, { maxAgeSeconds: 0 })).locks.locked, true, "nobody got in");
      const started = await moving(clock, client.command(vin, { command: "engineStart" }));
      assert.deepEqual([started.outcome, started.reading?.motion.ignition], ["confirmed", "on"]);
      const stopped = await moving(clock, client.command(vin, { command: "engineStop" }));
      assert.deepEqual([stopped.outcome, stopped.reading?.motion.ignition], ["confirmed", "off"]);
      assert.equal((await moving(clock, client.command(vin, { command: "lock" }))).outcome, "confirmed");
      for (const command of ["horn", "lights", "hornAndLights"]) {
        assert.equal((await moving(clock, client.command(vin, { command }))).outcome, "accepted", command);
        await clock.advance(20_000);
      }
      assert.deepEqual(demo.control.executions(vin), {
        ...{ unlock: 1, engineStart: 1, engineStop: 1, lock: 1, horn: 1, lights: 1, hornAndLights: 1 },
      });
    });

    it(`${platform}: tells its place shifted or not, and is found at the same one`, async () => {
      const [client, vin] = [account(platform), carOf(platform)];
      const place = { latitude: 30.2514, longitude: 119.3127 };
      assert.ok(inChina(place));
      for (const shifted of [true, false]) {
        demo.control.set(vin, { position: place, shifted, routine: false });
        const { position } = await client.status(vin, { maxAgeSeconds: 0 });
        assert.deepEqual([position.latitude, position.longitude], [place.latitude, place.longitude]);
        const told = shifted ? wgs84ToGcj02(place) : place;
        assert.equal(position.reported?.system, shifted ? "GCJ-02" : "WGS-84");
        assert.ok(Math.abs(position.reported.latitude - told.latitude) < 1e-5);
        assert.ok(Math.abs(position.reported.longitude - told.longitude) < 1e-5);
        await clock.advance(10_000);
      }
    });
  }

  const gkuiLogin = async (): Promise<string> => {
    const form = { "x-app-id": "xiaokanl", "content-type": "application/x-www-form-urlencoded" };
    const body = `username=${encodeURIComponent("gkui@vehicle-cloud.example")}&password=${createHash("md5").update("demo-2026").digest("hex")}`;
    const { json } = await ask("POST api.xchanger.cn/api/v1/user/login", form, body);
    return String(json["accessToken"]);
  };

  it("answers the forum thread's own status call, which carries no app id, and turns away who comes from a web page", async () => {
    const client = account("lynkco-gkui");
    const vin = carOf("lynkco-gkui");
    await client.status(vin);
    const path = `GET api.xchanger.cn/geelyTCAccess/tcservices/vehicle/status/${vin}?userId=700301&latest=false&target=more%2Cbasic`;
    const token = await gkuiLogin();
    const headers = { "x-operator-code": "LYNKCO", authorization: token };
    const flat = await ask(path, headers);
    assert.deepEqual([flat.status, typeof flat.json["vehicleStatus"]], [200, "object"]);
    const enveloped = await ask(path, { ...headers, accept: "application/json;responseformat=3" });
    assert.deepEqual([enveloped.json.code, enveloped.json.data?.["platform"]], ["1000", "csp"]);
    for (const wrong of [
      { ...headers, referer: "https://servicewechat.com/x" },
      { ...headers, "x-operator-code": "GEELY" },
    ]) {
      assert.equal((await ask(path, wrong)).status, 400);
    }
    assert.equal((await ask(path, { ...headers, authorization: "" })).status, 401);
    const command = `PUT api.xchanger.cn/geelyTCAccess/tcservices/vehicle/telematics/${vin}`;
    const body = JSON.stringify({ command: "start", creator: "tc", serviceId: "RDL", timestamp: 1, userId: "700301" });
    assert.equal((await ask(command, headers, body)).status, 400, "a command carries the app id");
    assert.equal((await ask(command, { ...headers, "x-app-id": "lynkco" }, body)).status, 200);
  });

  it("gives a session for an authCode once, and renews it only for both tokens together", async () => {
    const { authCode } = demo.otherAccounts["lynkcoAuthCode"]!.credentials;
    const post = "POST api.xchanger.cn/auth/account/token?identity_type=lid";
    const put = "PUT api.xchanger.cn/auth/account/token";
    const body = JSON.stringify({ redirectUri: "http://www.abcde.com", authCode });
    assert.equal((await ask(post, { referer: "https://servicewechat.com/x" }, body)).json.code, 1400, "a web page");
    const { json } = await ask(post, {}, body);
    assert.deepEqual([json.code, json.data?.["expiresIn"], json.data?.["userId"]], [1000, 7200, "700302"]);
    assert.equal((await ask(post, {}, body)).json.code, 1501, "a code works once");
    const { accessToken, refreshToken } = json.data as Record<string, string>;
    const app = { "x-operator-code": "LYNKCO", "x-app-id": "lynkco" };
    const renewal = JSON.stringify({ refreshToken });
    assert.equal((await ask(put, { ...app, authorization: "another" }, renewal)).json.code, 1402);
    const renewed = await ask(put, { ...app, authorization: accessToken! }, renewal);
    assert.equal(renewed.json.code, 1000);
    assert.notEqual(renewed.json.data?.["accessToken"], accessToken);
    assert.equal((await ask(put, { ...app, authorization: accessToken! }, renewal)).json.code, 1501);
    // The generations know each other's tokens.
    const vin = carOf("lynkco-signed");
    const status = `GET api.xchanger.cn/geelyTCAccess/tcservices/vehicle/status/${vin}`;
    const token = String(renewed.json.data?.["accessToken"]);
    assert.equal((await ask(status, { "x-operator-code": "LYNKCO", authorization: token })).status, 200);
  });

  it("tells a wrong secret from a strange app, as the real cloud does", async () => {
    const { accessToken } = demo.credentials["lynkco-signed"]!;
    const vin = carOf("lynkco-signed");
    const path = `/remote-control/vehicle/status/${vin}`;
    const timestamp = String(clock.now());
    const signed = (secret: string, appId = "lynkco", nonce = secret): Record<string, string> => ({
      ...{ accept: "application/json;responseformat=3", authorization: accessToken!, "x-app-id": appId },
      ...{ "x-operator-code": "LYNKCO", "x-api-signature-version": "1.0", "x-timestamp": timestamp },
      "x-api-signature-nonce": nonce,
      "x-signature": signEcarxRequest({ method: "GET", path, nonce, timestamp, secret }).signature,
    });
    const codeOf = async (headers: Record<string, string>): Promise<unknown> =>
      (await ask(`GET device-api.xchanger.cn${path}`, headers)).json.code;
    assert.equal(await codeOf(signed(demo.credentials["lynkco-signed"]!.signingSecret!)), "1000");
    assert.equal(await codeOf(signed("wrong")), "1445");
    const fromPage = signed(demo.credentials["lynkco-signed"]!.signingSecret!, "lynkco", "another nonce");
    assert.equal(await codeOf({ ...fromPage, referer: "https://servicewechat.com/x" }), "1400");
    assert.equal(await codeOf(signed("wrong again", "SmartAPPEU")), "1440");
  });

  const refusalOf = async (work: () => unknown): Promise<{ code: string; message: string }> => {
    try {
      await work();
    } catch (error) {
      if (isCloudError(error)) return error;
      throw error;
    }
    throw new Error("nothing was refused");
  };
  const asked = (): string[] => demo.control.log.map(({ method, host, path }) => `${method} ${host}${path}`);
  const renewal = "PUT api.xchanger.cn/auth/account/token";
  const exchange = "POST api.xchanger.cn/auth/account/token";

  it("signs in with an authCode, renews what it gave, and sends the code no second time", async () => {
    const { credentials } = demo.otherAccounts["lynkcoAuthCode"]!;
    const vin = carOf("lynkco-signed");
    const client = account("lynkco-signed", { credentials });
    assert.equal((await client.status(vin)).locks.locked, true);
    await clock.advance(2 * 3_600_000 + 1000);
    assert.equal((await client.status(vin)).locks.locked, true, "its two hours were over, and it was renewed");
    assert.deepEqual(
      asked().filter((line) => line.includes("/auth/")),
      [exchange, renewal],
    );
    const other = account("lynkco-signed", { credentials });
    const used = await refusalOf(() => other.status(vin));
    assert.equal(used.code, "SIGN_IN_REJECTED");
    assert.match(used.message, /authCode \(code 1501\): it works once .* Capture anew/);
    demo.control.expire({ api: false, refresh: true });
    await clock.advance(2 * 3_600_000 + 1000);
    const over = await refusalOf(() => client.status(vin));
    assert.equal(over.code, "SIGN_IN_REJECTED");
    assert.match(over.message, /the cloud does not renew it.* Capture anew/);
    assert.equal(asked().filter((line) => line === exchange).length, 2, "one for each account");
  });

  it("says so when the refresh token was used elsewhere", async () => {
    const [mine, theirs] = [account("lynkco-signed"), account("lynkco-signed")];
    const vin = carOf("lynkco-signed");
    await mine.status(vin);
    await clock.advance(2 * 3_600_000 + 1000);
    await theirs.status(vin);
    const refusal = await refusalOf(() => mine.status(vin));
    assert.equal(refusal.code, "SIGN_IN_REJECTED");
    assert.match(refusal.message, /used elsewhere\. Capture anew/);
  });

  const token = (claims: object, signature: string): string =>
    [{ alg: "HS256" }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".") +
    `.${signature}`;
  const whole = "s".repeat(43);
  const later = { exp: 4_000_000_000 };
  const badCaptures: [string, Partial<Credentials>, string, RegExp][] = [
    ["no secret", { signingSecret: " " }, "CONFIG_INVALID", /no signing secret.*nothing was sent/],
    ["no token", { accessToken: "" }, "CONFIG_INVALID", /no access token/],
    [
      "a token with a line break",
      { accessToken: "tok\r\nx-evil: 1" },
      "CONFIG_INVALID",
      /line break.*Copy it once more/,
    ],
    ["a refresh token with one", { refreshToken: "ref\nresh" }, "CONFIG_INVALID", /refresh token holds a line break/],
    ["a token that is cut", { accessToken: "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjE2" }, "CONFIG_INVALID", /looks cut/],
    ["a token that is too short", { accessToken: token(later, "c2ln") }, "CONFIG_INVALID", /too short or too long/],
    ["a token of 10,000 characters", { accessToken: "t".repeat(10_000) }, "CONFIG_INVALID", /longer than any token/],
    [
      "a token that is over",
      { accessToken: token({ exp: 1_676_632_676 }, whole), refreshToken: "" },
      "SIGN_IN_REJECTED",
      /ended at 2023-02-17T11:17:56.000Z.*Capture anew/,
    ],
  ];
  for (const [what, wrong, code, says] of badCaptures) {
    it(`refuses ${what}, and sends nothing`, async () => {
      const credentials = { ...demo.credentials["lynkco-signed"], ...wrong };
      const error = await refusalOf(() => account("lynkco-signed", { credentials }).status(carOf("lynkco-signed")));
      assert.equal(error.code, code);
      assert.match(error.message, says);
      assert.deepEqual(demo.control.log, []);
    });
  }

  it("says of a wrong secret and of a wrong region what to do, and asks once", async () => {
    const vin = carOf("lynkco-signed");
    const credentials = { ...demo.credentials["lynkco-signed"], signingSecret: "not the secret" };
    const secret = await refusalOf(() => account("lynkco-signed", { credentials }).status(vin));
    assert.equal(secret.code, "SIGNATURE_REFUSED");
    assert.match(secret.message, /code 1445.*signing secret.*Enter it again/);
    demo.control.fail({ match: "device-api", code: 1440, times: Infinity });
    const region = await refusalOf(() => account("lynkco-signed").status(vin));
    assert.equal(region.code, "CONFIG_INVALID");
    assert.match(region.message, /code 1440.*another region/);
    assert.equal(demo.control.log.length, 2);
    demo.control.clear();
    const spaced = { ...demo.credentials["lynkco-signed"]! };
    spaced.signingSecret = ` ${spaced.signingSecret}\n`;
    assert.equal((await account("lynkco-signed", { credentials: spaced }).status(vin)).locks.locked, true);
  });

  it("is not asked by http, as the thread's flow did", async () => {
    const baseUrls = { "https://api.xchanger.cn": "http://API.xchanger.cn" };
    const error = await refusalOf(() => account("lynkco-gkui", { baseUrls }));
    assert.equal(error.code, "CONFIG_INVALID");
    assert.match(error.message, /https where they lead to the cloud itself.*Leave the line out/);
  });

  for (const platform of platforms) {
    it(`${platform}: tells what is left on the SIM card, and what to do where nobody knows the card`, async () => {
      const [client, vin] = [account(platform), carOf(platform)];
      const params = platform === "lynkco-gkui" ? {} : { iccid: "00000000000000000001" };
      const { dataKiB, daysLeft, packages, toldAt }: ReadData["simData"] = await client.read(vin, "simData", params);
      assert.equal(dataKiB.total, 3 * 1024 * 1024);
      assert.equal(dataKiB.left! + dataKiB.used!, dataKiB.total);
      assert.deepEqual([daysLeft, packages.length, toldAt], [1058, 1, "2026-06-01T08:00:00.000Z"]);
      assert.equal(demo.control.log.at(-1)?.query.split("&").length, 2);
      const sent = demo.control.log.length;
      for (const wrong of ["12", "89860/../..", { a: 1 }]) {
        const error = await refusalOf(() => client.read(vin, "simData", { iccid: wrong }));
        assert.deepEqual([error.code, /ICCID/.test(error.message)], ["INPUT_INVALID", true]);
      }
      if (platform === "lynkco-signed") {
        const none = await refusalOf(() => client.read(vin, "simData"));
        assert.equal(none.code, "INPUT_INVALID");
        assert.match(none.message, /none was given: put it into msg\.iccid/);
      }
      assert.equal(demo.control.log.length, sent);
    });
  }
});
