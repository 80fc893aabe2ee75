import assert from "node:assert/strict";
import { createVehicleAccount } from "../../../src/account/create";
import type { VehicleAccount, VehicleAccountOptions } from "../../../src/account/types";
import { segwayPlatform } from "../../../src/platforms/segway";
import { MemoryStore } from "../../account/support/accounts";
import { clientId, clientSecret, openDemo, type OpenedDemo } from "../../platforms/segway/support";
import { editorRequest, load, ourNodes, unload } from "../support";

describe("an account whose cloud has no list of vehicles", () => {
  let demo: OpenedDemo;
  const opened: VehicleAccount[] = [];
  const open = (options: Partial<VehicleAccountOptions> = {}): VehicleAccount => {
    const account = createVehicleAccount({
      platform: segwayPlatform,
      credentials: { clientId, clientSecret },
      baseUrls: demo.baseUrls,
      clock: demo.clock,
      ...options,
    });
    opened.push(account);
    return account;
  };
  const push = async (account: VehicleAccount, id: string): Promise<void> => {
    const before = demo.part.pushes().at(-1)?.seq ?? 0;
    await demo.clock.advance(1000);
    demo.part.set(id, { percent: 33 });
    const { body } = demo.part.pushes(before).find(({ kind }) => kind === "status")!;
    await account.receivePush("status", Buffer.from(body));
  };
  beforeEach(async () => {
    demo = await openDemo();
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((account) => account.close()));
    await demo.close();
  });

  it("has its table, and beside it whoever pushes; over a restart too, until the table switches it off", async () => {
    const [one, two] = demo.ids as [string, string];
    const stateStore = new MemoryStore();
    const vehicles = [{ id: one, name: "Blue", enabled: true }];
    const account = open({ vehicles, stateStore });
    const names = async (of: VehicleAccount): Promise<string[]> => (await of.vehicles()).map(({ name }) => name).sort();
    assert.deepEqual(await names(account), ["Blue"]);
    await push(account, two);
    const learned = `Segway ${two.slice(-4)}`;
    assert.deepEqual(await names(account), ["Blue", learned]);
    assert.equal((await account.status(two, { lastKnown: true })).battery.percent, 33);
    await account.signIn();
    assert.deepEqual(await names(account), ["Blue", learned]);
    await account.close();
    assert.deepEqual(await names(open({ vehicles, stateStore })), ["Blue", learned]);
    const off = open({ vehicles: [...vehicles, { id: two, enabled: false }], stateStore });
    assert.deepEqual(await names(off), ["Blue"]);
  });

  it("learns nothing if it is not to", async () => {
    const account = open({ vehicles: [{ id: demo.ids[0]!, enabled: true }], learnVehicles: false });
    await push(account, demo.ids[1]!);
    assert.equal((await account.vehicles()).length, 1);
  });

  it("answers for the whole fleet without a request, from what it was pushed", async () => {
    const account = open();
    const asked = demo.log.entries.length;
    for (const id of demo.ids) await push(account, id);
    for (const { id } of await account.vehicles()) {
      assert.equal((await account.status(id, { lastKnown: true })).battery.percent, 33);
    }
    assert.equal((await account.vehicles()).length, 12);
    assert.equal(demo.log.entries.length, asked);
  });

  it("is tested by a new token, even if one was kept", async () => {
    const account = open();
    await account.signIn({ force: true });
    demo.faults.add({ match: "/oauth/token", code: "invalid_client" });
    await assert.rejects(account.signIn({ force: true }), { code: "SIGN_IN_REJECTED" });
  });

  it("a client id of no region goes where the one base URL leads", async () => {
    const eu = "https://eu-api.segwaydiscovery.com";
    const account = open({ credentials: { clientId: "X1", clientSecret }, baseUrls: { [eu]: demo.baseUrls[eu]! } });
    await assert.rejects(account.signIn({ force: true }), { code: "SIGN_IN_REJECTED" });
    assert.throws(() => open({ credentials: { clientId: "X1", clientSecret }, baseUrls: {} }), {
      code: "CONFIG_INVALID",
      message: /names no region/,
    });
  });
});

describe("the test of a Segway account in its dialog", () => {
  let demo: OpenedDemo;
  before(async () => {
    demo = await openDemo();
    // The account runs on the machine's clock; so must the tokens' life.
    demo.clock.jump(Date.now() - demo.clock.now());
  });
  after(() => demo.close());
  beforeEach(() => load([], ourNodes));
  afterEach(() => unload());

  const test = async (more: object = {}): Promise<Record<string, unknown>> => {
    const baseUrls = Object.entries(demo.baseUrls)
      .map(([real, replacement]) => `${real} = ${replacement}`)
      .join("\n");
    const settings = { platform: "segway", credentials: { clientId, clientSecret }, baseUrls, vehicles: [], ...more };
    const { body } = await editorRequest("post", "/vehicle-cloud/accounts/typed/test").send(settings).expect(200);
    return body as Record<string, unknown>;
  };

  it("says that a token came and that there is no list", async () => {
    assert.deepEqual(await test(), { ok: true, vehicles: [], lists: false });
  });

  it("says what is wrong with client id and secret", async () => {
    const { ok, code } = await test({ credentials: { clientId, clientSecret: "wrong" } });
    assert.deepEqual([ok, code], [false, "SIGN_IN_REJECTED"]);
  });

  it("tries one vehicle, in the table or not", async () => {
    const { ok, vehicles } = await test({ tryVehicle: demo.ids[4] });
    const [row] = vehicles as Record<string, unknown>[];
    assert.deepEqual([ok, row?.id, row?.percent, row?.locked], [true, demo.ids[4], 50, true]);
    const unknown = await test({ tryVehicle: "860000000099999" });
    assert.deepEqual([unknown.ok, unknown.code, unknown.platformCode], [false, "VEHICLE_UNKNOWN", "15102"]);
  });
});
