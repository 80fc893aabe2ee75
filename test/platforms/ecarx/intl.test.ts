import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cloudError } from "../../../src/base/errors";
import { gatewayHeaders } from "../../../src/platforms/ecarx/session/gateway";
import { smartIntl } from "../../../src/platforms/ecarx/profiles/smart-intl";
import { signEcarxRequest } from "../../../src/platforms/ecarx/session/signing";
import type { ListedVehicle } from "../../../src/vehicle/model";
import {
  api,
  apiv2,
  code,
  exchanged,
  exchangePath,
  failure,
  ok,
  openSession,
  selectPath,
  statusPath,
  type Given,
  type Opened,
  type OpenOptions,
  smartIntlPlatform,
} from "./support";

const gateway = "sg-app-api.smart.com";
const login = `POST ${gateway}/iam/service/api/v1/login`;
const authorize = `GET ${gateway}/iam/service/api/v1/oauth20/authorize`;
const post = `POST ${apiv2}${exchangePath}`;
const put = `PUT ${apiv2}${exchangePath}`;

const three: ListedVehicle = {
  id: "HESCTEST0P0000003",
  model: "smart #3",
  facts: { series: "HC11_IL", modelCode: "HC1H2D3B6213-01_IL", matCode: "HC1H2D3B6213000001" },
};

const iam = (result: unknown): Given => ({ body: { code: "200", message: "success", result } });
const tokens = { accessToken: "IAM1", refreshToken: "IR", idToken: "ID1", userId: "9", expiresIn: 86_400 };
const stored = (until: number, granted?: string[]) => ({
  oauth: { access: "IAM0", id: "ID0", until },
  api: { token: "T0", userId: "112233", refresh: "R0", clientId: "C0", since: 1 },
  selected: { [`https://${api}`]: three.id },
  ...(granted ? { granted } : {}),
});
const start = Date.parse("2026-06-01T08:00:00Z");
const hour = 3600_000;

const open = (options: OpenOptions = {}): Opened =>
  openSession({ platform: smartIntlPlatform(), stored: stored(start + hour), ...options });

