/** What the demo refuses of sessions and around them: each with its code, and the reason in the demo's log. */
import assert from "node:assert/strict";
import { codeOf, RawClient, type Answer, type SignedCall } from "./raw-client";
import { one, RawStage } from "./raw-stage";

const sessionPath = "/auth/account/session/secure";

describe("demo cloud: sessions that it refuses", () => {
  const stage = new RawStage();
  const { clock, note } = stage;

  describe("around the signature", () => {
    const cases: [string, Partial<SignedCall>, string, string][] = [
      ["no nonce", { headers: { "x-api-signature-nonce": undefined } }, "1400", "nonce or timestamp missing"],
      ["no time", { headers: { "x-timestamp": undefined } }, "1400", "nonce or timestamp missing"],
      ["a time of letters", { headers: { "x-timestamp": "now" } }, "1400", "nonce or timestamp missing"],
      ["another version", { headers: { "x-api-signature-version": "2.0" } }, "1445", "signature version is not 1.0"],
      [
        "no signature",
        { headers: { "x-signature": undefined } },
        "1445",
        "signature does not match, or is not made over the sorted and encoded query",
      ],
      ["no token", { headers: { authorization: undefined } }, "1402", "authorization missing"],
    ];
    for (const [what, call, code, reason] of cases) {
      it(`${what}: ${code}`, async () => {
        assert.equal(codeOf(await stage.client.status(one, call)), code);
        assert.equal(note(), reason);
      });
    }

    it("a token of another market: 1402", async () => {
      const { accessToken = "" } = stage.cloud.credentials["lynkco-signed"]!;
      assert.equal(codeOf(await stage.client.status(one, { token: accessToken })), "1402");
      assert.equal(note(), "API token of another market");
    });
  });

  describe("around the selection", () => {
    const cases: [string, Partial<SignedCall>, string, string][] = [
      ["a selection without a car", { body: "{}" }, "1400", "vin missing"],
      ["one without a body", {}, "1400", "vin missing"],
      [
        "one with another token",
        { body: JSON.stringify({ vin: one, sessionToken: "another" }) },
        "1400",
        "sessionToken is not the API token",
      ],
    ];
    for (const [what, call, code, reason] of cases) {
      it(`${what}: ${code}`, async () => {
        const path = "/device-platform/user/session/update";
        assert.equal(codeOf(await stage.client.signed({ method: "POST", path, ...call })), code);
        assert.equal(note(), reason);
      });
    }

    const reads: [string, string, Record<string, string>, string, string][] = [
      ["a target of something else", "soc/", { setting: "climate" }, "1400", "setting is not charging"],
      ["a target of nothing", "soc/", {}, "1400", "setting is not charging"],
      ["a status for somebody else", "", { userId: "1" }, "8006", "userId of somebody else"],
    ];
    for (const [what, kind, query, code, reason] of reads) {
      it(`${what}: ${code}`, async () => {
        const path = `/remote-control/vehicle/status/${kind}${one}`;
        assert.equal(codeOf(await stage.client.signed({ path, query })), code);
        assert.equal(note(), reason);
      });
    }

    it("a track that another part asks for: 1400", async () => {
      const path = `/vehicle-history-service/journal-service/vehicle/status/history/${one}`;
      assert.equal(codeOf(await stage.client.signed({ path, query: { source: "app" } })), "1400");
      assert.equal(note(), "source is not tc");
    });
  });

  describe("at the session exchange", () => {
    const renewal = (more: object = {}): string =>
      JSON.stringify({ refreshToken: stage.client.refreshToken, proprietaryPlatform: "0", ...more });
    const smart = { identity_type: "smart" };
    const proof = JSON.stringify({ accessToken: "unknown" });
    const wrongForm = "refresh in the wrong form";
    const cases: [string, () => SignedCall & { path?: string }, number, string][] = [
      ["another secret", () => post({ query: smart, body: proof, secret: "0".repeat(32) }), 1445, "signature does not"],
      ["no identity type", () => post({ body: proof }), 1400, "identity_type is not the app's"],
      [
        "another one",
        () => post({ query: { identity_type: "x" }, body: proof }),
        1400,
        "identity_type is not the app's",
      ],
      ["no sign-in token", () => post({ query: smart, body: "{}" }), 1400, "accessToken missing"],
      ["no body", () => post({ query: smart }), 1400, "accessToken missing"],
      ["an unknown token", () => post({ query: smart, body: proof }), 1501, "sign-in token or code unknown"],
      ["a renewal with a query", () => put({ query: smart, body: renewal() }), 1400, wrongForm],
      ["one without a token", () => put({ body: renewal({ refreshToken: undefined }) }), 1400, wrongForm],
      ["one of another platform", () => put({ body: renewal({ proprietaryPlatform: "1" }) }), 1400, wrongForm],
      ["one without a client id", () => put({ body: renewal(), headers: {} }), 1400, wrongForm],
      ["one of another client id", () => put({ body: renewal() }), 1400, "refresh token of another client id"],
      ["one with an unknown token", () => put({ body: renewal({ refreshToken: "x" }) }), 1501, "refresh token unknown"],
    ];
    const post = (call: Partial<SignedCall>): SignedCall => ({
      ...{ method: "POST", path: sessionPath, token: "", headers: { authorization: undefined } },
      ...call,
    });
    const put = (call: Partial<SignedCall>): SignedCall => ({
      ...{ method: "PUT", path: sessionPath, headers: { "x-client-id": "another" } },
      ...call,
    });
    for (const [what, call, code, reason] of cases) {
      it(`${what}: ${code}`, async () => {
        assert.equal(codeOf(await stage.client.signed(call())), code);
        assert.ok(note().startsWith(reason), note());
      });
    }

    it("ends a session once, and its token with it", async () => {
      const other = await new RawClient(stage.cloud, () => clock.now()).open();
      const end = (): Promise<Answer> => other.signed({ method: "DELETE", path: sessionPath });
      assert.equal(codeOf(await end()), 1000);
      assert.equal(codeOf(await other.status(one)), "1402");
      assert.equal(codeOf(await end()), 1402);
      assert.equal(note(), "no session to end");
      await stage.client.exchange();
      await stage.client.select(one);
    });

    it("refuses the app abroad on the first host, and a renewal in another market's name", async () => {
      const abroad = { "x-app-id": "SMARTAPP-ISRAEL", "x-operator-code": "SMART-ISRAEL" };
      const secret = "30fb4a7b7fab4e2e8b52120d0087efdd";
      const query = { identity_type: "smart-israel" };
      const body = JSON.stringify({ authCode: "x" });
      assert.equal(codeOf(await stage.client.signed(post({ query, body, secret, headers: abroad }))), 1400);
      assert.equal(note(), "not the host of this exchange");
      stage.client.deviceType = "mobile";
      await stage.client.exchange();
      await stage.client.select(one);
      const headers = { ...abroad, "x-client-id": stage.client.clientId };
      assert.equal(codeOf(await stage.client.signed(put({ body: renewal(), secret, headers }))), 1501);
      assert.equal(note(), "refresh token of another market");
    });
  });
});
