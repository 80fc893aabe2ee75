/** The demo refuses calls of the catalogue that lack what their service wants: an answer to them would prove nothing. */
import assert from "node:assert/strict";
import { createVehicleAccount, endpoints, startDemoCloud, type DemoCloud, type Endpoint } from "../../src/index";
import { unknownOrigin } from "../../src/platforms/ecarx/catalogue/endpoints";
import { signGatewayRequest } from "../../src/platforms/ecarx/session/signing";
import { smartIntl } from "../../src/demo/ecarx/smart/apps";
import { euServices, intlServices } from "../../src/platforms/ecarx/profiles/smart-services";
import { codeOf, RawClient, send, type Headers, type SignedCall } from "./raw-client";

describe("what the demo refuses of the catalogue", () => {
  let demo: DemoCloud;
  before(async () => void (demo = await startDemoCloud()));
  after(() => demo.close());

  /** Outside of the hosts of vehicle calls, whose refusals have a test of their own. */
  const beside = [euServices, intlServices].flatMap(({ region, services }) =>
    endpoints.flatMap((endpoint) => {
      const access = services[endpoint.service];
      const origin = access?.hostUnknown ? unknownOrigin(endpoint.service) : access?.origin;
      const here = endpoint.region === "both" || endpoint.region === region;
      return access && origin && here && !endpoint.endsSession ? [{ endpoint, access, origin }] : [];
    }),
  );

  async function bare(origin: string, base: string, endpoint: Endpoint, method: string): Promise<[number, string]> {
    const path = `${base}/${endpoint.path.replace(/^\//, "")}`.replace(/\{\w+\}/g, "1");
    const query = endpoint.query.map(({ name, value }) => `${name}=${encodeURIComponent(value ?? "1")}`).join("&");
    const url = `${demo.url}/${origin.replace("https://", "")}${path}${query ? `?${query}` : ""}`;
    const answer = await fetch(url, { method });
    return [answer.status, await answer.text()];
  }

  it("a call without the proof of its scheme, and one by another method; what is open to all is answered", async () => {
    const counts: Record<string, number> = {};
    for (const { endpoint, access, origin } of beside) {
      const base = endpoint.base ?? access.base ?? "";
      const [status, text] = await bare(origin, base, endpoint, endpoint.method ?? "POST");
      const answered = status === 200 && text.includes(`"endpoint":"`);
      assert.equal(answered, access.scheme === "open", `${endpoint.id} (${access.scheme}): ${status} ${text}`);
      counts[access.scheme] = (counts[access.scheme] ?? 0) + 1;
      if (endpoint.method === null) continue;
      const other = await bare(origin, base, endpoint, endpoint.method === "PUT" ? "DELETE" : "PUT");
      assert.ok(!other[1].includes(`"endpoint":"${endpoint.id}"`), `${endpoint.id} by another method`);
    }
    assert.deepEqual(Object.keys(counts).sort(), [
      ...["bearer", "eco", "form", "gateway", "header", "open", "session", "signInToken"],
    ]);
  });

  it("a call that lacks what its query must hold", async () => {
    const account = createVehicleAccount({
      ...{ platform: "smart-eu", credentials: demo.credentials["smart-eu"]!, baseUrls: demo.baseUrls },
    });
    const { id: vin } = demo.vehicles[0]!;
    try {
      await assert.rejects(account.request("iov.charge-set-v2", { vin }), { code: "INPUT_INVALID" });
      await account.request("iov.charge-set-v2", { vin, query: { bizType: "6" } });
    } finally {
      await account.close();
    }
  });

  describe("by the scheme of a call", () => {
    let client: RawClient;
    const [one, stranger] = ["HESXDEM01P0000001", "HESXTEST0P0000001"];
    const note = (): unknown => demo.control.log.at(-1)?.note;
    before(async () => void (client = await new RawClient(demo).open()));

    const sharing = "car-sharing.host-unknown.invalid";
    const list = "/tsp-carsharing-platform/api-sign/v1/vehicle-bind-list";
    const signed: [string, Partial<SignedCall> & { path: string }, string, string][] = [
      ["a path nobody has", { path: "/remote-control/nothing" }, "1405", "not a path of the demo"],
      [
        "a region's service without a token",
        { path: list, host: sharing, token: " " },
        "1402",
        "authorization missing",
      ],
      ["the same with another secret", { path: list, host: sharing, secret: "x" }, "1445", "signature does not match"],
      [
        "a stranger's car in the path",
        { path: `/geelyTCAccess/tcservices/vehicle/geofence/latest/${stranger}` },
        "8006",
        "no car of this account",
      ],
    ];
    for (const [what, call, code, reason] of signed) {
      it(`${what}: ${code}`, async () => {
        assert.equal(codeOf(await client.signed(call)), code);
        assert.ok(String(note()).startsWith(reason), String(note()));
      });
    }

    const gateway = "https://sg-app-api.smart.com/vc/vehicle/v1/ownership/bind";
    const log = "https://smart-log.host-unknown.invalid/ecarx-terminal-service/logan/upload.json";
    const eco = `https://vcrm.srv.smart.com/v1/vehicle-information`;
    const gated = (token?: string, more: Headers = {}): Headers => {
      const headers = {
        ...{ accept: "application/json", "content-type": "application/json" },
        ...{ "x-ca-key": "204587190", "x-ca-nonce": "n", "x-ca-timestamp": String(Date.now()) },
      };
      const { signature } = signGatewayRequest({
        ...{ method: "POST", path: "/vc/vehicle/v1/ownership/bind", accept: headers.accept, date: "", nonce: "n" },
        ...{ contentType: headers["content-type"], key: "204587190", timestamp: headers["x-ca-timestamp"] },
        secret: smartIntl.gatewaySecret,
      });
      const names = "x-ca-key,x-ca-nonce,x-ca-signature-method,x-ca-timestamp";
      return {
        ...{ ...headers, "x-ca-signature-headers": names, "x-ca-signature-method": "HmacSHA256" },
        ...{ "x-ca-signature": signature, authorization: token, ...more },
      };
    };
    const others: [string, string, string, () => Headers, number, string][] = [
      ["a token where none belongs", "POST", log, () => ({ authorization: "x" }), 401, "a token where none belongs"],
      ["the gateway without a token", "POST", gateway, () => gated(), 401, "API token missing, expired or"],
      ["the gateway with Europe's", "POST", gateway, () => gated(client.token), 401, "API token missing, expired or"],
      [
        "the gateway at no time",
        "POST",
        gateway,
        () => gated("x", { "x-ca-timestamp": undefined }),
        400,
        "timestamp outside the window",
      ],
      [
        "the gateway with another body's sum",
        "POST",
        gateway,
        () => gated("x", { "content-md5": "x" }),
        400,
        "content-md5 is not the body's",
      ],
      [
        "a sign-in token on one side only",
        "GET",
        eco,
        () => ({ authorization: `Bearer ${client.oauth}` }),
        401,
        "no be",
      ],
    ];
    for (const [what, method, url, headers, status, reason] of others) {
      it(`${what}: HTTP ${status}`, async () => {
        assert.equal((await send(client.at(url), { method, headers: headers() })).status, status);
        assert.ok(String(note()).startsWith(reason), String(note()));
      });
    }

    it("a call about a car that names none: 1400; and a secret that is sent is not told back", async () => {
      const headers = { authorization: `Bearer ${client.oauth}`, "access-token": client.oauth };
      assert.equal(codeOf(await send(client.at(eco), { headers })), "1400");
      assert.equal((await send(client.at(`${eco}?vin=${one}`), { headers })).status, 200);
      const body = JSON.stringify({ client_secret: "hush" });
      const { status, text } = await send(client.at(log), { method: "POST", body });
      assert.deepEqual([status, text.includes("hush"), text.includes('"body":"a form"')], [200, false, true]);
    });

    it("keeps twenty fences of a car, numbers those without an id, and changes none that it has not", async () => {
      const path = "/geelyTCAccess/tcservices/vehicle/geofence";
      const headers = { "x-vehicle-identifier": one };
      const fence = async (method: string, body?: object): Promise<Record<string, unknown>> => {
        const sent = body === undefined ? {} : { body: JSON.stringify(body) };
        return (await client.signed({ method, path, headers, ...sent })).json.data;
      };
      assert.equal((await fence("PUT", { geofenceId: "77", vin: one }))["changed"], 0);
      assert.equal((await fence("POST", { geofenceId: "home" }))["geofenceId"], "home");
      for (let count = 1; count <= 19; count++) await fence("POST", { name: `F${count}` });
      assert.equal((await fence("POST"))["geofenceId"], "20");
      const all = (await client.signed({ path: `${path}/all/${one}`, headers })).json.data;
      assert.deepEqual([all.length, all[0].name, all[19]], [20, "F1", { geofenceId: "20" }]);
    });
  });
});
