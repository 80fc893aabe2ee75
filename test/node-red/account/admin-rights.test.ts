/** Who may ask the editor's routes, and what of the deployed settings a request can have sent where. */
import assert from "node:assert/strict";
import type { NodeInitializer } from "node-red";
import type { SinonSpy } from "sinon";
import webhookNode from "../../../nodes/segway-webhook-in";
import sidebar from "../../../nodes/sidebar";
import {
  made,
  until,
  helper,
  load,
  ourNodes,
  stubRuntime,
  theAccount,
  unload,
  editorRequest,
  type FlowItem,
} from "../support";

/** A layer of Express. */
interface Layer {
  route?: { path: string; methods: Record<string, boolean> };
}

const url = "/vehicle-cloud/accounts/acc/test";
const account = (more: object = {}): FlowItem => ({ id: "acc", type: "vehicle-cloud-account", ...more });
const smart = (credentials: object, more: object = {}): object => ({
  ...{ platform: "smart-eu", baseUrls: "", vehicles: [], credentials },
  ...more,
});
const test = async (body: object): Promise<{ ok: boolean; code?: string; message?: string }> =>
  (await editorRequest("post", url).send(body).expect(200)).body as never;
const sent = (): (string | undefined)[] => {
  const { username, password, clientId, clientSecret } = theAccount().options.credentials ?? {};
  return [username ?? clientId, password ?? clientSecret];
};

describe("a request to the editor's routes", () => {
  beforeEach(() => stubRuntime());
  afterEach(unload);

  const form = "platform=smart-eu&credentials[username]=a&credentials[password]=b&baseUrls=";
  const all = [...ourNodes, webhookNode, sidebar] as NodeInitializer[];

  /** All that are registered, so that none is forgotten here: `post /vehicle-cloud/accounts/acc/test`. */
  function registered(): { method: "get" | "post"; path: string }[] {
    const { stack } = (helper as unknown as { _httpAdmin: { _router: { stack: Layer[] } } })._httpAdmin._router;
    return stack.flatMap(({ route }) =>
      route?.path.startsWith("/vehicle-cloud/")
        ? Object.keys(route.methods).map((method) => ({
            method: method as "get" | "post",
            path: route.path.replace("/accounts/:id", "/accounts/acc").replace("/webhooks/:id", "/webhooks/hook"),
          }))
        : [],
    );
  }

  it("of a foreign page's form, image or script is refused on every route", async () => {
    await load([account({ platform: "demo-car" })], all);
    const routes = registered();
    const posts = routes.filter(({ method }) => method === "post").map(({ path }) => path.split("/").at(-1));
    assert.deepEqual([...new Set(posts)].sort(), ["code", "forget", "link", "paste", "read", "test", "try"]);
    assert.ok(routes.length >= 13, String(routes.length));
    for (const { method, path } of routes) {
      if (method === "get") {
        const image = await helper.request().get(path).set("Sec-Fetch-Site", "cross-site");
        assert.deepEqual([image.status, image.body.code], [403, "FOREIGN_REQUEST"], path);
        assert.equal((await helper.request().get(path)).status, 403, path);
        assert.equal((await editorRequest("get", path).set("Origin", "https://evil.example")).status, 403, path);
        continue;
      }
      const asked = helper.request().post(path).type("form").set("Origin", "https://evil.example");
      const { status, body } = await asked.send(form);
      assert.deepEqual([status, body.code], [403, "FOREIGN_REQUEST"], path);
      // Even if it could set the header.
      const typed = await editorRequest("post", path).type("form").send(form);
      assert.deepEqual([typed.status, typed.body.code], [415, "FOREIGN_REQUEST"], path);
      const plain = await editorRequest("post", path).type("text/plain").send('{"platform": "smart-eu"}');
      assert.equal(plain.status, 415, path);
    }
    assert.equal(made.length, 0, "no account was even made");
  });

  for (const route of ["platforms", "accounts/acc/vehicles", "accounts/acc/diagnostics"]) {
    it(`of the editor is answered: ${route}`, async () => {
      await load([account({ platform: "demo-car" })], all);
      assert.equal((await editorRequest("get", `/vehicle-cloud/${route}`)).status, 200);
    });
  }

  const from = (headers: Record<string, string>): Promise<{ status: number }> => {
    const asked = editorRequest("post", "/vehicle-cloud/accounts/acc/forget");
    for (const [name, value] of Object.entries(headers)) asked.set(name, value);
    return asked.send({}) as unknown as Promise<{ status: number }>;
  };
  for (const [what, headers, status] of [
    ["a tool without an Origin", {}, 200],
    ["the editor over HTTP", { Host: "pi.lan:1880", Origin: "http://pi.lan:1880" }, 200],
    [
      "the editor behind a proxy",
      { Host: "127.0.0.1:1880", "X-Forwarded-Host": "my.example", Origin: "https://my.example" },
      200,
    ],
    ["the editor behind a proxy that names its port", { Host: "my.example:443", Origin: "https://my.example" }, 200],
    [
      "the editor behind one that passes nothing on",
      { Host: "in:1880", Origin: "https://my.example", "Sec-Fetch-Site": "same-origin" },
      200,
    ],
    ["another page", { Host: "pi.lan:1880", Origin: "http://evil.example" }, 403],
    ["another port", { Host: "pi.lan:1880", Origin: "http://pi.lan:8080" }, 403],
    ["a page without an origin", { Host: "pi.lan:1880", Origin: "null" }, 403],
    ["a neighbour", { Host: "a.my.example", Origin: "https://a.my.example", "Sec-Fetch-Site": "same-site" }, 403],
    ["another site", { Host: "pi.lan:1880", "Sec-Fetch-Site": "cross-site" }, 403],
  ] as const) {
    it(`${status === 200 ? "is answered" : "is refused"}: ${what}`, async () => {
      await load([account({ platform: "demo-car" })], all);
      assert.equal((await from(headers)).status, status);
    });
  }
});

