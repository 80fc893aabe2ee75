/** What a service beside the vehicle hosts is sent, and what its odd answers are to whoever called it. */
import assert from "node:assert/strict";
import { ecarxPlatform } from "../../../../src/platforms/ecarx/platform";
import { geelyEm } from "../../../../src/platforms/ecarx/profiles/geely-em";
import type { JsonObject } from "../../../../src/base/json";
import type { CallAnswer, PlatformSession } from "../../../../src/platforms/platform";
import { failure, one, openSession, smartIntlPlatform, storedSession, type Given } from "../support";

const send = (session: PlatformSession, id: string, params: JsonObject = {}): Promise<CallAnswer> =>
  session.prepareCall(id, params).send(one);
const typed = (type: string, body: unknown, status = 200): Given => ({
  headers: { "content-type": type },
  body,
  status,
});

describe("what a service of the catalogue answers", () => {
  const open = "GET sg-app.smart.com/static/smart-region-1.0.json";
  const page = "<!DOCTYPE html><p>Terms</p>";
  const taken: [string, Given, unknown][] = [
    ["a page of a public service", typed("text/html; charset=utf-8", page), page],
    ["a page that does not say what it is", { body: page }, page],
    ["text", typed("text/plain", "version 7"), "version 7"],
    ["a picture", typed("image/png", Buffer.from([0x89, 0x50])), Buffer.from([0x89, 0x50])],
    ["a list", typed("application/json", "[1,2]"), [1, 2]],
    ["an object without an envelope", typed("application/json", '{"regions":[]}'), { regions: [] }],
    ["an envelope with data", { body: { code: "1000", success: true, data: { a: 1 } } }, { a: 1 }],
    ["an envelope with a result", { body: { code: "200", message: "success", result: "x" } }, "x"],
  ];
  for (const [what, answer, data] of taken) {
    it(`${what} is given as it is`, async () => {
      const { session, network } = openSession({ platform: smartIntlPlatform() });
      network.on(open, answer);
      const given = await send(session, "agreement.region-config");
      assert.deepEqual([given.data, given.status], [data, 200]);
    });
  }

  const refused: [string, Given, string, RegExp][] = [
    ["a page that tells of a failure", typed("text/html", page, 404), "CLOUD_UNAVAILABLE", /web page.*HTTP 404/],
    ["half of a JSON", typed("application/json", '{"a":'), "CLOUD_ANSWER_INVALID", /not complete JSON/],
    ["nothing", typed("application/json", ""), "CLOUD_ANSWER_INVALID", /HTTP 200 with nothing/],
    ["a list with a failure", typed("application/json", "[]", 404), "CLOUD_UNAVAILABLE", /HTTP 404/],
    ["words with a failure", typed("text/plain", "gone", 410), "CLOUD_UNAVAILABLE", /HTTP 410/],
    ["an interruption (8153)", { body: { code: "8153", success: false, message: "" } }, "VEHICLE_OFFLINE", /8153/],
    ["a door that is shut", { status: 403 }, "NOT_PERMITTED", /agreement\.region-config/],
    ["a door that wants a token", { status: 401 }, "NOT_PERMITTED", /agreement\.region-config/],
  ];
  for (const [what, answer, code, message] of refused) {
    it(`${what} is ${code}`, async () => {
      const { session, network } = openSession({ platform: smartIntlPlatform() });
      network.on(open, answer);
      const error = await failure(send(session, "agreement.region-config"));
      assert.equal(error.code, code, error.message);
      assert.match(error.message, message);
    });
  }

  const eco = "GET api.app-auth.srv.smart.com/v1/user-info";
  it("the sign-in's tokens go with a call that wants them, the second only where there is one", async () => {
    for (const id of [undefined, "ID"]) {
      const stored = { ...storedSession, oauth: { ...storedSession.oauth, ...(id ? { id } : {}) } };
      const { session, network } = openSession({ stored });
      network.on(eco, { body: { code: "200", result: {} } });
      await send(session, "eco-user-info.user-info");
      const { headers } = network.asked[0]!;
      assert.deepEqual(
        [headers["authorization"], headers["access-token"], headers["id-token"]],
        ["Bearer st2.s.old", "st2.s.old", id],
      );
    }
  });

  it("401 is a session that is over where its token is old, and no permission where it is new; a page is none", async () => {
    const since = Date.parse("2026-06-01T07:55:00Z");
    for (const [api, given, code] of [
      [storedSession.api, { status: 401 }, "SIGN_IN_NEEDED"],
      [{ ...storedSession.api, since }, { status: 401 }, "NOT_PERMITTED"],
      [storedSession.api, { status: 403 }, "NOT_PERMITTED"],
      [storedSession.api, { body: page }, "CLOUD_UNAVAILABLE"],
    ] as const) {
      const { session, network } = openSession({ stored: { ...storedSession, api } });
      network.on(eco, given);
      assert.equal((await failure(send(session, "eco-user-info.user-info"))).code, code);
    }
  });

  const bind = "POST sg-app-api.smart.com/vc/vehicle/v1/ownership/bind";
  const abroad = { platform: smartIntlPlatform(), context: { allow: { sisterBrand: true } } } as const;
  it("the gateway's own reasons: the time is corrected, a wrong signature is none of the account's", async () => {
    for (const [message, code] of [
      ["Invalid Timestamp", "CLOCK_SKEWED"],
      ["Invalid Signature, Server StringToSign:`GET`", "SIGNATURE_REFUSED"],
    ] as const) {
      const { session, network } = openSession(abroad);
      network.on(bind, { status: 400, headers: { "x-ca-error-message": message } });
      assert.equal((await failure(send(session, "gsv.ownership-bind", { body: { vin: one.id } }))).code, code);
    }
  });

  it("the gateway is told of the user, and of the second token where there is one", async () => {
    for (const id of [undefined, "ID"]) {
      const stored = { ...storedSession, oauth: { ...storedSession.oauth, ...(id ? { id } : {}) } };
      const { session, network } = openSession({ ...abroad, stored });
      network.on(bind, { body: { code: "200", result: true } });
      await send(session, "gsv.ownership-bind", { body: { vin: one.id } });
      const { headers } = network.asked[0]!;
      assert.deepEqual([headers["authorization"], headers["xs-auth-token"]], ["T0", id]);
      assert.ok(Object.values(headers).includes("112233"));
    }
  });

  it("what the owner has brought goes where it belongs, and a call without it nowhere", async () => {
    const secrets = { headerSecret: "h", dcsToken: "d", dcsClientSecret: "c" };
    const { username, password } = { username: "driver@example.org", password: "correct horse" };
    const context = { credentials: { username, password, ...secrets }, allow: { sisterBrand: true } };
    const { session, network } = openSession({ context });
    const answer = { body: { code: "200", result: true } };
    const list =
      "GET api.prod.digitalchargingsolutions.com/usergateway/private/customer-data/v3/oems/o/customers/u/contracts";
    const token = "POST login.microsoftonline.com/a60cd2d9-82a0-4bff-b9e9-8d71626abb0e/oauth2/token";
    network.on(list, answer).on(token, answer).on("/vehicle/v1/ownership/bind", answer);
    await send(session, "dcs-contracts.list", { oemGroupId: "o", userId: "u" });
    await send(session, "dcs-auth.oauth2-token", { body: { grant_type: "client credentials", n: 5, o: {} } });
    await send(session, "gsv.ownership-bind", { body: { vin: one.id } });
    const [first, second, third] = network.asked;
    assert.equal(first?.headers["authorization"], "Bearer d");
    assert.equal(second?.body, "grant_type=client%20credentials&n=5&o=&client_secret=c");
    assert.match(third?.headers["xs-sign-value"] ?? "", /^[0-9a-f]{64}$/);
    assert.equal(third?.headers["xs-auth-token"], "st2.s.old");
    const bare = openSession({ context: { allow: { sisterBrand: true } } });
    for (const [id, params, word] of [
      ["dcs-contracts.list", { oemGroupId: "o", userId: "u" }, /a token of the charging service/],
      ["dcs-auth.oauth2-token", { body: {} }, /client secret of the charging service/],
      ["gsv.ownership-bind", { body: {} }, /secret of the header signature/],
    ] as const) {
      assert.throws(() => bare.session.prepareCall(id, params), { code: "NOT_SUPPORTED", message: word });
    }
    assert.deepEqual(bare.network.asked, []);
  });

  const params: [string, string, JsonObject, string, RegExp][] = [
    ["an endpoint nobody knows", "iov.fridge-open", {}, "INPUT_INVALID", /not in the catalogue/],
    ["another market's", "agreement.region-config", {}, "NOT_SUPPORTED", /other market/],
    ["one whose host nobody knows", "weather.observe", {}, "NOT_SUPPORTED", /whose host no source names/],
    ["another method", "iov.soc", { vin: one.id, method: "DELETE" }, "INPUT_INVALID", /called with GET/],
    [
      "a query that is none",
      "iov.soc",
      { vin: one.id, query: "setting=charging" },
      "INPUT_INVALID",
      /must be an object/,
    ],
    ["a value that is none", "iov.soc", { vin: one.id, query: { setting: { a: 1 } } }, "INPUT_INVALID", /"setting"/],
    ["a name that is none", "iov.soc", { vin: one.id, query: { "": "x" } }, "INPUT_INVALID", /query value/],
    ["half a character", "iov.soc", { vin: one.id, query: { setting: "\ud800" } }, "INPUT_INVALID", /half a character/],
    ["a body that is text", "iov.charge-set-v2", { vin: one.id, body: "{}" }, "INPUT_INVALID", /object or a list/],
  ];
  for (const [what, id, given, code, message] of params) {
    it(`${what}: ${code}, and nothing is sent`, () => {
      const { session, network } = openSession({ context: { allow: { sisterBrand: true } } });
      assert.throws(() => session.prepareCall(id, given), { code, message, sent: false });
      assert.deepEqual(network.asked, []);
    });
  }

  it("a query goes out as text: a truth value, nothing, and the account's own id of the vehicle", async () => {
    const { session, network } = openSession();
    network.on(`/vehicle/status/soc/${one.id}`, { body: { code: "1000", success: true, data: {} } });
    network.on("/session/update", { body: { code: "1000", success: true, data: {} } });
    const query = { setting: "charging", latest: true, empty: "", vin: "my car" };
    await send(session, "iov.soc", { vin: one.id, query });
    assert.equal(network.asked.at(-1)?.query, "empty=&latest=true&setting=charging");
  });

  it("a vehicle in the query is the account's, and what names none is sent as it is", async () => {
    const { session, network } = openSession();
    network.on("/v1/user-info", { body: {} }).on("/v1/vehicle-information", { body: {} });
    await send(session, "vehicle-data.vehicle-information", { query: { vin: "my car" } });
    await send(session, "eco-user-info.user-info", { query: { vin: "my car" } });
    await send(session, "eco-user-info.user-info", { query: { vin: true } });
    assert.deepEqual(
      network.asked.map(({ query }) => query),
      [`vin=${one.id}`, `vin=${one.id}`, "vin=true"],
    );
  });

  it("a brand without a catalogue of its own has the vehicle calls of this cloud, and no other service", async () => {
    const { session, network } = openSession({ platform: ecarxPlatform(geelyEm), stored: null });
    assert.throws(() => session.prepareCall("agreement.content", { type: "1" }), {
      code: "NOT_SUPPORTED",
      message: /service that is not known for/,
    });
    assert.equal(session.prepareCall("iov.vehicle-status", { vin: one.id }).purpose, "read");
    assert.deepEqual(network.asked, []);
  });
});