describe("smart International: signing in", () => {
  it("goes by e-mail and password, a code, and the exchange on its own host", async () => {
    const { session, network, saved } = open({ stored: null });
    network.on(login, iam(tokens)).on(authorize, iam("CODE-1")).on(post, exchanged("T1"));
    await session.signIn();
    assert.deepEqual(network.lines, [login, authorize, post]);
    const [first, second, third] = network.asked;
    assert.deepEqual(JSON.parse(first?.body ?? ""), { email: "driver@example.org", password: "correct horse" });
    assert.equal(first?.headers["content-type"], "application/json;charset=UTF-8");
    assert.equal(first?.headers["x-app-id"], "SmartAPPGlobal");
    assert.equal(first?.headers["x-ca-key"], "204587190");
    assert.equal(first?.headers["user-agent"], "ALIYUN-ANDROID-DEMO");
    assert.match(first?.headers["x-ca-nonce"] ?? "", /^[0-9a-f-]{36}$/);
    assert.equal(first?.headers["x-ca-timestamp"], String(start));
    assert.equal(second?.query, "accessToken=IAM1");
    assert.equal(second?.headers["xs-auth-token"], "ID1");
    assert.equal(third?.query, "identity_type=smart-israel");
    assert.equal(third?.body, '{"authCode":"CODE-1"}');
    assert.equal(third?.headers["authorization"], undefined);
    assert.equal(session.usable, true);
    assert.equal((saved.at(-1)?.["api"] as { token: string }).token, "T1");
  });

  it("takes the code from an object as well", async () => {
    const { session, network } = open({ stored: null });
    network
      .on(login, iam(tokens))
      .on(authorize, iam({ authCode: "CODE-2" }))
      .on(post, exchanged("T1"));
    await session.signIn();
    assert.equal(network.asked[2]?.body, '{"authCode":"CODE-2"}');
  });

  it("sends the headers of its app, signed with its key, the device id whole and the client id", async () => {
    const { session, network } = open();
    network.on(statusPath(three.id), ok({ updateTime: "1780300740000" }));
    await session.read("overview", three, {});
    const { headers, host, query, path } = network.asked[0]!;
    assert.equal(host, api);
    assert.equal(query, "latest=False&target=basic%2Cmore&userId=112233");
    assert.equal(headers["x-app-id"], "SMARTAPP-ISRAEL");
    assert.equal(headers["x-operator-code"], "SMART-ISRAEL");
    assert.equal(headers["content-type"], "application/json");
    assert.equal(headers["platform"], "NON-CMA");
    assert.equal(headers["x-version"], undefined);
    assert.equal(headers["x-client-id"], "C0");
    assert.equal(headers["x-device-identifier"], "0123456789abcdef0123456789abcdef");
    assert.equal(headers["x-vehicle-series"], "HC1H2D3B6213000001");
    const nonce = headers["x-api-signature-nonce"] ?? "";
    assert.match(nonce, /^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/);
    const { signature } = signEcarxRequest({
      method: "GET",
      path,
      query: { latest: "False", target: "basic,more", userId: "112233" },
      nonce,
      timestamp: headers["x-timestamp"] ?? "",
      secret: "30fb4a7b7fab4e2e8b52120d0087efdd",
    });
    assert.equal(headers["x-signature"], signature);
  });

  it("reaches its own hosts only, and lists the cars where all are listed", async () => {
    // Hosts that nobody knows have a name that leads nowhere; the others of ecloudeu.com are the request node's.
    // Of other regions: only where the owner has chosen one in the account.
    const real = [...smartIntlPlatform().hosts].filter(
      (host) => !/\.host-unknown\.invalid$|\.(?:ecloudkr|ecloudus)\.com$|\.xchanger\.cn$/.test(host),
    );
    assert.deepEqual(real.sort(), [
      "https://api-sdk.ecloudeu.com",
      "https://api.ecloudeu.com",
      "https://apiv2.ecloudeu.com",
      "https://csp-api.ecloudeu.com",
      "https://device-api.ecloudeu.com",
      "https://eas-api.ecloudeu.com",
      "https://ota-api.ecloudeu.com",
      "https://sg-app-api.smart.com",
      "https://sg-app.smart.com",
      "https://user-api.ecloudeu.com",
      "https://vlog-api.ecloudeu.com",
    ]);
    const { session, network } = open();
    network.on(
      `GET ${api}/device-platform/user/vehicle/secure`,
      ok({ list: [{ vin: three.id, seriesCodeVs: "HC11_IL" }] }),
    );
    const [car] = await session.vehicles();
    assert.deepEqual([car?.model, car?.id], ["smart #3", three.id]);
  });

  for (const status of [200, 400, 401]) {
    it(`believes a refused password at once when HTTP says ${status}`, async () => {
      const { session, network } = open({ stored: null });
      network.on(login, { status, body: { code: "1001", message: "nope driver@example.org" } });
      const error = await failure(session.signIn());
      assert.deepEqual([error.code, error.platformCode, error.host], ["SIGN_IN_REJECTED", "1001", gateway]);
      assert.doesNotMatch(error.message, /driver@/);
    });
  }

  it("believes a refusal that may be a fault the second time in a row, over a restart too; the first time it waits", async () => {
    const { session, network } = open({ stored: null });
    network.on(login, { body: { code: "500", message: "wrong" } });
    const first = await failure(session.signIn());
    assert.equal(first.code, "SIGN_IN_BLOCKED");
    assert.ok((first.retryAfterMs ?? 0) >= 60_000);
    const again = open({ stored: session.save() ?? null });
    assert.equal(again.session.usable, false);
    again.network.on(login, { body: { code: "500", message: "wrong" } });
    assert.equal((await failure(again.session.signIn())).code, "SIGN_IN_REJECTED");
  });

  it("forgets the first refusal after a success", async () => {
    const { session, network } = open({ stored: null });
    const wrong = { body: { code: "500" } };
    network.on(login, wrong, iam(tokens), wrong).on(authorize, iam("C")).on(post, exchanged("T1"));
    assert.equal((await failure(session.signIn())).code, "SIGN_IN_BLOCKED");
    await session.signIn();
    assert.equal((await failure(session.signIn())).code, "SIGN_IN_BLOCKED");
  });

  it("does not take throttling for a wrong password, however often", async () => {
    const { session, network } = open({ stored: null });
    network.on(login, { body: { code: "429", message: "Too many requests" } }, { status: 403 }, { status: 403 });
    for (let i = 0; i < 3; i++) assert.equal((await failure(session.signIn())).code, "SIGN_IN_BLOCKED");
  });

  it("takes a refused code after a fresh sign-in for a blocked one", async () => {
    const { session, network } = open({ stored: null });
    network.on(login, iam(tokens)).on(authorize, { body: { code: "500", message: "x" } });
    assert.equal((await failure(session.signIn())).code, "SIGN_IN_BLOCKED");
  });
});

