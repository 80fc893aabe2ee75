/** What the account's dialog asks of the runtime, for an operator: test with the table as typed, who is known, who was asked. */
import assert from "node:assert/strict";
import { createVehicleAccount } from "../../../src/account/create";
import type { VehicleAccount } from "../../../src/account/types";
import type { AccountNode } from "../../../src/node-red/shared/types";
import { segwayPlatform } from "../../../src/platforms/segway";
import { clientId, clientSecret, openDemo, type OpenedDemo } from "../../platforms/segway/support";
import { editorRequest, helper, load, ourNodes, unload, type FlowItem } from "../support";

type Row = Record<string, unknown>;
interface Table {
  id: string;
  name?: string;
  enabled?: boolean;
}

describe("what the dialog of a Segway account asks of the runtime", () => {
  let demo: OpenedDemo;
  let baseUrls: string;
  before(async () => {
    demo = await openDemo({ count: 14 });
    // The account runs on the machine's clock; so must the tokens' life.
    demo.clock.jump(Date.now() - demo.clock.now());
    baseUrls = Object.entries(demo.baseUrls)
      .map(([real, replacement]) => `${real} = ${replacement}`)
      .join("\n");
  });
  after(() => demo.close());
  afterEach(() => unload());

  const account = (vehicles: Table[], more: object = {}): FlowItem => ({
    ...{ id: "acc", type: "vehicle-cloud-account", platform: "segway", baseUrls, vehicles, requestsPerSecond: 1000 },
    ...more,
  });
  const stored = { acc: { clientId, clientSecret } };
  const test = async (vehicles: Table[], more: object = {}): Promise<Row[]> => {
    const credentials = { clientId, clientSecret };
    const settings = { ...account(vehicles), credentials, ...more };
    const { body } = await editorRequest("post", "/vehicle-cloud/accounts/acc/test").send(settings).expect(200);
    assert.equal(body.ok, true, body.message);
    return body.vehicles as Row[];
  };
  const known = async (): Promise<{ deployed: boolean; vehicles: Row[] }> => {
    const { body } = await editorRequest("get", "/vehicle-cloud/accounts/acc/vehicles").expect(200);
    return body as { deployed: boolean; vehicles: Row[] };
  };
  const live = (): VehicleAccount => (helper.getNode("acc") as unknown as AccountNode).lend();
  const push = async (id: string): Promise<void> => {
    const before = demo.part.pushes().at(-1)?.seq ?? 0;
    await demo.clock.advance(1000);
    demo.part.set(id, { percent: 33 });
    const { body } = demo.part.pushes(before).find(({ kind }) => kind === "status")!;
    await live().receivePush("status", Buffer.from(body));
  };
  const ids = (rows: Row[]): unknown[] => rows.map(({ id }) => id);
  const asked = (rows: Row[]): unknown[] => ids(rows.filter((row) => row.asked));
  /** iotCodes of which the cloud was asked something. */
  const requested = (from: number): string[] =>
    demo.log.entries.slice(from).flatMap(({ query }) => demo.ids.filter((id) => query.includes(id)));

  it("a test has the rows of the table as typed, each time", async () => {
    const [one, two, three] = demo.ids as [string, string, string];
    await load([], ourNodes);
    assert.deepEqual(ids(await test([{ id: one }])), [one]);
    assert.deepEqual(ids(await test([{ id: two, name: "Blue" }, { id: three }])), [two, three]);
    assert.deepEqual(ids(await test([])), []);
    assert.deepEqual(
      (await test([{ id: two, name: "Blue" }])).map(({ name, named }) => [name, named]),
      [["Blue", true]],
    );
  });

  it("so it has beside a deployed account with another table, and beside them who has pushed", async () => {
    const [one, two, three, four] = demo.ids as [string, string, string, string];
    await load([account([{ id: one, name: "Old" }])], ourNodes, stored);
    await push(four);
    const typed = { credentials: { clientId, clientSecret: "__PWRD__" } };
    const rows = await test([{ id: two, name: "Blue" }, { id: three }], typed);
    assert.deepEqual(ids(rows), [two, three, four]);
    assert.deepEqual(asked(rows), [two, three, four]);
    assert.deepEqual(
      rows.map(({ learned }) => learned),
      [undefined, undefined, true],
    );
    assert.equal(rows[0]?.percent, 50);
    // As it is deployed, it is the deployed account that answers; without the switch nobody joins.
    assert.deepEqual(ids(await test([{ id: one, name: "Old" }], typed)), [one, four]);
    assert.deepEqual(ids(await test([{ id: two }], { ...typed, learnVehicles: false })), [two]);
  });

  it("asks the first ten that are switched on, once each, and tells of the others that they are there", async () => {
    await load([], ourNodes);
    const table = demo.ids.map((id, index) => ({ id, enabled: index !== 1 }));
    const from = demo.log.entries.length;
    const rows = await test(table);
    const first = demo.ids.filter((_, index) => index !== 1).slice(0, 10);
    assert.deepEqual(asked(rows), first);
    assert.deepEqual(requested(from).sort(), first);
    assert.equal(rows.length, 14);
    assert.equal(rows[1]?.enabled, false);
  });

  it("says by its code why a vehicle cannot be read", async () => {
    const [one, two, three] = demo.ids as [string, string, string];
    await load([], ourNodes);
    demo.part.set(two, { active: false });
    demo.part.set(three, { online: false });
    const rows = await test([one, two, three, "860000000099999", "12ab"].map((id) => ({ id })));
    demo.part.set(two, { active: true });
    demo.part.set(three, { online: true });
    assert.deepEqual(
      rows.map(({ error, online }) => error ?? online),
      [
        undefined,
        { code: "VEHICLE_UNKNOWN", platformCode: "15300" },
        false,
        { code: "VEHICLE_UNKNOWN", platformCode: "15102" },
      ],
      "and a row that holds no iotCode is left out",
    );
  });

  it("tells who has pushed and stands in no table, under the names of the table, and asks nobody", async () => {
    const [one, two, three] = demo.ids as [string, string, string];
    const table = [{ id: one, name: "Blue" }, { id: three }];
    await load([account(table)], ourNodes, stored);
    const from = demo.log.entries.length;
    const name = (id: string): string => `Segway ${id.slice(-4)}`;
    const before = [
      { id: one, name: "Blue", model: "Segway", named: true },
      { id: three, name: name(three), model: "Segway" },
    ];
    assert.deepEqual(await known(), { deployed: true, vehicles: before });
    await push(two);
    const learned = { id: two, name: name(two), model: "Segway", learned: true };
    const all = (await known()).vehicles;
    assert.deepEqual(
      all.find(({ id }) => id === two),
      learned,
    );
    assert.deepEqual(all.filter((row) => row.learned).length, 1);
    assert.deepEqual(requested(from), [], "nobody was asked");
  });

  it("tries a vehicle under the name that the table has for it", async () => {
    const [one] = demo.ids as [string];
    await load([], ourNodes);
    const rows = await test([{ id: one, name: "Blue", enabled: false }], { tryVehicle: one });
    assert.deepEqual(
      rows.map(({ name, percent }) => [name, typeof percent]),
      [["Blue", "number"]],
    );
  });
});

