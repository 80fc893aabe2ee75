/** What the demo's Lynk & Co of 2020 refuses: sign-ins, commands and other calls, each for the reason in the demo's log. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { ManualClock } from "../../src/base/clock";
import { startDemoCloud, type DemoCloud } from "../../src/demo";
import { send, type Answer, type Headers } from "./raw-client";

type Body = Record<string, unknown>;
type Pairs = [string, unknown][];

describe("demo cloud: what the generation before refuses", () => {
  const clock = new ManualClock();
  let cloud: DemoCloud;
  before(async () => {
    cloud = await startDemoCloud({ clock });
  });
  after(() => cloud.close());
  const note = (): string => cloud.control.log.at(-1)?.note ?? "";
  const pairs = (list: Pairs): object[] => list.map(([key, value]) => ({ key, value }));
  const vin = (): string => cloud.vehicles.find(({ platform }) => platform === "lynkco-gkui")!.id;
  const host = "api.xchanger.cn";
  const asForm = { "x-app-id": "xiaokanl", "content-type": "application/x-www-form-urlencoded" };
  const form = (password: string): string =>
    new URLSearchParams({
      username: "gkui@vehicle-cloud.example",
      password: createHash("md5").update(password).digest("hex"),
    }).toString();
  const login = (headers: Headers = asForm, body = form("demo-2026")): Promise<Answer> =>
    send(`${cloud.url}/${host}/api/v1/user/login`, { method: "POST", headers, body });
  let token = "";
  const ask = (method: string, path: string, body?: unknown): Promise<Answer> =>
    send(`${cloud.url}/${host}${path}`, {
      method,
      headers: { "x-operator-code": "LYNKCO", "x-app-id": "lynkco", authorization: token },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  before(async () => void (token = (await login()).json.accessToken));

  const logins: [string, Headers, string, number, string][] = [
    ["JSON", { ...asForm, "content-type": "application/json" }, form("demo-2026"), 415, "not a form"],
    ["no type", { ...asForm, "content-type": undefined }, form("demo-2026"), 415, "not a form"],
    ["another app", { ...asForm, "x-app-id": "another" }, form("demo-2026"), 400, "x-app-id is not the app's"],
    ["a wrong password", asForm, form("wrong"), 401, "name or password wrong"],
    ["no name", asForm, "password=x", 401, "name or password wrong"],
  ];
  for (const [what, headers, body, status, reason] of logins) {
    it(`a sign-in with ${what}: HTTP ${status}`, async () => {
      assert.equal((await login(headers, body)).status, status);
      assert.equal(note(), reason);
    });
  }

  const command = (serviceId: string, list: Pairs, more: Body = {}): Body => ({
    ...{ creator: "tc", command: "start", serviceId, serviceParameters: pairs(list), timestamp: 1 },
    ...more,
  });
  const stop = { command: "stop" };
  const bodies: [string, Body][] = [
    ["no service", command("", [])],
    ["a command of its own", command("RDL", [], { command: "pause" })],
    ["no creator", command("RDL", [], { creator: undefined })],
    ["no time", command("RDL", [], { timestamp: undefined })],
    ["parameters that are no list", command("RDL", [], { serviceParameters: "door" })],
    ["a value that is no text", command("RTU", [["a", 1]])],
    ["locking that is stopped", command("RDL", [], stop)],
    ["locking with a parameter", command("RDL", [["door", "all"]])],
    ["unlocking without its window", command("RDU", [])],
    ["unlocking for four minutes", command("RDU", [["time.window", "4"]])],
    ["an engine with a parameter", command("RES", [["rce", "1"]])],
    ["a horn that is stopped", command("RHL", [["rhl", "horn-flash"]], stop)],
    ["a horn nobody knows", command("RHL", [["rhl", "trumpet"]])],
    ["climate at 40 degrees", command("RCE", [["rce", "40"]])],
    ["climate without degrees", command("RCE", [])],
    ["climate that is stopped by another word", command("RCE", [["fan", "1"]], stop)],
    ["a window without its word", command("RWS", [])],
    ["half a window", command("RWS", [["rws", "half"]])],
    ["closing the trunk", command("RTU", [], stop)],
    ["a service nobody knows", command("XYZ", [])],
  ];
  it("the same in the older form: HTTP 400, and nothing is carried out", async () => {
    const path = `/geelyTCAccess/tcservices/vehicle/telematics/${vin()}`;
    for (const [what, body] of bodies) assert.equal((await ask("PUT", path, body)).status, 400, what);
    assert.equal((await ask("PUT", path)).status, 400, "no body");
    await clock.advance(30_000);
    assert.deepEqual(cloud.control.executions(vin()), {});
    const whole: [string, Body][] = [
      ["climateOn", command("RCE", [["rce", "21"]])],
      ["climateOff", command("RCE", [], stop)],
      ["windowsVent", command("RWS", [["rws", "ventilate"]])],
      ["windowsOpen", command("RWS", [["rws", "all"]])],
      ["windowsClose", command("RWS", [["rws", "all"]], stop)],
      ["trunkUnlock", command("RTU", [])],
    ];
    for (const [effect, body] of whole) {
      assert.equal((await ask("PUT", path, body)).status, 200, effect);
      await clock.advance(30_000);
    }
    assert.deepEqual(cloud.control.executions(vin()), Object.fromEntries(whole.map(([effect]) => [effect, 1])));
  });

  it("an unlocking within another's window: the doors lock when the later one is over", async () => {
    const path = `/geelyTCAccess/tcservices/vehicle/telematics/${vin()}`;
    const locked = async (): Promise<unknown> =>
      (await ask("GET", `/geelyTCAccess/tcservices/vehicle/status/${vin()}`)).json.vehicleStatus.additionalVehicleStatus
        .drivingSafetyStatus.doorLockStatusDriver;
    cloud.control.set(vin(), { routine: false });
    assert.equal((await ask("PUT", path, command("RDU", [["time.window", "1"]]))).status, 200);
    await clock.advance(40_000);
    assert.equal((await ask("PUT", path, command("RDU", [["time.window", "2"]]))).status, 200);
    await clock.advance(60_000);
    assert.equal(await locked(), 0);
    await clock.advance(90_000);
    assert.equal(await locked(), 1);
  });

  const others: [string, string, string][] = [
    ["a path nobody has", "/geelyTCAccess/tcservices/fridge", "not a path of the demo"],
    ["the SIM card by another type", "/api/v1/flowinfo?type=msisdn&iccid=1", "type is not iccid"],
    ["a SIM card of somebody else", "/api/v1/flowinfo?type=iccid&iccid=1", "no such card of this account"],
    ["no SIM card", "/api/v1/flowinfo?type=iccid", "no such card of this account"],
    ["another user", "/device_platform/user/vehicle?userId=1", "userId of somebody else"],
  ];
  for (const [what, path, reason] of others) {
    it(`${what}: HTTP 400`, async () => {
      assert.equal((await ask("GET", path)).status, 400);
      assert.equal(note(), reason);
    });
  }

  describe("at the session of 2020", () => {
    const path = `/${host}/auth/account/token`;
    const app = { "x-operator-code": "LYNKCO", "x-app-id": "lynkco" };
    const unknown = JSON.stringify({ authCode: "1", redirectUri: "http://www.abcde.com" });
    const cases: [string, string, string, Headers, string | undefined, number, string][] = [
      ["no identity type", "POST", "", {}, unknown, 1400, "identity_type is not lid"],
      ["no code", "POST", "?identity_type=lid", {}, "{}", 1400, "authCode or redirectUri missing"],
      ["no address", "POST", "?identity_type=lid", {}, '{"authCode":"1"}', 1400, "authCode or redirectUri missing"],
      ["an unknown code", "POST", "?identity_type=lid", {}, unknown, 1501, "authCode unknown or used"],
      ["a renewal from a web page", "PUT", "", { ...app, referer: "https://x" }, "{}", 1400, "a Referer is refused"],
      ["one of another app", "PUT", "", { ...app, "x-app-id": "x" }, "{}", 1440, "x-app-id and x-operator-code are"],
      ["one without a token", "PUT", "", app, undefined, 1501, "refresh token unknown or used"],
    ];
    for (const [what, method, query, headers, body, code, reason] of cases) {
      it(`${what}: ${code}`, async () => {
        const answer = await send(`${cloud.url}${path}${query}`, { method, headers, ...(body ? { body } : {}) });
        assert.equal(answer.json.code, code);
        assert.ok(note().startsWith(reason), note());
      });
    }
  });
});