describe("smart International: renewing the session", () => {
  const dead = () => cloudError("SIGN_IN_NEEDED", "expired", { platformCode: "1402" });

  it("gets a code for the stored sign-in and exchanges it while that is younger than a day", async () => {
    const { session, network } = open();
    network.on(authorize, iam("CODE-1")).on(post, exchanged("T1"));
    await session.refresh(dead());
    assert.deepEqual(network.lines, [authorize, post]);
    assert.equal(network.asked[0]?.query, "accessToken=IAM0");
  });

  it("leaves an older sign-in alone and renews it first", async () => {
    const { session, network } = open({ stored: stored(start - 1) });
    network
      .on(put, { body: { code: 1000, data: { accessToken: "IAM9", refreshToken: "R9" } } })
      .on(authorize, iam("CODE-1"))
      .on(post, exchanged("T1"));
    await session.refresh(dead());
    assert.deepEqual(network.lines, [put, authorize, post]);
    assert.equal(network.asked[0]?.headers["x-client-id"], "C0");
    assert.equal(network.asked[1]?.query, "accessToken=IAM9");
  });

  it("says SIGN_IN_NEEDED when sign-in and renewal are both refused", async () => {
    const { session, network } = open();
    network.on(authorize, { body: { code: "401", message: "expired" } }).on(put, code("1501"));
    assert.equal((await failure(session.refresh(dead()))).code, "SIGN_IN_NEEDED");
    assert.deepEqual(network.lines, [authorize, put]);
  });

  it("does not give the sign-in up because the gateway throttles", async () => {
    const { session, network } = open();
    network.on(authorize, { status: 403 });
    assert.equal((await failure(session.refresh(dead()))).code, "SIGN_IN_BLOCKED");
    assert.deepEqual(network.lines, [authorize]);
  });

  it("selects on the host of the car, with the new token", async () => {
    const { session, network } = open();
    network.on(authorize, iam("CODE-1")).on(post, exchanged("T1")).on(`POST ${api}${selectPath}`, ok());
    await session.refresh(dead());
    await session.prepare(three, {});
    assert.equal(network.asked.at(-1)?.headers["authorization"], "T1");
  });
});

