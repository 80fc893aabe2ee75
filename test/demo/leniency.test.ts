import assert from "node:assert/strict";
import { ManualClock } from "../../src/base/clock";
import { startDemoCloud } from "../../src/demo";
import type { DemoCloud } from "../../src/demo/types";
import { apiKey, codeOf, RawClient, send, webAgent } from "./raw-client";

/** What clients in use send and the real cloud takes (docs/protocol/ecarx-smart.md): the demo must not be stricter. */
describe("demo cloud: as lenient as the real one", () => {
  const clock = new ManualClock();
  let cloud: DemoCloud;
  let client: RawClient;
  const [one, three, five] = ["HESXDEM01P0000001", "HESCDEM03P0000002", "HESYDEM05R0000003"] as const;

  beforeEach(async () => {
    cloud = await startDemoCloud({ clock });
    client = await new RawClient(cloud, () => clock.now()).open();
  });
  afterEach(() => cloud.close());

  const fresh = (): RawClient => new RawClient(cloud, () => clock.now());

  describe("of the query: what counts is what it means, not how it was written", () => {
    const cases: [string, (userId: string) => string][] = [
      ["a comma sent as it is", (userId) => `latest=true&target=basic,more&userId=${userId}`],
      ["another order", (userId) => `userId=${userId}&target=basic%2Cmore&latest=true`],
      [
        "lower-case hex, and more encoded than must be",
        (userId) => `l%61test=true&target=basic%2cmore&userId=${userId}`,
      ],
    ];
    for (const [what, query] of cases) {
      it(`${what}, signed in canonical form: accepted`, async () => {
        await client.select(one);
        assert.equal(codeOf(await client.status(one, { sentQuery: query(client.userId) })), "1000");
      });
    }

    it("another value than was signed, or half an escape: refused", async () => {
      await client.select(one);
      for (const query of ["latest=false&target=basic%2Cmore", "latest=true&target=basic%2"]) {
        const { json } = await client.status(one, { sentQuery: `${query}&userId=${client.userId}` });
        assert.deepEqual([json.code, json.message], ["1445", "Check signature error"]);
      }
    });
  });

  describe("of the sign-in", () => {
    const cookie = [
      "gmid=gmid.ver4.AcbHPqUK5Q.xOaWPhRTb7gy-6-GUW6cxQVf_t7LhbmeabBNXqqqsT6dpLJLOWCGWZM07EkmfM4j.u2AMsCQ9ZsKc6ugOIoVwCgryB2KJNCnbBrlY6pq0W2Ww7sxSkUa9_WTPBIwAufhCQYkb7gA2eUbb6EIZjrl5mQ.sc3",
      "ucid=hPzasmkDyTeHN0DinLRGvw",
      "hasGmid=ver4",
      `gig_bootstrap_${apiKey}=auth_ver4`,
    ].join("; ");

    it("the cookie pair that published clients share", async () => {
      const { json } = await client.login(cookie);
      assert.equal(json.errorCode, 0);
      assert.ok(json.sessionInfo.login_token);
      assert.equal((await client.login(cookie, { password: "wrong" })).json.errorCode, 403042);
    });

    it("a desktop browser's agent at the first step", async () => {
      const url = client.at("https://awsapi.future.smart.com/login-app/api/v1/authorize?uiLocales=de-DE");
      const agent =
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/119.0.0.0 Safari/537.36";
      assert.equal((await send(url, { headers: { "user-agent": agent } })).status, 302);
      for (const stranger of ["node", "python-httpx/0.27", "okhttp/4.11.0"]) {
        assert.equal((await send(url, { headers: { "user-agent": stranger } })).status, 403, stranger);
      }
    });

    it("a context serves ten minutes", async () => {
      const address = client.at(`https://auth.smart.com/oidc/op/v1.0/${apiKey}/authorize`);
      const proceed = async (waitMs: number): Promise<string | null> => {
        const hop = await send(address, { headers: { "user-agent": webAgent } });
        const context = new URL(hop.headers.location ?? "").searchParams.get("context") ?? "";
        const bootstrap = await client.bootstrap();
        const login: string = (await client.login(bootstrap)).json.sessionInfo.login_token;
        clock.jump(waitMs);
        const query = `context=${encodeURIComponent(context)}&login_token=${encodeURIComponent(login)}`;
        const answer = await send(`${address}/continue?${query}`, {
          headers: { "user-agent": webAgent, cookie: `${bootstrap}; glt_${apiKey}=${login}` },
        });
        return new URL(answer.headers.location ?? "").searchParams.get("mode");
      };
      assert.equal(await proceed(599_000), null);
      assert.equal(await proceed(601_000), "error");
    });

    it("a client that does not say what device it is on is a browser, without a client id", async () => {
      const body = JSON.stringify({ accessToken: client.oauth });
      const call = { method: "POST", path: "/auth/account/session/secure", query: { identity_type: "smart" }, body };
      const { json } = await client.signed({ ...call, token: "", headers: { "x-device-type": "" } });
      assert.deepEqual([json.code, json.data.deviceType, json.data.clientId], [1000, "browser", null]);
      const mobile = await client.signed({ ...call, token: "" });
      assert.deepEqual([mobile.json.data.deviceType, typeof mobile.json.data.clientId], ["mobile", "string"]);
    });
  });

  describe("of the selection", () => {
    it("none is needed where the header names the car, on either host", async () => {
      assert.equal(codeOf(await client.status(one)), "8006", "three cars, none selected, none named");
      assert.equal(codeOf(await client.status(one, { headers: { "x-vehicle-identifier": one } })), "1000");
      assert.equal(codeOf(await client.command(three, "RDL_2", [["door", "all"]])), "1000");
      const host = "apiv2.ecloudeu.com";
      assert.equal(codeOf(await client.status(five, { host, headers: { "x-vehicle-identifier": five } })), "1000");
      assert.equal(codeOf(await client.status(one, { headers: { "x-vehicle-identifier": three } })), "8006");
    });

    it("none is needed in an account with one car", async () => {
      const single = await fresh().as("smart-eu-one-car").open();
      const query = { needSharedCar: "1", userId: single.userId };
      const { json } = await single.signed({ path: "/device-platform/user/vehicle/secure", query });
      assert.deepEqual(
        json.data.list.map(({ vin }: { vin: string }) => vin),
        [one],
      );
      assert.equal(codeOf(await single.status(one)), "1000");
      assert.equal(codeOf(await single.status(three)), "8006", "another's car");
    });

    it("answers a selection with result 1", async () => {
      assert.deepEqual((await client.select(one)).json.data, { result: 1 });
    });
  });

  describe("of readings and writes", () => {
    beforeEach(() => client.select(one));
    const plan = `/charge-server/ecarx_charge_set/${one}`;

    it("a warm-up without a word for the steering wheel leaves the wheel as it is", async () => {
      cloud.control.set(one, { routine: false });
      const body = {
        bizType: "7",
        command: "immediately",
        ac: "true",
        temp: "22.0",
        duration: "180",
        heat: [{ level: "2", pos: "11" }],
        vlt: "false",
        paa: "0",
        timestamp: String(clock.now()),
      };
      assert.equal(codeOf(await client.signed({ method: "POST", path: plan, body: JSON.stringify(body) })), "1000");
      await clock.advance(30_000);
      assert.deepEqual(cloud.control.executions(one), { warmUp: 1 });
      const { climateStatus } = (await client.status(one)).json.data.vehicleStatus.additionalVehicleStatus;
      assert.deepEqual([climateStatus.drvHeatSts, climateStatus.steerWhlHeatingSts], ["2", "2"]);
    });

    it("the parking comfort plan is read by bizType 4", async () => {
      const { json } = await client.signed({ path: plan, query: { bizType: "4" } });
      assert.equal(json.code, "1000");
      assert.deepEqual(json.data.scheduleList, []);
      assert.equal(json.data.btTempActive, "false");
    });

    it("tells the next wake-up as text", async () => {
      const { json } = await client.signed({ path: `/remote-control/vehicle/status/state/${one}` });
      assert.match(json.data.nextWakeupTime, /^\d{13}$/);
    });

    it("says what the real cloud says", async () => {
      await client.command(one, "RDL_2", [["door", "all"]]);
      const said = async (call: Promise<{ json: { message: string } }>): Promise<string> => (await call).json.message;
      assert.deepEqual(
        [
          await said(client.command(one, "RDL_2", [["door", "all"]])),
          await said(client.status(five)),
          await said(client.status(one, { secret: "0".repeat(32) })),
          await said(client.status(one, { token: "eyJhbGciOiJub25lIn0.e30.AAAA" })),
        ],
        [
          "The last request has not yet been executed, please send the command later!",
          "No vehicle information for this VIN! Please check the data",
          "Check signature error",
          "The access token is invalid",
        ],
      );
    });
  });
});
