import assert from "node:assert/strict";
import { proxyAnswer, proxyFor, proxyUnreached } from "../../src/http/proxy";

describe("which proxy is taken and named", () => {
  it("the environment's, less what is excepted; one whose address is none is named without it", () => {
    const url = new URL("https://api.example.org/x");
    const of = (env: Record<string, string>): string | undefined => {
      const proxy = proxyFor(url, env);
      return proxy && `${proxy.host} ${proxy.variable}`;
    };
    const https_proxy = "http://user:word@proxy.example:3128";
    const table: [Record<string, string>, string | undefined][] = [
      [{}, undefined],
      [{ https_proxy }, "proxy.example:3128 https_proxy"],
      [{ ALL_PROXY: "proxy.example:1" }, "proxy.example:1 ALL_PROXY"],
      [{ HTTPS_PROXY: "http://[" }, "of the environment HTTPS_PROXY"],
      [{ https_proxy, no_proxy: "*" }, undefined],
      [{ https_proxy, NO_PROXY: "other.example, .example.org" }, undefined],
      [{ https_proxy, no_proxy: "*.example.org:443" }, undefined],
      [{ https_proxy, no_proxy: "api.example.org:80,example.org" }, "proxy.example:3128 https_proxy"],
    ];
    for (const [env, expected] of table) assert.equal(of(env), expected, JSON.stringify(env));
  });

  it("is blamed for what it answers or where it is not reached, and for nothing else", () => {
    const proxy = { host: "proxy.example:1", variable: "ALL_PROXY" };
    const host = "api.example.org";
    assert.match(proxyAnswer(undefined, 407, host)?.message ?? "", /^A proxy on the way wants a user and a password/);
    assert.match(
      proxyAnswer(proxy, 504, host)?.message ?? "",
      /^The proxy proxy\.example:1 \(ALL_PROXY\) answered HTTP 504/,
    );
    for (const [by, status] of [
      [undefined, 502],
      [proxy, 500],
      [proxy, 200],
    ] as const)
      assert.equal(proxyAnswer(by, status, host), undefined);
    assert.equal(proxyUnreached(proxy, "ECONNREFUSED", host)?.sent, false);
    assert.equal(proxyUnreached(proxy, "ECONNRESET", host), undefined);
  });
});
