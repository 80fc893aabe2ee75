/** Captured requests in odd writings: what of them is taken, and how little is needed to tell whose they are. */
import assert from "node:assert/strict";
import { decide, decideToken } from "../../../src/platforms/paste/decide";
import { readForms } from "../../../src/platforms/paste/forms";
import { readPaste } from "../../../src/platforms/paste/read-paste";
import { Headers, requestOf, type CapturedRequest } from "../../../src/platforms/paste/request";

const url = "https://api.xchanger.cn/x?a=1";

function only(paste: string): CapturedRequest {
  const captured = readForms(paste);
  assert.ok("requests" in captured, "it holds no request");
  assert.equal(captured.requests.length, 1);
  return captured.requests[0]!;
}
const har = (...entries: object[]): string => JSON.stringify({ log: { entries } });

describe("odd writings of a captured request", () => {
  it("of a HAR the entries that are none are left out, unless there is no other", () => {
    const good = { request: { method: "GET", url, headers: [{ name: "a", value: "b" }, { name: "c" }] } };
    const bad = { request: { method: "GET", url: "http://somebody:pw@api.xchanger.cn/" } };
    const { headers, host } = only(har(bad, good));
    assert.deepEqual([host, headers.get("a"), headers.get("c")], ["api.xchanger.cn", "b", ""]);
    assert.throws(() => readForms(har(bad)), { code: "INPUT_INVALID" });
    const nameless = { request: { url, headers: [{ value: "x" }] } };
    assert.throws(() => readForms(har(nameless, bad)), { code: "INPUT_INVALID", message: /name that no app sends/ });
    assert.throws(() => readPaste(har(), 0), { code: "INPUT_INVALID", message: /holds no request/ });
  });

  it("an entry without an address or a method is still told by its headers", () => {
    const { headers, path } = only(JSON.stringify({ request: { headers: [{ name: "x-app-id", value: "lynkco" }] } }));
    assert.deepEqual([headers.get("x-app-id"), path], ["lynkco", "/"]);
  });

  it("a fetch without options is a GET; values that are no text are empty", () => {
    const plain = only(`fetch("${url}")`);
    assert.deepEqual([plain.method, plain.host], ["GET", "api.xchanger.cn"]);
    const odd = only(`fetch("${url}", {"headers":{"a":{"b":1},"c":5},"body":"{}"})`);
    assert.deepEqual([odd.method, odd.headers.get("a"), odd.headers.get("c")], ["GET", "", "5"]);
    assert.equal(only(`fetch("${url}", {"headers":"none"})`).headers.has("a"), false);
    assert.throws(() => readForms("fetch("), { code: "INPUT_INVALID", message: /names no address/ });
  });

  it("a line of 8,000 characters is no request line", () => {
    const long = `GET https://api.xchanger.cn/${"x".repeat(8000)}`;
    const paste = (line: string): CapturedRequest => only(`${line}\nx-app-id: lynkco`);
    assert.equal(paste(long.slice(0, 7000)).host, "api.xchanger.cn");
    assert.throws(() => paste(long), { code: "INPUT_INVALID", message: /name that no app sends/ });
  });

  it("an address that is none, and one of more parameters than a request has, are refused", () => {
    assert.throws(() => readForms("curl 'https://['"), { code: "INPUT_INVALID", message: /address is none/ });
    const many = (count: number): string => Array.from({ length: count }, (_, at) => `p${at}=1`).join("&");
    assert.equal(only(`curl '${url}&${many(299)}'`).query.size, 300);
    assert.throws(() => readForms(`curl '${url}&${many(300)}'`), { code: "INPUT_INVALID", message: /more parameters/ });
  });

  it("a cURL that is cut behind an option, with options that say nothing here, and with escapes of the shell", () => {
    assert.equal(only(`curl ${url} -X`).host, "api.xchanger.cn");
    const posted = only(`curl ${url} -o file -m 5 -H 'a' -d '{"k":1}'`);
    assert.deepEqual([posted.method, posted.headers.has("a")], ["POST", false]);
    const escapes: [string, string][] = [
      [String.raw`$'x-a: 1\t2'`, "1\t2"],
      [String.raw`$'x-a: it\'s'`, "it's"],
      ['"x-a: \\"q\\""', '"q"'],
      [String.raw`"x-a: \$HOME"`, "$HOME"],
      [String.raw`"x-a: c:\dir"`, String.raw`c:\dir`],
      ['"x-a: one\\\ntwo"', "onetwo"],
    ];
    for (const [word, value] of escapes) assert.equal(only(`curl ${url} -H ${word}`).headers.get("x-a"), value, word);
    for (const word of [String.raw`$'x-a: 1\n2'`, String.raw`$'x-a: 1\r2'`, '"x-a: 1\\']) {
      let headers: CapturedRequest["headers"] | undefined;
      try {
        headers = only(`curl ${url} -H ${word}`).headers;
      } catch (error) {
        assert.equal((error as { code: string }).code, "INPUT_INVALID");
      }
      assert.doesNotMatch(headers?.get("x-a") ?? "", /[\r\n]/, "no header holds a line break");
    }
  });

  const heads = (rows: Record<string, string>): Headers => {
    const headers = new Headers();
    for (const [name, value] of Object.entries(rows)) headers.set(name, value);
    return headers;
  };
  const decisions: [string, string | undefined, Record<string, string>, string][] = [
    ["the path of the session of 2020", "/auth/account/token", {}, "lynkco2020"],
    ["the path of the head unit's sign-in", "/api/v1/user/login", {}, "gkui"],
    ["an app of its own with a signature", "/x", { "x-app-id": "MY", "x-signature": "s" }, "custom"],
    ["an app of its own without one", "/x", { "x-app-id": "MY" }, "unknown"],
    ["the signature's version of the app 4.x", "/x", { "x-api-signature-version": "2.1" }, "gric"],
    ["the version before", "/x", { "x-api-signature-version": "2.0" }, "snc"],
    ["a tenant", "/x", { tenantid: "569001701001" }, "galaxy"],
    ["a nonce with the second version", "/x", { "x-signature-version": "V2", "x-nonce": "n" }, "lynkcoEu"],
    ["nothing", "/x", {}, "unknown"],
  ];
  for (const [what, path, headers, generation] of decisions) {
    it(`${what} alone tells: ${generation}`, () => {
      assert.deepEqual(decide(requestOf("GET", path, heads(headers), undefined)), { generation });
    });
  }

  const jwt = (claims: object, alg = "RS256"): string =>
    [{ alg }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".") +
    `.${"s".repeat(43)}`;
  const tokens: [string, string, string][] = [
    ["a policy", jwt({ tfp: "B2C_1A_signin" }), "lynkcoEu"],
    ["a snowflake", jwt({ snowflakeId: "7" }), "lynkcoEu"],
    ["an audience", jwt({ aud: ["auth_client_lynkco_phone"] }), "gric"],
    ["a client", jwt({ azp: "user_center_client_phone" }), "snc"],
    ["its algorithm", jwt({ sub: "1" }, "HS256"), "signed"],
    ["nothing", jwt({ sub: "1" }), "unknown"],
    ["no token", "word", "unknown"],
  ];
  for (const [what, token, generation] of tokens) {
    it(`a token by itself tells by ${what}: ${generation}`, () => {
      assert.equal(decideToken(token), generation);
      const bare = requestOf(undefined, undefined, heads({ authorization: `Bearer ${token}` }), undefined);
      assert.equal(decide(bare).generation, generation);
    });
  }
});
