import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, LookupFunction, Server } from "node:net";
import { createServer as createRawServer } from "node:net";
import { createServer as createBareTlsServer, type TLSSocket } from "node:tls";
import { gzipSync } from "node:zlib";
import type { VehicleCloudError } from "../../src/base/errors";
import { createAxiosTransport, type AxiosTransportOptions } from "../../src/http/axios-transport";
import type { Transport, WireRequest } from "../../src/http/transport";
import { makeCertificate, type Certificate } from "./certificate";

const cleanUp: (() => void)[] = [];

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanUp.push(() => {
    server.close();
    (server as { closeAllConnections?: () => void }).closeAllConnections?.();
  });
  return (server.address() as AddressInfo).port;
}

const serve = (listener: RequestListener): Promise<number> => listen(createServer(listener));
const serveTls = (certificate: Certificate): Promise<number> =>
  listen(createTlsServer(certificate, (_, response) => response.end("{}")));

function transport(options?: AxiosTransportOptions): Transport {
  const made = createAxiosTransport(options);
  cleanUp.push(() => made.close());
  return made;
}

const get = (url: string, more: Partial<WireRequest> = {}): WireRequest => ({
  method: "GET",
  url,
  headers: {},
  timeoutMs: 10_000,
  ...more,
});

async function failure(promise: Promise<unknown>): Promise<VehicleCloudError> {
  return promise.then(
    () => assert.fail("it was expected to fail"),
    (error: unknown) => error as VehicleCloudError,
  );
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

afterEach(() => {
  for (const close of cleanUp.splice(0)) close();
});

describe("requests over the wire", () => {
  it("puts address, headers and body on the wire as they were signed", async () => {
    const seen: { method?: string; url?: string; headers: IncomingMessage["headers"]; body: string }[] = [];
    const port = await serve((request, response) => {
      void bodyOf(request).then((body) => {
        seen.push({ method: request.method, url: request.url, headers: request.headers, body });
        response.setHeader("X-Thing", ["a", "b"]).end('{"ä":1}');
      });
    });
    const headers = {
      accept: "application/json;responseformat=3",
      "content-type": "application/json; charset=utf-8",
      authorization: "bare token",
    };
    const address = "/a%20b/c'd/%2F?q=%27%2C%20&target=&x=a%2Bb";
    const answer = await transport().send(
      get(`http://127.0.0.1:${port}${address}`, { method: "PUT", headers, body: '{"name":"Größe 🚗"}' }),
    );
    assert.equal(seen[0]?.method, "PUT");
    assert.equal(seen[0]?.url, address);
    assert.equal(seen[0]?.body, '{"name":"Größe 🚗"}');
    for (const [name, value] of Object.entries(headers)) assert.equal(seen[0]?.headers[name], value);
    assert.deepEqual([answer.status, answer.headers["x-thing"], answer.body.toString()], [200, "a, b", '{"ä":1}']);
  });

  it("gives every status as an answer and follows no redirect", async () => {
    const asked: string[] = [];
    const port = await serve((request, response) => {
      asked.push(request.url ?? "");
      response.writeHead(request.url === "/go" ? 302 : 500, { location: "/elsewhere" }).end("page");
    });
    const wire = transport();
    const redirect = await wire.send(get(`http://127.0.0.1:${port}/go`));
    assert.deepEqual([redirect.status, redirect.headers["location"]], [302, "/elsewhere"]);
    assert.equal((await wire.send(get(`http://127.0.0.1:${port}/x`))).status, 500);
    assert.deepEqual(asked, ["/go", "/x"]);
  });

  it("unpacks a compressed answer", async () => {
    const port = await serve((_, response) =>
      response.setHeader("content-encoding", "gzip").end(gzipSync('{"code":"1000"}')),
    );
    const answer = await transport().send(get(`http://127.0.0.1:${port}/`));
    assert.equal(answer.body.toString(), '{"code":"1000"}');
  });

  it("ignores the environment's proxy for this machine, and uses it for others", async () => {
    const proxied: string[] = [];
    const proxy = await serve((request, response) => {
      proxied.push(request.url ?? "");
      response.end("{}");
    });
    const port = await serve((_, response) => response.end('{"direct":true}'));
    const names = ["http_proxy", "HTTP_PROXY", "no_proxy", "NO_PROXY"];
    const before = names.map((name) => [name, process.env[name]] as const);
    for (const name of names) delete process.env[name];
    process.env["http_proxy"] = `http://127.0.0.1:${proxy}`;
    try {
      const wire = transport();
      for (const host of ["127.0.0.1", "localhost"]) {
        const answer = await wire.send(get(`http://${host}:${port}/`));
        assert.equal(answer.body.toString(), '{"direct":true}');
      }
      await wire.send(get("http://cloud.example/path"));
      assert.deepEqual(proxied, ["http://cloud.example/path"]);
    } finally {
      for (const [name, value] of before) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    }
  });
});

describe("bad weather on the wire", () => {
  it("says TIMEOUT when there is no answer", async () => {
    const port = await serve(() => undefined);
    const error = await failure(transport().send(get(`http://127.0.0.1:${port}/`, { timeoutMs: 50 })));
    assert.deepEqual([error.code, error.sent, error.retryable], ["TIMEOUT", undefined, true]);
  });

  it("says TIMEOUT when the answer begins but does not end", async () => {
    const port = await serve((_, response) => void response.writeHead(200, { "content-length": "10" }).write("abc"));
    const error = await failure(transport().send(get(`http://127.0.0.1:${port}/`, { timeoutMs: 100 })));
    assert.equal(error.code, "TIMEOUT");
  });

  it("says ABORTED when the caller stops, before or during the request", async () => {
    const stop = new AbortController();
    const port = await serve(() => stop.abort());
    const during = await failure(transport().send(get(`http://127.0.0.1:${port}/`, { signal: stop.signal })));
    assert.equal(during.code, "ABORTED");
    const before = await failure(transport().send(get(`http://127.0.0.1:${port}/`, { signal: stop.signal })));
    assert.equal(before.code, "ABORTED");
  });

  it("says CLOUD_UNAVAILABLE when the connection is reset, and does not claim that nothing was sent", async () => {
    const port = await serve((request) => void request.socket.resetAndDestroy());
    const error = await failure(transport().send(get(`http://127.0.0.1:${port}/`)));
    assert.deepEqual([error.code, error.sent, error.retryable], ["CLOUD_UNAVAILABLE", undefined, true]);
  });

  it("knows that nothing was sent when nobody listens", async () => {
    const port = await serve(() => undefined);
    for (const close of cleanUp.splice(0)) close();
    const error = await failure(transport().send(get(`http://127.0.0.1:${port}/`)));
    assert.deepEqual([error.code, error.sent], ["CLOUD_UNAVAILABLE", false]);
  });

  it("says CLOUD_ANSWER_INVALID when the answer breaks off", async () => {
    const cut = (_: IncomingMessage, response: ServerResponse): void => {
      response.writeHead(200, { "content-length": "100" }).write('{"code":"10', () => response.destroy());
    };
    const error = await failure(transport().send(get(`http://127.0.0.1:${await serve(cut)}/`)));
    assert.equal(error.code, "CLOUD_ANSWER_INVALID");
    assert.match(error.message, /in the middle of the answer/);
  });

  it("refuses an answer of more than 8 MB", async () => {
    const port = await serve((_, response) => void response.end(Buffer.alloc(8 * 1024 * 1024 + 1)));
    const error = await failure(transport().send(get(`http://127.0.0.1:${port}/`)));
    assert.deepEqual([error.code, error.retryable], ["CLOUD_ANSWER_INVALID", false]);
    assert.match(error.message, /8 MB/);
  });

  it("names a host whose name is not found, and the likely ad blocker", async () => {
    const lookup: LookupFunction = (host, _, callback) => {
      callback(Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: "ENOTFOUND" }), "", 4);
    };
    const error = await failure(transport({ lookup }).send(get("http://socialize.cloud.example/")));
    assert.deepEqual([error.code, error.sent, error.host], ["CLOUD_UNAVAILABLE", false, "socialize.cloud.example"]);
    assert.match(error.message, /socialize\.cloud\.example.*Pi-hole/);
  });

  it("names the real host, and where it was reached, behind a replacement", async () => {
    const port = await serve((request) => void request.socket.resetAndDestroy());
    const error = await failure(transport().send(get(`http://127.0.0.1:${port}/`, { host: "api.cloud.example" })));
    assert.equal(error.host, "api.cloud.example");
    assert.match(error.message, new RegExp(`api\\.cloud\\.example \\(reached at 127\\.0\\.0\\.1:${port}\\)`));
  });

  it("keeps no part of the request in the error", async () => {
    const port = await serve((request) => void request.socket.resetAndDestroy());
    const headers = { authorization: "secret-token", cookie: "glt=secret-token" };
    const request = get(`http://127.0.0.1:${port}/`, { method: "POST", headers, body: "password=secret-token" });
    const error = await failure(transport().send(request));
    const { inspect } = await import("node:util");
    assert.match(inspect(error.cause), /ECONNRESET|hang up/);
    assert.doesNotMatch(inspect(error, { depth: 12, showHidden: true }), /secret-token/);
  });
});

