import assert from "node:assert/strict";
import { Agent, request } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eventually, freePort } from "../../support/node-red-process";
import {
  alertFields,
  flows,
  post,
  signed,
  startNodeRed,
  statusFields,
  webhook,
  type FlowItem,
  type Options,
  type TestNodeRed,
} from "./support";

const alert = "/segway/v2/vehicle/alert";

/** A push whose body stops in the middle until it is told to go on. */
function split(url: string, form: string): { finish(): void; answer: Promise<string> } {
  const { hostname, port, pathname } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(
    `POST ${pathname} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${form.length}\r\n\r\n${form.slice(0, 40)}`,
  );
  let text = "";
  socket.setEncoding("utf8").on("data", (part: string) => (text += part));
  socket.on("error", () => undefined);
  const answer = new Promise<string>((resolve) => socket.on("close", () => resolve(text.split("\r\n")[0] ?? "")));
  return { finish: () => void socket.write(form.slice(40)), answer };
}

describe("pushes while Node-RED deploys", () => {
  const running: TestNodeRed[] = [];
  const start = async (options: Options): Promise<TestNodeRed> => {
    const red = await startNodeRed(options);
    running.push(red);
    await eventually("the node to serve", () => red.status.get("hook")?.text?.endsWith("waiting"));
    return red;
  };

  beforeEach(function () {
    this.timeout(180_000);
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((red) => red.stop()));
  });

  for (const adminRoot of ["/", "/admin"]) {
    it(`a body that arrives over a deploy is refused and comes again, or goes to the new node; editor at ${adminRoot}`, async () => {
      const red = await start({ adminRoot, items: flows(webhook("hook")) });
      for (const type of ["full", "nodes"] as const) {
        const form = signed(alertFields());
        const sending = split(red.nodes + alert, form);
        await new Promise((resolve) => setTimeout(resolve, 200));
        await red.deploy(flows(webhook("hook", { name: type })), type);
        await eventually("it to serve again", async () => (await red.post(alert, "x=1")).status === 401);
        sending.finish();
        const answer = await sending.answer;
        assert.match(answer, /^HTTP\/1\.1 (200|503) /, type);
        const taken = answer.includes(" 200 ");
        assert.equal((await red.seen(taken ? 1 : 0)).length, taken ? 1 : 0, answer);
        assert.equal((await red.post(alert, form)).status, 200);
        assert.equal((await red.seen(taken ? 0 : 1)).length, taken ? 0 : 1, "the repeat");
      }
    });
  }

  it("a shared store that is slow: refused by the old node, taken by the new one", async () => {
    const folder = mkdtempSync(join(tmpdir(), "vehicle-cloud-slow-"));
    const module = join(folder, "slow.js");
    writeFileSync(module, slowStore);
    try {
      const hook = (name: string): FlowItem[] => flows(webhook("hook", { sharedStore: "shared", name }));
      const red = await start({
        items: hook("one"),
        settings: `contextStorage: { default: { module: "memory" }, shared: { module: require(${JSON.stringify(module)}) } }`,
      });
      const form = signed(alertFields());
      const answer = red.post(alert, form);
      await new Promise((resolve) => setTimeout(resolve, 300));
      await red.deploy(hook("two"), "full");
      assert.equal((await answer).status, 503);
      await eventually("it to serve again", async () => (await red.post(alert, "x=1")).status === 401);
      assert.deepEqual(await red.seen(), []);
      assert.equal((await red.post(alert, form)).status, 200);
      assert.equal((await red.seen(1)).length, 1);
    } finally {
      await Promise.all(running.splice(0).map((red) => red.stop()));
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  });

  it("under load no push that was answered is lost, on either port", async () => {
    const ownPort = await freePort();
    const items = (name: string): FlowItem[] =>
      flows(webhook("hook", { name }), webhook("own", { name, ownPort, path: "/own" }));
    const red = await start({ items: items("first") });
    const agent = new Agent({ keepAlive: true, maxSockets: 20 });
    const accepted = new Set<string>();
    let [sent, stopped] = [0, false];
    const push = (url: string): Promise<void> =>
      new Promise((resolve) => {
        const id = String(1_000_000 + sent++);
        const form = signed(statusFields({ totalRidingSecs: id }));
        const message = request(url, { method: "POST", agent, headers: { "content-length": form.length } });
        message.on("error", () => setTimeout(resolve, 20));
        message.on("response", (response) => {
          if (response.statusCode === 200) accepted.add(id);
          response.resume().on("error", () => resolve());
          response.on("end", () => resolve());
        });
        message.end(form);
      });
    const urls = [`${red.nodes}/segway/v2/vehicle/status`, `http://127.0.0.1:${ownPort}/own/v2/vehicle/status`];
    const workers = Array.from({ length: 8 }, async (_, index) => {
      while (!stopped) await push(urls[index % 2]!);
    });
    for (let i = 0; i < 4; i++) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      await red.deploy(items(`deploy ${i}`), i % 2 === 0 ? "full" : "nodes");
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
    stopped = true;
    await Promise.all(workers);
    agent.destroy();
    const seen = (await red.seen(accepted.size)).map(({ message }) => message.push["totalRidingSecs"]!);
    assert.ok(accepted.size > 100, String(accepted.size));
    assert.deepEqual(
      [...accepted].filter((id) => !seen.includes(id)),
      [],
      "answered and lost",
    );
    assert.equal(new Set(seen).size, seen.length, "sent on twice");
    assert.equal((await post(urls[1]!, signed(statusFields()))).status, 200);
  });

  it("with a dozen nodes nothing is said of a leak", async () => {
    const hooks = Array.from({ length: 12 }, (_, index) =>
      webhook(index === 0 ? "hook" : `hook${index}`, { path: `/p${index}` }),
    );
    const red = await start({ items: flows(...hooks) });
    await red.deploy(flows(...hooks.map((hook) => ({ ...hook, name: "again" }))), "full");
    await eventually("the last to serve", () => red.status.get("hook11")?.text?.endsWith("waiting"));
    assert.doesNotMatch(red.output(), /MaxListeners|\[error\]/);
  });
});

/** A context store of which every question takes 200 ms. */
const slowStore = `module.exports = () => {
  const values = new Map();
  const listed = (value) => (Array.isArray(value) ? value : [value]);
  const later = (done, ...answer) => done && setTimeout(() => done(null, ...answer), 200);
  return {
    open: async () => undefined,
    close: async () => undefined,
    get: (scope, key, done) => later(done, ...listed(key).map((name) => values.get(scope + name))),
    set: (scope, key, value, done) => {
      listed(key).forEach((name, at) => values.set(scope + name, Array.isArray(key) ? value[at] : value));
      later(done);
    },
    keys: (scope, done) => later(done, []),
    delete: async () => undefined,
    clean: async () => undefined,
  };
};`;
