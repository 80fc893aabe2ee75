import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { accept, refuse } from "../../../src/node-red/webhook/answers";
import { NodeRedPort } from "../../../src/node-red/webhook/node-red-port";
import type { PushSink } from "../../../src/node-red/webhook/types";
import { alertFields, post, signed } from "./support";

type App = ConstructorParameters<typeof NodeRedPort>[0] & ((...args: never[]) => void);
interface Express {
  (): App & { use(...args: unknown[]): unknown };
  urlencoded(options: object): unknown;
  json(): unknown;
  text(options: object): unknown;
}
const express = createRequire(require.resolve("node-red"))("express") as Express;

/** What a node behind the port gets, and how often it is told that a body was parsed before. */
class Sink implements PushSink {
  readonly bodies: string[] = [];
  parsed = 0;
  take: PushSink["take"] = (_word, _request, response, body) => {
    this.bodies.push(body.toString("utf8"));
    accept(response);
  };
  refuse: PushSink["refuse"] = (response, problem) => refuse(response, problem === "tooLarge" ? 413 : 400);
}

describe("bodies that somebody else has read", () => {
  let server: Server | undefined;
  const serve = async (app: (...args: never[]) => void): Promise<string> => {
    server = createServer(app as never).listen(0, "127.0.0.1");
    await new Promise((resolve) => server!.once("listening", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/segway/v2/vehicle/alert`;
  };
  afterEach(() => void server?.close());

  it("no application above: what the parser left of a flat form is put together again, lists and objects are refused", async () => {
    const app = express();
    app.use(express.urlencoded({ extended: true }), express.json());
    const sink = new Sink();
    new NodeRedPort(app).serve("/segway", sink, () => sink.parsed++);
    const url = await serve(app);
    const good = signed(alertFields({ note: "a b+ä" }));
    assert.equal((await post(url, good)).status, 200);
    assert.deepEqual(new URLSearchParams(sink.bodies[0]), new URLSearchParams(good));
    for (const bad of [`${good}&code=2`, `${good}&a[b]=1`, ""]) assert.equal((await post(url, bad)).status, 400, bad);
    assert.equal((await post(url, '{"a":{"b":1}}', { "content-type": "application/json" })).status, 400);
    assert.equal(sink.bodies.length, 1);
    assert.ok(sink.parsed > 0);
  });

  it("a form that was read as text is taken as it came, and JSON that is a list is none", async () => {
    for (const [type, body, status, taken] of [
      ["application/x-www-form-urlencoded", "a=b+c&d=", 200, ["a=b+c&d="]],
      ["application/json", "[1]", 400, []],
    ] as const) {
      const app = express();
      app.use(express.text({ type: "application/x-www-form-urlencoded" }), express.json());
      const sink = new Sink();
      new NodeRedPort(app).serve("/segway", sink, () => sink.parsed++);
      const url = await serve(app);
      assert.equal((await post(url, body, { "content-type": type })).status, status);
      assert.deepEqual(sink.bodies, taken);
      server?.close();
    }
  });

  it("no application above and nobody has read it: taken as it comes", async () => {
    const app = express();
    const sink = new Sink();
    new NodeRedPort(app).serve("/segway", sink, () => sink.parsed++);
    const url = await serve(app);
    const good = `${signed(alertFields())}&__proto__=1&=2`;
    assert.equal((await post(url, good)).status, 200);
    assert.deepEqual(sink.bodies, [good]);
    assert.equal((await post(url, "x".repeat(70_000))).status, 413);
    assert.equal(sink.parsed, 0);
  });

  it("mounted below another application, even after the node has begun: taken in front of its parsers, under its path", async () => {
    const nodes = express();
    const sink = new Sink();
    const port = new NodeRedPort(nodes);
    const end = port.serve("/segway", sink, () => sink.parsed++);
    const root = express();
    root.use(express.urlencoded({ extended: true }), express.json());
    root.use("/below", nodes);
    const url = (await serve(root)).replace("/segway", "/below/segway");
    const good = `${signed(alertFields())}&__proto__=1`;
    // The first push finds the body parsed, and from then on it is taken before that.
    await post(url, good);
    assert.equal((await post(url, good)).status, 200);
    assert.deepEqual(sink.bodies.at(-1), good);
    assert.equal(sink.parsed, 1);
    end?.();
    assert.equal(port.paths, 0);
    assert.equal((await post(url, good)).status, 404);
  });

  it("an application or a check of somebody else's in front of Node-RED's is passed through", async () => {
    const stop = (_request: unknown, response: { status(code: number): { end(): void } }): void =>
      response.status(418).end();
    const strange = express();
    strange.use(stop);
    const mounts: ((root: ReturnType<typeof express>, editor: App, nodes: App) => void)[] = [
      (root, editor, nodes) => root.use(stop) && root.use("/", editor) && root.use("/", nodes),
      (root, editor, nodes) => root.use("/", editor) && root.use(stop) && root.use("/", nodes),
      (root, editor, nodes) => root.use("/", editor) && root.use(strange) && root.use("/", nodes),
      (root, editor, nodes) => editor.use(stop as never) && root.use(strange) && root.use("/", nodes),
    ];
    for (const mount of mounts) {
      const [root, editor, admin, nodes] = [express(), express(), express(), express()];
      editor.use(admin as never);
      mount(root, editor, nodes);
      const sink = new Sink();
      new NodeRedPort(nodes, admin).serve("/segway", sink, () => sink.parsed++);
      const url = await serve(root);
      assert.equal((await post(url, signed(alertFields()))).status, 418, String(mount));
      assert.deepEqual(sink.bodies, []);
      server?.close();
    }
  });

  it("the editor alone is passed by", async () => {
    const [root, editor, admin, nodes] = [express(), express(), express(), express()];
    let asked = 0;
    editor.use(((_request: unknown, _response: unknown, next: () => void) => (asked++, next())) as never);
    editor.use(admin as never);
    root.use("/", editor);
    root.use("/", nodes);
    const sink = new Sink();
    new NodeRedPort(nodes, admin).serve("/segway", sink, () => sink.parsed++);
    const url = await serve(root);
    const good = signed(alertFields());
    assert.equal((await post(url, good)).status, 200);
    assert.deepEqual(sink.bodies, [good]);
    assert.equal(asked, 0);
    assert.equal((await post(url.replace("segway", "other"), good)).status, 404);
    assert.equal(asked, 1);
  });
});
