/** What the sign-in hosts of the demo refuse: each with its code or page, and the reason in the demo's log. */
import assert from "node:assert/strict";
import { ManualClock } from "../../src/base/clock";
import { startDemoCloud, type DemoCloud } from "../../src/demo";
import { apiKey, codeOf, RawClient, send, webAgent, type Answer, type Headers } from "./raw-client";

describe("demo cloud: sign-ins that it refuses", () => {
  const clock = new ManualClock();
  let cloud: DemoCloud;
  let client: RawClient;

  before(async () => {
    cloud = await startDemoCloud({ clock });
    client = new RawClient(cloud, () => clock.now());
  });
  after(() => cloud.close());
  const note = (): string => cloud.control.log.at(-1)?.note ?? "";

  describe("at the European sign-in", () => {
    const oidc = `https://auth.smart.com/oidc/op/v1.0/${apiKey}/authorize/continue`;
    const ask = (url: string, headers: Headers = {}, method = "GET", body?: string): Promise<Answer> =>
      send(client.at(url), { method, headers, ...(body === undefined ? {} : { body }) });
    const login = "https://auth.smart.com/accounts.login";
    const gigya: [string, () => Promise<Answer>, number, string][] = [
      ["a sign-in that is not posted", () => ask(login), 400002, "login must be posted"],
      ["one without the key", () => ask(login, {}, "POST", ""), 400093, "APIKey is not the tenant's"],
      ["one without a cookie", () => ask(login, {}, "POST", `APIKey=${apiKey}`), 400006, "no bootstrap in the cookie"],
      [
        "one without a name",
        async () => ask(login, { cookie: await client.bootstrap() }, "POST", `APIKey=${apiKey}`),
        403042,
        "name or password wrong",
      ],
      [
        "a device without the key",
        () => ask("https://socialize.eu1.gigya.com/socialize.getIDs"),
        400093,
        "APIKey is not the tenant's",
      ],
    ];
    for (const [what, asked, code, reason] of gigya) {
      it(`${what}: ${code}`, async () => {
        const { status, json } = await asked();
        assert.deepEqual([status, json.errorCode], [200, code]);
        assert.ok(note().startsWith(reason), note());
      });
    }

    const start = "https://awsapi.future.smart.com/login-app/api/v1";
    const pages: [string, string, number, string][] = [
      ["a page that is none", "https://app.id.smart.com/logout", 404, "no such page of the sign-in"],
      ["a start without a browser", `${start}/authorize`, 403, "user agent is not a browser's"],
      ["an end without a code", `${start}/FinalPage`, 400, "code missing, expired or used"],
      ["an end with an unknown code", `${start}/FinalPage?code=x`, 400, "code missing, expired or used"],
    ];
    for (const [what, url, status, reason] of pages) {
      it(`${what}: HTTP ${status}`, async () => {
        assert.equal((await ask(url)).status, status);
        assert.equal(note(), reason);
      });
    }

    it("says at the hop back what it misses: the sign-in, its context, its cookie", async () => {
      const cookie = await client.bootstrap();
      const { login_token: token } = (await client.login(cookie)).json.sessionInfo as { login_token: string };
      const hop = await ask(`https://auth.smart.com/oidc/op/v1.0/${apiKey}/authorize`, { "user-agent": webAgent });
      const context = new URL(hop.headers.location ?? "").searchParams.get("context") ?? "";
      const known = `login_token=${encodeURIComponent(token)}`;
      const cases: [string, string, Headers][] = [
        ["login token missing or expired", "", {}],
        ["login token missing or expired", `?context=${encodeURIComponent(context)}&login_token=x`, {}],
        ["context missing or expired", `?${known}`, { cookie: `glt_${apiKey}=${token}` }],
        ["glt cookie missing or expired", `?context=${encodeURIComponent(context)}&${known}`, { cookie }],
      ];
      for (const [reason, query, headers] of cases) {
        const { status, headers: told } = await ask(`${oidc}${query}`, headers);
        assert.deepEqual([status, note()], [302, reason]);
        const back = new URL(told.location ?? "").searchParams;
        assert.deepEqual([back.get("mode"), back.get("errorMessage")], ["error", reason]);
      }
    });

    it("refuses with the code that a fault names", async () => {
      for (const [code, message] of [
        [403042, "Invalid LoginID"],
        [403120, "Refused"],
      ] as const) {
        cloud.control.fail({ match: "accounts.login", code });
        const { json } = await client.login("");
        assert.deepEqual([json.errorCode, json.errorMessage], [code, message]);
      }
    });
  });

  describe("at the sign-in abroad", () => {
    const service = "https://sg-app-api.smart.com/iam/service/api/v1";
    const app = (): Headers => ({
      ...{ "x-ca-key": "204587190", "x-ca-nonce": "n", "x-app-id": "SmartAPPGlobal" },
      "x-ca-timestamp": String(clock.now()),
    });
    const cases: [string, string, Headers, string, string][] = [
      ["no nonce", "POST /login", { "x-ca-nonce": undefined }, "40001", "nonce or timestamp missing"],
      ["no time", "POST /login", { "x-ca-timestamp": undefined }, "40001", "nonce or timestamp missing"],
      ["a time of letters", "POST /login", { "x-ca-timestamp": "now" }, "40001", "nonce or timestamp missing"],
      ["another app", "POST /login", { "x-app-id": "SmartAPPEU" }, "40002", "x-app-id is not the app's"],
      ["no name", "POST /login", {}, "40101", "name or password wrong"],
      ["a path nobody has", "GET /logout", {}, "404", "not a path of the demo"],
      ["no sign-in token", "GET /oauth20/authorize", {}, "40102", "sign-in token unknown or older than a day"],
    ];
    for (const [what, call, headers, code, reason] of cases) {
      it(`${what}: ${code}`, async () => {
        const [method = "", path = ""] = call.split(" ");
        const answer = await send(client.at(`${service}${path}`), { method, headers: { ...app(), ...headers } });
        assert.deepEqual([codeOf(answer), note()], [code, reason]);
      });
    }

    it("a sign-in token without its identity token: 40103", async () => {
      const { username, password } = cloud.credentials["smart-intl"]!;
      const body = JSON.stringify({ email: username, password });
      const { json } = await send(client.at(`${service}/login`), { method: "POST", headers: app(), body });
      const token = encodeURIComponent(String(json.result.accessToken));
      const url = client.at(`${service}/oauth20/authorize?accessToken=${token}`);
      assert.equal(codeOf(await send(url, { headers: app() })), "40103");
      const whole = await send(url, { headers: { ...app(), "xs-auth-token": String(json.result.idToken) } });
      assert.equal(codeOf(whole), "200");
    });
  });
});
