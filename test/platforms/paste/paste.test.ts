import assert from "node:assert/strict";
import { isCloudError } from "../../../src";
import { readPaste } from "../../../src/platforms/paste/read-paste";

const now = Date.parse("2026-11-28T12:00:00Z");
const read = (paste: string) => readPaste(paste, now);
const vin = "L6T7TEST000000001";
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const jwt = (head: object, payload: object) => `${encode(head)}.${encode(payload)}.c2ln`;

/** The examples of docs/protocol/brands.md 4.3, all invented. */
const signed = `curl 'https://device-api.xchanger.cn/remote-control/vehicle/status/${vin}?latest=False&target=basic%2Cmore&userId=1234567' -H 'X-APP-ID: lynkco' -H 'X-OPERATOR-CODE: LYNKCO' -H 'PLATFORM: CMA' -H 'X-VEHICLE-SERIES: GY5' -H 'X-CLIENT-ID: APPLE0000TEST' -H 'x-api-signature-version: 1.0' -H 'x-api-signature-nonce: 67E0DDFB-0000-4000-8000-000000000001' -H 'X-TIMESTAMP: 1676625476579' -H 'X-SIGNATURE: AAAAAAAAAAAAAAAAAAAAAAAAAAA=' -H 'Authorization: eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjE2NzY2MzI2NzZ9.c2ln'`;
const gkui = `PUT http://api.xchanger.cn/geelyTCAccess/tcservices/vehicle/telematics/${vin}
x-operator-code: LYNKCO
X-APP-ID: xiaokanl
authorization: tok-invented`;
const code = `POST /auth/account/token?identity_type=lid HTTP/1.1
Host: api.xchanger.cn

{"redirectUri":"http://www.abcde.com","authCode":"742464028621668000"}`;
const gricToken = jwt({ alg: "RS256" }, { aud: ["auth_client_lynkco_phone"], exp: now / 1000 + 86_400 });
const gric = `:method GET
:authority gric-hf-api.geely.com
:path /ms-vehicle-status/api/v2.0/vehicle/status/latest
x-tenant-id: LYNKCO
x-app-id: GEELYCNCH001M0001
x-api-signature-version: 2.1
x-vehicle-identifier: AAAAAAAAAAAAAAAAAAAAAA==
x-vehicle-series: Q1gxMQ==
authorization: ${gricToken}`;
const center = `{"code":"success","data":{"centerTokenDto":{"token":"t","refreshToken":"r","expireAt":1790000000000,"refreshExpireAt":1792000000000}}}`;