describe("the names of the demo's e-bikes", () => {
  const opened: VehicleAccount[] = [];
  afterEach(() => Promise.all(opened.splice(0).map((account) => account.close())));
  const names = async (vehicles: { id: string; name?: string; enabled: boolean }[]): Promise<string[]> => {
    const account = createVehicleAccount({ platform: "demo-ebikes", vehicles });
    opened.push(account);
    return (await account.vehicles()).map(({ name }) => name);
  };

  it("are there without a table, and below those of a table", async () => {
    assert.deepEqual((await names([])).slice(0, 2), ["E-bike 01", "E-bike 02"]);
    const table = [
      { id: "860000000000101", enabled: true },
      { id: "860000000000102", name: "Blue", enabled: true },
      { id: "860000000000999", enabled: true },
    ];
    assert.deepEqual(await names(table), ["E-bike 01", "Blue", "Segway 0999"]);
  });
});

describe("a vehicle that a fleet does not have", () => {
  const opened: VehicleAccount[] = [];
  afterEach(() => Promise.all(opened.splice(0).map((account) => account.close())));
  const refusal = async (vehicles: { id: string; name?: string; enabled: boolean }[]): Promise<string> => {
    const account = createVehicleAccount({
      platform: segwayPlatform,
      credentials: { clientId, clientSecret },
      vehicles,
    });
    opened.push(account);
    return account.resolve("Green").then(
      () => "found",
      (error: Error & { code: string }) => `${error.code} ${error.message}`,
    );
  };
  const row = (index: number, enabled = true): { id: string; name: string; enabled: boolean } => ({
    ...{ id: String(860000000010000 + index), name: `Bike ${index}` },
    enabled,
  });

  it("is refused with eight of those that there are, and how many more", async () => {
    const message = await refusal(Array.from({ length: 1000 }, (_, index) => row(index)));
    assert.match(
      message,
      /^VEHICLE_UNKNOWN .* There are: Bike 0 \(…0000\), .*Bike 7 \(…0007\), … and 992 more\. Nothing/,
    );
    assert.ok(message.length < 400, message);
    const few = await refusal([row(1), row(2)]);
    assert.match(few, /There are: Bike 1 \(…0001\), Bike 2 \(…0002\)\. Nothing/);
  });

  it("is refused without a word of a list that this cloud has not", async () => {
    assert.match(await refusal([row(1, false)]), /No vehicle of the account's table is switched on\. Nothing/);
    assert.match(await refusal([]), /The account's table is empty, and this cloud has no list/);
  });
});
