import assert from "node:assert/strict";
import { ManualClock } from "../../src/base/clock";
import { accountWithoutVehicles, startDemoCloud } from "../../src/demo";
import type { DemoCloud } from "../../src/demo/types";
import { apiKey, codeOf, RawClient, send, webAgent, type SignedCall } from "./raw-client";

describe("demo cloud: refusals", () => {
  const clock = new ManualClock();
  let cloud: DemoCloud;
  let client: RawClient;
  const [one, three, five] = ["HESXDEM01P0000001", "HESCDEM03P0000002", "HESYDEM05R0000003"] as const;
  const listPath = "/device-platform/user/vehicle/secure";

  beforeEach(async () => {
    cloud = await startDemoCloud({ clock });
    client = await new RawClient(cloud, () => clock.now()).open();
  });
  afterEach(() => cloud.close());

  const list = (call: Partial<SignedCall> = {}): Promise<unknown> =>
    client.signed({ path: listPath, query: { needSharedCar: "1", userId: client.userId }, ...call }).then(codeOf);

  it("accepts the request that the cases below spoil", async () => {
    assert.equal(await list(), "1000");
  });

  describe("of the signature", () => {
    const cases: [string, string, Partial<SignedCall>][] = [
      ["another secret", "1445", { secret: "0".repeat(32) }],
      ["another accept header", "1445", { headers: { accept: "application/json" } }],
      ["another app", "1440", { headers: { "x-app-id": "SMARTAPP-ISRAEL" } }],
      ["no token", "1402", { token: "", headers: {} }],
      ["an unknown token", "1402", { token: "eyJhbGciOiJub25lIn0.e30.AAAA" }],
    ];
    for (const [what, code, call] of cases) {
      it(`${what}: ${code}`, async () => {
        if (what === "no token") client.token = "";
        assert.equal(await list(call), code);
      });
    }

    it("a token with Bearer: 1402", async () => {
      assert.equal(await list({ token: `Bearer ${client.token}` }), "1402");
    });

    it("a body other than the signed one: 1445", async () => {
      const path = "/device-platform/user/session/update";
      const body = JSON.stringify({ vin: one, sessionToken: client.token, language: "" });
      const call = { method: "POST", path, body };
      assert.equal(codeOf(await client.signed({ ...call, sentBody: body.replace("0000001", "0000002") })), "1445");
      assert.equal(codeOf(await client.signed(call)), "1000");
    });

    it("a query that was signed unsorted, however it is sent: 1445", async () => {
      const unsorted = `userId=${client.userId}&needSharedCar=1`;
      assert.equal(await list({ signedQuery: unsorted, sentQuery: `needSharedCar=1&userId=${client.userId}` }), "1445");
      assert.equal(await list({ signedQuery: unsorted }), "1445");
    });

    it("a raw comma that was signed so: 1445", async () => {
      await client.select(one);
      const raw = `latest=true&target=basic,more&userId=${client.userId}`;
      assert.equal(codeOf(await client.status(one, { signedQuery: raw })), "1445");
    });

    it("a timestamp more than five minutes off: 1442, four minutes pass", async () => {
      assert.equal(await list({ now: clock.now() - 301_000 }), "1442");
      assert.equal(await list({ now: clock.now() + 301_000 }), "1442");
      assert.equal(await list({ now: clock.now() - 240_000 }), "1000");
    });

    it("a nonce a second time: 1443, but not after ten minutes", async () => {
      assert.equal(await list({ nonce: "again" }), "1000");
      assert.equal(await list({ nonce: "again" }), "1443");
      clock.jump(10 * 60_000 + 1);
      assert.equal(await list({ nonce: "again" }), "1000");
    });

    it("a request that was refused does not use its nonce up", async () => {
      assert.equal(await list({ nonce: "once", secret: "wrong" }), "1445");
      assert.equal(await list({ nonce: "once" }), "1000");
    });
  });

  describe("of the selection", () => {
    it("no car selected with this token, and none named: 8006", async () => {
      assert.equal(codeOf(await client.status(one)), "8006");
    });

    it("another car selected: 4038 without the vehicle header, none with it", async () => {
      await client.select(three);
      assert.equal(codeOf(await client.status(one)), "4038");
      assert.equal(codeOf(await client.status(one, { headers: { "X-Vehicle-IDENTIFIER": one } })), "1000");
    });

    it("the phone app switches cars: 4038", async () => {
      await client.select(one);
      assert.equal(codeOf(await client.status(one)), "1000");
      cloud.control.select(three);
      assert.equal(codeOf(await client.status(one)), "4038");
    });

    it("a car that is not the user's: 8006", async () => {
      await client.select(one);
      assert.equal(codeOf(await client.select("HESXTEST0P0000001")), "8006");
      assert.equal(codeOf(await client.status("HESXTEST0P0000001")), "8006");
    });

    it("a #5 on the first host: 8063, its commands 8060", async () => {
      await client.select(one);
      assert.equal(codeOf(await client.select(five)), "8063");
      assert.equal(codeOf(await client.status(five)), "8063");
      assert.equal(codeOf(await client.command(five, "RDL_2", [["door", "all"]])), "8060");
      await client.select(five, "apiv2.ecloudeu.com");
      assert.equal(codeOf(await client.status(five, { host: "apiv2.ecloudeu.com" })), "1000");
    });

    it("a path that does not exist: 1405", async () => {
      assert.equal(codeOf(await client.signed({ path: `/remote-control/getFridge/status/${one}` })), "1405");
    });

    it("an account without cars has an empty list", async () => {
      const { username = "", password = "" } = accountWithoutVehicles;
      cloud.credentials["smart-eu"] = { username, password };
      const other = await new RawClient(cloud, () => clock.now()).open();
      const { json } = await other.signed({ path: listPath, query: { needSharedCar: "1", userId: other.userId } });
      assert.deepEqual([json.code, json.data.list], ["1000", []]);
    });
  });

  describe("of the sign-in", () => {
    it("a user agent that is no web view: 403", async () => {
      const url = client.at("https://awsapi.future.smart.com/login-app/api/v1/authorize?uiLocales=de-DE");
      assert.equal((await send(url, { headers: { "user-agent": "node" } })).status, 403);
      assert.equal((await send(url, { headers: { "user-agent": webAgent } })).status, 302);
    });

    it("a wrong password: 403042, with HTTP 200", async () => {
      const { status, json } = await client.login(await client.bootstrap(), { password: "wrong" });
      assert.deepEqual(
        [status, json.errorCode, json.errorMessage, json.errorDetails, json.statusCode],
        [200, 403042, "Invalid LoginID", "invalid loginID or password", 403],
      );
    });

    it("no fresh bootstrap: refused before the password is looked at", async () => {
      const stale = "gmid=gmid.ver4.old; ucid=old; hasGmid=ver4";
      for (const password of ["wrong", cloud.credentials["smart-eu"]?.password ?? ""]) {
        const { json } = await client.login(stale, { password });
        assert.equal(json.sessionInfo, undefined);
        assert.notEqual(json.errorCode, 403042);
        assert.notEqual(json.errorCode, 0);
      }
    });

    it("another API key", async () => {
      const { json } = await client.login(await client.bootstrap(), { APIKey: "3_other" });
      assert.notEqual(json.errorCode, 0);
      const ids = await send(client.at("https://socialize.eu1.gigya.com/socialize.getIDs?APIKey=3_other&format=json"));
      assert.equal(ids.json.gmid, undefined);
    });

    it("a login token of nobody leads to a hop with mode=error", async () => {
      const url = client.at(
        `https://auth.smart.com/oidc/op/v1.0/${apiKey}/authorize/continue?context=x&login_token=st2.s.x`,
      );
      const answer = await send(url, { headers: { "user-agent": webAgent, cookie: `glt_${apiKey}=st2.s.x` } });
      const hop = new URL(answer.headers.location ?? "");
      assert.equal(hop.searchParams.get("mode"), "error");
      assert.ok(hop.searchParams.get("errorCode"));
    });

    it("a sign-in token older than seven days: 1501, the refresh token gives a new one", async () => {
      clock.jump(7 * 86_400_000 + 1);
      assert.equal(codeOf(await client.exchange()), 1501);
      const refresh = (
        headers: Record<string, string>,
      ): Promise<{ json: { code: unknown; data?: Record<string, string> } }> =>
        client.signed({
          method: "PUT",
          path: "/auth/account/session/secure",
          body: JSON.stringify({ refreshToken: client.refreshToken, proprietaryPlatform: "0" }),
          token: "",
          headers,
        });
      assert.equal((await refresh({})).json.code, 1400);
      const { json } = await refresh({ "X-CLIENT-ID": client.clientId });
      assert.equal(json.code, 1000);
      client.oauth = json.data?.["accessToken"] ?? "";
      assert.equal(codeOf(await client.exchange()), 1000);
      assert.equal(await list(), "1000");
    });

    it("a sign-in on another device ends the API token: 1402; on the same device it does not", async () => {
      const same = await new RawClient(cloud, () => clock.now()).open();
      assert.equal(await list(), "1000");
      const other = new RawClient(cloud, () => clock.now());
      other.device = "ffffffffffffffff";
      await other.open();
      assert.equal(await list(), "1402");
      assert.equal(await list({ token: same.token }), "1402");
      assert.equal(await list({ token: other.token }), "1000");
    });

    it("a further account that the cars are shared to keeps its own session", async () => {
      const { username = "", password = "" } = cloud.credentials["smart-eu"] ?? {};
      cloud.credentials["smart-eu"] = { username: username.replace("@", "+second@"), password };
      const guest = new RawClient(cloud, () => clock.now());
      guest.device = "ffffffffffffffff";
      await guest.open();
      assert.notEqual(guest.userId, client.userId);
      assert.equal(await list(), "1000");
      const { json } = await guest.signed({ path: listPath, query: { needSharedCar: "1", userId: guest.userId } });
      assert.equal(json.data.list.length, 3);
    });

    it("expire ends what it is told to end", async () => {
      cloud.control.expire();
      assert.equal(await list(), "1402");
      assert.equal(codeOf(await client.exchange()), 1000);
      cloud.control.expire({ oauth: true });
      assert.equal(await list(), "1402");
      assert.equal(codeOf(await client.exchange()), 1501);
    });
  });

  it("knows no other host: 404, by prefix and by Host header", async () => {
    assert.equal((await send(`${cloud.url}/example.org/`)).status, 404);
    assert.equal((await send(`${cloud.url}/`, { host: "example.org" })).status, 404);
    assert.equal((await send(cloud.url)).status, 404);
  });

  it("refuses a body larger than any real one", async () => {
    const answer = await send(client.at("https://auth.smart.com/accounts.login"), {
      method: "POST",
      body: "x".repeat(1024 * 1024 + 1),
    });
    assert.equal(answer.status, 413);
  });

  it("stamps its answers with its own clock", async () => {
    const { headers } = await client.signed({ path: listPath });
    assert.equal(headers.date, new Date(clock.now()).toUTCString());
  });
});
