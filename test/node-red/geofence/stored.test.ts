import assert from "node:assert/strict";
import type { NodeInitializer } from "node-red";
import geofenceNode from "../../../nodes/geofence";
import { startDemoCloud, type DemoCloud } from "../../../src/index";
import { helper, load, receive, shown, unload, until, withCore, type Inbox, type Received } from "../support";
import { wireTo, type Wire } from "../request/wire";

const nodes = [...withCore, geofenceNode as NodeInitializer];
const operations = ["list", "latest", "create", "update", "delete"] as const;
const kept = { name: "Yard", centerLatitude: "52.5", centerLongitude: "13.4", radius: "200", enabled: "true" };

describe("the geofence node on fences that the cloud keeps", () => {
  let demo: DemoCloud;
  let way: Wire;
  let inbox: Inbox;
  let asked = 0;
  const say = (code: string, data: unknown): void => {
    way.spoil = ({ url }, answer) => {
      if (!url.includes("fence")) return false;
      answer.writeHead(200, { "content-type": "application/json" });
      answer.end(JSON.stringify({ code, data, success: true, hint: null, httpStatus: "OK", sessionId: "x" }));
      return true;
    };
  };

  /** One node of each operation, and one that watches. */
  async function begin(family: string, account: object = { allowSister: true, allowDelete: true }): Promise<void> {
    const type = "vehicle-cloud-geofence";
    const common = { z: "tab", account: "acc", mode: "stored", family, vehicle: "", vehicleType: "all" };
    inbox = await load(
      [
        { id: "tab", type: "tab", label: "Test" },
        { id: "acc", type: "vehicle-cloud-account", platform: "smart-eu", baseUrls: way.baseUrls, ...account },
        ...operations.map((operation) => ({ id: operation, type, ...common, operation, wires: [["out"]] })),
        { id: "watch", type, z: "tab", wires: [["out"]] },
        { id: "catch", type: "catch", z: "tab", scope: null, uncaught: false, wires: [["failed"]] },
        { id: "complete", type: "complete", z: "tab", scope: null, uncaught: false, wires: [["ended"]] },
        ...["out", "failed", "ended"].map((id) => ({ id, type: "helper", z: "tab", wires: [] })),
      ],
      nodes,
      { acc: { ...demo.credentials["smart-eu"] } },
    );
  }
  async function ask(node: string, message: object = {}): Promise<Received> {
    const _msgid = `m${asked++}`;
    receive(node, { _msgid, vehicle: demo.vehicles[0]!.id, ...message });
    const found = (): Received | undefined => [...inbox.out, ...inbox.failed].find((one) => one._msgid === _msgid);
    await until(`an answer of ${node}`, found);
    return found()!;
  }
  const seen = (): string[] =>
    way.seen.filter(({ url }) => url.includes("fence")).map(({ method, url }) => `${method} ${url.split("?")[0]}`);

  before((done) => void helper.startServer(done));
  after((done) => void helper.stopServer(done));
  beforeEach(async () => {
    demo = await startDemoCloud();
    way = await wireTo(demo);
  });
  afterEach(async () => {
    await unload();
    await way.close();
    await demo.close();
  });

  const vehicle = "/geelyTCAccess/tcservices/vehicle/geofence";
  const authorized = "/remote-control/user/authorization/vehicle/geofence";
  for (const [family, one, all, word] of [
    ["vehicle", vehicle, `${vehicle}/all`, "geofence"],
    ["electric", "/lbs/ecarx_electric_fence", "/lbs/ecarx_electric_fences/all", "electric-fence"],
    ["authorized", authorized, `${authorized}/all`, "authorized-geofence"],
  ] as const) {
    it(`asks the endpoints of its family, by the account's switches: ${family}`, async () => {
      await begin(family);
      const { id } = demo.vehicles[0]!;
      for (const node of ["create", "update"] as const) {
        const { payload, error } = await ask(node, { payload: kept });
        assert.equal(error, undefined, JSON.stringify(error));
        assert.deepEqual([payload["operation"], payload["family"], payload["unverified"]], [node, family, true]);
      }
      assert.equal((await ask("list"))["topic"], `${demo.vehicles[0]!.model.replace(" #", "-")}-${id.slice(-4)}/stored-fences`.toLowerCase()); // prettier-ignore
      const latest = await ask("latest");
      assert.equal(latest.error?.code, family === "vehicle" ? undefined : "INPUT_INVALID");
      const unsure = await ask("delete", { payload: "7" });
      assert.equal(unsure.error.code, "CONFIRM_MISSING");
      assert.equal((await ask("delete", { confirm: `iov.${word}-delete`, payload: {} })).error.code, "INPUT_INVALID");
      const removed = await ask("delete", { payload: { id: 7 }, confirm: `iov.${word}-delete` });
      assert.equal(removed.payload["operation"], "delete", JSON.stringify(removed.error));
      assert.deepEqual(seen(), [
        `POST ${one}`,
        `PUT ${one}`,
        `GET ${all}/${id}`,
        ...(family === "vehicle" ? [`GET ${one}/latest/${id}`] : []),
        `DELETE ${one}/7`,
      ]);
    });
  }

  for (const [family, key, word] of [
    ["vehicle", "geofenceId", "geofence"],
    ["electric", "id", "electric-fence"],
    ["authorized", "geofenceId", "authorized-geofence"],
  ] as const) {
    it(`makes, lists, changes and deletes a fence that is watched meanwhile: ${family}`, async () => {
      await begin(family);
      const told = async (): Promise<unknown> => {
        const { payload, fences } = await ask("list");
        return [(payload["fences"] as { raw: object }[]).map(({ raw }) => raw), fences];
      };
      const watchable = (radiusM: number): object => ({ name: "Yard", lat: 52.5, lon: 13.4, radiusM });
      assert.deepEqual(await told(), [[], undefined]);
      // What else the demo answers is its own.
      const effect = ({ payload, error }: Received, member: string): unknown =>
        error ?? (payload["data"] as Record<string, unknown>)[member];
      assert.equal(effect(await ask("create", { payload: kept }), key), "1");
      assert.deepEqual(await told(), [[{ ...kept, [key]: "1" }], [watchable(200)]]);
      if (family === "vehicle") {
        const { payload, fences } = await ask("latest");
        assert.deepEqual([{ ...payload["data"], ...kept }, fences], [payload["data"], [watchable(200)]]);
      }
      const at = (metresNorth: number, minute: number): object => ({
        ...{ topic: "car", vehicle: undefined },
        payload: { lat: 52.5 + metresNorth / 111_195, lon: 13.4, tst: Date.now() / 1000 + minute },
      });
      receive("watch", { ...at(250, 0), fences: (await ask("list"))["fences"] });
      const larger = { ...kept, [key]: "1", radius: "300" };
      assert.equal(effect(await ask("update", { payload: larger }), key), "1");
      assert.equal(effect(await ask("update", { payload: { ...larger, [key]: "99", radius: "900" } }), "changed"), 0);
      assert.deepEqual(await told(), [[larger], [watchable(300)]], "an unknown one changes nothing");
      // It has another shape now: the first look at it makes no event, whatever was known of the smaller one.
      receive("watch", { ...at(250, 10), fences: (await ask("list"))["fences"] });
      const gone = await ask("watch", at(500, 60));
      assert.deepEqual([gone["event"], (gone["geofence"] as { name: string }).name], ["leave", "Yard"]);
      const back = await ask("watch", at(250, 300));
      assert.deepEqual([back["event"], (back["geofence"] as { distanceM: number }).distanceM], ["enter", -50]);
      const deletion = { payload: "1", confirm: `iov.${word}-delete` };
      assert.equal(effect(await ask("delete", deletion), "removed"), 1);
      assert.deepEqual(await told(), [[], undefined]);
      assert.equal(effect(await ask("delete", deletion), "removed"), 0);
      assert.deepEqual(inbox.failed, []);
      assert.equal(inbox.out.filter(({ event }) => event).length, 2, "those were all events");
    });
  }

  for (const family of ["vehicle", "electric", "authorized"])
    it(`sends no write and no deletion without its switch, and no empty body: ${family}`, async () => {
      await begin(family, {});
      for (const node of ["create", "update"]) {
        assert.equal((await ask(node, { payload: kept })).error.code, "NOT_SUPPORTED");
        for (const payload of [undefined, "", "{", {}, 7]) {
          assert.equal((await ask(node, { payload })).error.code, "INPUT_INVALID", JSON.stringify(payload));
        }
      }
      const word = { vehicle: "geofence", electric: "electric-fence", authorized: "authorized-geofence" }[family];
      const deletion = { payload: "7", confirm: `iov.${word}-delete` };
      const { error } = await ask("delete", deletion);
      assert.deepEqual(
        [error.code, /switch|setting|allow/i.test(error.message)],
        ["NOT_SUPPORTED", true],
        error.message,
      );
      assert.deepEqual(way.seen, [], "nothing was sent, not even a sign-in");
      assert.equal(inbox.ended.length, 0);
    });

  it("hands what it read to a watching node, which keeps its own where there is nothing to watch", async () => {
    await begin("vehicle");
    const row = { geofenceId: 1, ...kept };
    const wrong = [
      { ...row, radius: "0" },
      { ...row, centerLatitude: "913" },
      { ...row, centerLongitude: null },
      { ...row, enabled: false },
      { ...row, centerLatitude: 0, centerLongitude: 0 },
      null,
      "text",
    ];
    for (const data of [[row, { ...row, geofenceId: 2 }, ...wrong], { geofences: [row, { ...row, geofenceId: 2 }] }]) {
      say("1000", data);
      const { fences, payload } = await ask("list");
      assert.deepEqual(fences, [
        { name: "Yard", lat: 52.5, lon: 13.4, radiusM: 200 },
        { name: "Yard (2)", lat: 52.5, lon: 13.4, radiusM: 200 },
      ]);
      assert.deepEqual(payload["data"], data);
    }
    const { fences } = await ask("list");
    const at = (lat: number, minute: number): object => ({
      ...{ topic: "car", vehicle: undefined },
      payload: { position: { latitude: lat, longitude: 13.4, measuredAt: new Date(Date.now() + minute * 1000).toISOString() } }, // prettier-ignore
    });
    receive("watch", { ...at(52.6, 0), fences });
    for (const data of [[], null, {}, { geofences: "x" }, wrong, "text"]) {
      say("1000", data);
      const nothing = await ask("list", { fences });
      assert.equal(nothing["fences"], undefined, JSON.stringify(data));
      receive("watch", { payload: {}, fences: nothing["fences"] });
    }
    await ask("watch", at(52.5, 300));
    assert.deepEqual(
      inbox.out.filter(({ event }) => event).map(({ event, geofence }) => [event, (geofence as { name: string }).name]),
      [
        ["enter", "Yard"],
        ["enter", "Yard (2)"],
      ],
    );
    assert.deepEqual(shown("list"), { fill: "green", shape: "dot", text: "vehicle-cloud-geofence.status.answered" });
  });

  it("says what a cloud refuses, and what no node can be", async () => {
    await begin("vehicle");
    say("1405", null);
    assert.notEqual((await ask("list")).error?.code, undefined);
    await unload();
    await begin("nobody");
    assert.equal((await ask("list")).error.code, "CONFIG_INVALID");
  });
});
