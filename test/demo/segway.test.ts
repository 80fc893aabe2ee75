import assert from "node:assert/strict";
import { ManualClock } from "../../src/base/clock";
import type { JsonObject } from "../../src/base/json";
import { createSegwayPart, demoOperator, type SegwayPart } from "../../src/demo/segway/hosts";
import type { DemoAnswer } from "../../src/demo/types";

const host = "eu-api.segwaydiscovery.com";

/** Asks the hosts directly, without a server in between. */
class Asker {
  token = "";

  constructor(readonly part: SegwayPart) {}

  async ask(
    method: string,
    path: string,
    options: { query?: string; body?: unknown; headers?: Record<string, string>; host?: string } = {},
  ): Promise<DemoAnswer> {
    const { query = "", body = "", headers, host: at = host } = options;
    const text = typeof body === "string" ? body : JSON.stringify(body);
    return this.part.handle({
      method,
      host: at,
      path,
      query,
      headers: headers ?? { authorization: `bearer ${this.token}`, "content-type": "application/json" },
      body: Buffer.from(text),
      prefixed: true,
    });
  }

  async signIn(fields: Record<string, string> = {}, at = host): Promise<DemoAnswer> {
    const form = {
      client_id: demoOperator.platformCode,
      client_secret: demoOperator.clientSecret,
      grant_type: "client_credentials",
      ...fields,
    };
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const answer = await this.ask("POST", "/oauth/token", {
      body: new URLSearchParams(form).toString(),
      headers,
      host: at,
    });
    const { access_token: token } = answer.body as { access_token?: string };
    if (token) this.token = token;
    return answer;
  }

  async code(method: string, path: string, options: Parameters<Asker["ask"]>[2] = {}): Promise<string | undefined> {
    return (await this.ask(method, path, options)).code;
  }
}

