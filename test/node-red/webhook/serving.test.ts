import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually, freePort } from "../../support/node-red-process";
import { alertFields, flows, post, signed, startNodeRed, webhook, type Options, type TestNodeRed } from "./support";

const alert = "/segway/v2/vehicle/alert";
const type = "vehicle-cloud-segway-webhook-in";

describe("where the webhook node serves", () => {
  const running: TestNodeRed[] = [];
  const start = async (options: Options): Promise<TestNodeRed> => {
    const red = await startNodeRed(options);
    running.push(red);
    return red;
  };
  const shows = (red: TestNodeRed, id: string, key: string): Promise<unknown> =>
    eventually(`${id} to show ${key}`, () => red.status.get(id)?.text === `${type}.${key}`, 15);
  const probe = async (red: TestNodeRed, id: string, typed: object): Promise<Record<string, unknown>> => {
    const answer = await fetch(`${red.admin}/vehicle-cloud/webhooks/${id}/test`, {
      method: "POST",
      headers: { "content-type": "application/json", "node-red-api-version": "v2" },
      body: JSON.stringify(typed),
    });
    return (await answer.json()) as Record<string, unknown>;
  };

  beforeEach(function () {
    this.timeout(180_000);
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((red) => red.stop()));
  });

  it("of two nodes with one path the second serves nothing and says so; a deploy without the first gives it the path", async () => {
    const red = await start({ items: flows(webhook("one"), webhook("two", { account: "acc2" })) });
    await shows(red, "one", "status.waiting");
    await shows(red, "two", "status.pathTaken");
    assert.equal((await red.post(alert, signed(alertFields()))).status, 200);
    await red.deploy(flows(webhook("two")));
    await shows(red, "two", "status.waiting");
    assert.equal((await red.post(alert, signed(alertFields()))).status, 200);
  });

  it("after ten deploys there is one answer and one message per push, and after the last node nothing", async () => {
    const red = await start({ items: flows(webhook("hook")), nodeRoot: "/flows" });
    await shows(red, "hook", "status.waiting");
    for (let i = 0; i < 10; i++) {
      await red.deploy(flows(webhook("hook", { name: `deploy ${i}` })), i % 2 === 0 ? "nodes" : "full");
    }
    await eventually("the path", async () => (await red.post(alert, signed(alertFields()))).status === 200);
    await red.seen(1);
    assert.equal((await red.post(alert, signed(alertFields()))).status, 200);
    assert.equal((await red.seen(1)).length, 1);
    await red.deploy(flows());
    assert.equal((await red.post(alert, signed(alertFields()))).status, 404);
    assert.doesNotMatch(red.output(), /MaxListeners|\[error\]/);
  });

  it("names what keeps it from serving: no account, another platform, a bad path, a store that is none", async () => {
    const items = flows(
      webhook("none", { account: "", path: "/a" }),
      webhook("car", { account: "acc3", path: "/b" }),
      webhook("path", { path: "/../c" }),
      webhook("store", { path: "/d", sharedStore: "nowhere" }),
      webhook("mode", { path: "/e", signatureMode: "loose" }),
    );
    items.push({ id: "acc3", type: "vehicle-cloud-account", name: "A car", platform: "demo-car" });
    const red = await start({ items });
    await shows(red, "none", "status.noAccount");
    await shows(red, "car", "status.otherCloud");
    for (const id of ["path", "store", "mode"]) await shows(red, id, "status.configInvalid");
  });

  it("a password on the HTTP nodes is named, holds Segway off, and the test push says so", async () => {
    const hash = "$2b$08$AVPsxZE4CBW4WbrR/4mhPOZ8RXmM2wyUe0w5Cq48g8SUBcXzY4PMK";
    const red = await startNodeRed({
      items: flows(webhook("hook")),
      settings: `httpNodeAuth: { user: "u", pass: ${JSON.stringify(hash)} }`,
    });
    running.push(red);
    await shows(red, "hook", "status.password");
    assert.equal((await red.post(alert, signed(alertFields()))).status, 401);
    assert.match(red.output(), /httpNodeAuth/);
    const result = await probe(red, "hook", { path: "/segway", publicAddress: "" });
    assert.deepEqual(result, { ok: true, local: { outcome: "other", status: 401, password: true } });
  });

  it("what a user has put in front of the flows, or of everything, is passed through", async () => {
    const check = `(request, response, next) => (request.headers["x-pass"] ? next() : response.status(418).end())`;
    for (const settings of [`httpNodeAuth: ${check}`, `httpAdminMiddleware: ${check}`]) {
      const red = await startNodeRed({ items: flows(webhook("hook")), settings, headers: { "x-pass": "1" } });
      running.push(red);
      const pass = { "x-pass": "1" };
      await eventually("it to serve", async () => (await red.post(alert, signed(alertFields()), pass)).status === 200);
      assert.equal((await red.post(alert, signed(alertFields()))).status, 418, settings);
    }
  });

  it("without HTTP nodes it says so, and an own port serves all the same", async () => {
    const ownPort = await freePort();
    const red = await startNodeRed({
      items: flows(webhook("off"), webhook("own", { ownPort: String(ownPort) })),
      adminRoot: "/admin",
      settings: "httpNodeRoot: false",
    });
    running.push(red);
    await shows(red, "off", "status.httpNodeOff");
    await shows(red, "own", "status.waiting");
    assert.equal((await post(`http://127.0.0.1:${ownPort}${alert}`, signed(alertFields()))).status, 200);
  });

  it("the own port makes the same checks, is shared by nodes, and is free again when they are gone", async () => {
    const ownPort = await freePort();
    const own = { ownPort, ownHost: "127.0.0.1" };
    const red = await start({
      items: flows(
        webhook("one", own),
        webhook("two", { ...own, account: "acc2", path: "/two" }),
        webhook("three", own),
      ),
    });
    await shows(red, "one", "status.waiting");
    await shows(red, "two", "status.waiting");
    await shows(red, "three", "status.pathTaken");
    const url = `http://127.0.0.1:${ownPort}`;
    const good = signed(alertFields());
    const tries: [string, string | Buffer, Record<string, string>, string, number][] = [
      [alert, good, {}, "POST", 200],
      [alert, good, {}, "POST", 200],
      [`/two${alert.slice("/segway".length)}`, good, {}, "POST", 401],
      [alert, `${good}&a=`, {}, "POST", 401],
      [alert, "x".repeat(1024 * 1024), {}, "POST", 413],
      [alert, good, { "content-encoding": "gzip" }, "POST", 400],
      [alert, good, { "content-type": "application/json" }, "POST", 400],
      [alert, Buffer.from([0xff]), {}, "POST", 400],
      [alert, "", {}, "GET", 405],
      ["/", good, {}, "POST", 404],
      ["/__proto__", good, {}, "POST", 404],
    ];
    for (const [path, body, headers, method, status] of tries) {
      assert.equal((await post(url + path, body, headers, method)).status, status, `${method} ${path}`);
    }
    assert.equal((await red.seen(1)).length, 1);
    assert.equal((await red.post(alert, good)).status, 404, "not on Node-RED's port");
    for (let i = 0; i < 3; i++) {
      await red.deploy(flows(webhook("one", { ...own, name: String(i) })));
      await eventually("the port again", async () => (await post(url + alert, signed(alertFields()))).status === 200);
    }
    await red.deploy(flows());
    await eventually("the port to be free", async () => (await post(url + alert, good)).status === 0);
  });

  it("an own port that is taken is named", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    try {
      const red = await start({ items: flows(webhook("hook", { ownPort: (other.address() as AddressInfo).port })) });
      await shows(red, "hook", "status.portTaken");
    } finally {
      other.close();
    }
  });

  it("a test push tells this node, the public address, a wrong one and a changed body apart", async () => {
    const red = await start({ items: flows(webhook("hook")), nodeRoot: "/flows" });
    await shows(red, "hook", "status.waiting");
    const body = async (request: IncomingMessage): Promise<string> => {
      let text = "";
      for await (const part of request.setEncoding("utf8")) text += String(part);
      return text;
    };
    // A proxy as an operator has one; with /changing before the path it writes the form anew, as some do.
    const proxy = createServer((request, response) => {
      void body(request).then(async (text) => {
        const changing = request.url?.startsWith("/changing");
        const target = red.url + (request.url ?? "").replace("/changing", "");
        const answer = await post(
          target,
          changing ? new URLSearchParams(text).toString().replace("empty=&", "") : text,
        );
        response.writeHead(answer.status).end(answer.body);
      });
    }).listen(0, "127.0.0.1");
    const stranger = createServer((_request, response) => response.writeHead(200).end("hello")).listen(0, "127.0.0.1");
    try {
      await eventually("both", () => proxy.listening && stranger.listening);
      const address = (server: typeof proxy): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const test = (publicAddress: string): ReturnType<typeof probe> =>
        probe(red, "hook", { path: "/segway", publicAddress });
      const local = { outcome: "reached" };
      assert.deepEqual(await test(""), { ok: true, local });
      assert.deepEqual(await test(`${address(proxy)}/`), { ok: true, local, public: { outcome: "reached" } });
      assert.deepEqual(await test(`${address(proxy)}/changing`), { ok: true, local, public: { outcome: "altered" } });
      assert.deepEqual(await test(address(stranger)), {
        ok: true,
        local,
        public: { outcome: "other", status: 200, password: false },
      });
      const closed = await freePort();
      assert.deepEqual(await test(`http://127.0.0.1:${closed}`), {
        ok: true,
        local,
        public: { outcome: "notReached", reason: "ECONNREFUSED" },
      });
      assert.equal((await test("ftp://x"))["code"], "CONFIG_INVALID");
      const undeployed = await probe(red, "hook", { path: "/elsewhere", publicAddress: "" });
      assert.equal(undeployed["code"], "CONFIG_INVALID");
      assert.equal((await probe(red, "nobody", {}))["code"], "NOT_DEPLOYED");
      assert.deepEqual(await red.seen(), [], "no message comes of it");
    } finally {
      proxy.close();
      stranger.close();
    }
  });

  it("signature modes: raw signs what stands on the wire, auto takes either", async () => {
    const modes = ["decoded", "raw", "auto"];
    const red = await start({
      items: flows(...modes.map((mode) => webhook(`is-${mode}`, { path: `/${mode}`, signatureMode: mode }))),
    });
    for (const mode of modes) await shows(red, `is-${mode}`, "status.waiting");
    const { createHash } = await import("node:crypto");
    const pairs = Object.entries({ ...alertFields(), note: "a b" }).map(
      ([key, value]) => `${key}=${encodeURIComponent(value)}`,
    );
    const text = `${[...pairs].sort((a, b) => (a.split("=")[0]! < b.split("=")[0]! ? -1 : 1)).join("&")}&client_secret=11112222-3333-4444-5555-666677778888`;
    const raw = `${pairs.join("&")}&signature=${createHash("md5").update(text).digest("hex")}`;
    const statuses = await Promise.all(
      modes.map(async (mode) => (await red.post(`/${mode}/v2/vehicle/alert`, raw)).status),
    );
    assert.deepEqual(statuses, [401, 200, 200]);
  });

  it("a replay window refuses what is older", async () => {
    const red = await start({ items: flows(webhook("hook", { replayWindowSeconds: 3600 })) });
    await shows(red, "hook", "status.waiting");
    const now = Math.floor(Date.now() / 1000);
    const at = (time: number): string => signed(alertFields({ statusUtcTime: String(time) }));
    assert.equal((await red.post(alert, at(now))).status, 200);
    assert.equal((await red.post(alert, at(now - 7200))).status, 401);
  });

  it("two Node-RED with one shared store: a repeat that the other gets is answered and not sent on", async () => {
    const folder = mkdtempSync(join(tmpdir(), "vehicle-cloud-shared-"));
    const contextStorage = {
      default: "memory",
      memory: { module: "memory" },
      shared: { module: "localfilesystem", config: { dir: folder, cache: false } },
    };
    const options: Options = {
      items: flows(webhook("hook", { sharedStore: "shared" })),
      settings: `contextStorage: ${JSON.stringify({ default: contextStorage.memory, shared: contextStorage.shared })}`,
    };
    try {
      const [one, two] = await Promise.all([start(options), start(options)]);
      for (const red of [one, two]) await shows(red, "hook", "status.waiting");
      for (const [first, second] of [
        [one, two],
        [two, one],
      ] as const) {
        const body = signed(alertFields());
        assert.equal((await first.post(alert, body)).status, 200);
        const [seen] = [await eventually("the message", async () => (await first.seen())[0], 10)];
        assert.equal(seen.message.payload.alert, "illegal-moving");
        assert.equal((await second.post(alert, body)).status, 200);
        await new Promise((resolve) => setTimeout(resolve, 500));
        assert.deepEqual(await second.seen(), []);
      }
      const file = readFileSync(join(folder, "context", "global", "global.json"), "utf8");
      assert.doesNotMatch(file, /860000000000017|E00001/);
    } finally {
      await Promise.all(running.splice(0).map((red) => red.stop()));
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  });

  it("the demo's e-bikes push by themselves, signed, once the node is deployed", async () => {
    const red = await start({ items: flows(webhook("hook", { account: "demo" })) });
    const seen = await eventually("a push", async () => (await red.seen())[0], 40);
    assert.equal(seen.message.vehicle.platform, "demo-ebikes");
    assert.ok(["alert", "fault", "location", "status"].includes(seen.message.topic.split("/")[1] ?? ""));
  });
});
