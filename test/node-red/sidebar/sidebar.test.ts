/** What the sidebar's routes answer: from what the runtime knows, in few bytes, and to whom it is allowed. */
import assert from "node:assert/strict";
import type { NodeInitializer } from "node-red";
import sidebar from "../../../nodes/sidebar";
import { startDemoCloud } from "../../../src/demo";
import {
  accountItem,
  deploy,
  editorRequest,
  flow,
  helper,
  load,
  until,
  unload,
  withCore,
  type FlowItem,
} from "../support";

const all = [...withCore, sidebar as NodeInitializer];
const url = "/vehicle-cloud/sidebar";
const status = (settings: object = {}): FlowItem[] => flow({ when: "autoAndMessage", vehicleType: "all", ...settings });

interface Answer {
  now: number;
  accounts: {
    id: string;
    tag: string;
    mark?: string;
    head?: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- a test says what it must be
    whole?: true;
    vehicles?: any[]; // eslint-disable-line @typescript-eslint/no-explicit-any -- a test says what it must be
  }[];
  webhooks: { tag: string; nodes?: unknown[] };
  open?: { tag: string; card?: any; gone?: true }; // eslint-disable-line @typescript-eslint/no-explicit-any -- as above
}

async function look(query: Record<string, string> = {}): Promise<{ answer: Answer; bytes: number }> {
  const { body, text } = await editorRequest("get", url).query(query).expect(200);
  return { answer: body as Answer, bytes: Buffer.byteLength(text) };
}
const asSeen = ({ accounts, webhooks }: Answer): Record<string, string> => ({
  since: accounts.map(({ id, tag, mark }) => `${id}~${tag}~${mark ?? ""}`).join(","),
  hooks: webhooks.tag,
});
async function lookUntil(what: string, ready: (answer: Answer) => boolean): Promise<Answer> {
  let found: Answer | undefined;
  let asking = false;
  await until(what, () => {
    if (!asking && !found) {
      asking = true;
      void look().then(({ answer }) => {
        asking = false;
        if (ready(answer)) found = answer;
      });
    }
    return found;
  });
  return found!;
}
const read = ({ accounts: [first] }: Answer): boolean =>
  first?.vehicles?.length === 3 && first.vehicles.every((vehicle) => vehicle.status);

