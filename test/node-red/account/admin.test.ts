import assert from "node:assert/strict";
import { platformIds } from "../../../src/vehicle/platform-ids";
import type { NodeInitializer } from "node-red";
import { cloudError } from "../../../src/base/errors";
import { accounts } from "../../../src/node-red/account/accounts";
import { runtime } from "../../../src/node-red/shared/runtime";
import {
  accountItem,
  deploy,
  editorRequest,
  helper,
  load,
  made,
  ourNodes,
  stubRuntime,
  theAccount,
  unload,
} from "../support";
import { first, second, third } from "../stub-account";

const url = "/vehicle-cloud/accounts/acc";
const smart = { ...accountItem, platform: "smart-eu", baseUrls: "" };
const stored = { acc: { username: "car@example.com", password: "stored" } };

async function test(body: object): Promise<{ ok: boolean; code?: string; message?: string; vehicles?: unknown[] }> {
  const reply = await editorRequest("post", `${url}/test`).send(body);
  assert.equal(reply.status, 200);
  return reply.body;
}

const typed = (password: string, more: object = {}): object => ({
  platform: "smart-eu",
  credentials: { username: "car@example.com", password },
  baseUrls: "",
  vehicles: [],
  ...more,
});

describe("the editor's routes", () => {
  let cars = [first];

  beforeEach(() => {
    cars = [first];
    stubRuntime((account) => (account.cars = cars));
  });
  afterEach(unload);

  it("list the platforms, with those of this version available, and the runtime's clock", async () => {
    await load([], ourNodes);
    const { body } = await editorRequest("get", "/vehicle-cloud/platforms").expect(200);
    const available = body.platforms.filter(({ available }: { available: boolean }) => available);
    const ids = available.map(({ id }: { id: string }) => id);
    assert.equal(ids.includes("smart-eu") && ids.includes("demo-car"), true);
    assert.equal(available[0].reads.includes("overview"), true);
    assert.equal(body.platforms.length, platformIds.length);
    assert.equal(Number.isNaN(Date.parse(body.now)), false);
    assert.equal(body.timeZone, Intl.DateTimeFormat().resolvedOptions().timeZone);
  });

  it("list the vehicles known without a request, none of an account that is not deployed", async () => {
    await load([accountItem], ourNodes);
    const { body } = await editorRequest("get", `${url}/vehicles`).expect(200);
    assert.deepEqual(body, { deployed: true, vehicles: [{ id: first.id, name: first.name, model: first.model }] });
    assert.equal(theAccount().requests, 0);
    const other = await editorRequest("get", "/vehicle-cloud/accounts/nobody/vehicles").expect(200);
    assert.deepEqual(other.body, { deployed: false, vehicles: [] });
  });

  it("tests what is typed before anything is deployed, and shows charge, lock and age", async () => {
    await load([], ourNodes);
    cars = [first, second];
    const answer = await test(typed("typed", { vehicles: [{ id: second.id, name: "Bus", enabled: true }] }));
    assert.deepEqual(answer, {
      ok: true,
      lists: true,
      vehicles: [
        {
          ...{ id: first.id, name: first.name, model: "smart #1", enabled: true, isNew: true },
          ...{ asked: true, percent: 63, locked: true, ageSeconds: 240 },
        },
        {
          ...{ id: second.id, name: "Bus", named: true, model: "smart #3", enabled: true },
          ...{ asked: true, percent: 41, locked: true, ageSeconds: 240 },
        },
      ],
    });
    assert.equal(theAccount().options.credentials?.password, "typed");
    assert.equal(theAccount().asked[0]?.options?.force, true);
  });

  it("lists all cars of the live account, those switched off and those that are new as such, and reads only the others", async () => {
    stubRuntime((account) => {
      account.cars = [first];
      account.others = [second, third];
    });
    const vehicles = [
      { id: first.id, name: "", enabled: true },
      { id: second.id, name: "Bus", enabled: false },
    ];
    await load([{ ...smart, vehicles }], ourNodes, stored);
    const answer = await test(typed("__PWRD__", { vehicles }));
    assert.equal(made.length, 1, "the deployed account itself has signed in");
    assert.deepEqual(answer.vehicles, [
      {
        ...{ id: first.id, name: first.name, model: "smart #1", enabled: true },
        ...{ asked: true, percent: 63, locked: true, ageSeconds: 240 },
      },
      { id: second.id, name: "Bus", named: true, model: "smart #3", enabled: false },
      { id: third.id, name: third.name, model: "smart #5", enabled: true, isNew: true },
    ]);
    const read = theAccount().asked.flatMap(({ method, selector }) => (method === "status" ? [selector] : []));
    assert.deepEqual(read, [first.id]);
  });

  it("asks the first ten that are in use, and tells why one of them cannot be read", async () => {
    stubRuntime((account) => {
      account.cars = Array.from({ length: 12 }, (_, index) => ({ ...first, id: `HESXTEST0P00001${10 + index}` }));
      account.cars.splice(1, 0, first);
      account.failures.set(
        account.cars[0]!.id,
        cloudError("VEHICLE_OFFLINE", "It is not heard of.", { platformCode: "7001" }),
      );
    });
    await load([], ourNodes);
    const rows = (await test(typed("typed"))).vehicles as Record<string, unknown>[];
    assert.deepEqual(
      rows.map(({ asked }) => asked === true),
      rows.map((_, index) => index < 10),
    );
    assert.deepEqual(rows[0]?.error, { code: "VEHICLE_OFFLINE", platformCode: "7001" });
    assert.equal(rows[1]?.percent, 63);
    assert.deepEqual([rows[12]?.error, rows[12]?.percent], [undefined, undefined]);
  });

  it("says what failed, with the cloud's code and its host", async () => {
    stubRuntime((account) =>
      account.failures.set(
        "signIn",
        cloudError("SIGN_IN_REJECTED", "Refused for car@example.com.", { platformCode: "403042", host: "id.test" }),
      ),
    );
    await load([], ourNodes);
    assert.deepEqual(await test(typed("wrong")), {
      ok: false,
      code: "SIGN_IN_REJECTED",
      message: "Refused for ***@***.",
      platformCode: "403042",
      host: "id.test",
    });
  });

  it("uses the stored password and the live account when nothing was changed", async () => {
    await load([smart], ourNodes, stored);
    assert.equal((await test(typed("__PWRD__"))).ok, true);
    assert.equal((await test(typed("stored"))).ok, true);
    assert.equal(made.length, 1);
    const live = (helper.getNode("acc") as unknown as { lend(): unknown }).lend();
    assert.equal(live, theAccount());
  });

  for (const [what, change] of [
    ["another platform", { platform: "custom" }],
    ["another address", { baseUrls: "https://api.ecloudeu.com = http://127.0.0.1:9" }],
  ] as const) {
    it(`does not send a stored password to ${what}`, async () => {
      await load([smart], ourNodes, stored);
      const answer = await test(typed("__PWRD__", change));
      assert.deepEqual([answer.ok, answer.code], [false, "CONFIG_INVALID"]);
      assert.equal(made.length, 0);
    });
  }

  const custom = (host: string, more: object = {}): string =>
    JSON.stringify({
      signIn: {
        kind: "form",
        origin: host,
        operation: { endpoint: "iov.account-login", body: { username: "{username}", password: "{password}" } },
        passwordAs: "plain",
      },
      session: { origin: "https://cars.example.com" },
      operations: { status: "iov.vehicle-status-query" },
      vehicleHosts: { usual: "https://cars.example.com" },
      signing: { scheme: "none" },
      ...more,
    });

  it("sends the stored password of a custom account to no host but those of its deployed profile", async () => {
    const account = { ...smart, platform: "custom", profile: custom("https://id.example.com") };
    await load([account], ourNodes, stored);
    const own = (profile: string) => test(typed("__PWRD__", { platform: "custom", profile }));
    assert.deepEqual(await own(custom("https://id.evil.example")).then(({ ok, code }) => [ok, code]), [
      false,
      "CONFIG_INVALID",
    ]);
    assert.equal(made.length, 0);
    const deep = `{"title":${"[".repeat(30_000)}${"]".repeat(30_000)}}`;
    assert.equal((await own(deep)).code, "CONFIG_INVALID", "and not the end of the stack");
    // Another header goes to the same hosts; it is tried as it is typed, and not the deployed account in its place.
    const answer = await own(custom("https://id.example.com", { headers: { "x-app-id": "NEW" } }));
    assert.equal(answer.ok, true);
    assert.equal((answer as { lists?: boolean }).lists, false);
    assert.deepEqual(theAccount().options.profile?.["headers"], { "x-app-id": "NEW" });
  });

  it("takes a profile that is a variable where it is deployed so, and no other variable in its place", async () => {
    const variable = "${TEST_PROFILE}";
    const account = { ...smart, platform: "custom", profile: variable };
    const typedSo = (profile: string, password = "__PWRD__") => test(typed(password, { platform: "custom", profile }));
    await load([account], ourNodes, stored);
    const unset = await typedSo(variable);
    assert.match(
      (unset as { message?: string }).message ?? "",
      /the custom profile is \$\{TEST_PROFILE\}, and no .* has a value/,
    );
    await unload();
    stubRuntime();
    process.env["TEST_PROFILE"] = custom("https://id.example.com");
    process.env["TEST_OTHER"] = custom("https://id.evil.example");
    try {
      await load([account], ourNodes, stored);
      for (const other of ["${TEST_OTHER}", custom("https://id.evil.example")]) {
        assert.equal((await typedSo(other)).code, "CONFIG_INVALID", other);
      }
      assert.equal((await typedSo("${TEST_OTHER}", "new")).code, "CONFIG_INVALID", "nor with a password of its own");
      assert.equal(made.length, 0, "nothing was sent");
      const answer = await typedSo(variable);
      assert.deepEqual([answer.ok, (answer as { lists?: boolean }).lists], [true, false]);
      assert.deepEqual(theAccount().options.profile, JSON.parse(custom("https://id.example.com")));
    } finally {
      delete process.env["TEST_PROFILE"];
      delete process.env["TEST_OTHER"];
    }
  });

  it("names the line and the member where a custom profile stops being JSON, in words of its own", async () => {
    await load([], ourNodes);
    const profile = '{\n  "operations": {\n    "status": iov\n  }\n}';
    const answer = await test(typed("x", { platform: "custom", profile }));
    assert.match((answer as { message?: string }).message ?? "", /no JSON: line 3, member "operations\.status"/);
  });

  it("has no stored password for an account it does not know", async () => {
    await load([], ourNodes, stored);
    assert.equal((await test(typed("__PWRD__"))).code, "CONFIG_INVALID");
    assert.equal(made.length, 0);
  });

  it("keeps a tested session for the deploy that follows", async () => {
    await load([], ourNodes);
    await test(typed("typed"));
    assert.equal(accounts.open, 1);
    await deploy([smart], "full", { acc: { username: "car@example.com", password: "typed" } });
    (helper.getNode("acc") as unknown as { lend(): unknown }).lend();
    assert.equal(made.length, 1);
  });

  for (const [what, body] of [
    ["nothing", {}],
    ["a list", []],
    ["an unknown platform", { platform: "__proto__", credentials: {} }],
    [
      "credentials of another form",
      { platform: "smart-eu", credentials: "x", baseUrls: 5, vehicles: "y", takeover: {} },
    ],
  ] as const) {
    it(`answers a test with ${what} without falling over`, async () => {
      await load([], ourNodes);
      assert.equal(typeof (await test(body)).ok, "boolean");
    });
  }

  it("forget the session of a deployed account only", async () => {
    await load([accountItem], ourNodes);
    const { body } = await editorRequest("post", `${url}/forget`).send({}).expect(200);
    assert.deepEqual(body, { ok: true });
    assert.equal(theAccount().asked[0]?.method, "forget");
    const other = await editorRequest("post", "/vehicle-cloud/accounts/nobody/forget").send({}).expect(404);
    assert.equal(other.body.code, "NOT_DEPLOYED");
  });

  it("give diagnostics without a full VIN", async () => {
    await load([accountItem], ourNodes);
    const { body, text } = await editorRequest("get", `${url}/diagnostics`).expect(200);
    assert.equal(body.platform, "demo-car");
    assert.equal(body.versions.node, process.version);
    assert.equal(text.includes(first.id), false);
    assert.deepEqual(body.counts, { "…0001": 3 });
  });

  it("answer JSON when an account cannot be made", async () => {
    runtime.createAccount = () => {
      throw cloudError("CONFIG_INVALID", "The e-mail address is missing.");
    };
    await load([accountItem], ourNodes);
    const { body } = await editorRequest("get", `${url}/vehicles`).expect(400);
    assert.deepEqual(body, { ok: false, code: "CONFIG_INVALID", message: "The e-mail address is missing." });
  });

  it("ask for a permission each: reading for what only tells, writing for what acts", async () => {
    const asked: [string, string, string][] = [];
    const recorder: NodeInitializer = (red) => {
      const register = (method: string) => (path: string, permission: string) => asked.push([method, path, permission]);
      const fake = {
        ...red,
        auth: { needsPermission: (name: string) => name },
        httpAdmin: { get: register("get"), post: register("post") },
        nodes: { ...red.nodes, registerType: () => undefined },
      };
      void (ourNodes[0] as NodeInitializer)(fake as never);
    };
    await load([], [recorder]);
    assert.deepEqual(asked, [
      ["get", "/vehicle-cloud/platforms", "vehicle-cloud.read"],
      ["get", "/vehicle-cloud/endpoints/:id", "vehicle-cloud.read"],
      ["post", "/vehicle-cloud/accounts/:id/try", "vehicle-cloud.write"],
      ["get", "/vehicle-cloud/accounts/:id/vehicles", "vehicle-cloud.read"],
      ["get", "/vehicle-cloud/accounts/:id/diagnostics", "vehicle-cloud.read"],
      ["post", "/vehicle-cloud/accounts/:id/test", "vehicle-cloud.write"],
      ["post", "/vehicle-cloud/accounts/:id/paste", "vehicle-cloud.write"],
      ["post", "/vehicle-cloud/accounts/:id/forget", "vehicle-cloud.write"],
      ["post", "/vehicle-cloud/accounts/:id/link", "vehicle-cloud.write"],
      ["post", "/vehicle-cloud/accounts/:id/code", "vehicle-cloud.write"],
    ]);
  });
});
