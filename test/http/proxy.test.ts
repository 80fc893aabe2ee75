import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ManualClock } from "../../src/base/clock";
import type { VehicleCloudError } from "../../src/base/errors";
import { silentLogger } from "../../src/base/logger";
import { createAxiosTransport } from "../../src/http/axios-transport";
import { HttpClient } from "../../src/http/client";
import { proxyFor } from "../../src/http/proxy";
import { signInFailure } from "../../src/platforms/ecarx/sign-in/refusal";

const names = [
  "http_proxy",
  "HTTP_PROXY",
  "https_proxy",
  "HTTPS_PROXY",
  "no_proxy",
  "NO_PROXY",
  "all_proxy",
  "ALL_PROXY",
];

describe("a proxy of the environment", () => {
  const before = Object.fromEntries(names.map((name) => [name, process.env[name]]));
  const servers: Server[] = [];
  const origin = "https://cloud.example";

  beforeEach(() => names.forEach((name) => delete process.env[name]));
  afterEach(() => {
    for (const name of names) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
    for (const server of servers.splice(0)) server.close();
  });

  async function fails(port: number): Promise<VehicleCloudError> {
    process.env["HTTP_PROXY"] = `http://someone:hidden@127.0.0.1:${port}`;
    const transport = createAxiosTransport();
    const http = new HttpClient({
      ...{ transport, clock: new ManualClock(), logger: silentLogger, allowed: [origin] },
      // Plain, so that the proxy is spoken to as it is.
      baseUrls: { [origin]: "http://cloud.example" },
    });
    try {
      await http.call(() => ({ method: "GET", origin, path: "/", headers: {} }), { meter: { purpose: "read" } });
      return assert.fail("it was expected to fail");
    } catch (error) {
      return signInFailure(error) as VehicleCloudError;
    } finally {
      http.close();
    }
  }

  async function answering(status: number): Promise<number> {
    const server = createServer((_, response) => response.writeHead(status).end("no"));
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return (server.address() as AddressInfo).port;
  }

  for (const status of [407, 502, 504]) {
    it(`is named for its HTTP ${status}, not the cloud`, async () => {
      const port = await answering(status);
      const { code, message } = await fails(port);
      assert.equal(code, "CLOUD_UNAVAILABLE");
      assert.match(message, new RegExp(`^The proxy 127\\.0\\.0\\.1:${port} \\(HTTP_PROXY\\).*HTTP ${status}`));
      assert.doesNotMatch(message, /hidden|ad blocker/i);
    });
  }

  it("is named when it refuses the connection", async () => {
    const port = await answering(200);
    await new Promise((resolve) => servers.pop()!.close(resolve));
    const { code, message, sent } = await fails(port);
    assert.deepEqual([code, sent], ["CLOUD_UNAVAILABLE", false]);
    assert.match(message, /^The proxy 127\.0\.0\.1:\d+ \(HTTP_PROXY\) could not be reached \(ECONNREFUSED\)/);
    assert.doesNotMatch(message, /hidden|ad blocker/i);
  });

  it("is the one that the HTTP library takes, less the exceptions", () => {
    const way = (url: string, env: Record<string, string>): string | undefined => proxyFor(new URL(url), env)?.host;
    const env = { HTTPS_PROXY: "http://p.example:3128", NO_PROXY: "one.example, .two.example,three.example:8443" };
    assert.equal(way("https://cloud.example/", env), "p.example:3128");
    assert.equal(way("http://cloud.example/", env), undefined);
    assert.equal(way("https://one.example/", env), undefined);
    assert.equal(way("https://a.two.example/", env), undefined);
    assert.equal(way("https://three.example/", env), "p.example:3128");
    assert.equal(way("https://three.example:8443/", env), undefined);
    assert.equal(way("https://x.example/", { all_proxy: "q.example:1" }), "q.example:1");
  });
});