describe("certificates", () => {
  const localhost = makeCertificate("localhost");

  it("speaks to a host whose certificate is trusted", async () => {
    const port = await serveTls(localhost);
    const answer = await transport({ ca: localhost.cert }).send(get(`https://localhost:${port}/`));
    assert.equal(answer.status, 200);
  });

  const expired = makeCertificate("localhost", new Date("2020-01-01"), new Date("2021-01-01"));
  const other = makeCertificate("other.example");
  const bad: [string, Certificate, string | undefined][] = [
    ["one that nobody vouches for", localhost, undefined],
    ["an expired one", expired, expired.cert],
    ["one of another host", other, other.cert],
  ];
  for (const [what, certificate, ca] of bad) {
    it(`sends nothing over ${what} and does not try again`, async () => {
      const port = await serveTls(certificate);
      const error = await failure(transport({ ca }).send(get(`https://localhost:${port}/`)));
      assert.deepEqual([error.code, error.retryable, error.sent], ["CLOUD_UNAVAILABLE", false, false]);
      assert.match(error.message, /certificate of localhost/);
    });
  }
});

describe("TLS that breaks", () => {
  const certificate = makeCertificate("api.cloud.example");
  const lookup: LookupFunction = (_, options, callback) => {
    if (options.all) callback(null, [{ address: "127.0.0.1", family: 4 }]);
    else callback(null, "127.0.0.1", 4);
  };
  const record = (type: number, ...bytes: number[]): Buffer =>
    Buffer.from([type, 3, 3, bytes.length >> 8, bytes.length & 255, ...bytes]);
  /** Written to the connection itself, past the encryption. */
  const breaks = {
    "bytes that are no record": Buffer.from("HTTP/1.1 200 OK\r\n\r\n{}"),
    "a record that cannot be decrypted": record(23, ...Array.from({ length: 40 }, (_, i) => i)),
    "an alert": record(21, 2, 40),
    "a record of no known type": record(99, 1, 2, 3),
    nothing: undefined,
  };

  for (const version of ["TLSv1.2", "TLSv1.3"] as const) {
    for (const [what, bytes] of Object.entries(breaks)) {
      it(`never says that nothing was sent when ${what} follows the request (${version})`, async () => {
        let read = "";
        const raw = createRawServer((socket) => {
          socket.on("error", () => undefined);
          inner.emit("connection", socket);
          const { write } = socket;
          inner.once("secureConnection", (secure: TLSSocket) => {
            secure
              .on("error", () => undefined)
              .on("data", (chunk: Buffer) => {
                read += chunk.toString();
                if (!read.includes("unlock")) return;
                if (bytes) write.call(socket, bytes);
                setImmediate(() => socket.destroy());
              });
          });
        });
        const inner = createBareTlsServer({ ...certificate, minVersion: version, maxVersion: version });
        const port = await listen(raw);
        const wire = transport({ ca: certificate.cert, lookup });
        const request = get(`https://api.cloud.example:${port}/`, { method: "POST", body: "unlock" });
        const error = await failure(wire.send(request));
        assert.match(read, /unlock/);
        assert.deepEqual([error.code, error.sent], ["CLOUD_UNAVAILABLE", undefined]);
        assert.doesNotMatch(error.message, /certificate|[Nn]othing was sent/);
      });
    }
  }

  it("says that nothing was sent when the handshake fails", async () => {
    for (const bytes of [record(21, 2, 40), Buffer.from("garbage, no record"), undefined]) {
      const port = await listen(
        createRawServer((socket) => {
          socket.on("error", () => undefined).once("data", () => (bytes ? socket.end(bytes) : socket.destroy()));
        }),
      );
      const error = await failure(transport({ lookup }).send(get(`https://api.cloud.example:${port}/`)));
      assert.deepEqual([error.code, error.sent], ["CLOUD_UNAVAILABLE", false]);
    }
  });
});