describe("demo cloud: segway", () => {
  const clock = new ManualClock();
  let part: SegwayPart;
  let asker: Asker;
  let id: string;

  beforeEach(async () => {
    part = createSegwayPart({ clock, seed: 1, speed: 1 });
    asker = new Asker(part);
    id = part.vehicles[8]!.id;
    await asker.signIn();
    for (const { id: one } of part.vehicles) part.set(one, { still: true });
  });
  afterEach(() => part.close());

  describe("the token", () => {
    it("is shared, and comes with the life that is left of it", async () => {
      const first = (await asker.signIn()).body as JsonObject;
      assert.equal(first.expires_in, 43_199);
      assert.equal(first.token_type, "bearer");
      assert.match(String(first.access_token), /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      await clock.advance(3_600_000);
      const second = (await asker.signIn()).body as JsonObject;
      assert.equal(second.access_token, first.access_token);
      assert.equal(second.expires_in, 39_599);
    });

    it("has a successor near its end, and both work until then", async () => {
      const old = asker.token;
      await clock.advance((43_200 - 140) * 1000);
      await asker.signIn();
      assert.notEqual(asker.token, old);
      const status = "/api/v2/vehicle/query/current/status";
      const query = `iotCode=${id}`;
      assert.equal(await asker.code("GET", status, { query, headers: { authorization: `Bearer ${old}` } }), "0");
      assert.equal(await asker.code("GET", status, { query }), "0");
      await clock.advance(141_000);
      assert.equal(await asker.code("GET", status, { query, headers: { authorization: `bearer ${old}` } }), "15101");
      assert.equal(await asker.code("GET", status, { query }), "0");
    });

    it("is refused for a wrong id, secret, host, grant and form", async () => {
      for (const answer of [
        await asker.signIn({ client_id: "E1" }),
        await asker.signIn({ client_secret: "wrong" }),
        await asker.signIn({}, "us-api.segwaydiscovery.com"),
        await asker.ask("POST", "/oauth/token", { body: { client_id: demoOperator.platformCode } }),
      ]) {
        assert.equal(answer.status, 401);
        assert.deepEqual(answer.body, { error: "invalid_client", error_description: "Bad client credentials" });
      }
      assert.equal((await asker.signIn({ grant_type: "password" })).status, 400);
      assert.equal((await asker.ask("GET", "/oauth/token")).status, 405);
    });

    it("that is missing, wrong or expired: 15101; on another region's host: 15100", async () => {
      const query = `iotCode=${id}`;
      const path = "/api/v2/vehicle/query/current/status";
      assert.equal(await asker.code("GET", path, { query, headers: {} }), "15101");
      assert.equal(await asker.code("GET", path, { query, headers: { authorization: "bearer x" } }), "15101");
      assert.equal(await asker.code("GET", path, { query, headers: { authorization: asker.token } }), "15101");
      assert.equal(await asker.code("GET", path, { query, host: "cn-api.segwaydiscovery.com" }), "15100");
      part.expire({});
      assert.equal(await asker.code("GET", path, { query }), "15101");
    });
  });

  it("answers in the shapes of the page", async () => {
    const query = `iotCode=${id}`;
    const status = (await asker.ask("GET", "/api/v2/vehicle/query/current/status", { query })).body as JsonObject;
    assert.deepEqual(Object.keys(status), ["code", "msg", "data", "t", "opId"]);
    assert.deepEqual(Object.keys(status.data as JsonObject).sort(), [
      "charging",
      "iotCode",
      "lockVoltage",
      "locked",
      "networkSignal",
      "odometer",
      "online",
      "powerPercent",
      "remainingRange",
      "speed",
      "speedMode",
      "statusUtcTime",
      "totalRidingSecs",
    ]);
    const place = (await asker.ask("GET", "/api/v2/vehicle/query/current/location", { query })).body as JsonObject;
    assert.equal(typeof (place.data as JsonObject).gpsUtcTime, "string");
    const battery = (await asker.ask("GET", "/api/v2/mopeds/query/current/battery-info", { query })).body as JsonObject;
    assert.ok("resId" in battery && !("opId" in battery));
    const refused = (await asker.ask("POST", "/api/v2/vehicle/control/battery-cover", { body: { iotCode: id } })).body;
    const { code, msg, data } = refused as JsonObject;
    assert.deepEqual([code, msg, data], [15635, "open failed: please operate when mopeds is unlocking", null]);
  });

  it("refuses wrong parameters with 15004 and unknown vehicles with 15102", async () => {
    const lock = "/api/v2/vehicle/control/lock";
    const bodies: [string, unknown][] = [
      [lock, {}],
      [lock, "not json"],
      [lock, "[]"],
      [lock, { iotCode: "abc" }],
      ["/api/v2/vehicle/control/sound", { iotCode: id }],
      ["/api/v2/vehicle/control/sound", { iotCode: id, controlType: 3 }],
      ["/api/v2/mopeds/setting/switch", { iotCode: id, alertSensitivity: 4 }],
      ["/api/v2/mopeds/setting/switch", { iotCode: id, lowPowerValue: "15" }],
      ["/api/v2/mopeds/setting/able-switch", { iotCode: id, assistedMode: 3 }],
      ["/api/v2/vehicle/setting/ambient", { iotCode: id, bright: 1 }],
      ["/api/v2/vehicle/setting/ambient", { iotCode: id, bright: 1, parkingMode: { mode: 0, color: 1 } }],
      ["/api/v2/vehicle/setting/sound", { iotCode: id, volume: 1 }],
      ["/api/v2/vehicle/setting/sound", { iotCode: id, workMode: 2, ebcqMask: { toot: 3 } }],
      ["/api/v2/vehicle/setting/bluetooth-key", { iotCode: id, key: "short" }],
      ["/api/v2/vehicle/setting/interval", { iotCode: id, locationInterval: { unlockStatus: 10, lockStatus: 9 } }],
    ];
    for (const [path, body] of bodies)
      assert.equal(await asker.code("POST", path, { body }), "15004", JSON.stringify(body));
    assert.equal(await asker.code("GET", "/api/v2/vehicle/query/current/status"), "15004");
    assert.equal(await asker.code("POST", lock, { body: { iotCode: "860000000009999" } }), "15102");
    // Without the content type of the page it is no JSON; half of the page's examples send a number.
    const headers = { authorization: `bearer ${asker.token}` };
    assert.equal(await asker.code("POST", lock, { body: { iotCode: id }, headers }), "15004");
    assert.equal(await asker.code("POST", lock, { body: { iotCode: Number(id) } }), "0");
    assert.equal((await asker.ask("GET", "/api/v2/mebike/query/current/status")).status, 404);
    assert.equal((await asker.ask("GET", lock)).status, 405);
    assert.deepEqual(part.executions(id), { "control.lock": 1 });
  });

  it("lets itself be set, and refuses what it does not know", async () => {
    part.set(id, { percent: 12, locked: false });
    const answer = await asker.ask("GET", "/api/v2/vehicle/query/current/status", { query: `iotCode=${id}` });
    const { data } = answer.body as { data: JsonObject };
    assert.deepEqual([data.powerPercent, data.locked], [12, false]);
    for (const patch of [{ wheels: 3 }, { percent: 101 }, { locked: "no" }, { faults: 21 }, { constructor: true }]) {
      assert.throws(() => part.set(id, { percent: 99, ...patch }), { code: "INPUT_INVALID" });
    }
    assert.throws(() => part.set("nobody", {}), { code: "VEHICLE_UNKNOWN" });
    const after = await asker.ask("GET", "/api/v2/vehicle/query/current/status", { query: `iotCode=${id}` });
    assert.equal((after.body as { data: JsonObject }).data.powerPercent, 12);
  });

  it("a change that is not reported stays unknown to the cloud", async () => {
    part.set(id, { locked: false, silent: true });
    const path = "/api/v2/vehicle/query/current/status";
    const known = async (): Promise<unknown> =>
      ((await asker.ask("GET", path, { query: `iotCode=${id}` })).body as { data: JsonObject }).data.locked;
    assert.equal(await known(), true);
    part.advance(10);
    assert.equal(await known(), false);
  });
});
