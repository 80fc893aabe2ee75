import assert from "node:assert/strict";
import { createVehicleAccount } from "../../src/account/create";
import { ManualClock } from "../../src/base/clock";
import { startDemoCloud } from "../../src/demo";
import type { DemoCloud } from "../../src/demo/types";
import { encodeRfc3986, signEcarxRequest } from "../../src/platforms/ecarx/session/signing";
import { apiKey, codeOf, RawClient, send, type Answer } from "./raw-client";

/** What real clients do and the real cloud takes (docs/protocol/ecarx-smart.md 1, 3.2, 4.2, 5, 7.1). */
describe("demo cloud: no stricter than the real one", () => {
  const [one, three] = ["HESXDEM01P0000001", "HESCDEM03P0000002"] as const;
  const abroad = "HESCDEM07P0000004";
  const desktopAgent =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";
  const publishedCookie =
    "gmid=gmid.ver4.AcbHPqUK5Q.xOaWPhRTb7gy-6-GUW6cxQVf_t7LhbmeabBNXqqqsT6dpLJLOWCGWZM07EkmfM4j.u2AMsCQ9ZsKc6ugOIoVwCgryB2KJNCnbBrlY6pq0W2Ww7sxSkUa9_WTPBIwAufhCQYkb7gA2eUbb6EIZjrl5mQ.sc3; " +
    `ucid=hPzasmkDyTeHN0DinLRGvw; hasGmid=ver4; gig_bootstrap_${apiKey}=auth_ver4`;
  let clock: ManualClock;
  let cloud: DemoCloud;
  let client: RawClient;

  beforeEach(async () => {
    clock = new ManualClock("2026-06-01T08:00:00Z", { patienceMs: 10_000 });
    cloud = await startDemoCloud({ clock });
    client = await new RawClient(cloud, () => clock.now()).open();
  });
  afterEach(() => cloud.close());

  /** A client that signs in with a further account of the demo. */
  async function oneCarClient(): Promise<RawClient> {
    const { credentials } = cloud.otherAccounts["oneCar"]!;
    cloud.credentials["smart-eu"] = { ...credentials };
    return new RawClient(cloud, () => clock.now()).open();
  }

  describe("the query", () => {
    const wire = (query: string): Promise<Answer> => client.status(one, { sentQuery: query });
    beforeEach(() => client.select(one));

    it("may have a raw comma on the wire where %2C was signed", async () => {
      assert.equal(codeOf(await wire(`latest=true&target=basic,more&userId=${client.userId}`)), "1000");
    });

    it("may be unsorted on the wire where it was sorted in the signature, in either case of the hex", async () => {
      assert.equal(codeOf(await wire(`userId=${client.userId}&target=basic%2cmore&latest=true`)), "1000");
    });

    it("signed in another form than the canonical one is refused, however it is sent", async () => {
      const unsorted = `userId=${client.userId}&target=basic%2Cmore&latest=true`;
      const comma = `latest=true&target=basic,more&userId=${client.userId}`;
      for (const signedQuery of [unsorted, comma]) {
        assert.equal(codeOf(await client.status(one, { signedQuery })), "1445");
        assert.equal(codeOf(await client.status(one, { signedQuery, sentQuery: signedQuery })), "1445");
      }
    });

    it("with another value than the signed one, or none that can be decoded, is refused", async () => {
      assert.equal(codeOf(await wire(`latest=false&target=basic,more&userId=${client.userId}`)), "1445");
      assert.equal(codeOf(await wire(`latest=true&target=%&userId=${client.userId}`)), "1445");
    });
  });

  describe("the sign-in", () => {
    const start = "https://awsapi.future.smart.com/login-app/api/v1/authorize?uiLocales=de-DE";

    it("may use the published cookie pair, and the password still counts", async () => {
      const { json } = await client.login(publishedCookie);
      assert.equal(json.errorCode, 0);
      assert.ok(json.sessionInfo.login_token);
      assert.equal((await client.login(publishedCookie, { password: "wrong" })).json.errorCode, 403042);
      const half = publishedCookie.replace("hPzasmkDyTeHN0DinLRGvw", "another");
      assert.notEqual((await client.login(half)).json.errorCode, 0);
    });

    it("may start with a desktop browser's agent, not with none", async () => {
      assert.equal((await send(client.at(start), { headers: { "user-agent": desktopAgent } })).status, 302);
      for (const agent of ["node", "Mozilla/5.0", ""]) {
        assert.equal((await send(client.at(start), { headers: { "user-agent": agent } })).status, 403, agent);
      }
    });

    it("has a context for 600 s", async () => {
      const oidc = "https://auth.smart.com/oidc/op/v1.0";
      const proceed = async (afterSeconds: number): Promise<string> => {
        const hop = await send(client.at(`${oidc}/${apiKey}/authorize`));
        const context = new URL(hop.headers.location ?? "").searchParams.get("context") ?? "";
        const cookie = await client.bootstrap();
        const login: string = (await client.login(cookie)).json.sessionInfo.login_token;
        clock.jump(afterSeconds * 1000);
        const query = `context=${encodeURIComponent(context)}&login_token=${encodeURIComponent(login)}`;
        const answer = await send(client.at(`${oidc}/${apiKey}/authorize/continue?${query}`), {
          headers: { cookie: `${cookie}; glt_${apiKey}=${login}` },
        });
        return answer.headers.location ?? "";
      };
      assert.match(await proceed(599), /FinalPage\?code=/);
      assert.match(await proceed(600), /mode=error.*context/);
    });

    it("gives a session of a browser without a client id where no device type is sent", async () => {
      const browser = (await client.exchange()).json.data;
      assert.deepEqual([browser.deviceType, browser.clientId], ["browser", null]);
      client.deviceType = "mobile";
      const phone = (await client.exchange()).json.data;
      assert.deepEqual([phone.deviceType, typeof phone.clientId], ["mobile", "string"]);
    });
  });

  describe("the selection", () => {
    it("is not needed where the vehicle header names the car", async () => {
      const headers = { "x-vehicle-identifier": one };
      assert.equal(codeOf(await client.status(one, { headers })), "1000");
      assert.equal(codeOf(await client.command(one, "RDL_2", [["door", "all"]])), "1000");
      assert.equal(codeOf(await client.status(three, { headers })), "8006", "the header names another car");
    });

    it("is not needed on an account with one car, and needed on one with several", async () => {
      assert.equal(codeOf(await client.status(one)), "8006");
      const single = await oneCarClient();
      assert.equal(codeOf(await single.status(one)), "1000");
      assert.equal(codeOf(await single.status(three)), "8006", "somebody else's");
    });

    it("answers with a result", async () => {
      assert.deepEqual((await client.select(one)).json.data, { result: 1 });
    });

    it("the account with one car is opened by the client as every other", async () => {
      const { baseUrls, otherAccounts } = cloud;
      const account = createVehicleAccount({ ...otherAccounts["oneCar"]!, baseUrls, clock, random: () => 0.5 });
      try {
        assert.deepEqual(
          (await account.vehicles()).map(({ id }) => id),
          [one],
        );
        assert.equal(typeof (await account.status(undefined)).battery.percent, "number");
      } finally {
        await account.close();
      }
      assert.deepEqual(otherAccounts["noCars"]?.platform, "smart-eu");
    });
  });

  describe("the further answers", () => {
    const chargeSet = `/charge-server/ecarx_charge_set/${one}`;
    const accountOf = (platform: "smart-eu" | "smart-intl") => {
      const { baseUrls, credentials } = cloud;
      return createVehicleAccount({ platform, credentials: credentials[platform], baseUrls, clock, random: () => 0.5 });
    };

    it("read the schedule of parking comfort by bizType 4, for our client too", async () => {
      await client.select(one);
      const { json } = await client.signed({ path: chargeSet, query: { bizType: "4" } });
      assert.deepEqual([json.code, json.data.scheduleList, json.data.btTempActive], ["1000", [], "false"]);
      // Of other types no answer is known: the demo says what it understood.
      const other = await client.signed({ path: chargeSet, query: { bizType: "7" } });
      assert.equal(other.json.data.understood.query.bizType, "7");
      const account = accountOf("smart-eu");
      try {
        await account.vehicles();
        const params = { vin: one, query: { bizType: "4" } };
        const answer = (await account.request("iov.charge-set-by-type", params)) as {
          data?: { scheduleList?: unknown };
        };
        assert.match(JSON.stringify(answer), /"scheduleList":\[\]/);
      } finally {
        await account.close();
      }
    });

    it("take rapid warming without a word about the steering wheel, and leave the wheel as it is", async () => {
      await client.select(one);
      const warmUp = {
        bizType: "7",
        command: "immediately",
        ac: "true",
        temp: "24.0",
        duration: "180",
        vlt: "false",
        vltDuration: "60",
        vltPos: "12",
        paa: "0",
        timestamp: String(clock.now()),
      };
      const post = (body: object) =>
        client.signed({ method: "POST", path: chargeSet, body: JSON.stringify(body) }).then(codeOf);
      const wheel = async (): Promise<unknown> =>
        (await client.status(one)).json.data.vehicleStatus.additionalVehicleStatus.climateStatus.steerWhlHeatingSts;
      cloud.control.set(one, { routine: false });
      assert.equal(await post({ ...warmUp, sw: "perhaps" }), "1400");
      const before = await wheel();
      assert.equal(await post(warmUp), "1000");
      await clock.advance(30_000);
      assert.deepEqual(cloud.control.executions(one), { warmUp: 1 });
      assert.equal(await wheel(), before);
    });

    it("tell the next wake-up as text", async () => {
      await client.select(one);
      const { json } = await client.signed({ path: `/remote-control/vehicle/status/state/${one}` });
      assert.match(json.data.nextWakeupTime, /^\d{13}$/);
      const account = accountOf("smart-eu");
      try {
        const flags = (await account.read(one, "stateFlags")) as { nextWakeUpAt: string };
        assert.ok(Date.parse(flags.nextWakeUpAt) > clock.now());
      } finally {
        await account.close();
      }
    });

    it("abroad have no trouble codes and no total distance: 8153, which our client reads as nothing there", async () => {
      const account = accountOf("smart-intl");
      try {
        for (const kind of ["diagnosticHistory", "totalDistance"] as const) {
          assert.deepEqual(await account.read(abroad, kind), { unverified: true, raw: null });
        }
      } finally {
        await account.close();
      }
      const refused = cloud.control.log.filter(({ code }) => code === "8153").map(({ path }) => path.split("/").at(-2));
      assert.deepEqual(refused, ["diagnostic", "getTotalDistanceByLabel"]);
    });

    it("abroad have no firmware whichever token is sent: 403", async () => {
      const account = accountOf("smart-intl");
      await account.vehicles();
      await account.close();
      const token = await intlApiToken();
      const url = client.at(`https://ota.srv.smart.com/app/info/${abroad}`);
      assert.equal((await send(url, { headers: { access_token: token } })).status, 403);
    });
  });

  it("refuses in the cloud's own words", async () => {
    const words = async (answer: Promise<Answer>): Promise<unknown[]> => {
      const { json } = await answer;
      return [json.code, json.message];
    };
    assert.deepEqual(await words(client.status(one, { secret: "0".repeat(32) })), ["1445", "Check signature error"]);
    assert.deepEqual(await words(client.status(one, { token: "eyJhbGciOiJub25lIn0.e30.AAAA" })), [
      "1402",
      "The access token is invalid",
    ]);
    assert.deepEqual(await words(client.select("HESYDEM05R0000003")), [
      "8063",
      "No vehicle information for this VIN! Please check the data",
    ]);
    await client.command(one, "RDL_2", [["door", "all"]]);
    assert.deepEqual(await words(client.command(one, "RDL_2", [["door", "all"]])), [
      "8070",
      "The last request has not yet been executed, please send the command later!",
    ]);
    clock.jump(4_579_200_000);
    assert.deepEqual(await words(client.status(one)), ["1402", "Token expired"], "as recorded, of one that has lived");
    clock.jump(-4_579_200_000);
    cloud.control.expire();
    assert.deepEqual(await words(client.status(one)), ["1402", "The access token is invalid"]);
  });

  /** The international sign-in by hand, as its one public client does it. */
  async function intlApiToken(): Promise<string> {
    const { username = "", password = "" } = cloud.credentials["smart-intl"] ?? {};
    const iam = "https://sg-app-api.smart.com/iam/service/api/v1";
    const headers = {
      "x-ca-key": "204587190",
      "x-ca-nonce": "n",
      "x-ca-timestamp": String(clock.now()),
      "x-app-id": "SmartAPPGlobal",
    };
    const login = await send(client.at(`${iam}/login`), {
      method: "POST",
      headers,
      body: JSON.stringify({ email: username, password }),
    });
    const { accessToken, idToken } = login.json.result as Record<string, string>;
    const authorize = `${iam}/oauth20/authorize?accessToken=${encodeRfc3986(accessToken ?? "")}`;
    const given = await send(client.at(authorize), { headers: { ...headers, "xs-auth-token": idToken ?? "" } });
    const path = "/auth/account/session/secure";
    const body = JSON.stringify({ authCode: given.json.result });
    const signing = { method: "POST", path, query: { identity_type: "smart-israel" }, body, nonce: "intl-by-hand" };
    const timestamp = String(clock.now());
    const { canonicalQuery, signature } = signEcarxRequest({
      ...signing,
      timestamp,
      secret: "30fb4a7b7fab4e2e8b52120d0087efdd",
    });
    const exchanged = await send(client.at(`https://apiv2.ecloudeu.com${path}?${canonicalQuery}`), {
      method: "POST",
      body,
      headers: {
        accept: "application/json;responseformat=3",
        "content-type": "application/json",
        "x-app-id": "SMARTAPP-ISRAEL",
        "x-operator-code": "SMART-ISRAEL",
        "x-api-signature-version": "1.0",
        "x-api-signature-nonce": signing.nonce,
        "x-timestamp": timestamp,
        "x-signature": signature,
      },
    });
    return (exchanged.json.data as { accessToken: string }).accessToken;
  }
});
