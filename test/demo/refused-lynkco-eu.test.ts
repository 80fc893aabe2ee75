/** What the demo's Lynk & Co in Europe refuses: at the sign-in, at the gateway's door, and of a command. */
import assert from "node:assert/strict";
import { createHash, randomUUID } from "node:crypto";
import { ManualClock } from "../../src/base/clock";
import { startDemoCloud, type DemoCloud } from "../../src/demo";
import {
  appClientId,
  appHeaders,
  authorizePath,
  commandsBase,
  redirectUri,
  scope,
  tokenPath,
  validatePath,
  vehiclesBase,
} from "../../src/platforms/lynkco-eu/endpoints";
import { signGatewayPath } from "../../src/platforms/lynkco-eu/signing";
import { send, type Answer, type Headers } from "./raw-client";

const snowflake = "7010000000000000001";
const device = randomUUID();

describe("demo cloud: what Lynk & Co in Europe refuses", () => {
  const clock = new ManualClock();
  let cloud: DemoCloud;
  let token = "";
  let vin = "";

  before(async () => {
    cloud = await startDemoCloud({ clock });
    token = String(cloud.credentials["lynkco-eu"]!.accessToken);
    vin = cloud.vehicles.find(({ platform }) => platform === "lynkco-eu")!.id;
  });
  after(() => cloud.close());
  const note = (): string => cloud.control.log.at(-1)?.note ?? "";

  interface Ask {
    query?: string;
    headers?: Headers;
    body?: string;
  }
  function gateway(method: string, path: string, { query = "", headers = {}, body }: Ask = {}): Promise<Answer> {
    const nonce = randomUUID();
    const sent: Headers = {
      ...appHeaders,
      authorization: `Bearer ${token}`,
      "x-auth-token": token,
      "x-deviceid": device,
      "x-customernumber": "DEMO0001",
      "x-customerid": snowflake,
      "x-nonce": nonce,
      "x-signature-version": "v2",
      "x-signature": signGatewayPath(snowflake, headers["x-nonce"] ?? nonce, path),
      ...headers,
    };
    const url = `${cloud.url}/agw.mobile-app.lynkco.biz${path}${query}`;
    return send(url, { method, headers: sent, ...(body === undefined ? {} : { body }) });
  }
  const list = `${vehiclesBase}/list/vehicles`;
  const validate = (body: unknown = { isLogin: true, deviceUuid: device }): Promise<Answer> =>
    gateway("POST", validatePath, { body: JSON.stringify(body) });

  it("a call before the session was registered, and a registration in another form", async () => {
    assert.equal((await gateway("GET", list)).status, 401);
    assert.equal(note(), "the session was not validated");
    for (const body of [{ isLogin: "true", deviceUuid: device }, { isLogin: true, deviceUuid: "another" }, [], "x"]) {
      assert.equal((await validate(body)).status, 400);
      assert.equal(note(), "validate-session");
    }
    assert.equal((await validate()).status, 200);
    assert.equal((await gateway("GET", list)).status, 200);
  });

  const doors: [string, Headers, number, string][] = [
    ["no token", { "x-auth-token": undefined }, 401, "no living token"],
    ["an unknown token", { "x-auth-token": "x", authorization: "Bearer x" }, 401, "no living token"],
    ["a token without Bearer", { authorization: "x" }, 401, "no living token"],
    ["another version of the signature", { "x-signature-version": "v1" }, 401, "signature"],
    ["no signature", { "x-signature": undefined }, 401, "signature"],
    ["no nonce", { "x-nonce": undefined }, 401, "signature"],
    ["a nonce that is no UUID", { "x-nonce": "1" }, 401, "nonce"],
    ["no customer number", { "x-customernumber": undefined }, 400, "header x-customernumber"],
    ["no device", { "x-deviceid": undefined }, 400, "header x-deviceid"],
    ["no version of the app", { "x-app-version": undefined }, 400, "header x-app-version"],
    ["another customer", { "x-customerid": "1" }, 400, "header x-customerid"],
  ];
  for (const [what, headers, status, reason] of doors) {
    it(`${what}: HTTP ${status}`, async () => {
      assert.equal((await validate()).status, 200);
      assert.equal((await gateway("GET", list, { headers })).status, status);
      assert.equal(note(), reason);
    });
  }

  it("a nonce a second time, until it is forgotten", async () => {
    const headers = { "x-nonce": randomUUID() };
    assert.equal((await gateway("GET", list, { headers })).status, 200);
    assert.equal((await gateway("GET", list, { headers })).status, 401);
    assert.equal(note(), "nonce");
    clock.jump(600_001);
    assert.equal((await gateway("GET", list, { headers })).status, 200);
  });

  it("a call, a part and a vehicle that it has not: HTTP 404", async () => {
    for (const [method, path] of [
      ["DELETE", list],
      ["POST", list],
      ["GET", `${vehiclesBase}/vehicle/${vin}/fridge_state`],
      ["POST", `${vehiclesBase}/vehicle/${vin}/fuel_state`],
      ["GET", `${vehiclesBase}/vehicle/OTHER/fuel_state`],
      ["GET", `${commandsBase}/vehicle/${vin}/command/door_lock`],
    ] as const) {
      assert.equal((await gateway(method, path)).status, 404, `${method} ${path}`);
      assert.equal(note(), "no such call");
    }
  });

  const state = { locked: true, driving: false, climate: false, plugged: false, still: true };
  const commands: [string, Ask, Record<string, unknown>, string][] = [
    ["door_lock", {}, { driving: true }, "the car is in use"],
    ["open_fridge", {}, {}, "no such command"],
    ["auto_conditioning_start", {}, {}, "temp"],
    ["auto_conditioning_start", { query: "?temp=15" }, {}, "temp"],
    ["auto_conditioning_start", { query: "?temp=29" }, {}, "temp"],
    ["auto_conditioning_start", { query: "?temp=21", body: "{}" }, {}, "the values go into the query"],
    ["auto_conditioning_start", { query: "?temp=21" }, { locked: false }, "DISABLED_UNLOCKED_CAR"],
    ["auto_conditioning_start", { query: "?temp=21" }, { driving: true }, "DISABLED_UNLOCKED_CAR"],
    ["set_charge_limit", { query: "?percent=40" }, {}, "percent"],
    ["set_charge_limit", { query: "?percent=101" }, {}, "percent"],
    ["charge_start", {}, {}, "not plugged in"],
    ["start_heaters", {}, {}, "zones"],
    ["start_heaters", { body: '["roof"]' }, { climate: true }, "zones"],
    ["start_heaters", { body: '["defrost"]' }, {}, "the climate is off"],
  ];
  for (const [name, ask, patch, reason] of commands) {
    it(`${name} ${ask.query ?? ask.body ?? ""} with ${JSON.stringify(patch)}: ${reason}`, async () => {
      cloud.control.set(vin, { ...state, ...patch });
      const path = `${commandsBase}/vehicle/${vin}/command/${name}`;
      assert.equal((await validate()).status, 200);
      const answer = await gateway("POST", path, ask);
      assert.deepEqual([answer.status, answer.json, note()], [400, { message: reason }, reason]);
    });
  }

  it("carries out a command that is late when it is due, and one that is lost never", async () => {
    cloud.control.set(vin, { ...state, locked: false });
    const path = `${commandsBase}/vehicle/${vin}/command/door_lock`;
    const done = (): number => cloud.control.executions(vin)["door_lock"] ?? 0;
    cloud.control.fail({ match: "door_lock", kind: "lost" });
    assert.equal((await gateway("POST", path)).status, 200);
    await clock.advance(200_000);
    assert.equal(done(), 0);
    cloud.control.fail({ match: "door_lock", kind: "late", delaySeconds: 60 });
    assert.equal((await gateway("POST", path)).status, 200);
    await clock.advance(50_000);
    assert.equal(done(), 0);
    await clock.advance(20_000);
    assert.equal(done(), 1);
  });

  it("a car that it has not, and a state that its car has not", () => {
    assert.throws(() => cloud.control.set(vin, { wings: true }), { code: "INPUT_INVALID", message: /"wings"/ });
  });

  describe("at the sign-in", () => {
    const secret = "s".repeat(64);
    const link = (more: Record<string, string> = {}): string =>
      `${authorizePath}?${new URLSearchParams({
        response_type: "code",
        client_id: appClientId,
        scope,
        code_challenge: createHash("sha256").update(secret).digest("base64url"),
        code_challenge_method: "S256",
        redirect_uri: redirectUri,
        ...more,
      }).toString()}`;
    const at = (path: string, method = "GET", headers: Headers = {}, body?: string): Promise<Answer> =>
      send(`${cloud.url}/login.lynkco.com${path}`, { method, headers, ...(body === undefined ? {} : { body }) });
    const asForm: Headers = { "content-type": "application/x-www-form-urlencoded" };
    const ask = (more: Record<string, string>, headers = asForm): Promise<Answer> => {
      const usual = { client_id: appClientId, redirect_uri: redirectUri, scope, client_info: "1" };
      return at(tokenPath, "POST", headers, new URLSearchParams({ ...usual, ...more }).toString());
    };
    const code = async (): Promise<string> => {
      const { headers } = await at(link());
      return /\?code=(.+)$/.exec(headers.location ?? "")?.[1] ?? "";
    };

    it("a page that is none, and a link that is not the app's", async () => {
      assert.equal((await at("/logout")).status, 404);
      for (const [more, reason] of [
        [{ response_type: "token" }, "response_type"],
        [{ client_id: "x" }, "client_id"],
        [{ scope: "profile" }, "scope"],
        [{ code_challenge_method: "plain" }, "code_challenge_method"],
        [{ code_challenge: "short" }, "redirect or key"],
        [{ redirect_uri: "https://example.org" }, "redirect or key"],
      ] as const) {
        assert.equal((await at(link(more))).status, 400);
        assert.equal(note(), `the link is wrong: ${reason}`);
      }
      assert.equal((await at(authorizePath)).status, 400, "a bare page");
    });

    const refresh = { grant_type: "refresh_token", refresh_token: "x" };
    const exchange = { grant_type: "authorization_code", code: "x", code_verifier: secret };
    const forms: [string, Record<string, string>, Headers, string, string][] = [
      ["no form", refresh, { "content-type": "application/json" }, "invalid_request", "not the app's form"],
      ["no type", refresh, {}, "invalid_request", "not the app's form"],
      ["another app", { ...refresh, client_id: "x" }, asForm, "invalid_request", "not the app's form"],
      ["another scope", { ...refresh, scope: "x" }, asForm, "invalid_request", "not the app's form"],
      ["another address", { ...refresh, redirect_uri: "x" }, asForm, "invalid_request", "not the app's form"],
      ["another grant", { grant_type: "password" }, asForm, "unsupported_grant_type", "another grant"],
      ["an unknown refresh token", refresh, asForm, "invalid_grant", "no living refresh token"],
      ["no refresh token", { grant_type: "refresh_token" }, asForm, "invalid_grant", "no living refresh token"],
      ["an unknown code", exchange, asForm, "invalid_grant", "used, too old, or never given out"],
      ["no code", { grant_type: "authorization_code" }, asForm, "invalid_grant", "used, too old, or never given out"],
      ["no client info", { ...exchange, client_info: "0" }, asForm, "invalid_request", "no client_info"],
    ];
    for (const [what, form, headers, error, reason] of forms) {
      it(`${what}: ${error}`, async () => {
        const answer = await ask(form, headers);
        assert.deepEqual([answer.status, answer.json.error, note()], [400, error, reason]);
      });
    }

    it("a code of another link, one that is too old, and one that was used", async () => {
      const tries: [string, (code: string) => Promise<Answer>, string][] = [
        ["another link", (one) => ask({ ...exchange, code: one, code_verifier: "x" }), "the code of another link"],
        [
          "too old",
          (one) => {
            clock.jump(300_001);
            return ask({ ...exchange, code: one });
          },
          "used, too old, or never given out",
        ],
        [
          "used",
          async (one) => {
            assert.equal((await ask({ ...exchange, code: one })).status, 200);
            return ask({ ...exchange, code: one });
          },
          "used, too old, or never given out",
        ],
      ];
      for (const [what, spoil, reason] of tries) {
        const answer = await spoil(await code());
        assert.deepEqual([answer.status, answer.json.error, note()], [400, "invalid_grant", reason], what);
      }
    });
  });
});