describe("a captured request that is pasted", () => {
  it("of the signed generation says that nothing works without the secret, and since when its token is void", () => {
    const report = read(signed);
    assert.deepEqual(
      [report.generation, report.rule, report.platform, report.works, report.validUntil],
      ["signed", 7, "lynkco-signed", "nothing", "2023-02-17T11:17:56.000Z"],
    );
    assert.deepEqual(report.fields, {
      vin,
      userId: "1234567",
      clientId: "APPLE0000TEST",
      series: "GY5",
      appId: "lynkco",
      operator: "LYNKCO",
    });
    assert.deepEqual([report.missing, report.later, report.notes], [["signingSecret"], ["refreshToken"], ["expired"]]);
    assert.match(report.credentials.accessToken!, /^eyJ/);
  });

  it("of a GKUI account works, over https, and needs the password to go on", () => {
    const { generation, platform, works, notes, missing, later, fields, credentials } = read(gkui);
    assert.deepEqual([generation, platform, works, notes], ["gkui", "lynkco-gkui", "all", ["plainHttp"]]);
    assert.deepEqual([missing, later], [["userId"], ["password"]]);
    assert.deepEqual([fields.vin, credentials], [vin, { accessToken: "tok-invented" }]);
  });

  it("of 2020 says that a code works once, and that its reply is wanted", () => {
    const report = read(code);
    assert.deepEqual([report.generation, report.rule], ["lynkco2020", 9]);
    assert.deepEqual([report.notes, report.missing[0], report.credentials], [["authCodeOnce"], "reply", {}]);
    const reply = `{"code":1000,"data":{"accessToken":"a","refreshToken":"r=","userId":"1234567","clientId":"c1"},"success":true}`;
    for (const paste of [`${code}\n\n`.replace(/\{.*\}/, reply), reply]) {
      const whole = read(paste);
      assert.deepEqual(whole.credentials, { accessToken: "a", refreshToken: "r=" });
      assert.deepEqual([whole.missing, whole.later, whole.fields.userId], [[], [], "1234567"]);
    }
  });

  it("of GRIC names tenant, series and key, and until when its token lives", () => {
    const report = read(gric);
    assert.deepEqual([report.generation, report.rule, report.works], ["gric", 4, "reads"]);
    assert.deepEqual([report.fields.tenant, report.fields.series], ["LYNKCO", "CX11"]);
    assert.deepEqual([report.missing, report.later], [["gricKey"], ["refreshToken"]]);
    assert.equal(report.validUntil, "2026-11-29T12:00:00.000Z");
    assert.equal(read(gricToken).generation, "gric");
    assert.equal(report.platform, "lynkco-gric");
    assert.equal(report.credentials.vehicleIdentifier, "AAAAAAAAAAAAAAAAAAAAAA==");
    // The same gateway serves other brands.
    assert.equal(read(gric.replace("LYNKCO", "GEELY")).platform, undefined);
  });

  it("that is a reply with a centre token asks whose it is, unless the host stands with it", () => {
    assert.deepEqual([read(center).generation, read(center).notes], ["centerToken", ["galaxyOrLynkco", "expired"]]);
    const withHost = read(`POST /api/v1/login/mobileCodeLogin HTTP/2\nhost: galaxy-user-api.geely.com\n\n${center}`);
    assert.deepEqual([withHost.generation, withHost.credentials.refreshToken], ["galaxy", "r"]);
  });

  it("that is a cut redirect of Europe says so", () => {
    const redirect = (length: number) =>
      `msauth://prod.lynkco.app.crisp.prod/2jmj7l5rSw0yVb%2FvlWAYkK%2FYBwk%3D?code=eyJraWQiOiJpbnZlbnRlZCJ9.${"a".repeat(length)}`;
    assert.deepEqual([read(redirect(800)).generation, read(redirect(800)).notes], ["lynkcoEuSignIn", ["looksCut"]]);
    assert.deepEqual(read(redirect(1400)).notes, []);
  });

  for (const [rule, generation, paste] of [
    [1, "lynkcoEuSignIn", "GET https://login.lynkco.com/x/authorize?code_challenge=x"],
    [2, "lynkcoEu", "GET https://agw.mobile-app.lynkco.biz/love/v1/list/vehicles"],
    [2, "lynkcoEu", "X-SIGNATURE-VERSION: v2\nX-NONCE: 1"],
    [3, "lynkcoAion", "GET https://vehicle-data.aion.connectedcar.cloud/api"],
    [5, "lynkcoNative", "GET https://app-services.lynkco.com.cn/auth"],
    [6, "galaxy", "POST https://galaxy-vc.geely.com/vc/app/v1/vehicle/control/myList"],
    [6, "galaxy", "tenantid: 569001701001"],
    [7, "custom", "GET https://device-api.xchanger.cn/x\nx-signature: a\nx-app-id: other"],
    [9, "lynkco2020", "GET https://api.xchanger.cn/geelyTCAccess/tcservices/vehicle/x"],
    [10, "smartEu", "GET https://api.ecloudeu.com/x\nx-app-id: SmartAPPEU"],
    [10, "smartIntl", "x-app-id: SMARTAPP-ISRAEL"],
    [11, "geelyEm", "GET https://api.ecloudkr.com/x\nx-app-id：GEELY-APP-NEW"],
    [12, "certificate", "GET https://apis-l.ecloudeu.com/x"],
    [12, "certificate", "x-app-id: com.geely.lotusInternational"],
    [13, "custom", "GET https://api.zeekrline.com/x\nx-signature: a"],
    [14, "snc", "GET https://eu-snc-tsp-api-gw.zeekrlife.com/x"],
    [14, "snc", "X-API-SIGNATURE-VERSION: 2.0"],
    [15, "unknown", "GET https://eu-api.segwaydiscovery.com/oauth/token"],
    [15, "unknown", "hello: world"],
  ] as const) {
    it(`is told by row ${rule} of the table: ${paste.split("\n").at(-1)!.slice(0, 60)}`, () => {
      const report = read(paste);
      assert.equal(report.generation, generation);
      if (generation !== "custom") assert.equal(report.rule, rule);
    });
  }

  it("is the same by every form it may come in", () => {
    const headers = { "X-APP-ID": "xiaokanl", authorization: "tok-invented" };
    const url = `https://api.xchanger.cn/geelyTCAccess/tcservices/vehicle/status/${vin}?userId=7`;
    const har = {
      request: { method: "GET", url, headers: Object.entries(headers).map(([name, value]) => ({ name, value })) },
    };
    const other = { request: { method: "GET", url: "https://example.org/a/../b", headers: [] } };
    const forms = {
      bash: `curl "${url}" \\\n  -H $'X-APP-ID: xiaokanl' \\\r\n  --header "authorization: tok-invented" --compressed`,
      cmd: `curl ^"${url}^" ^\r\n -H ^"X-APP-ID: xiaokanl^" ^\r\n -H ^"authorization: tok-invented^"`,
      fetch: `fetch("${url}", ${JSON.stringify({ headers, method: "GET" }, null, 1)});`,
      http1: `GET ${url.slice(24)} HTTP/1.1\r\nHost: api.xchanger.cn\r\nX-APP-ID: xiaokanl\r\nauthorization: tok-invented`,
      http2: `:method: GET\n:authority: api.xchanger.cn\n:path: ${url.slice(24)}\nx-app-id: xiaokanl\nauthorization: tok-invented`,
      har: JSON.stringify({ log: { entries: [other, har, other] } }),
      entry: JSON.stringify(har),
    };
    for (const [form, paste] of Object.entries(forms)) {
      const { generation, fields, credentials } = read(paste);
      assert.deepEqual(
        [generation, fields.vin, fields.userId, credentials.accessToken],
        ["gkui", vin, "7", "tok-invented"],
        form,
      );
    }
  });

  it("names both where host and headers are of different clouds", () => {
    const paste = "GET https://api.xchanger.cn/x\nx-app-id: SmartAPPEU";
    assert.deepEqual([read(paste).rule, read(paste).conflict], [15, { host: "xchanger", headers: "ecloud" }]);
    const look = read("GET https://api.xchanger.cn.evil.example/x\nx-app-id: xiaokanl\nauthorization: tok-invented");
    assert.deepEqual([look.generation, look.credentials], ["unknown", {}]);
  });

  it("tells by the token alone where nothing else does: a header line, JSON of a proxy, a reply of GRIC", () => {
    const hs256 = jwt({ alg: "HS256" }, { exp: now / 1000 + 3600 });
    for (const paste of [`Authorization: Bearer ${hs256}`, JSON.stringify({ token: hs256 }), hs256]) {
      const { generation, platform, credentials } = read(paste);
      assert.deepEqual([generation, platform, credentials], ["signed", "lynkco-signed", { accessToken: hs256 }], paste);
    }
    const reply = read(JSON.stringify({ code: "0", data: { accessToken: gricToken, refreshToken: "r" } }));
    assert.deepEqual([reply.generation, reply.credentials.refreshToken], ["gric", "r"]);
    assert.equal(read("authorization: tok-invented").generation, "unknown");
  });

  it("says that there are several tokens, unless one was renewed into the other", () => {
    const entry = (authorization?: string, reply?: string) => ({
      request: {
        method: "GET",
        url: `https://api.xchanger.cn/geelyTCAccess/tcservices/vehicle/status/${vin}`,
        headers: authorization ? [{ name: "Authorization", value: authorization }] : [],
      },
      ...(reply && { response: { content: { text: JSON.stringify({ code: 1000, data: { accessToken: reply } }) } } }),
    });
    const notes = (...entries: object[]) => read(JSON.stringify({ log: { entries } })).notes.includes("severalTokens");
    assert.equal(notes(entry("a"), entry("a"), entry("a", "b"), entry("b")), false);
    assert.equal(notes(entry(undefined, "a"), entry("a")), false);
    assert.equal(notes(entry("a"), entry("b")), true);
    assert.equal(notes(entry("a"), entry(undefined, "b")), true, "another sign-in");
    assert.equal(notes(entry("a", "b"), entry("a")), true);
    assert.throws(() => read(`GET /x\nauthorization: a\nauthorization: b`), /two tokens in one request/);
  });

  const secret = "hunter2-do-not-repeat";
  const status = "https://api.xchanger.cn/geelyTCAccess/tcservices/vehicle/status";
  for (const [what, paste] of [
    ["a header __proto__", `GET ${status}/${vin}\n__proto__: ${secret}`],
    ["thousands of header lines", Array.from({ length: 20_000 }, (_, at) => `x-${at}: 1`).join("\n")],
    ["more than 256 kB", "x: 1\n".repeat(60_000)],
    ["10⁵ lines", "x\n".repeat(100_000)],
    ["10⁵ lines of HTTP/2", ":x\n".repeat(80_000)],
    ["10⁵ lines and a header", `${"\n".repeat(100_000)}${secret}\n${"\n".repeat(100_000)}x: 1`],
    ["a VIN with steps", `GET ${status}/..%2f${secret}`],
    ["a VIN that is a path", `GET ${status}/${vin}/../../${secret}`],
    ["a VIN that is none", `GET ${status}/${secret}`],
    ["user-info in the address", `GET https://api.xchanger.cn:${secret}@evil.example/x`],
    ["user-info in the host", `GET /x HTTP/1.1\nhost: ${secret}@api.xchanger.cn\nx-app-id: lynkco`],
    ["a token with a line break", `curl '${status}/${vin}' -H $'authorization: ${secret}\\r\\nx: y'`],
    ["a token broken over two lines", `GET ${status}/${vin}\nauthorization: abc\n${secret}`],
    ["two requests", `GET ${status}/${vin}\nauthorization: a\n\nGET ${status}/${vin}`],
    ["two commands", `curl '${status}/${vin}' -H 'a: ${secret}' ; curl '${status}/${vin}'`],
    ["a secret where a user id would be shown", `GET ${status}/${vin}?userId=${secret}%20${secret}`],
    ["half a JSON", `{"data": {"accessToken": "${secret}"`],
    ["nothing", "  \n "],
  ] as const) {
    it(`is refused in a sentence that holds nothing of it: ${what}`, () => {
      assert.throws(
        () => read(paste),
        (error: Error) => {
          assert.ok(isCloudError(error, "INPUT_INVALID"), error.stack);
          assert.match(error.message, /Nothing was changed\.$/);
          assert.ok(!error.message.includes(secret));
          return true;
        },
      );
    });
  }

  it("says nothing of a HAR of other pages, refuses one of two clouds, and is quick with 256 kB", function () {
    const entry = (url: string, headers: Record<string, string> = {}) => ({
      request: { method: "GET", url, headers: Object.entries(headers).map(([name, value]) => ({ name, value })) },
      response: { content: { text: '{"a":1}' } },
    });
    const har = (...entries: object[]) => JSON.stringify({ log: { entries } });
    assert.equal(read(har(entry("https://example.org/"))).generation, "unknown");
    assert.throws(
      () => read(har(entry(`${status}/${vin}`), entry("https://app-services.lynkco.com.cn/a"))),
      /several clouds/,
    );
    const car = entry(`${status}/${vin}?userId=7`, { authorization: "tok-invented", "x-app-id": "xiaokanl" });
    const others = Array.from({ length: 1_000 }, (_, at) =>
      entry(`https://example.org/${at}/${"x".repeat(90)}`, { accept: "*/*" }),
    );
    const paste = har(...others, car).padEnd(262_144, " ");
    const started = performance.now();
    const { generation } = read(paste);
    console.log(
      `      ${paste.length} characters, ${others.length + 1} requests: ${(performance.now() - started).toFixed(1)} ms`,
    );
    assert.equal(generation, "gkui");
  });
});