describe("a variable in a request's body", () => {
  beforeEach(() => {
    stubRuntime();
    process.env["TEST_PASSWORD"] = "from outside";
    process.env["TEST_OTHER"] = "another secret";
  });
  afterEach(async () => {
    delete process.env["TEST_PASSWORD"];
    delete process.env["TEST_OTHER"];
    await unload();
  });
  const stored = { acc: { username: "car@example.com", password: "${TEST_PASSWORD}" } };

  it("has its value where the deployed account has it in the same field", async () => {
    await load([account({ platform: "smart-eu" })], ourNodes, stored);
    for (const password of ["${TEST_PASSWORD}", "__PWRD__"]) {
      assert.equal((await test(smart({ username: "car@example.com", password }))).ok, true);
      assert.deepEqual(sent(), ["car@example.com", "from outside"]);
    }
  });

  for (const [what, credentials, more] of [
    ["another one", { username: "car@example.com", password: "${TEST_OTHER}" }, {}],
    ["another field", { username: "${TEST_PASSWORD}", password: "x" }, {}],
    [
      "another address",
      { username: "car@example.com", password: "${TEST_PASSWORD}" },
      { baseUrls: "https://api.ecloudeu.com = http://127.0.0.1:9" },
    ],
    ["another platform", { username: "car@example.com", password: "${TEST_PASSWORD}" }, { platform: "smart-intl" }],
    ["a base URL", { username: "car@example.com", password: "x" }, { baseUrls: "${TEST_OTHER}" }],
  ] as const) {
    it(`has none elsewhere: ${what}`, async () => {
      await load([account({ platform: "smart-eu" })], ourNodes, stored);
      const answer = await test(smart(credentials, more));
      assert.deepEqual([answer.ok, answer.code], [false, "CONFIG_INVALID"]);
      assert.equal(
        JSON.stringify(answer).includes('secret"') || JSON.stringify(answer).includes("from outside"),
        false,
      );
      assert.equal(made.length, 0, "nothing was sent");
    });
  }

  it("of an account that is not deployed is refused by its name", async () => {
    await load([], ourNodes);
    const answer = await test(smart({ username: "car@example.com", password: "${TEST_PASSWORD}" }));
    assert.match(answer.message ?? "", /\$\{TEST_PASSWORD\}.*Deploy first/);
    assert.equal(made.length, 0);
  });

  it("that has no value is refused by its name, in a test and by the running account", async () => {
    delete process.env["TEST_PASSWORD"];
    await load([account({ platform: "smart-eu" })], ourNodes, stored);
    const answer = await test(smart({ username: "car@example.com", password: "__PWRD__" }));
    assert.match(answer.message ?? "", /the password is \$\{TEST_PASSWORD\}, and no .* has a value/);
    assert.throws(() => (helper.getNode("acc") as never as { lend(): void }).lend(), /\$\{TEST_PASSWORD\}/);
    assert.equal(made.length, 0);
  });

  it("in a base URL is refused by its name, and known where it is deployed", async () => {
    await load([account({ platform: "smart-eu", baseUrls: "${TEST_URLS}" })], ourNodes, stored);
    const typed = smart({ username: "car@example.com", password: "__PWRD__" }, { baseUrls: "${TEST_URLS}" });
    assert.match((await test(typed)).message ?? "", /a base URL is \$\{TEST_URLS\}/);
    await unload();
    stubRuntime();
    process.env["TEST_URLS"] = "https://api.ecloudeu.com = http://127.0.0.1:9";
    await load([account({ platform: "smart-eu", baseUrls: "${TEST_URLS}" })], ourNodes, stored);
    assert.equal((await test(typed)).ok, true);
    assert.deepEqual(theAccount().options.baseUrls, { "https://api.ecloudeu.com": "http://127.0.0.1:9" });
    delete process.env["TEST_URLS"];
  });

  it("of an account in a subflow has the value of its instance", async () => {
    const subflow: FlowItem[] = [
      { id: "tab", type: "tab" },
      {
        id: "sub",
        type: "subflow",
        name: "S",
        in: [],
        out: [],
        env: [{ name: "TEST_OWN", type: "str", value: "of the template" }],
      },
      { ...account({ platform: "smart-eu" }), z: "sub" },
      {
        id: "inst",
        type: "subflow:sub",
        z: "tab",
        env: [{ name: "TEST_OWN", type: "str", value: "of the instance" }],
        wires: [],
      },
    ];
    await load(subflow, ourNodes, { acc: { username: "car@example.com", password: "${TEST_OWN}" } });
    const answer = await test(smart({ username: "car@example.com", password: "__PWRD__" }));
    assert.equal(answer.ok, true, answer.message);
    assert.deepEqual(sent(), ["car@example.com", "of the instance"]);
  });
});