describe("smart International: abilities behind the gateway", () => {
  const { vectors } = JSON.parse(readFileSync(join(__dirname, "../../fixtures/ecarx-signing.json"), "utf8")) as {
    vectors: { name: string; inputs: Record<string, string>; headers: Record<string, string> }[];
  };

  for (const name of ["xca-01-get-ability", "xca-02-get-with-query"]) {
    it(`signs as ${name} does`, () => {
      const { inputs, headers } = vectors.find((one) => one.name === name)!;
      const url = inputs["url"]!;
      const [path = "", query] = url.slice("https://sg-app-api.smart.com".length).split("?");
      const made = gatewayHeaders(smartIntl.abilities!.gateway!, {
        method: "GET",
        path,
        query,
        headers: smartIntl.abilities!.headers,
        nonce: inputs["nonce"]!,
        now: Number(inputs["timestamp"]),
      });
      const { ["x-smart-id"]: _user, authorization: _token, ["Xs-Auth-Token"]: _id, ...wanted } = headers;
      assert.deepEqual(made, wanted);
    });
  }

  const path = `GET ${gateway}/vc/vehicle/v1/ability/HC1H2D3B6213-01_IL/${three.id}`;
  const result = {
    modelName: "HC1H2D3B6213-01_IL",
    saleName: "BRABUS",
    abilities: [
      { abilityCode: "remote_contro_AC", controlWays: ["BLUETOOTH", "REMOTE"] },
      { abilityCode: "remote_control_doorlock", controlWays: ["BLUETOOTH"] },
      { abilityCode: "something_new", controlWays: ["REMOTE"] },
    ],
    vscData: {
      imagesPath: "https://sg-app.smart.com/static/vehicle/x--1.png",
      topImagesPath: "/static/vehicle/x--2.png",
      batteryImagesPath: "https://elsewhere.example/x--4.png",
      interiorImagesPath: "javascript:alert(1)",
      vehicleNickname: "Reddy",
      licensePlateNumber: "ABC 123",
    },
  };

  it("asks with every header the gateway and the service want, and digests the answer", async () => {
    const { session, network } = open();
    network.on(path, iam(result));
    const { data, raw } = await session.read("abilities", three, {});
    const { headers } = network.asked[0]!;
    assert.equal(headers["x-smart-id"], "112233");
    assert.equal(headers["authorization"], "T0");
    assert.equal(headers["xs-auth-token"], "ID0");
    assert.equal(headers["date"], "Mon, 01 Jun 2026 08:00:00 GMT");
    assert.deepEqual(data, {
      abilities: [
        { code: "remote_contro_AC", feature: "climate", remote: true },
        { code: "remote_control_doorlock", feature: "doors", remote: false },
        { code: "something_new", remote: true },
      ],
      remote: ["climate"],
      model: "HC1H2D3B6213-01_IL",
      trim: "BRABUS",
      nickname: "Reddy",
      pictures: {
        side: { url: "https://sg-app.smart.com/static/vehicle/x--1.png" },
        top: { url: "https://sg-app.smart.com/static/vehicle/x--2.png" },
        battery: { url: "https://elsewhere.example/x--4.png" },
      },
    });
    assert.doesNotMatch(JSON.stringify(data), /ABC 123/);
    assert.equal((raw as { code: string }).code, "200");
    assert.equal(network.lines.length, 1);
  });

  it("fetches pictures as they are if asked, without a token and from smart's host only", async () => {
    const { session, network } = open();
    const bytes = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe, 0x00, 0x80]);
    network
      .on(path, iam(result))
      .on("/x--1.png", { headers: { "content-type": "image/png" }, body: bytes })
      .on("/x--2.png", { status: 404, headers: { "content-type": "text/html" }, body: "<html>" });
    const { data } = await session.read("abilities", three, { params: { images: "buffer" } });
    const { side, top, battery } = (data as { pictures: Record<string, { data?: Buffer; type?: string }> }).pictures;
    assert.deepEqual([side?.data, side?.type], [bytes, "image/png"]);
    assert.deepEqual([top?.data, battery?.data], [undefined, undefined]);
    assert.deepEqual(
      network.asked.slice(1).map(({ host, headers }) => [host, headers["authorization"], headers["xs-auth-token"]]),
      [
        ["sg-app.smart.com", undefined, undefined],
        ["sg-app.smart.com", undefined, undefined],
      ],
    );
  });

  it("refuses another form of pictures, and a car whose model code is not listed, before anything is sent", async () => {
    const { session, network } = open();
    const wrong = await failure(session.read("abilities", three, { params: { images: "gif" } }));
    const bare = await failure(session.read("abilities", { ...three, facts: { series: "HC11_IL" } }, {}));
    assert.deepEqual([wrong.code, bare.code, network.lines.length], ["INPUT_INVALID", "NOT_SUPPORTED", 0]);
  });

  it("says what the gateway says against the signature, without the VIN in it", async () => {
    const { session, network } = open();
    const said = `Invalid Signature, Server StringToSign:\`GET#/vc/vehicle/v1/ability/X/${three.id}\``;
    network.on(path, { status: 400, headers: { "x-ca-error-message": said } });
    const error = await failure(session.read("abilities", three, {}));
    assert.equal(error.code, "SIGNATURE_REFUSED");
    assert.match(error.message, /Invalid Signature/);
    assert.doesNotMatch(error.message, /HESCTEST/);
    assert.equal(session.react(error, { purpose: "read", vehicle: three }), "none");
  });

  it("renews the session over a refused token, but not over one that is fresh", async () => {
    const old = open();
    old.network.on(path, { status: 401, body: {} });
    const error = await failure(old.session.read("abilities", three, {}));
    assert.equal(old.session.react(error, { purpose: "read", vehicle: three }), "refresh");
    const fresh = { ...stored(start + hour), api: { ...stored(0).api, since: start } };
    const { session, network } = open({ stored: fresh });
    network.on(path, { status: 401, body: {} });
    const refused = await failure(session.read("abilities", three, {}));
    assert.equal(refused.code, "NOT_PERMITTED");
    assert.equal(session.react(refused, { purpose: "read", vehicle: three }), "none");
  });

  it("offers no firmware, and says why", async () => {
    const { session, network } = open();
    assert.ok(!smartIntlPlatform().offers.reads.includes("firmware"));
    const error = await failure(session.read("firmware", three, {}));
    assert.deepEqual([error.code, error.sent, network.lines.length], ["NOT_SUPPORTED", false, 0]);
    assert.match(error.message, /outside Europe/);
  });
});
