import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { accept } from "../../../src/node-red/webhook/answers";
import { NodeRedPort } from "../../../src/node-red/webhook/node-red-port";
import type { PushSink } from "../../../src/node-red/webhook/types";
import { Stage, express } from "./stage";
import { alertFields, flows, post, signed, startNodeRed, webhook, type TestNodeRed } from "./support";

interface Reply {
  status(code: number): Reply;
  end(text?: string): void;
}
type Next = (error?: unknown) => void;
type Request = IncomingMessage & { body?: unknown };

const path = "/segway/v2/vehicle/alert";

describe("httpNodeMiddleware of Node-RED's settings", () => {
  let stage: Stage;
  const serve = async (httpNodeMiddleware: unknown): Promise<ReturnType<Stage["add"]>> => {
    stage = new Stage({ httpNodeMiddleware });
    await stage.begin();
    return stage.deploy();
  };
  afterEach(() => stage.end());

  it("one that refuses gives its answer, for every method, and nothing comes in", async () => {
    const hook = await serve((_request: Request, response: Reply) => response.status(403).end("no"));
    for (const method of ["POST", "GET"]) {
      assert.deepEqual(await stage.post(path, method === "GET" ? "" : signed(alertFields()), {}, method), {
        status: 403,
        body: "no",
      });
    }
    assert.deepEqual(hook.take(), []);
    assert.equal((await stage.post("/other/v2/vehicle/alert", signed(alertFields()))).status, 404, "no path of ours");
  });

  it("ones that let it through, in a list, at once or later, leave the body as it was received", async () => {
    const asked: string[] = [];
    const list = [
      (request: Request, _response: Reply, next: Next) => {
        asked.push(request.url ?? "");
        request.body = { changed: true };
        next();
        next();
      },
      [(_request: Request, _response: Reply, next: Next) => void setImmediate(next)],
      async (_request: Request, _response: Reply, next: Next) => next(),
      "nothing that could be called",
    ];
    const hook = await serve(list);
    const form = `${signed(alertFields({ __proto__x: "", plus: "a b+ä" }))}`;
    assert.equal((await stage.post(path, form)).status, 200);
    assert.equal(hook.take().length, 1);
    assert.deepEqual(asked, [path]);
  });

  it("one that throws, rejects or hands on an error ends in Express's own answer", async () => {
    const ways = [
      () => {
        throw Object.assign(new Error("thrown"), { status: 418 });
      },
      async () => Promise.reject(Object.assign(new Error("rejected"), { status: 418 })),
      (_request: Request, _response: Reply, next: Next) => next(Object.assign(new Error("given"), { status: 418 })),
    ];
    for (const way of ways) {
      const hook = await serve(way);
      assert.equal((await stage.post(path, signed(alertFields()))).status, 418, String(way));
      assert.deepEqual(hook.take(), []);
      await stage.end();
    }
    await serve(undefined);
  });

  it("finds Express's own request and response where the flows' application is mounted nowhere", async () => {
    const app = express();
    const sink: PushSink = {
      take: (_word, _request, response) => accept(response),
      refuse: (response) => accept(response),
    };
    const check = (_request: Request, response: Reply): void => response.status(403).end("no");
    new NodeRedPort(app as never, undefined, [check as never]).serve("/segway", sink, () => undefined);
    const server = createServer(app as never).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    assert.equal((await post(`http://127.0.0.1:${port}${path}`, signed(alertFields()))).status, 403);
    server.close();
    await serve(undefined);
  });
});

describe("httpNodeMiddleware of a real Node-RED", () => {
  let red: TestNodeRed | undefined;
  afterEach(async () => red?.stop());

  for (const adminRoot of ["/", "/admin"]) {
    it(`stands before pushes as before http in, with the editor at ${adminRoot}`, async function () {
      this.timeout(180_000);
      red = await startNodeRed({
        items: flows(webhook("hook")),
        adminRoot,
        settings: `httpNodeMiddleware: (request, response, next) => request.headers["x-pass"] ? next() : response.status(403).end("no")`,
        headers: { "x-pass": "1" },
      });
      const fields = alertFields({ note: "a b+ä", empty: "" });
      assert.deepEqual(await red.post(path, signed(fields)), { status: 403, body: "no" });
      assert.equal((await red.post(path, signed(fields), { "x-pass": "1" })).status, 200);
      const [seen] = await red.seen(1);
      assert.deepEqual(seen?.message.push, fields);
      assert.equal((await fetch(`${red.nodes}/seen`)).status, 403);
    });
  }
});

describe("the root of Node-RED's HTTP nodes", () => {
  it("is a folder of its own: what only begins like it is not served", async () => {
    const stage = new Stage({ httpNodeRoot: "/flows" });
    await stage.begin();
    try {
      const hook = await stage.deploy();
      const tries: [string, number][] = [
        ["/flowssegway/v2/vehicle/alert", 404],
        ["/segway/v2/vehicle/alert", 404],
        ["/flows/segway/v2/vehicle/alert", 200],
      ];
      for (const [where, status] of tries) {
        assert.equal((await stage.post(where, signed(alertFields()))).status, status, where);
      }
      assert.equal(hook.take().length, 1);
    } finally {
      await stage.end();
    }
  });
});