describe("the sidebar's routes", function () {
  this.timeout(180_000);
  afterEach(unload);

  it("give the cars of the running accounts with their readings", async () => {
    await load(status(), all);
    const { accounts } = await lookUntil("a reading", read);
    const [{ id, head, vehicles = [] } = assert.fail()] = accounts;
    assert.deepEqual(
      [id, head.name, head.platform, head.session.state, head.table],
      ["acc", "Cars", "demo-car", "kept", false],
    );
    const [car] = vehicles.filter((vehicle) => vehicle.status);
    assert.equal(typeof car.status.battery.percent, "number");
    assert.equal(car.history.charge.length, 96);
    assert.ok(head.requests.total > 0 && car.requests > 0);
  });

  it("answer in at most 2 kB where nothing is new, and make no request", async () => {
    await load(status(), all);
    const first = await lookUntil("a reading", read);
    const again = await look(asSeen(first));
    assert.ok(again.bytes <= 2048, String(again.bytes));
    assert.deepEqual(Object.keys(again.answer.accounts[0]!).sort(), ["id", "mark", "tag"]);
    const { total } = first.accounts[0]!.head.requests;
    for (let i = 0; i < 10; i++) await look();
    assert.equal((await look()).answer.accounts[0]!.head.requests.total, total);
  });

  it("do not use an account that no node uses", async () => {
    await load([{ id: "tab", type: "tab" }, accountItem], all);
    const { answer } = await look();
    assert.deepEqual([answer.accounts[0]!.head.session.state, answer.accounts[0]!.vehicles], ["idle", undefined]);
  });

  it("leave an account out as soon as it is deleted, and say of one that is wrong what it is", async () => {
    await load(status(), all);
    assert.equal((await look()).answer.accounts.length, 1);
    await deploy(
      status().filter(({ id }) => id !== "acc"),
      "full",
    );
    assert.deepEqual((await look()).answer.accounts, []);
    await deploy(flow({}, { ...accountItem, timeZone: "Mars/Olympus" }), "full");
    const { head } = (await look()).answer.accounts[0]!;
    assert.equal(head.error.code, "CONFIG_INVALID");
    assert.match(head.error.message, /time zone/);
  });

  it("give a fleet as a table, and one of it whole where that is asked for", async () => {
    const vehicles = Array.from({ length: 300 }, (_, i) => ({
      id: `BIKE${String(i).padStart(8, "0")}`,
      name: `Bike ${i}`,
    }));
    const segway = { ...accountItem, platform: "segway", vehicles };
    await load(
      status({ when: "lastKnown" }).map((item) => (item.id === "acc" ? segway : item)),
      all,
      {
        acc: { clientId: "E00001", clientSecret: "11112222-3333-4444-5555-666677778888" },
      },
    );
    const { answer } = await look({ open: "acc~~BIKE00000007" });
    const [{ head, vehicles: rows = [] } = assert.fail()] = answer.accounts;
    assert.deepEqual([head.table, head.count, rows.length], [true, 300, 300]);
    assert.deepEqual(rows[7], ["BIKE00000007", "Bike 7", -1, -1, 0, 0, 0]);
    assert.deepEqual([answer.open!.card.id, answer.open!.card.name], ["BIKE00000007", "Bike 7"]);
    const seen = await look({ ...asSeen(answer), open: `acc~${answer.open!.tag}~BIKE00000007` });
    assert.ok(seen.bytes <= 2048, String(seen.bytes));
    assert.deepEqual((await look({ open: "acc~~gone" })).answer.open, { gone: true });
  });

  it("give the picture that a status node has read, and ask no cloud for one", async () => {
    const demo = await startDemoCloud();
    try {
      const baseUrls = Object.entries(demo.baseUrls)
        .map(([real, local]) => `${real} = ${local}`)
        .join("\n");
      const account = { ...accountItem, platform: "smart-intl", baseUrls };
      const reads = { read: "abilities", images: "buffer", vehicleType: "auto", when: "autoAndMessage" };
      await load(flow(reads, account), all, { acc: demo.credentials["smart-intl"]! });
      const { accounts } = await lookUntil("a picture", (answer) => answer.accounts[0]?.vehicles?.[0]?.picture);
      const [{ head, vehicles: [car] = [] } = assert.fail()] = accounts;
      const ask = (vehicle: string) => editorRequest("get", `${url}/picture`).query({ account: "acc", vehicle });
      const { body } = await ask(car.id).expect(200);
      assert.deepEqual([body.type, body.tag], ["image/png", car.picture]);
      assert.equal(Buffer.from(body.data as string, "base64").toString("latin1", 1, 4), "PNG");
      assert.equal((await look()).answer.accounts[0]!.head.requests.total, head.requests.total);
      for (const vehicle of ["nobody", "", "__proto__"]) await ask(vehicle).expect(404);
      await editorRequest("get", `${url}/picture?account[]=acc&vehicle[a]=b`).expect(404);
      assert.equal((await helper.request().get(`${url}/picture?account=acc&vehicle=${car.id}`)).status, 403);
    } finally {
      await unload();
      await demo.close();
    }
  });

  it("survive any query", async () => {
    await load(status(), all);
    const strange = ["", "~", "~~~~", ",,,", "acc", "acc~", "__proto__~x~y", "acc~x~1.2.3", "%00", "a".repeat(5000)];
    for (const since of strange)
      assert.equal((await look({ since, hooks: since, open: since })).answer.accounts.length, 1);
    await editorRequest("get", `${url}?since[a]=1&since[b]=2&open=1&open=2&hooks[]=`).expect(200);
  });

  it("read a vehicle now as a message would: once a minute, counted, and by its id only", async () => {
    await load(status({ when: "lastKnown" }), all);
    const now = (body: object) => editorRequest("post", `${url}/read`).send(body);
    assert.equal((await now({ account: "acc", vehicle: "nobody" })).body.code, "VEHICLE_UNKNOWN");
    const car = (await look()).answer.accounts[0]!.vehicles![0];
    const total = async (): Promise<number> => (await look()).answer.accounts[0]!.head.requests.total;
    const before = await total();
    assert.deepEqual((await now({ account: "acc", vehicle: car.id })).body, { ok: true, fresh: true });
    const after = await total();
    assert.ok(after > before, "it counts");
    assert.deepEqual((await now({ account: "acc", vehicle: car.id })).body, { ok: true, fresh: false });
    assert.equal(await total(), after);
    for (const body of [
      {},
      [],
      { account: "acc" },
      { account: "other", vehicle: car.id },
      { account: {}, vehicle: [] },
    ])
      assert.equal((await now(body)).status, 404);
  });

  it("are not for a foreign page, a form, or who lacks the permission", async () => {
    await load(status(), all);
    assert.equal((await helper.request().get(url)).status, 403);
    assert.equal((await editorRequest("get", url).set("Sec-Fetch-Site", "cross-site")).status, 403);
    assert.equal((await editorRequest("post", `${url}/read`).type("form").send("account=acc")).status, 415);
    const needed: string[] = [];
    const routes: string[] = [];
    const register = (method: string) => (path: string) => void routes.push(`${method} ${path}`);
    (sidebar as unknown as (red: object) => void)({
      auth: { needsPermission: (permission: string) => void needed.push(permission) },
      httpAdmin: { get: register("get"), post: register("post") },
    });
    assert.deepEqual(routes, [`get ${url}`, `get ${url}/picture`, `post ${url}/read`]);
    assert.deepEqual(needed, ["vehicle-cloud.read", "vehicle-cloud.read", "vehicle-cloud.write"]);
  });
});