describe("a stored Segway secret", () => {
  beforeEach(() => stubRuntime());
  afterEach(unload);

  it("goes to no other region: with another client id it has to be typed again", async () => {
    await load([account({ platform: "segway" })], ourNodes, { acc: { clientId: "E00001", clientSecret: "stored" } });
    const segway = (clientId: string, clientSecret: string): object =>
      smart({ clientId, clientSecret }, { platform: "segway" });
    for (const id of ["C00001", "E00002"]) {
      const answer = await test(segway(id, "__PWRD__"));
      assert.deepEqual([answer.ok, answer.code], [false, "CONFIG_INVALID"]);
      assert.match(answer.message ?? "", /Type the secret again/);
    }
    assert.equal(made.length, 0);
    assert.equal((await test(segway("E00001", "__PWRD__"))).ok, true);
    assert.deepEqual(sent(), ["E00001", "stored"]);
    assert.equal((await test(segway("C00001", "typed"))).ok, true);
    assert.deepEqual(sent(), ["C00001", "typed"]);
  });
});

describe("a webhook's path and public address", () => {
  afterEach(unload);

  it("are refused by the name of a variable that has no value, or that is not saved in this field", async () => {
    stubRuntime();
    process.env["TEST_SECRET"] = "https://leak.example";
    const hook = {
      id: "hook",
      type: "vehicle-cloud-segway-webhook-in",
      z: "tab",
      account: "acc",
      wires: [[], [], [], []],
    };
    const items = [
      { id: "tab", type: "tab" },
      account({ platform: "demo-ebikes" }),
      { ...hook, path: "/segway", publicAddress: "" },
      { ...hook, id: "hook2", path: "/two", publicAddress: "${TEST_NOWHERE}" },
    ];
    await load(items, [...ourNodes, webhookNode as NodeInitializer]);
    const probe = async (id: string, typed: object): Promise<string> =>
      (await editorRequest("post", `/vehicle-cloud/webhooks/${id}/test`).send(typed)).body.message as string;
    const foreign = await probe("hook", { path: "/segway", publicAddress: "${TEST_SECRET}" });
    assert.match(foreign, /\$\{TEST_SECRET\} only once it is deployed/);
    const { error } = helper.getNode("hook2");
    await until("the node's error", () => (error as unknown as SinonSpy).called);
    assert.match(
      String((error as unknown as SinonSpy).args[0]?.[0]),
      /the public address holds the variable \$\{TEST_NOWHERE\}/,
    );
    delete process.env["TEST_SECRET"];
  });
});
