import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer as createPlainServer } from "node:http";
import { createServer } from "node:https";
import { connect, type AddressInfo, type Server } from "node:net";
import { join } from "node:path";
import { makeCertificate } from "./certificate";

async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

describe("a process in which certificates are not checked", () => {
  it("has ours checked all the same, also through a proxy: nothing is sent to who has made its own", async () => {
    let received = 0;
    const cloud = createServer(makeCertificate("cloud.test"), (_request, response) => {
      received++;
      response.end("{}");
    });
    const proxy = createPlainServer().on("connect", (_request, socket) => {
      const onward = connect((cloud.address() as AddressInfo).port, "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        socket.pipe(onward).pipe(socket);
      });
      for (const end of [socket, onward]) end.on("error", () => undefined);
    });
    const port = await listen(cloud);
    const proxyAddress = `http://127.0.0.1:${await listen(proxy)}`;
    const child = spawn(
      process.execPath,
      ["--import", "tsx", join(__dirname, "unchecked-process.ts"), String(port), proxyAddress],
      { env: { ...process.env, NODE_TLS_REJECT_UNAUTHORIZED: "0" }, stdio: ["ignore", "pipe", "pipe"] },
    );
    let output = "";
    let errors = "";
    child.stdout.on("data", (part: Buffer) => (output += part.toString()));
    child.stderr.on("data", (part: Buffer) => (errors += part.toString()));
    const [code] = (await once(child, "exit")) as [number | null];
    cloud.closeAllConnections();
    cloud.close();
    proxy.closeAllConnections();
    proxy.close();
    assert.equal(code, 0, errors);
    const { direct, posted, probed, proxied } = JSON.parse(output) as Record<string, unknown>;
    assert.match(String(direct), /certificate of cloud\.test:\d+ is not valid .*Nothing was sent/);
    assert.match(String(proxied), /certificate of cloud\.test:\d+ is not valid .*Nothing was sent/);
    assert.equal(posted, 0);
    assert.equal((probed as { outcome: string }).outcome, "notReached");
    assert.equal(received, 0, "not one request has arrived");
  });
});
