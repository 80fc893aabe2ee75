import assert from "node:assert/strict";
import dns from "node:dns";
import { once } from "node:events";
import { createServer } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { runInNewContext } from "node:vm";
import { ProbeCatcher } from "../../../src/node-red/webhook/probe-catcher";
import { sendProbe } from "../../../src/node-red/webhook/send-probe";
import { webhookType } from "../../../src/node-red/webhook/types";
import { makeCertificate } from "../../http/certificate";
import { read, readTexts } from "../../support/package-facts";
import { Stage, type StagedNode } from "./stage";
import { post } from "./support";

type Text = (node: object, way: string, probe: object) => string;

/** What the dialog says, in English. */
function dialog(): (probe: object) => string {
  const window = {} as { vehicleCloudEditor: { webhookProbeText: Text } };
  runInNewContext(read("src", "editor", "webhook-form.js"), { window });
  const texts = readTexts("en-US", "segway-webhook-in");
  const node = {
    type: webhookType,
    _: (key: string, values: Record<string, string> = {}) =>
      String(key.split(".").reduce((at: any, part) => at[part], texts)) // eslint-disable-line @typescript-eslint/no-explicit-any
        .replace(/__(\w+)__/g, (_whole, name: string) => String(values[name])),
  };
  return (probe) => window.vehicleCloudEditor.webhookProbeText(node, "public", probe);
}

describe("a test push", () => {
  let stage: Stage;
  let hook: StagedNode;
  beforeEach(async () => {
    stage = new Stage();
    await stage.begin();
    hook = await stage.deploy();
  });
  afterEach(() => stage.end());

  /** The way from outside, through a proxy that does `odd` on some paths. */
  const through = async (
    odd: (path: string, body: string) => { status: number; body: string } | string | undefined,
  ): Promise<unknown> => {
    const proxy = createServer((request, response) => {
      void (async () => {
        let text = "";
        for await (const part of request.setEncoding("utf8")) text += String(part);
        const path = request.url ?? "";
        const own = odd(path, text);
        const answer = typeof own === "object" ? own : await post(stage.url + path, own ?? text);
        response.writeHead(answer.status).end(answer.body);
      })();
    }).listen(0, "127.0.0.1");
    await once(proxy, "listening");
    const publicAddress = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const result = await stage.probe(hook, { publicAddress });
    proxy.close();
    assert.deepEqual(result.local, { outcome: "reached" });
    return result.public;
  };

  it("tries all four paths; where they do not agree it gives the worst and names it", async () => {
    const paths: string[] = [];
    assert.deepEqual(await through((path) => void paths.push(path)), { outcome: "reached" });
    assert.deepEqual(
      paths.sort(),
      ["alert", "fault", "location", "status"].map((word) => `/segway/v2/vehicle/${word}`),
    );
    const missing = { status: 404, body: "nothing here" };
    assert.deepEqual(await through((path) => (path.endsWith("/fault") ? missing : undefined)), {
      outcome: "other",
      status: 404,
      password: false,
      path: "fault",
    });
    assert.deepEqual(
      await through((path, body) => (path.endsWith("/status") ? body.replace("empty=&", "") : undefined)),
      {
        outcome: "altered",
        path: "status",
      },
    );
    const worst = await through((path, body) =>
      path.endsWith("/location") ? missing : path.endsWith("/status") ? body.replace("empty=&", "") : undefined,
    );
    assert.deepEqual(worst, { outcome: "other", status: 404, password: false, path: "location" });
    assert.deepEqual(await through(() => missing), { outcome: "other", status: 404, password: false });
    assert.deepEqual(hook.take(), []);
  });

  it("is told in words, with the path if only that one met it", () => {
    const told = dialog();
    assert.equal(told({ outcome: "reached" }), "Public address: reached.");
    assert.equal(
      told({ outcome: "other", status: 404, password: false, path: "fault" }),
      "Public address: path fault: something else answered (HTTP 404).",
    );
    assert.equal(
      told({ outcome: "altered" }),
      "Public address: reached, but the body was changed on the way: signatures may not hold.",
    );
  });

  it("does without the certificate check on this machine's own address only, not on names that begin like it", async () => {
    const { key, cert } = makeCertificate("localhost.example.localhost");
    const probes = new ProbeCatcher();
    const server = createSecureServer({ key, cert }, (request, response) => {
      void (async () => {
        const parts: Buffer[] = [];
        for await (const part of request) parts.push(part as Buffer);
        if (!probes.take(Buffer.concat(parts), response)) response.writeHead(404).end();
      })();
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const { lookup } = dns;
    // A name service that leads every name here.
    dns.lookup = ((_host: string, options: dns.LookupOptions, callback: (...args: unknown[]) => void) =>
      callback(null, options.all ? [{ address: "127.0.0.1", family: 4 }] : "127.0.0.1", 4)) as never;
    try {
      for (const [host, outcome] of [
        ["localhost", "reached"],
        ["127.0.0.1", "reached"],
        ["localhost.example.localhost", "notReached"],
        ["127.0.0.1.example.localhost", "notReached"],
      ] as const) {
        const result = await sendProbe(`https://${host}:${port}`, probes.make(), "alert");
        assert.equal(result.outcome, outcome, host);
        if (outcome === "notReached") assert.match(JSON.stringify(result), /SELF_SIGNED|CERT/);
      }
    } finally {
      dns.lookup = lookup;
      server.close();
    }
  });
});
